using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Why a server could not be used for what it was to get.</summary>
internal sealed record HopFailure
{
    public HopFailure(bool isPermanent, string status, string text, string? host)
        : this(isPermanent, new QueueReply(0, status, text, host))
    {
    }

    public HopFailure(bool isPermanent, QueueReply reply)
    {
        IsPermanent = isPermanent;
        Reply = reply;
    }

    /// <summary>Whether trying this server again cannot help.</summary>
    public bool IsPermanent { get; }

    /// <summary>What is told of it.</summary>
    public QueueReply Reply { get; }

    /// <summary>Whether nothing was heard of the server at all, so that others need not be tried for the next message at once.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Of a server's own reply.</summary>
    public static HopFailure Of(SmtpReply reply, string host) => new(reply.Code >= 500, Replies.Of(reply, host));
}
