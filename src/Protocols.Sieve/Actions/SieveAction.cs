namespace Protocols.Sieve;

/// <summary>Something that a script wants done with the message. The script decides, the host acts.</summary>
public abstract record SieveAction
{
    private protected SieveAction()
    {
    }

    /// <summary>The message as it was when the action was asked for, where the script had changed it (RFC 5293, RFC 5703); null for the message as it came.</summary>
    public ReadOnlyMemory<byte>? Message { get; init; }
}

/// <summary>Put the message where messages go (RFC 5228 §4.3).</summary>
public sealed record SieveKeep : SieveAction
{
    /// <summary>The flags to put on it (RFC 5232 §5), such as <c>\Seen</c>, each once; may be none.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Whether nothing in the script asked for this: it is so because nothing else was done (RFC 5228 §2.10.2) or the script failed (§2.10.6).</summary>
    public bool IsImplicit { get; init; }
}

/// <summary>Put the message into a mailbox (RFC 5228 §4.1).</summary>
/// <param name="Mailbox">The mailbox's name.</param>
public sealed record SieveFileInto(string Mailbox) : SieveAction
{
    /// <summary>The flags to put on it (RFC 5232 §5), each once; may be none.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Whether to make the mailbox where it is not there (RFC 5490 §3.2).</summary>
    public bool Create { get; init; }

    /// <summary>The special use of a mailbox that is to be taken rather than the one named (RFC 8579 §4), such as <c>\Junk</c>; null for none.</summary>
    public string? SpecialUse { get; init; }

    /// <summary>The identifier of a mailbox that is to be taken rather than the one named (RFC 9042 §4); null for none.</summary>
    public string? MailboxId { get; init; }

    /// <summary>Whether it is a copy, which leaves the implicit keep as it is (RFC 3894 §3).</summary>
    public bool Copy { get; init; }

    /// <summary>Whether it goes where a keep goes.</summary>
    internal bool IsInbox => MailboxId is null && SpecialUse is null && Mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Send the message on (RFC 5228 §4.2).</summary>
/// <param name="Address">To whom: an <c>addr-spec</c>, or the name of a list where <see cref="IsList"/>.</param>
public sealed record SieveRedirect(string Address) : SieveAction
{
    /// <summary>Whether the address names an external list, to whose members it goes (RFC 6134 §2.5).</summary>
    public bool IsList { get; init; }

    /// <summary>Whether it is a copy, which leaves the implicit keep as it is (RFC 3894 §3).</summary>
    public bool Copy { get; init; }

    /// <summary>NOTIFY to be given with the recipient (RFC 6009 §6); null for none. With it or <see cref="Return"/> the reverse path becomes the user's address, unless it is empty.</summary>
    public string? Notify { get; init; }

    /// <summary>RET to be given (RFC 6009 §6): FULL or HDRS; null for none.</summary>
    public string? Return { get; init; }

    /// <summary>Within how many seconds to deliver (RFC 6009 §7); null where <see cref="ByTime"/> tells, or nothing.</summary>
    public long? BySeconds { get; init; }

    /// <summary>Until when to deliver (RFC 6009 §7); null where <see cref="BySeconds"/> tells, or nothing.</summary>
    public DateTimeOffset? ByTime { get; init; }

    /// <summary>Whether to tell the sender rather than to return the message when it takes longer (RFC 6009 §7).</summary>
    public bool ByNotify { get; init; }

    /// <summary>Whether to trace the message (RFC 6009 §7).</summary>
    public bool ByTrace { get; init; }
}

/// <summary>Do not keep the message (RFC 5228 §4.4): the implicit keep is cancelled, other actions happen all the same.</summary>
public sealed record SieveDiscard : SieveAction;

/// <summary>What a command of the host wants done.</summary>
/// <param name="Name">The name that the host gave it.</param>
/// <param name="Arguments">What the host put with it.</param>
public sealed record SieveHostAction(string Name, IReadOnlyList<string> Arguments) : SieveAction
{
    /// <summary>Whether the implicit keep is cancelled.</summary>
    public bool CancelsKeep { get; init; }
}
