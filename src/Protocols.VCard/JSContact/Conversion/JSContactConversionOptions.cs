namespace Protocols.VCard.JSContact;

/// <summary>How cards are converted (RFC 9555). Immutable; the values are validated when they are set.</summary>
public sealed record JSContactConversionOptions
{
    /// <summary>The defaults: nothing is lost that can be kept.</summary>
    public static JSContactConversionOptions Default { get; } = new();

    /// <summary>The version of the JSContact that is made: <see cref="JSCard.Version1"/>, where a card without UID gets one that is made from its octets (RFC 9555 §2.1.1), or <see cref="JSCard.Version2"/>, where it gets none (draft-ietf-calext-jscontact-uid-07 §5). 1.0 unless set.</summary>
    public string Version
    {
        get;
        init => field = value is JSCard.Version1 or JSCard.Version2 ? value : throw new ArgumentOutOfRangeException(nameof(Version), value, "The versions are 1.0 and 2.0.");
    } = JSCard.Version1;

    /// <summary>
    /// Whether what has no property of its own in JSContact is kept word by word in <c>vCardParams</c> and <c>vCardProps</c>: the names of groups, ALTID,
    /// VALUE, LANGUAGE, VERSION, and parameters of properties that become a mere text (RFC 9555 §2.3.1, §2.3.9, §2.3.25, §2.11.10). Properties and
    /// parameters that are not known are kept in any case. True unless set.
    /// </summary>
    public bool KeepParameters { get; init; } = true;

    /// <summary>How many languages a card is localized into on the way to vCard by properties of their own; patches for further ones go as JSPROP. From 0 to 1,000; 64 unless set. Each costs as much as what it changes.</summary>
    public int MaxLocalizations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxLocalizations));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000, nameof(MaxLocalizations));
            field = value;
        }
    } = 64;

    /// <summary>The limits of JSON inside of a vCard (RFC 9555 §3.2.1).</summary>
    public JSContactOptions Json { get; init => field = value ?? throw new ArgumentNullException(nameof(Json)); } = JSContactOptions.Default;
}
