namespace Protocols.Mime;

/// <summary>A mailbox to be written (RFC 5322 §3.4).</summary>
/// <param name="DisplayName">Whose it is, as plain text; null or empty for none.</param>
/// <param name="Address">The <c>addr-spec</c>, such as <c>jdoe@example.org</c> or <c>"john doe"@example.org</c>; the domain may be in U-labels.</param>
public readonly record struct MailboxAddress(string? DisplayName, string Address)
{
    /// <summary>A mailbox without a display name.</summary>
    /// <param name="address">The <c>addr-spec</c>.</param>
    public MailboxAddress(string address)
        : this(null, address)
    {
    }

    /// <summary>Tells whether a message in a mode can carry this mailbox, or why it cannot.</summary>
    /// <param name="mode">The mode.</param>
    public WriteStatus Check(MimeOutputMode mode = MimeOutputMode.SevenBit) =>
        WriterGrammar.CheckBreaks(DisplayName) is var status && status != WriteStatus.Ok ? status : WriterGrammar.CheckAddress(Address, mode == MimeOutputMode.SmtpUtf8);

    /// <inheritdoc/>
    public override string ToString() => string.IsNullOrEmpty(DisplayName) ? Address ?? "" : $"{DisplayName} <{Address}>";
}

/// <summary>Mailboxes that belong together in a field of addresses: a group (RFC 5322 §3.4), or mailboxes that are in none.</summary>
/// <param name="Name">The name of the group as plain text; null for mailboxes that are in no group.</param>
/// <param name="Members">The mailboxes; a group may have none, as in <c>undisclosed-recipients:;</c>.</param>
public readonly record struct AddressGroup(string? Name, params IReadOnlyList<MailboxAddress> Members);

/// <summary>A parameter to be written (RFC 2045 §5.1, RFC 2231).</summary>
/// <param name="Name">Its name: a token in ASCII, without asterisks.</param>
/// <param name="Value">Its value as plain text.</param>
public readonly record struct MimeParameter(string Name, string Value);
