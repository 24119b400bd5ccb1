namespace Protocols.Smtp;

/// <summary>What is wrong with the parameters of a command.</summary>
public enum SmtpParameterStatus
{
    /// <summary>Nothing.</summary>
    Valid,

    /// <summary>They are not of the grammar of RFC 5321 §4.1.2. Reply 501.</summary>
    Malformed,

    /// <summary>One is not known. Reply 555 (RFC 5321 §4.1.1.11).</summary>
    Unknown,

    /// <summary>One appears twice, or two that exclude each other appear. Reply 501.</summary>
    Repeated,

    /// <summary>A value is missing, superfluous, or not of its grammar. Reply 501.</summary>
    BadValue,
}
