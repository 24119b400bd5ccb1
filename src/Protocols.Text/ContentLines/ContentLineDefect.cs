namespace Protocols.Text;

/// <summary>What was wrong with content lines, or which limit they met.</summary>
public enum ContentLineDefectCode
{
    /// <summary>No defect.</summary>
    None,

    /// <summary>A line has no colon, so that it has no value; it was passed over.</summary>
    NoColon,

    /// <summary>A line has no name, or one with octets that no name has (RFC 5545 §3.1).</summary>
    MalformedName,

    /// <summary>A quoted parameter value does not end; the first colon was taken for the end of the parameters.</summary>
    UnbalancedQuote,

    /// <summary>The input begins with a line that goes on from nothing.</summary>
    MisplacedFold,

    /// <summary>A line ends with LF or CR alone; told once.</summary>
    BareLineEnd,

    /// <summary>Octets of value 0 stand in the input; they were left out. Told once.</summary>
    NulOctet,

    /// <summary>A line longer than <see cref="ContentLineOptions.MaxLineLength"/>.</summary>
    LineLimit,

    /// <summary>A name longer than <see cref="ContentLineOptions.MaxNameLength"/>.</summary>
    NameLimit,

    /// <summary>Parameters longer than <see cref="ContentLineOptions.MaxParametersLength"/>.</summary>
    ParameterLimit,

    /// <summary>A line outside of any component; it was passed over.</summary>
    OutsideComponent,

    /// <summary>A component has no <c>END</c>; it was ended where the one around it ends.</summary>
    UnclosedComponent,

    /// <summary>An <c>END</c> ends nothing; it was passed over.</summary>
    UnmatchedEnd,

    /// <summary>Components deeper than <see cref="ContentTreeOptions.MaxDepth"/>; they were passed over.</summary>
    DepthLimit,

    /// <summary>More components than <see cref="ContentTreeOptions.MaxComponents"/>; further ones were passed over.</summary>
    ComponentLimit,

    /// <summary>More properties than <see cref="ContentTreeOptions.MaxProperties"/>; further ones were passed over.</summary>
    PropertyLimit,

    /// <summary>A document of jCal or jCard is no JSON from here on; what stands before was read.</summary>
    MalformedJson,

    /// <summary>A component or property of jCal or jCard is not of the shape that RFC 7265 §3 or RFC 7095 §3 gives it, or no content line can carry it; it was passed over.</summary>
    MalformedJsonPart,
}

/// <summary>One thing that was wrong with content lines, and where.</summary>
/// <param name="Code">What it was.</param>
/// <param name="Position">Where: the octet of the input at which the line, or the part of a JSON document, begins, from 0.</param>
public readonly record struct ContentLineDefect(ContentLineDefectCode Code, long Position);
