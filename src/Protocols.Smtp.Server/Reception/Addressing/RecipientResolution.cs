using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>Where a recipient's mail goes.</summary>
public sealed record RecipientResolution
{
    /// <summary>Why there is nowhere for it to go; null where there is.</summary>
    public SmtpReply? Refusal { get; init; }

    /// <summary>Where it goes. An address that is not in the book stands for itself.</summary>
    public IReadOnlyList<ResolvedRecipient> Recipients { get; init; } = [];

    /// <summary>How the address stands for others, if it does.</summary>
    public ExpansionKind Kind { get; init; }

    /// <summary>Members that are in a domain of this host and nobody's: a mistake in the book.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
}

/// <summary>How an address stands for others.</summary>
public enum ExpansionKind
{
    /// <summary>It stands for itself.</summary>
    None,

    /// <summary>For one other (RFC 3461 §5.2.7.2).</summary>
    Alias,

    /// <summary>For several (RFC 3461 §5.2.7.3).</summary>
    Group,

    /// <summary>For the members of a list (RFC 3461 §5.2.7.1): with it the message has arrived.</summary>
    List,
}

/// <summary>One address that mail goes to.</summary>
/// <param name="Recipient">The address, with what is asked for it now.</param>
/// <param name="Owner">The address that becomes the sender; null where the sender stays what it is.</param>
/// <param name="IsLocal">Whether the address is one of this host.</param>
public sealed record ResolvedRecipient(SmtpRecipient Recipient, string? Owner, bool IsLocal);
