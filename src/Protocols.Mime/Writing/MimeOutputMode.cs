namespace Protocols.Mime;

/// <summary>What the way of a message can carry, from the least to the most.</summary>
public enum MimeOutputMode
{
    /// <summary>ASCII in lines of at most 998 octets (RFC 5322 §2.1.1): everything else is encoded. Goes everywhere.</summary>
    SevenBit,

    /// <summary>Headers as in <see cref="SevenBit"/>; bodies may hold any octets in lines (8BITMIME, RFC 6152).</summary>
    EightBit,

    /// <summary>Headers in UTF-8 as they are (RFC 6532), bodies as in <see cref="EightBit"/>: for SMTPUTF8 (RFC 6531) all the way.</summary>
    SmtpUtf8,
}
