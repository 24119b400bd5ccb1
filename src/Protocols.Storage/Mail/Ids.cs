using System.Globalization;

namespace Protocols.Storage;

/// <summary>Names a mailbox within its account; kept through renames, never reused (RFC 8474 §4).</summary>
/// <param name="Value">The number the engine assigned.</param>
public readonly record struct MailboxId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Names a message within its account: its copies in several mailboxes share it (RFC 8474 §5.1, EMAILID).</summary>
/// <param name="Value">The number the engine assigned.</param>
public readonly record struct EmailId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Names a thread within its account: messages that are replies to one another share it (RFC 8474 §5.2, THREADID).</summary>
/// <param name="Value">The number the engine assigned.</param>
public readonly record struct ThreadId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
