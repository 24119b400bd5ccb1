using System.Text;

namespace Protocols.Mime;

/// <summary>
/// One header field as views into octets, in every form that its value can be read in; see <see cref="HeaderForm"/>. What
/// <see cref="MimeHeaderReader"/> gives, and what a <see cref="HeaderField"/> of a document is read through.
/// </summary>
public readonly ref struct HeaderFieldView
{
    private readonly int _nameLength;
    private readonly int _valueStart;
    private readonly int _valueEnd;

    internal HeaderFieldView(HeaderId id, ReadOnlySpan<byte> field, int nameLength, int valueStart, int valueEnd)
    {
        Id = id;
        RawField = field;
        _nameLength = nameLength;
        _valueStart = valueStart;
        _valueEnd = Math.Max(valueEnd, valueStart);
    }

    /// <summary>Which field it is, where its name is well known.</summary>
    public HeaderId Id { get; }

    /// <summary>The whole field: name, colon, value, and the line end.</summary>
    public ReadOnlySpan<byte> RawField { get; }

    /// <summary>The name as written, without the colon.</summary>
    public ReadOnlySpan<byte> Name => RawField[.._nameLength];

    /// <summary>What stands between the colon and the line end that ends the field: with the white space at both ends and the folds.</summary>
    public ReadOnlySpan<byte> RawValue => RawField[_valueStart.._valueEnd];

    /// <summary>The value without white space at its ends; folds inside it are still there.</summary>
    public ReadOnlySpan<byte> Value => RawValue.TrimBlanks();

    /// <summary>The addresses of the value (RFC 5322 §3.4), with the starts and ends of groups.</summary>
    public AddressList Addresses => new(RawValue);

    /// <summary>The message identifiers of the value (RFC 5322 §3.6.4).</summary>
    public MessageIdList MessageIds => new(RawValue);

    /// <summary>The phrases of the value with commas between them (RFC 5322 §3.6.5), for Keywords.</summary>
    public PhraseList Keywords => new(RawValue);

    /// <summary>The URLs of the value (RFC 2369 §2), for the List- fields.</summary>
    public UrlList Urls => new(RawValue);

    /// <summary>The language tags of the value (RFC 3282), for Content-Language and Accept-Language.</summary>
    public LanguageTagList Languages => new(RawValue);

    /// <summary>The parameters of the value (RFC 2045 §5.1), for fields that have such.</summary>
    public HeaderParameters Parameters => new(RawValue);

    /// <summary>The first word of the value, without comments about it: <c>auto-replied</c> of an Auto-Submitted (RFC 3834 §5).</summary>
    public ReadOnlySpan<byte> Token => ContentFacts.FirstToken(RawValue);

    /// <summary>The clauses of a Received field (RFC 5321 §4.4).</summary>
    public ReceivedTrace Received => new(RawValue);

    /// <summary>The parts of a List-Id field (RFC 2919 §3).</summary>
    public ListIdentifier ListId => new(RawValue);

    /// <summary>The type and value of a field of a report, such as <c>rfc822; user@example.org</c> (RFC 3464 §2.1.2).</summary>
    public TypedValue Typed => new(RawValue);

    /// <summary>Whether a name is the field's; letter case does not matter.</summary>
    /// <param name="name">The name in ASCII.</param>
    public bool IsNamed(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>Whether JMAP lets the field be had in a form (RFC 8621 §4.1.2).</summary>
    /// <param name="form">The form.</param>
    public bool Permits(HeaderForm form) => HeaderForms.IsPermitted(Name, form);

    /// <summary>The value as JMAP's Raw form has it (RFC 8621 §4.1.2.1): octets that are no UTF-8 become U+FFFD, NUL is dropped.</summary>
    public string GetRaw()
    {
        string text = Encoding.UTF8.GetString(RawValue);
        return text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
    }

    /// <summary>The value as unstructured text: unfolded, encoded words decoded (RFC 2047), wherever programs put them.</summary>
    public string GetText() => HeaderText.Decode(RawValue);

    /// <summary>
    /// The value as JMAP's Text form has it (RFC 8621 §4.1.2.2): encoded words are decoded only where RFC 2047 §5 lets them stand, and
    /// controls in them are dropped. The text is in Normalization Form C.
    /// </summary>
    public string GetStrictText() => HeaderText.DecodeStrict(RawValue);

    /// <summary>Reads the value as a date (RFC 5322 §3.3 and §4.3). Of a Received field, reads what stands behind its last semicolon.</summary>
    /// <param name="date">The date with its offset.</param>
    public bool TryGetDate(out DateTimeOffset date) => HeaderDate.TryRead(Id, RawValue, out date);
}
