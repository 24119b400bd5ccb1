namespace Protocols.Mime;

/// <summary>A mailbox to be written (RFC 5322 §3.4).</summary>
/// <param name="DisplayName">Whose it is, as plain text; null or empty for none.</param>
/// <param name="Address">The <c>addr-spec</c>, such as <c>jdoe@example.org</c> or <c>"john doe"@example.org</c>.</param>
public readonly record struct MailboxAddress(string? DisplayName, string Address)
{
    /// <summary>A mailbox without a display name.</summary>
    /// <param name="address">The <c>addr-spec</c>.</param>
    public MailboxAddress(string address)
        : this(null, address)
    {
    }
}

/// <summary>A parameter to be written (RFC 2045 §5.1, RFC 2231).</summary>
/// <param name="Name">Its name: a token in ASCII, without asterisks.</param>
/// <param name="Value">Its value as plain text.</param>
public readonly record struct MimeParameter(string Name, string Value);
