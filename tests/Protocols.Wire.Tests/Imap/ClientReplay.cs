using System.Buffers;
using System.Collections;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>A host of a client's session that writes down what it was told.</summary>
internal sealed class ClientReplay(ImapClientLimits? limits = null)
{
    private readonly StringBuilder _transcript = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<byte> _literal = [];
    private byte[] _left = [];

    public ImapClientSession Session { get; } = new(limits);

    public ArrayBufferWriter<byte> Output => _output;

    public string Sent => Encoding.Latin1.GetString(_output.WrittenSpan);

    public string Transcript => _transcript.ToString();

    public List<ImapClientEvent> Events { get; } = [];

    public IEnumerable<ImapResponse> Responses => Events.Where(e => e.Kind == ImapClientEventKind.Response).Select(e => e.Response!);

    /// <summary>What is written when a message is asked for.</summary>
    public string Message { get; set; } = "";

    public ClientReplay Feed(IEnumerable<byte[]> pieces)
    {
        foreach (byte[] piece in pieces)
        {
            List<byte[]> segments = _left.Length == 0 ? [piece] : [_left, piece];
            ReadOnlySequence<byte> input = SplitInvariance.Sequence(segments);
            Run(ref input);
            _left = input.ToArray();
        }

        return this;
    }

    public ClientReplay Feed(string text) => Feed([Encoding.Latin1.GetBytes(text)]);

    /// <summary>The one untagged response of a line.</summary>
    public static T Parse<T>(string line, ImapClientLimits? limits = null)
        where T : ImapResponse
    {
        ClientReplay replay = new ClientReplay(limits).Feed("* OK hello\r\n" + line + "\r\n");
        return Assert.IsType<T>(Assert.Single(replay.Responses));
    }

    public static string Describe(object? value) => value switch
    {
        ImapAddress or ImapEnvelope or ImapBodyStructure or ImapResponse or ImapReceivedCode or ImapSection or ImapThread or ImapNamespace or ImapQuotaResource =>
            value.GetType().Name + "(" + string.Join(' ', value.GetType().GetProperties().Where(static p => p.Name != "EqualityContract")
                .OrderBy(static p => p.Name, StringComparer.Ordinal)
                .Select(p => (p.Name, Text: Describe(p.GetValue(value)))).Where(static p => p.Text is not ("" or "[]"))
                .Select(static p => p.Name + "=" + p.Text)) + ")",
        null => "",
        string text => "\"" + text + "\"",
        ReadOnlyMemory<byte> bytes => "'" + Encoding.Latin1.GetString(bytes.Span) + "'",
        SequenceSet set => set.ToString(),
        System.Collections.Immutable.ImmutableArray<string> { IsDefault: true } => "",
        IEnumerable list => "[" + string.Join(' ', list.Cast<object?>().Select(Describe)) + "]",
        _ => value.ToString()!,
    };

    private void Run(ref ReadOnlySequence<byte> input)
    {
        while (true)
        {
            ImapClientEvent e = Session.Read(ref input, _output);
            if (e.Kind == ImapClientEventKind.NeedMoreData)
            {
                return;
            }

            if (e.Kind == ImapClientEventKind.LiteralChunk)
            {
                _literal.AddRange(e.Chunk.ToArray());
                continue;
            }

            Events.Add(e);
            _transcript.Append(e.Kind).Append(' ').Append(e.Tag).Append(Describe(e.Response)).Append(e.Reason);
            switch (e.Kind)
            {
                case ImapClientEventKind.LiteralBegin:
                    _transcript.Append(e.Literal);
                    _literal.Clear();
                    break;
                case ImapClientEventKind.LiteralEnd:
                    _transcript.Append(Encoding.Latin1.GetString([.. _literal]));
                    break;
                case ImapClientEventKind.Challenge:
                    _transcript.Append(Encoding.Latin1.GetString(e.Challenge.Span));
                    Session.Respond("answer"u8.ToArray(), _output);
                    break;
                case ImapClientEventKind.SendMessage:
                    _output.Write(Encoding.Latin1.GetBytes(Message));
                    Session.MessageWritten(_output);
                    break;
                case ImapClientEventKind.Closed or ImapClientEventKind.Failed:
                    _transcript.Append('\n');
                    return;
            }

            _transcript.Append('\n');
        }
    }
}
