namespace Protocols.Sieve;

/// <summary>What made a script run that does not run for a delivery (RFC 6785 §4.3).</summary>
public enum SieveImapCause
{
    /// <summary>A message was added to a mailbox.</summary>
    Append,

    /// <summary>A message was copied or moved into a mailbox (RFC 6851 §4.5).</summary>
    Copy,

    /// <summary>Flags of a message were changed.</summary>
    Flag,
}

/// <summary>
/// An event of IMAP that a script runs for rather than for a delivery (RFC 6785), set as <see cref="SieveRunOptions.ImapEvent"/>. The items of the environment that belong
/// to it are set by it, tests of the envelope fail, and so do actions that answer a delivery. The message is in its mailbox already: a <see cref="SieveKeep"/> leaves it
/// there with the flags that it names, and where no keep is among the actions the host marks it with <c>\Deleted</c> (§2.2.4).
/// </summary>
/// <param name="Cause">What made the script run.</param>
/// <param name="Mailbox">The name of the mailbox that the message is in.</param>
public sealed record SieveImapEvent(SieveImapCause Cause, string Mailbox)
{
    /// <summary>The login of the user who caused the event.</summary>
    public string User { get; init; } = "";

    /// <summary>The main address of that user.</summary>
    public string Email { get; init; } = "";

    /// <summary>The message's flags as they are now: what <c>hasflag</c> sees, and what flag actions change.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The flags that were set or cleared; none unless the cause is <see cref="SieveImapCause.Flag"/>.</summary>
    public IReadOnlyList<string> ChangedFlags { get; init; } = [];
}
