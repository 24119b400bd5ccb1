using System.Buffers;
using BenchmarkDotNet.Attributes;
using Protocols.Smtp;

namespace Protocols.Benchmarks.Smtp;

/// <summary>Commands and data through a session: one pipelined transaction after another, replies written.</summary>
[MemoryDiagnoser]
public class SmtpCommandBenchmarks
{
    private const int Transactions = 1000;
    private const int CommandsEach = 4;

    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private SmtpServerSession _session = null!;
    private byte[] _commands = [];
    private byte[] _data = [];

    [GlobalSetup]
    public void Setup()
    {
        _session = new SmtpServerSession(new SmtpServerOptions { MaxIdleCommands = int.MaxValue, MaxMessageSize = long.MaxValue });
        Run("EHLO client.example\r\n"u8.ToArray());
        byte[] transaction = "MAIL FROM:<sender@example.org> SIZE=1000 BODY=8BITMIME\r\nRCPT TO:<one@example.net>\r\nRCPT TO:<two@example.net>\r\nRSET\r\n"u8.ToArray();
        _commands = [.. Enumerable.Repeat(transaction, Transactions).SelectMany(t => t)];
        byte[] line = "This is a line of an ordinary message, about as long as they are.\r\n"u8.ToArray();
        _data = [.. "MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n"u8, .. Enumerable.Repeat(line, 15_000).SelectMany(l => l), .. ".\r\n"u8];
    }

    [Benchmark(OperationsPerInvoke = Transactions * CommandsEach, Description = "a command (MAIL, 2 RCPT, RSET)")]
    public void Commands() => Run(_commands);

    [Benchmark(Description = "1 MB of DATA, 67-byte lines")]
    public void Data() => Run(_data);

    private void Run(byte[] bytes)
    {
        _output.ResetWrittenCount();
        ReadOnlySequence<byte> input = new(bytes);
        while (true)
        {
            SmtpServerEvent e = _session.Read(ref input);
            if (e.Kind == SmtpServerEventKind.NeedMoreData)
            {
                return;
            }

            if (e.Reply is { } reply)
            {
                _session.Reply(reply, _output);
            }
        }
    }
}
