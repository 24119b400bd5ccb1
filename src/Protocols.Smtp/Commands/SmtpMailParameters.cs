namespace Protocols.Smtp;

/// <summary>How a message's bytes are to be taken (RFC 6152 §2).</summary>
public enum SmtpBodyType
{
    /// <summary>Not said, which means seven bits; what comes is kept as it is all the same.</summary>
    Unspecified,

    /// <summary>Seven bits.</summary>
    SevenBit,

    /// <summary>Lines of eight bits.</summary>
    EightBitMime,
}

/// <summary>The parameters of MAIL that the session knows.</summary>
/// <param name="Size">The size the client announces in bytes (RFC 1870 §3), or null.</param>
/// <param name="Body">The kind of body.</param>
/// <param name="SmtpUtf8">Whether addresses and headers may be UTF-8 (RFC 6531 §3.4).</param>
public readonly record struct SmtpMailParameters(long? Size, SmtpBodyType Body, bool SmtpUtf8);
