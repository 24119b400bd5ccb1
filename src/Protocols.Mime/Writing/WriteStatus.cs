namespace Protocols.Mime;

/// <summary>Why a value can be written, or cannot.</summary>
public enum WriteStatus
{
    /// <summary>It can.</summary>
    Ok,

    /// <summary>It has CR, LF or NUL in it, which would end the line or the message for somebody.</summary>
    HasLineBreak,

    /// <summary>A field name is not 1 to 76 printable ASCII characters without a colon (RFC 5322 §2.2).</summary>
    BadFieldName,

    /// <summary>An address has no local part, or one that is neither a dot-atom nor a quoted string (RFC 5322 §3.4.1).</summary>
    BadLocalPart,

    /// <summary>An address has no domain, or one that is neither a dot-atom of labels, nor a domain literal, nor a name that IDNA knows (RFC 5322 §3.4.1, RFC 5890).</summary>
    BadDomain,

    /// <summary>A local part or identifier is not ASCII, and has no form in ASCII: only <see cref="MimeOutputMode.SmtpUtf8"/> can carry it.</summary>
    NeedsSmtpUtf8,

    /// <summary>A message identifier is not printable text without white space, brackets, parentheses, quotes and backslashes (RFC 5322 §3.6.4).</summary>
    BadMessageId,

    /// <summary>It is no token, or no parameter name (RFC 2045 §5.1, RFC 2231 §7).</summary>
    BadToken,

    /// <summary>A URI has characters that RFC 3986 does not know.</summary>
    BadUri,

    /// <summary>A boundary is not 1 to 70 of the characters of RFC 2046 §5.1.1.</summary>
    BadBoundary,

    /// <summary>A raw value would not be a header field: a control, a line end without white space behind it, a blank line, or a line of more than 998 octets.</summary>
    BadRawValue,

    /// <summary>It is longer than any line can be (RFC 5322 §2.1.1), or the field than <see cref="MimeWriteOptions.MaxFieldLength"/>.</summary>
    TooLong,

    /// <summary>It is empty where something has to be.</summary>
    Empty,
}
