namespace Protocols.Smtp;

/// <summary>What was read past in a reply that is not of the grammar (RFC 5321 §4.2).</summary>
[Flags]
public enum SmtpReplyDefects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A line ended with LF alone.</summary>
    BareLineFeed = 1,

    /// <summary>No space between the code and the text.</summary>
    MissingSpace = 2,

    /// <summary>A code alone, which the grammar allows and §4.2 advises against.</summary>
    BareCode = 4,

    /// <summary>The lines have different codes: that of the last is taken (§4.2.1).</summary>
    DifferingCodes = 8,

    /// <summary>The lines have different enhanced statuses: that of the first is taken (RFC 2034 §4).</summary>
    DifferingStatuses = 16,

    /// <summary>An enhanced status is of another class than the code, and not taken for one (RFC 3463 §2).</summary>
    StatusOfAnotherClass = 32,

    /// <summary>A control character in the text.</summary>
    ControlCharacter = 64,

    /// <summary>Bytes beyond ASCII in the text, which only a client that speaks SMTPUTF8 may get (RFC 6531 §3.7.4.2).</summary>
    NotAscii = 128,

    /// <summary>A line longer than the 512 bytes of §4.5.3.1.5.</summary>
    LongLine = 256,
}
