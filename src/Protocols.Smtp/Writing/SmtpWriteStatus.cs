namespace Protocols.Smtp;

/// <summary>Why a command can be written, or cannot. What cannot is not written at all.</summary>
public enum SmtpWriteStatus
{
    /// <summary>It can, and was.</summary>
    Ok,

    /// <summary>A value has CR, LF, NUL or another control character in it, which would end the line for somebody.</summary>
    HasControl,

    /// <summary>A value is not ASCII, and the transaction has no SMTPUTF8 (RFC 6531 §3.4).</summary>
    NeedsSmtpUtf8,

    /// <summary>An address has no local part, or one that cannot be quoted (RFC 5321 §4.1.2).</summary>
    BadLocalPart,

    /// <summary>A domain or host name is missing, or neither a name nor an address literal (RFC 5321 §4.1.2).</summary>
    BadDomain,

    /// <summary>A parameter's value is out of its range or its grammar.</summary>
    BadParameter,

    /// <summary>The name of a mechanism is not 1 to 20 capitals, digits, hyphens and underscores (RFC 4422 §3.1).</summary>
    BadMechanism,

    /// <summary>It is longer than anybody has to take.</summary>
    TooLong,

    /// <summary>It is empty where something has to be.</summary>
    Empty,
}
