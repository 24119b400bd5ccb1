using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace Protocols.Benchmarks.Mime;

/// <summary>Finding the structure of messages, beside <c>MimeMessage.Load</c> of MimeKit.</summary>
[MemoryDiagnoser]
public class MimeParse
{
    private byte[][] _messages = [];

    /// <summary>The class of mail.</summary>
    [ParamsAllValues]
    public MailClass Mail { get; set; }

    /// <summary>Makes the messages.</summary>
    [GlobalSetup]
    public void SetUp() => _messages = [.. MailSamples.Make(Mail)];

    /// <summary>MimeKit.</summary>
    [Benchmark(Baseline = true)]
    public long MimeKit()
    {
        long sum = 0;
        foreach (byte[] message in _messages)
        {
            sum += MimeWork.ParseByMimeKit(message);
        }

        return sum;
    }

    /// <summary>This library.</summary>
    [Benchmark]
    public long Protocols()
    {
        long sum = 0;
        foreach (byte[] message in _messages)
        {
            sum += MimeWork.Parse(message);
        }

        return sum;
    }
}

/// <summary>Finding the structure and decoding the transfer encoding of every leaf, beside MimeKit.</summary>
[MemoryDiagnoser]
public class MimeParseAndDecode
{
    private readonly ArrayBufferWriter<byte> _scratch = new(16 * 1024 * 1024);
    private readonly MemoryStream _stream = new(16 * 1024 * 1024);
    private byte[][] _messages = [];

    /// <summary>The class of mail.</summary>
    [ParamsAllValues]
    public MailClass Mail { get; set; }

    /// <summary>Makes the messages.</summary>
    [GlobalSetup]
    public void SetUp() => _messages = [.. MailSamples.Make(Mail)];

    /// <summary>MimeKit.</summary>
    [Benchmark(Baseline = true)]
    public long MimeKit()
    {
        long sum = 0;
        foreach (byte[] message in _messages)
        {
            sum += MimeWork.ParseAndDecodeByMimeKit(message, _stream);
        }

        return sum;
    }

    /// <summary>This library.</summary>
    [Benchmark]
    public long Protocols()
    {
        long sum = 0;
        foreach (byte[] message in _messages)
        {
            sum += MimeWork.ParseAndDecode(message, _scratch);
        }

        return sum;
    }
}
