namespace Protocols.Mime;

public readonly partial struct HeaderField
{
    /// <summary>The addresses of the value (RFC 5322 §3.4).</summary>
    public AddressList Addresses => new(RawValue);

    /// <summary>The message identifiers of the value (RFC 5322 §3.6.4).</summary>
    public MessageIdList MessageIds => new(RawValue);

    /// <summary>The phrases of the value with commas between them (RFC 5322 §3.6.5), for Keywords.</summary>
    public PhraseList Keywords => new(RawValue);

    /// <summary>The parameters of the value (RFC 2045 §5.1), for fields that have such.</summary>
    public HeaderParameters Parameters => new(RawValue);

    /// <summary>The value as unstructured text: unfolded, encoded words decoded (RFC 2047).</summary>
    public string GetText() => HeaderText.Decode(RawValue);

    /// <summary>Reads the value as a date (RFC 5322 §3.3 and §4.3). Of a Received field, reads what stands behind its last semicolon.</summary>
    /// <param name="date">The date with its offset.</param>
    public bool TryGetDate(out DateTimeOffset date) => HeaderDate.TryRead(Id, RawValue, out date);
}
