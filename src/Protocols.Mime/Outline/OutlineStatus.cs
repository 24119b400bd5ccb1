namespace Protocols.Mime;

/// <summary>Whether an outline could be opened, and if not, why.</summary>
public enum OutlineStatus
{
    /// <summary>It was opened.</summary>
    Ok,

    /// <summary>The bytes do not begin as an outline does.</summary>
    NotAnOutline,

    /// <summary>An outline of a version that is not known here: parse the message again.</summary>
    UnknownVersion,

    /// <summary>The bytes end too early.</summary>
    Truncated,

    /// <summary>The numbers contradict one another, or there are bytes too many.</summary>
    Inconsistent,
}
