using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>The answer of <c>vacation</c> (RFC 5230 §5). Its envelope sender is empty, and its recipient the sender of the message.</summary>
internal sealed record VacationReply
{
    /// <summary>Whom it is for: the envelope sender of the message.</summary>
    public required string Recipient { get; init; }

    /// <summary>Who answers: what <c>:from</c> says, or the recipient of the message; at least one.</summary>
    public required IReadOnlyList<MailboxAddress> From { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>What <c>:subject</c> says; null for "Auto: " and the subject of the message (§5.3).</summary>
    public string? Subject { get; init; }

    /// <summary>The text; not looked at where there is an entity.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The content with <c>:mime</c>; null without.</summary>
    public MimeEntity? Entity { get; init; }

    /// <summary>Writes the answer; false where a value in it cannot be written.</summary>
    /// <param name="original">The message.</param>
    /// <param name="random">Random octets: <see cref="ComposedMessage.RandomLength"/>.</param>
    /// <param name="octets">The answer.</param>
    public bool TryWrite(MimeDocument original, ReadOnlySpan<byte> random, out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        if (new MailboxAddress(Recipient).Check() != WriteStatus.Ok)
        {
            return false;
        }

        MessageBuilder reply = MessageReply.CreateAutomatic(original, Recipient, new ReplyOptions { From = From[0], Date = Date, Text = Reason });
        reply.From.Clear();
        reply.From.AddRange(From);
        reply.Sender = From.Count > 1 ? From[0] : null;
        if (Subject is not null)
        {
            reply.Subject = ComposedMessage.OneLine(Subject);
        }
        else if (!original.Root.TryGetHeader(HeaderId.Subject, out _))
        {
            reply.Subject = "Automated reply";
        }

        return ComposedMessage.TryWrite(reply, Entity, random, ComposedMessage.DomainOf(From[0].Address), out octets);
    }
}
