using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Replies as the queue keeps them.</summary>
internal static class Replies
{
    public static QueueReply Of(SmtpReply reply, string? host) => new(reply.Code, reply.Status.IsEmpty ? null : reply.Status.ToString(), string.Join(' ', reply.Lines), host);
}
