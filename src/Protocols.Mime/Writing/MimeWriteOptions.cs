namespace Protocols.Mime;

/// <summary>How <see cref="MimeWriter"/> writes. Immutable; the values are validated when they are set.</summary>
public sealed record MimeWriteOptions
{
    /// <summary>The defaults: lines of at most 78 characters, headers in ASCII.</summary>
    public static MimeWriteOptions Default { get; } = new();

    /// <summary>
    /// How long a header line may be where it can be folded, without its line end (RFC 5322 §2.1.1). From 40 to 998; 78 unless set.
    /// </summary>
    public int LineLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 40, nameof(LineLength));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 998, nameof(LineLength));
            field = value;
        }
    } = 78;

    /// <summary>
    /// Whether addresses and message identifiers may hold UTF-8 (RFC 6532): only for a message that goes by SMTPUTF8 all the way. Text
    /// is written in encoded words all the same, which every reader knows.
    /// </summary>
    public bool AllowUtf8Addresses { get; init; }
}
