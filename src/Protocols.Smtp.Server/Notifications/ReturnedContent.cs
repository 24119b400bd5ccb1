using System.IO.Pipelines;
using System.Text;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What of a message goes back to its sender.</summary>
internal sealed class ReturnedContent
{
    private ReturnedContent(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> content, bool isWhole)
    {
        Content = isWhole ? content : header;
        IsHeaderOnly = !isWhole;
        HasEightBitHeader = !Ascii.IsValid(header.Span);
        HasEightBit = !Ascii.IsValid(Content.Span);
        using MimeDocument document = MimeDocument.Parse(header);
        Subject = NotificationFields.Clean(document.Root.GetHeaderText(HeaderId.Subject), isUtf8: true);
        Date = NotificationFields.Clean(document.Root.GetHeaderText(HeaderId.Date), isUtf8: false);
        IsPostmastersNotice = document.Root.TryGetHeader(PostmastersNotice, out _);
        string id = document.Root.GetHeaderText(HeaderId.MessageId).Trim();
        MessageId = id.Length is > 4 and < 250 && id[0] == '<' && id[^1] == '>' && IsId(id[1..^1]) ? id[1..^1] : null;
    }

    /// <summary>The name of the field that marks what the postmaster was told, so that nothing goes round in a circle when that fails.</summary>
    public static ReadOnlySpan<byte> PostmastersNotice => "X-Protocols-Postmaster-Notice"u8;

    /// <summary>The octets; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    public bool IsHeaderOnly { get; }

    public bool HasEightBit { get; }

    public bool HasEightBitHeader { get; }

    /// <summary>Whether the message itself told the postmaster of a failure.</summary>
    public bool IsPostmastersNotice { get; }

    /// <summary>What the message was about; empty for nothing.</summary>
    public string Subject { get; }

    /// <summary>Its date as it stands there; empty for none.</summary>
    public string Date { get; }

    /// <summary>Its identifier, where others can refer to it; null for none.</summary>
    public string? MessageId { get; }

    public static async ValueTask<ReturnedContent> ReadAsync(
        QueuedMessage message, IBlobStore blobs, AccountId account, NotificationOptions options, bool isWholeWanted, CancellationToken cancellationToken)
    {
        bool isWhole = isWholeWanted && message.Size <= options.MaxReturnedMessage;
        int length = isWhole ? (int)message.Size : (int)Math.Min(message.Size, options.MaxReturnedHeader);
        using MemoryStream stream = new(length);
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await blobs.CopyToAsync(account, message.Blob, 0, length, writer, cancellationToken).ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
        ReadOnlyMemory<byte> content = stream.GetBuffer().AsMemory(0, (int)stream.Length);
        return new ReturnedContent(HeaderOf(content, options.MaxReturnedHeader), content, isWhole && IsLines(content.Span));
    }

    // What is no lines of RFC 5322 could only go back encoded, and few could read it then.
    private static bool IsLines(ReadOnlySpan<byte> content)
    {
        BodyScan scan = default;
        scan.Add(content);
        return !scan.HasBareControls && !scan.HasLongLines;
    }

    private static ReadOnlyMemory<byte> HeaderOf(ReadOnlyMemory<byte> content, int most)
    {
        if (content.Span.StartsWith("\r\n"u8))
        {
            return default;
        }

        int end = content.Span.IndexOf("\r\n\r\n"u8);
        ReadOnlyMemory<byte> header = end < 0 ? content : content[..(end + 2)];
        if (header.Length <= most && header.Span.EndsWith("\r\n"u8))
        {
            return header;
        }

        ReadOnlyMemory<byte> cut = header[..Math.Min(header.Length, most)];
        int last = cut.Span.LastIndexOf("\r\n"u8);
        return last < 0 ? default : cut[..(last + 2)];
    }

    private static bool IsId(string id) => id.Count(static c => c == '@') == 1 && id.All(static c => c is > ' ' and < '\u007F' and not ('<' or '>' or '(' or ')' or '"' or '\\' or ',' or ';'));
}
