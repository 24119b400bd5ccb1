namespace Protocols.Text;

/// <summary>How octets became text.</summary>
public enum CharsetOutcome
{
    /// <summary>By the character set that was named.</summary>
    Named,

    /// <summary>None was named, or ASCII was; the octets are ASCII or UTF-8, and were taken as that.</summary>
    AssumedUtf8,

    /// <summary>
    /// None was named, or ASCII was, and the octets are not UTF-8; or ISO-8859-1 was, and has no characters for them: they were taken as windows-1252.
    /// </summary>
    AssumedWindows1252,

    /// <summary>The name is not known here: the octets were taken as UTF-8 where they are that, and as windows-1252 where not.</summary>
    UnknownName,

    /// <summary>By the character set that was named, in which some of the octets mean nothing: U+FFFD stands for them. The name may be wrong.</summary>
    NamedInPart,
}
