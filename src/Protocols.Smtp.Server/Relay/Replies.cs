using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Replies as the queue keeps them.</summary>
internal static class Replies
{
    // RFC 5321 §4.5.3.1.5 has 512 for a line; the queue may cut sooner.
    private const int MaxLength = 2_000;

    /// <summary>A server's reply: without controls, which have no business in a log or a report, and not longer than anybody reads.</summary>
    public static QueueReply Of(SmtpReply reply, string? host)
    {
        string text = string.Join(' ', reply.Lines);
        text = text.Length > MaxLength ? text[..MaxLength] : text;
        return new QueueReply(reply.Code, reply.Status.IsEmpty ? null : reply.Status.ToString(), string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c)), host);
    }
}
