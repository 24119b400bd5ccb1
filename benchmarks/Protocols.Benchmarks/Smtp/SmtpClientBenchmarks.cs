using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Protocols.Smtp;

namespace Protocols.Benchmarks.Smtp;

/// <summary>The client's side: replies read, messages encoded, and whole transactions against replies that are there already.</summary>
[MemoryDiagnoser]
public class SmtpClientBenchmarks
{
    private const int Count = 1000;

    private readonly ArrayBufferWriter<byte> _output = new(1 << 21);
    private readonly SmtpReplyReader _reader = new();
    private readonly SmtpDataEncoder _encoder = new(BareLineEndWriting.Normalise);
    private readonly byte[] _answers = "250 2.1.0 ok\r\n250 2.1.5 ok\r\n250 2.1.5 ok\r\n354 go\r\n"u8.ToArray();
    private readonly byte[] _last = "250 2.0.0 Queued as 4711\r\n"u8.ToArray();
    private readonly SmtpEnvelope _envelope = new() { ReversePath = "sender@example.org", Recipients = [new SmtpRecipient("one@example.net"), new SmtpRecipient("two@example.net")] };
    private SmtpClientSession _session = null!;
    private byte[] _replies = [];
    private byte[] _message = [];

    [GlobalSetup]
    public void Setup()
    {
        _replies = [.. Enumerable.Repeat("250 2.1.5 Recipient OK\r\n"u8.ToArray(), Count).SelectMany(r => r)];
        _message = [.. Enumerable.Repeat("This is a line of an ordinary message, about as long as they are.\r\n"u8.ToArray(), 15_000).SelectMany(l => l)];
        _session = new SmtpClientSession(new SmtpClientOptions());
        Hear("220 mx\r\n"u8.ToArray());
        Hear("250-mx\r\n250-PIPELINING\r\n250 8BITMIME\r\n"u8.ToArray());
    }

    [Benchmark(OperationsPerInvoke = Count, Description = "a reply of one line with its status")]
    public int Replies()
    {
        ReadOnlySequence<byte> input = new(_replies);
        int codes = 0;
        while (_reader.Read(ref input) == SmtpReplyReadStatus.Reply)
        {
            codes += _reader.Code;
        }

        return codes;
    }

    [Benchmark(Description = "1 MB encoded for DATA, 67-byte lines")]
    public void Encode()
    {
        _output.ResetWrittenCount();
        _encoder.Reset();
        _encoder.TryWrite(_message, _output);
        _encoder.TryEnd(_output);
    }

    [Benchmark(Description = "a message of 1 KB to two recipients, pipelined")]
    public void Transaction()
    {
        _output.ResetWrittenCount();
        _session.Begin(_envelope, _output);
        Hear(_answers);
        _session.WriteMessage(_message.AsSpan(0, 1024), _output);
        _session.EndMessage(_output);
        Hear(_last);
    }

    private void Hear(byte[] bytes)
    {
        ReadOnlySequence<byte> input = new(bytes);
        while (_session.Read(ref input, _output).Kind != SmtpClientEventKind.NeedMoreData)
        {
        }
    }
}
