namespace Protocols.Smtp;

/// <summary>How a message's bytes are to be taken (RFC 6152 §2, RFC 3030 §3).</summary>
public enum SmtpBodyType
{
    /// <summary>Not said, which means seven bits; what comes is kept as it is all the same.</summary>
    Unspecified,

    /// <summary>Seven bits.</summary>
    SevenBit,

    /// <summary>Lines of eight bits.</summary>
    EightBitMime,

    /// <summary>Any bytes, which only BDAT can carry.</summary>
    BinaryMime,
}
