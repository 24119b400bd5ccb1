using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Protocols.Imap;

namespace Protocols.Benchmarks.Imap;

/// <summary>Commands through a session, a message streamed in, and responses written: the wire alone, without any store.</summary>
[MemoryDiagnoser]
public class ImapCommandBenchmarks
{
    private const int Rounds = 1000;
    private const int CommandsEach = 5;

    private static readonly string[] s_flags = ["\\Seen", "\\Answered", "$Forwarded"];

    private readonly ArrayBufferWriter<byte> _output = new(1 << 22);
    private readonly FetchItem _uid = new() { Kind = FetchItemKind.Uid };
    private readonly FetchItem _flags = new() { Kind = FetchItemKind.Flags };
    private ImapServerSession _session = null!;
    private byte[] _noops = [];
    private byte[] _commands = [];
    private byte[] _message = [];

    [GlobalSetup]
    public void Setup()
    {
        _session = new ImapServerSession(new ImapServerOptions(), isSecure: true);
        _session.Authenticated();
        _session.Selected(isReadOnly: false);
        _noops = Repeat("A1 NOOP\r\n");
        _commands = Repeat(
            "A1 UID FETCH 4711:4720 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (References List-Id)])\r\n"
            + "A2 UID STORE 4711,4713 +FLAGS.SILENT (\\Seen $Forwarded)\r\nA3 UID SEARCH RETURN (ALL) UNDELETED SINCE 1-Feb-2024 FROM {5+}\r\nannie\r\n"
            + "A4 STATUS \"Lists/imap\" (MESSAGES UIDNEXT UNSEEN)\r\nA5 UID MOVE 4711:4720 Archive/2024\r\n");
        _message = [.. "A6 APPEND INBOX (\\Seen) {1048576+}\r\n"u8, .. new byte[1 << 20], .. "\r\n"u8];
    }

    [Benchmark(OperationsPerInvoke = Rounds, Description = "NOOP")]
    public void Noop() => Run(_noops);

    [Benchmark(OperationsPerInvoke = Rounds * CommandsEach, Description = "a command (UID FETCH, UID STORE, UID SEARCH, STATUS, UID MOVE)")]
    public void Commands() => Run(_commands);

    [Benchmark(Description = "1 MB of APPEND")]
    public void Append() => Run(_message);

    [Benchmark(OperationsPerInvoke = Rounds, Description = "a FETCH response (UID FLAGS)")]
    public void FetchResponse()
    {
        _output.ResetWrittenCount();
        ImapResponseWriter writer = new(_output, isUtf8: false);
        for (uint number = 1; number <= Rounds; number++)
        {
            writer.BeginFetch(number);
            writer.FetchItemName(_uid);
            writer.Space();
            writer.Number(number + 100_000);
            writer.Space();
            writer.FetchItemName(_flags);
            writer.Space();
            writer.FlagList(s_flags);
            writer.EndFetch();
        }
    }

    private static byte[] Repeat(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        return [.. Enumerable.Repeat(bytes, Rounds).SelectMany(static b => b)];
    }

    private void Run(byte[] bytes)
    {
        _output.ResetWrittenCount();
        ReadOnlySequence<byte> input = new(bytes);
        while (true)
        {
            ImapServerEvent e = _session.Read(ref input, _output);
            switch (e.Kind)
            {
                case ImapServerEventKind.NeedMoreData:
                    return;
                case ImapServerEventKind.AppendPart:
                    _session.AcceptAppend(_output);
                    break;
                case ImapServerEventKind.Command or ImapServerEventKind.AppendEnd:
                    _session.Writer(_output).Tagged(e.Command!.Tag, ImapStatus.Ok, ImapResponseCode.None, "done");
                    break;
            }
        }
    }
}
