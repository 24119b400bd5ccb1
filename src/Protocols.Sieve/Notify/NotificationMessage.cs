using System.Buffers;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>The message that tells of another one by mail (RFC 5436 §2.7).</summary>
internal sealed record NotificationMessage
{
    /// <summary>What the URI says.</summary>
    public required MailtoUri Uri { get; init; }

    /// <summary>Who it is from: what <c>:from</c> says, or the owner of the script.</summary>
    public required MailboxAddress From { get; init; }

    /// <summary>The address of the owner of the script, by which whoever gets it can find out where it comes from (§2.7.1).</summary>
    public required string Owner { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>What <c>:message</c> says; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>1 is high, 3 low; others are not told.</summary>
    public int Importance { get; init; } = 2;

    /// <summary>All who get it, each once; empty where the URI names nobody.</summary>
    public IReadOnlyList<string> Recipients =>
        [.. Uri.To.Concat(Uri.Cc).Concat(Uri.Bcc).Select(static mailbox => mailbox.Address).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>
    /// Whether a message may be told of at all: not one that was itself sent by a program (§2.7), which is how two of them would go on telling each other.
    /// </summary>
    /// <param name="message">The message.</param>
    public static bool MayTell(MimePart message) =>
        !message.TryGetHeader(HeaderId.AutoSubmitted, out HeaderField field) || System.Text.Ascii.EqualsIgnoreCase(field.Token, "no"u8);

    /// <summary>Writes the message; false where a value in it cannot be written.</summary>
    /// <param name="original">The message that it tells of.</param>
    /// <param name="random">Random octets: <see cref="ComposedMessage.RandomLength"/>.</param>
    /// <param name="octets">The message.</param>
    public bool TryWrite(MimeDocument original, ReadOnlySpan<byte> random, out ReadOnlyMemory<byte> octets)
    {
        MessageBuilder builder = new()
        {
            Date = Date,
            From = { From },
            Subject = ComposedMessage.OneLine(Message ?? Uri.Subject ?? original.Root.GetHeaderText(HeaderId.Subject)).Trim(),
            Text = Uri.Body ?? "",
        };
        builder.To.AddRange(Uri.To);
        builder.Cc.AddRange(Uri.Cc);
        AddReference(builder, original.Root);
        if (Importance != 2)
        {
            builder.OtherFields.Add(("Importance", Importance == 1 ? "High" : "Low"));
            builder.OtherFields.Add(("X-Priority", Importance == 1 ? "1" : "5"));
        }

        foreach ((string name, string text) in Uri.Fields)
        {
            builder.OtherFields.Add((name, text));
        }

        return ComposedMessage.TryWrite(builder, null, random, ComposedMessage.DomainOf(From.Address), out octets) && TryMark(ref octets);
    }

    private static void AddReference(MessageBuilder builder, MimePart message)
    {
        if (!message.TryGetHeader(HeaderId.MessageId, out HeaderField field))
        {
            return;
        }

        foreach (ReadOnlySpan<byte> id in field.MessageIds)
        {
            string text = System.Text.Encoding.ASCII.GetString(id);
            if (new MailboxAddress(text).Check() == WriteStatus.Ok)
            {
                builder.References.Add(text);
            }

            return;
        }
    }

    // A trace field, which stands above the others (§2.7.1).
    private bool TryMark(ref ReadOnlyMemory<byte> octets)
    {
        using MimeDocument document = MimeDocument.Parse(octets);
        MimeEditor editor = new(document);
        MimeParameter owner = new("owner-email", Owner);
        try
        {
            editor.Header.Insert(0, fields => fields.WriteToken("Auto-Submitted", "auto-notified", owner));
        }
        catch (MimeValueException)
        {
            return false;
        }

        ArrayBufferWriter<byte> output = new();
        editor.Write(output);
        octets = output.WrittenMemory;
        return true;
    }
}
