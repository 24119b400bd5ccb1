using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>The message that <c>enclose</c> puts another one into (RFC 5703 §6).</summary>
internal sealed record EnclosingMessage
{
    // The message inside stays as it is, to be looked into.
    private static readonly MimeWriteOptions s_options = new() { Mode = MimeOutputMode.SmtpUtf8, AllowBinary = true };

    /// <summary>The text before the message.</summary>
    public required string Text { get; init; }

    /// <summary>Who runs the script.</summary>
    public required MailboxAddress From { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>What <c>:subject</c> says; null for the subject of the message inside.</summary>
    public string? Subject { get; init; }

    /// <summary>The names of the fields that are copied from the message inside.</summary>
    public IReadOnlyList<string> CopiedFields { get; init; } = [];

    /// <summary>How many parts come before those of the message inside: the multipart, the text and the part that the message is in.</summary>
    public const int PartsBefore = 3;

    /// <summary>Writes the message; false where a value in it cannot be written.</summary>
    /// <param name="inside">The message that goes inside.</param>
    /// <param name="random">Random octets: <see cref="ComposedMessage.RandomLength"/>.</param>
    /// <param name="octets">The message.</param>
    public bool TryWrite(MimeDocument inside, ReadOnlySpan<byte> random, out ReadOnlyMemory<byte> octets)
    {
        MessageBuilder builder = new()
        {
            Date = Date,
            From = { From },
            Subject = ComposedMessage.OneLine(Subject ?? inside.Root.GetHeaderText(HeaderId.Subject)),
            Text = Text,
        };
        BodyPart message = BodyPart.FromMessage(EditedMessage.CopyOf(inside));
        message.Disposition = "inline";
        builder.Attachments.Add(message);
        if (!ComposedMessage.TryWrite(builder, null, random, ComposedMessage.DomainOf(From.Address), out octets, s_options))
        {
            return false;
        }

        if (CopiedFields.Count > 0)
        {
            octets = Copy(inside.Root, octets);
        }

        return true;
    }

    // What is copied stands as it is, and in the place of what was made.
    private ReadOnlyMemory<byte> Copy(MimePart from, ReadOnlyMemory<byte> octets)
    {
        ArrayBufferWriter<byte> output = new();
        using MimeDocument document = MimeDocument.Parse(octets);
        HashSet<string> copied = new(StringComparer.OrdinalIgnoreCase);
        foreach (HeaderField field in from.Headers)
        {
            string name = Encoding.ASCII.GetString(field.Name);
            bool isContent = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || field.Id == HeaderId.MimeVersion;
            if (!isContent && CopiedFields.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                copied.Add(name);
                output.Write(field.RawField.TrimEnd("\r\n"u8));
                output.Write("\r\n"u8);
            }
        }

        foreach (HeaderField field in document.Root.Headers)
        {
            bool isReplaced = copied.Contains(Encoding.ASCII.GetString(field.Name)) && !(field.Id == HeaderId.Subject && Subject is not null);
            if (!isReplaced)
            {
                output.Write(field.RawField);
            }
        }

        output.Write("\r\n"u8);
        output.Write(document.Root.BodySpan);
        return output.WrittenMemory;
    }
}
