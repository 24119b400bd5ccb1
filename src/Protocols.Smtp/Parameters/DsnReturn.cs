namespace Protocols.Smtp;

/// <summary>How much of a message a notification of failure returns: the parameter RET (RFC 3461 §4.3).</summary>
public enum DsnReturn
{
    /// <summary>Not said.</summary>
    Unspecified,

    /// <summary>FULL: the whole message.</summary>
    Full,

    /// <summary>HDRS: its headers.</summary>
    Headers,
}

/// <summary>When the sender wants to hear of a recipient: the parameter NOTIFY (RFC 3461 §4.1).</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>Not said, which means on failure.</summary>
    Unspecified = 0,

    /// <summary>NEVER; it stands alone.</summary>
    Never = 1,

    /// <summary>SUCCESS.</summary>
    Success = 2,

    /// <summary>FAILURE.</summary>
    Failure = 4,

    /// <summary>DELAY.</summary>
    Delay = 8,
}
