namespace Protocols.Mime;

/// <summary>How <see cref="MimeWriter"/> writes. Immutable; the values are validated when they are set.</summary>
public sealed record MimeWriteOptions
{
    /// <summary>The defaults: lines of at most 78 characters, everything in seven bits.</summary>
    public static MimeWriteOptions Default { get; } = new();

    /// <summary>
    /// How long a header line may be where it can be folded, without its line end (RFC 5322 §2.1.1), in octets. From 40 to 998; 78 unless
    /// set. Lines with encoded words are never longer than 76 (RFC 2047 §2).
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

    /// <summary>What the way of the message can carry; <see cref="MimeOutputMode.SevenBit"/> unless set.</summary>
    public MimeOutputMode Mode
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((int)value, (int)MimeOutputMode.SmtpUtf8, nameof(Mode));
            ArgumentOutOfRangeException.ThrowIfNegative((int)value, nameof(Mode));
            field = value;
        }
    }

    /// <summary>Whether bodies may be written in <see cref="TransferEncoding.Binary"/>, for BINARYMIME (RFC 3030) or a store. Not in seven bits.</summary>
    public bool AllowBinary { get; init; }

    /// <summary>
    /// Whether a file name that takes RFC 2231 is also written in ASCII, with an underscore for each character that is not, for readers
    /// that do not know RFC 2231. Those that do take the full name.
    /// </summary>
    public bool AsciiFileNames { get; init; }

    /// <summary>How many multiparts and embedded messages may stand in each other. From 1 to 10,000; 100 unless set.</summary>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxDepth));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10_000, nameof(MaxDepth));
            field = value;
        }
    } = 100;

    /// <summary>How long one header field may be with its folds, in octets. From 998; a mebibyte unless set.</summary>
    public int MaxFieldLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 998, nameof(MaxFieldLength));
            field = value;
        }
    } = 1024 * 1024;

    internal bool IsUtf8 => Mode == MimeOutputMode.SmtpUtf8;
}
