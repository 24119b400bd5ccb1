using System.Buffers;
using Protocols.MailAuth;
using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>A message that has come in whole, and what the stages so far have found of it. Valid until the stages are through.</summary>
public sealed class ReceivedMessage : IDisposable
{
    private readonly List<ReadOnlyMemory<byte>> _traceFields = [];
    private readonly List<ReadOnlyMemory<byte>> _headerFields = [];
    private readonly List<Func<HeaderField, bool>> _removals = [];

    internal ReceivedMessage(SmtpSender sender, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> content)
    {
        Sender = sender;
        Recipients = recipients;
        Content = content;
        Document = MimeDocument.Parse(content);
    }

    /// <summary>Who sent it, and how it came.</summary>
    public SmtpSender Sender { get; }

    /// <summary>The forward-paths that were accepted, without brackets.</summary>
    public IReadOnlyList<string> Recipients { get; }

    /// <summary>The message as it came, octet for octet; a large one is mapped, not loaded.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The same, parsed.</summary>
    public MimeDocument Document { get; }

    /// <summary>What is known so far.</summary>
    public MessageFindings Findings { get; private set; } = MessageFindings.None;

    /// <summary>Where it comes from; null where that was not asked.</summary>
    public MailAuthResult? Authentication => Findings.Authentication;

    void IDisposable.Dispose() => Document.Dispose();

    internal void Take(FilterVerdict verdict)
    {
        if (!verdict.TraceFields.IsEmpty)
        {
            _traceFields.Add(verdict.TraceFields);
        }

        if (!verdict.HeaderFields.IsEmpty)
        {
            _headerFields.Add(verdict.HeaderFields);
        }

        if (verdict.Removes is { } removes)
        {
            _removals.Add(removes);
        }

        Findings = Findings with { Target = verdict.Target ?? Findings.Target, Authentication = verdict.Authentication ?? Findings.Authentication };
    }

    /// <summary>The fields that go on top: those of the last stage first.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> TraceFields => Enumerable.Reverse(_traceFields);

    /// <summary>The header as it will be kept, with its empty line, without what goes on top.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Header()
    {
        foreach (ReadOnlyMemory<byte> fields in _headerFields)
        {
            yield return fields;
        }

        MimePart root = Document.Root;
        if (root.BodyStart == 0 && !Content.IsEmpty)
        {
            // All of it is text: fields that are put before it must not take its first lines for their own.
            yield return "\r\n"u8.ToArray();
        }

        int kept = BehindContinuation(root.HeaderSpan);
        foreach (HeaderField field in root.Headers)
        {
            if (_removals.Exists(removes => removes(field)))
            {
                yield return Content[kept..field.Offset];
                kept = field.Offset + field.Length;
            }
        }

        yield return Content[kept..root.BodyStart];
    }

    /// <summary>The header as it will be kept, in one piece.</summary>
    internal byte[] HeaderOctets()
    {
        ArrayBufferWriter<byte> header = new();
        foreach (ReadOnlyMemory<byte> piece in Header())
        {
            header.Write(piece.Span);
        }

        return header.WrittenSpan.ToArray();
    }

    internal ReadOnlyMemory<byte> Body => Content[Document.Root.BodyStart..];

    // A line that goes on with a field that is not there would go on with one of ours: nobody may write into those.
    private static int BehindContinuation(ReadOnlySpan<byte> header)
    {
        int start = 0;
        while (start < header.Length && header[start] is (byte)' ' or (byte)'\t')
        {
            int length = header[start..].IndexOf((byte)'\n');
            start = length < 0 ? header.Length : start + length + 1;
        }

        return start;
    }
}
