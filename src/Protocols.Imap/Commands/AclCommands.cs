namespace Protocols.Imap;

/// <summary>How SETACL changes rights (RFC 4314 §3.1).</summary>
public enum AclOperation
{
    /// <summary>Just these.</summary>
    Replace,

    /// <summary>These too: the list began with <c>+</c>.</summary>
    Add,

    /// <summary>Not these: the list began with <c>-</c>.</summary>
    Remove,
}

/// <summary>SETACL (RFC 4314 §3.1).</summary>
public sealed record SetAclCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "SETACL";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Who, as the client wrote it; one that begins with a hyphen names the rights that are taken away.</summary>
    public required string Identifier { get; init; }

    /// <summary>How.</summary>
    public required AclOperation Operation { get; init; }

    /// <summary>The rights, one lower-case letter or digit each, perhaps none. Which of them there are is the host's to say: one that there is not has to be answered BAD.</summary>
    public required string Rights { get; init; }
}

/// <summary>DELETEACL (RFC 4314 §3.2).</summary>
public sealed record DeleteAclCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "DELETEACL";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Who, as the client wrote it.</summary>
    public required string Identifier { get; init; }
}

/// <summary>GETACL (RFC 4314 §3.3).</summary>
public sealed record GetAclCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "GETACL";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }
}

/// <summary>LISTRIGHTS (RFC 4314 §3.4).</summary>
public sealed record ListRightsCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "LISTRIGHTS";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Who, as the client wrote it; the response repeats it.</summary>
    public required string Identifier { get; init; }
}

/// <summary>MYRIGHTS (RFC 4314 §3.5).</summary>
public sealed record MyRightsCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "MYRIGHTS";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }
}
