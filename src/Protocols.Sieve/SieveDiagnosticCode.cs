namespace Protocols.Sieve;

/// <summary>What a <see cref="SieveDiagnostic"/> is about.</summary>
public enum SieveDiagnosticCode
{
    /// <summary>An octet that no token begins with (RFC 5228 §8.1).</summary>
    UnexpectedCharacter,

    /// <summary>A string, multi-line string or comment that is never closed.</summary>
    Unterminated,

    /// <summary>A number that is none, or is larger than 9,223,372,036,854,775,807 (RFC 5228 §2.4.1).</summary>
    InvalidNumber,

    /// <summary>A token where another is wanted (RFC 5228 §8.2).</summary>
    UnexpectedToken,

    /// <summary>A command of this name is not known.</summary>
    UnknownCommand,

    /// <summary>A test of this name is not known.</summary>
    UnknownTest,

    /// <summary>A command or test has no such tag.</summary>
    UnknownTag,

    /// <summary>A <c>require</c> names an extension that is not there (RFC 5228 §2.10.5).</summary>
    UnknownCapability,

    /// <summary>An extension is used that the script does not require (RFC 5228 §2.10.5).</summary>
    MissingRequire,

    /// <summary>A <c>require</c> stands behind other commands (RFC 5228 §3.2).</summary>
    MisplacedRequire,

    /// <summary>An <c>elsif</c> or <c>else</c> without an <c>if</c> before it (RFC 5228 §3.1), or another command where it may not stand.</summary>
    MisplacedCommand,

    /// <summary>Two tags exclude each other, or one is given twice (RFC 5228 §2.6).</summary>
    ConflictingTags,

    /// <summary>An argument is missing.</summary>
    MissingArgument,

    /// <summary>An argument too many, or of another kind than is wanted.</summary>
    UnexpectedArgument,

    /// <summary>An argument has a value that cannot be.</summary>
    InvalidArgument,

    /// <summary>A comparator cannot do what the match type asks of it (RFC 5228 §2.7.1).</summary>
    IncompatibleComparator,

    /// <summary>A regular expression cannot be read (draft-ietf-sieve-regex-01).</summary>
    InvalidRegex,

    /// <summary>A variable's name, index or namespace cannot be (RFC 5229 §3).</summary>
    InvalidVariable,

    /// <summary>A header field's name can be none, so that the test never matches (RFC 5228 §2.4.2.2).</summary>
    InvalidHeaderName,

    /// <summary>A limit of <see cref="SieveLimits"/> was met; the message names it.</summary>
    LimitExceeded,

    /// <summary>An extension was used while the script ran without being there (RFC 5463 §4).</summary>
    Unavailable,

    /// <summary>The script ended itself by <c>error</c> (RFC 5463 §5).</summary>
    ScriptError,

    /// <summary>Actions that exclude each other were asked for (RFC 5228 §2.10.1).</summary>
    ConflictingActions,

    /// <summary>An included script is not there, or includes itself (RFC 6609 §3.1).</summary>
    IncludeFailed,

    /// <summary>The host could not answer a question or refused a command.</summary>
    HostFailed,

    /// <summary>Something that is of deliveries alone was used for an event of IMAP (RFC 6785 §3.11, §4.6).</summary>
    Inapplicable,

    /// <summary>A command that can never be come to, or that does nothing.</summary>
    Unreachable,
}
