namespace Protocols.Mime;

/// <summary>What was wrong with a message, or which limit it met.</summary>
public enum DefectCode
{
    /// <summary>No defect.</summary>
    None,

    /// <summary>A header line has no colon, or what is before the colon is no field name; the line was passed over.</summary>
    MalformedHeaderLine,

    /// <summary>A header began with a folded line, which continues nothing; it was passed over.</summary>
    ContinuationWithoutField,

    /// <summary>White space stands between a field name and its colon.</summary>
    SpaceBeforeColon,

    /// <summary>A header ended, by a boundary or the end of the message, without an empty line.</summary>
    MissingEmptyLine,

    /// <summary>A multipart names no boundary; it was read as a leaf.</summary>
    MissingBoundary,

    /// <summary>The boundary of a multipart never appears.</summary>
    MultipartWithoutParts,

    /// <summary>A multipart was ended by the boundary of one around it, or by the end of the message.</summary>
    UnclosedMultipart,

    /// <summary>A Content-Type could not be read; text/plain was assumed.</summary>
    MalformedContentType,

    /// <summary>A multipart or message bears a transfer encoding that it may not have.</summary>
    EncodedComposite,

    /// <summary>More than <see cref="MimeReadOptions.MaxDepth"/> levels; what lies deeper is not split.</summary>
    DepthLimit,

    /// <summary>More than <see cref="MimeReadOptions.MaxParts"/> parts; the rest is not indexed.</summary>
    PartLimit,

    /// <summary>More than <see cref="MimeReadOptions.MaxHeaderFields"/> fields; the rest is not indexed.</summary>
    HeaderFieldLimit,

    /// <summary>A header larger than <see cref="MimeReadOptions.MaxHeaderBytes"/>; its rest is not indexed.</summary>
    HeaderSizeLimit,

    /// <summary>Something other than white space stands behind a boundary on its line; it was passed over.</summary>
    TextBehindBoundary,
}

/// <summary>One thing that was wrong with a message, and where.</summary>
/// <param name="Code">What it was.</param>
/// <param name="Offset">The octet of the message at which it was met.</param>
public readonly record struct Defect(DefectCode Code, int Offset)
{
    /// <summary>The rule that was broken, such as <c>RFC 2046 §5.1.1</c>, or the option that was met.</summary>
    public string Rule => Code switch
    {
        DefectCode.MalformedHeaderLine or DefectCode.ContinuationWithoutField => "RFC 5322 §2.2",
        DefectCode.SpaceBeforeColon => "RFC 5322 §4.5",
        DefectCode.MissingEmptyLine => "RFC 5322 §2.1",
        DefectCode.MissingBoundary or DefectCode.MultipartWithoutParts or DefectCode.UnclosedMultipart or DefectCode.TextBehindBoundary => "RFC 2046 §5.1.1",
        DefectCode.MalformedContentType => "RFC 2045 §5.1",
        DefectCode.EncodedComposite => "RFC 2045 §6.4",
        DefectCode.DepthLimit => nameof(MimeReadOptions.MaxDepth),
        DefectCode.PartLimit => nameof(MimeReadOptions.MaxParts),
        DefectCode.HeaderFieldLimit => nameof(MimeReadOptions.MaxHeaderFields),
        DefectCode.HeaderSizeLimit => nameof(MimeReadOptions.MaxHeaderBytes),
        _ => "",
    };
}
