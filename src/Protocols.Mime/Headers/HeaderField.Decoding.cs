namespace Protocols.Mime;

public readonly partial struct HeaderField
{
    /// <summary>The field as views, with all the forms its value can be read in. Valid until the document is disposed.</summary>
    public HeaderFieldView View
    {
        get
        {
            ref readonly FieldRow row = ref Row;
            return new HeaderFieldView(row.Id, RawField, row.NameLength, row.ValueStart - row.Start, row.ValueEnd - row.Start);
        }
    }

    /// <inheritdoc cref="HeaderFieldView.Addresses"/>
    public AddressList Addresses => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.MessageIds"/>
    public MessageIdList MessageIds => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.Keywords"/>
    public PhraseList Keywords => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.Urls"/>
    public UrlList Urls => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.Languages"/>
    public LanguageTagList Languages => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.Parameters"/>
    public HeaderParameters Parameters => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.Token"/>
    public ReadOnlySpan<byte> Token => ContentFacts.FirstToken(RawValue);

    /// <inheritdoc cref="HeaderFieldView.Received"/>
    public ReceivedTrace Received => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.ListId"/>
    public ListIdentifier ListId => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.Typed"/>
    public TypedValue Typed => new(RawValue);

    /// <inheritdoc cref="HeaderFieldView.GetRaw"/>
    public string GetRaw() => View.GetRaw();

    /// <inheritdoc cref="HeaderFieldView.GetText"/>
    public string GetText() => HeaderText.Decode(RawValue);

    /// <inheritdoc cref="HeaderFieldView.GetStrictText"/>
    public string GetStrictText() => HeaderText.DecodeStrict(RawValue);

    /// <inheritdoc cref="HeaderFieldView.TryGetDate"/>
    public bool TryGetDate(out DateTimeOffset date) => HeaderDate.TryRead(Id, RawValue, out date);

    /// <inheritdoc cref="HeaderFieldView.Permits"/>
    public bool Permits(HeaderForm form) => HeaderForms.IsPermitted(Name, form);
}
