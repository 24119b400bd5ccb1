using System.Buffers;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.VCard;

/// <summary>A property of a vCard with its value and parameters by their types. Changes go to the property itself.</summary>
public class CardProperty
{
    /// <summary>Shows a property.</summary>
    /// <param name="property">The property.</param>
    public CardProperty(ContentProperty property) => Property = property ?? throw new ArgumentNullException(nameof(property));

    /// <summary>The property.</summary>
    public ContentProperty Property { get; }

    /// <summary>The value as text: of quoted-printable and other character sets decoded, without escapes.</summary>
    public string Text { get => TextOf(Property); set => SetRaw(ContentText.Encode(value)); }

    /// <summary>The types (RFC 6350 §5.6), in small letters, from TYPE and from vCard 2.1's parameters without a name; <c>pref</c> is none of them.</summary>
    public IReadOnlyList<string> Types
    {
        get
        {
            List<string> types = [];
            foreach (ContentPropertyParameter parameter in Property.Parameters)
            {
                if (parameter.Name.Length == 0 || parameter.Name.Equals("TYPE", StringComparison.OrdinalIgnoreCase))
                {
                    // Some write one quoted value of several types.
                    types.AddRange(parameter.Values.SelectMany(static value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(static type => type.ToLowerInvariant()));
                }
            }

            types.RemoveAll(static type => type is "pref" or "quoted-printable" or "base64" or "8bit" or "7bit" or "b");
            return types;
        }

        set => Property.SetParameter("TYPE", value);
    }

    /// <summary>How much it is preferred, 1 the most (RFC 6350 §5.3); 1 for the <c>pref</c> of versions before, null where it does not say.</summary>
    public int? Preference
    {
        get => int.TryParse(Property.GetParameter("PREF"), NumberStyles.None, CultureInfo.InvariantCulture, out int preference) ? preference
            : Property.Parameters.Any(static parameter => (parameter.Name.Length == 0 || parameter.Name.Equals("TYPE", StringComparison.OrdinalIgnoreCase))
                && parameter.Values.SelectMany(static value => value.Split(',')).Any(static value => value.Equals("pref", StringComparison.OrdinalIgnoreCase))) ? 1 : null;
        set => Property.SetParameter("PREF", value?.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The language of the text (RFC 6350 §5.1).</summary>
    public string? Language { get => Get("LANGUAGE"); set => Put("LANGUAGE", value); }

    /// <summary>The type of the value (RFC 6350 §5.2).</summary>
    public string? ValueType { get => Get("VALUE"); set => Put("VALUE", value); }

    /// <summary>Which properties are representations of one thing (RFC 6350 §5.4).</summary>
    public string? AlternativeId { get => Get("ALTID"); set => Put("ALTID", value); }

    /// <summary>By which it is known among copies (RFC 6350 §5.5).</summary>
    public IReadOnlyList<string> PropertyIds { get => Property.GetParameterValues("PID"); set => Property.SetParameter("PID", value); }

    /// <summary>The media type of what is referred to (RFC 6350 §5.7).</summary>
    public string? MediaType { get => Get("MEDIATYPE"); set => Put("MEDIATYPE", value); }

    /// <summary>What to sort by, for each component (RFC 6350 §5.9).</summary>
    public IReadOnlyList<string> SortAs { get => Property.GetParameterValues("SORT-AS"); set => Property.SetParameter("SORT-AS", value); }

    /// <summary>The place in a list (RFC 6715 §3.1).</summary>
    public int? Index { get => int.TryParse(Get("INDEX"), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null; set => Put("INDEX", value?.ToString(CultureInfo.InvariantCulture)); }

    /// <summary>How much one can or likes it (RFC 6715 §3.2).</summary>
    public string? Level { get => Get("LEVEL"); set => Put("LEVEL", value); }

    /// <summary>A label to show: that of an address (RFC 6350 §6.3.1).</summary>
    public string? Label { get => Get("LABEL"); set => Put("LABEL", value); }

    /// <summary>Who wrote it, a URI (RFC 9554 §4.1).</summary>
    public string? Author { get => Get("AUTHOR"); set => Put("AUTHOR", value); }

    /// <summary>The name of who wrote it (RFC 9554 §4.2).</summary>
    public string? AuthorName { get => Get("AUTHOR-NAME"); set => Put("AUTHOR-NAME", value); }

    /// <summary>When it was made, as it stands (RFC 9554 §4.3).</summary>
    public string? Created { get => Get("CREATED"); set => Put("CREATED", value); }

    /// <summary>Whether it was made from other properties (RFC 9554 §4.4).</summary>
    public bool IsDerived { get => "TRUE".Equals(Get("DERIVED"), StringComparison.OrdinalIgnoreCase); set => Put("DERIVED", value ? "TRUE" : null); }

    /// <summary>How it is to be spoken: the kind of phonetic writing (RFC 9554 §4.6).</summary>
    public string? Phonetic { get => Get("PHONETIC"); set => Put("PHONETIC", value); }

    /// <summary>The script of the text (RFC 9554 §4.8).</summary>
    public string? Script { get => Get("SCRIPT"); set => Put("SCRIPT", value); }

    /// <summary>The name by which others refer to it (RFC 9554 §4.7).</summary>
    public string? PropId { get => Get("PROP-ID"); set => Put("PROP-ID", value); }

    /// <summary>The service of a profile or address (RFC 9554 §4.9).</summary>
    public string? ServiceType { get => Get("SERVICE-TYPE"); set => Put("SERVICE-TYPE", value); }

    /// <summary>The user name at the service (RFC 9554 §4.10).</summary>
    public string? UserName { get => Get("USERNAME"); set => Put("USERNAME", value); }

    /// <summary>The calendar of a date, <c>gregorian</c> unless said (RFC 6350 §5.8).</summary>
    public string? CalendarScale { get => Get("CALSCALE"); set => Put("CALSCALE", value); }

    /// <summary>The order of the components of a name or an address, and what stands between them, as RFC 9555 §3.3.1 writes it.</summary>
    public string? ComponentOrder { get => Get("JSCOMPS"); set => Put("JSCOMPS", value); }

    /// <summary>Where in JSContact the value of a JSPROP belongs: a JSON Pointer (RFC 9555 §3.3.2).</summary>
    public string? JsonPointer { get => Get("JSPTR"); set => Put("JSPTR", value); }

    /// <summary>Gives the line.</summary>
    public override string ToString() => Property.ToString();

    // The value with quoted-printable and character set undone, its escapes kept.
    internal static string DecodedRaw(ContentProperty property)
    {
        bool isQuotedPrintable = Encodings(property).Any(static encoding => encoding.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase));
        string? charset = property.GetParameter("CHARSET");
        if (!isQuotedPrintable && charset is null)
        {
            return property.RawValue;
        }

        ReadOnlySpan<byte> octets = property.RawOctets;
        byte[]? decoded = null;
        int length = octets.Length;
        if (isQuotedPrintable)
        {
            decoded = new byte[QuotedPrintableDecoder.GetMaxDecodedLength(octets.Length)];
            QuotedPrintableDecoder decoder = default;
            length = decoder.Decode(octets, decoded);
            length += decoder.Finish(decoded.AsSpan(length));
        }

        CharsetDecoder text = new(Encoding.ASCII.GetBytes(charset ?? "utf-8"));
        ArrayBufferWriter<char> output = new();
        text.Decode(decoded is null ? octets : decoded.AsSpan(0, length), output);
        _ = text.Finish(output);
        return output.WrittenSpan.ToString();
    }

    internal static string TextOf(ContentProperty property) => ContentText.Decode(DecodedRaw(property).AsSpan());

    internal static IEnumerable<string> Encodings(ContentProperty property) =>
        property.Parameters.Where(static parameter => parameter.Name.Length == 0 || parameter.Name.Equals("ENCODING", StringComparison.OrdinalIgnoreCase)).SelectMany(static parameter => parameter.Values);

    private protected string? Get(string parameter) => Property.GetParameter(parameter);

    private protected void Put(string parameter, string? value) => Property.SetParameter(parameter, value);

    // A value of ours is UTF-8 and not encoded.
    private protected void SetRaw(string raw)
    {
        Property.RawValue = raw;
        Property.SetParameter("CHARSET", null as string);
        Property.SetParameter("ENCODING", null as string);
        if (Property.Parameters.Any(static parameter => parameter.Name.Length == 0))
        {
            Property.SetParameters([.. Property.Parameters.Where(static parameter => parameter.Name.Length > 0 || !parameter.Value.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase))]);
        }
    }

    private protected IReadOnlyList<string> Component(int index)
    {
        List<string> components = ContentText.Split(DecodedRaw(Property), ';');
        return index >= components.Count || components[index].Length == 0 ? [] : ContentText.DecodeList(components[index], ',');
    }

    private protected void SetComponent(int index, IReadOnlyList<string> values, int least)
    {
        List<string> components = ContentText.Split(DecodedRaw(Property), ';');
        while (components.Count < Math.Max(index + 1, least))
        {
            components.Add("");
        }

        components[index] = ContentText.EncodeList(values ?? throw new ArgumentNullException(nameof(values)), ',');
        SetRaw(string.Join(';', components));
    }
}
