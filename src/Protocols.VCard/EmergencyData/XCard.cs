using System.Xml;
using Protocols.Text;

namespace Protocols.VCard.EmergencyData;

/// <summary>Cards as XML (xCard, RFC 6351), as far as the blocks of RFC 7852 have them (its Appendix A): properties of RFC 6350 by their structure, all others as texts.</summary>
public static class XCard
{
    /// <summary>The namespace of vCard 4.0.</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:vcard-4.0";

    private static readonly Dictionary<string, string[]> s_structures = new()
    {
        ["n"] = ["surname", "given", "additional", "prefix", "suffix"],
        ["adr"] = ["pobox", "ext", "street", "locality", "region", "code", "country"],
        ["gender"] = ["sex", "identity"],
        ["clientpidmap"] = ["sourceid", "uri"],
    };

    private static readonly HashSet<string> s_types = ["text", "uri", "date", "time", "date-time", "date-and-or-time", "timestamp", "boolean", "integer", "float", "utc-offset", "language-tag", "unknown"];

    /// <summary>Writes a card as a <c>vcard</c> element; one of another version than 4.0 as <see cref="Card.ToVersion"/> makes it.</summary>
    /// <param name="card">The card. Places of N and ADR after those of RFC 6350 are left out, since xCard has no names for them.</param>
    /// <param name="writer">Takes the XML.</param>
    public static void Write(Card card, XmlWriter writer)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartElement("vcard", Namespace);
        foreach (ContentProperty property in (card.Version == CardVersion.V4 ? card : card.ToVersion(CardVersion.V4)).Properties)
        {
            if (property.Is("VERSION"u8) || !IsElement(property.Name))
            {
                continue;
            }

            if (property.Group is { } group)
            {
                writer.WriteStartElement("group", Namespace);
                writer.WriteAttributeString("name", Plain(group));
                WriteProperty(property, writer);
                writer.WriteEndElement();
            }
            else
            {
                WriteProperty(property, writer);
            }
        }

        writer.WriteEndElement();
    }

    /// <summary>Reads the cards of a document: a <c>vcard</c>, or several in <c>vcards</c>. Lenient: what is no property is passed over and told.</summary>
    /// <param name="source">The XML.</param>
    /// <param name="options">The limits; <see cref="EmergencyDataOptions.Default"/> unless given.</param>
    public static EmergencyDataReading<IReadOnlyList<Card>> Read(ReadOnlyMemory<byte> source, EmergencyDataOptions? options = null)
    {
        DefectList defects = new();
        XmlPart? root = XmlPart.Read(source, options ?? EmergencyDataOptions.Default, defects);
        List<Card> cards = root is null ? [] : root.Name == "vcard" ? [Read(root, defects)] : [.. root.Parts.Where(static part => part.Name == "vcard").Select(part => Read(part, defects))];
        return new(cards, defects.All);
    }

    internal static Card Read(XmlPart vcard, DefectList defects)
    {
        Card card = new();
        card.AddRaw("VERSION", "4.0");
        foreach (XmlPart part in vcard.Parts)
        {
            if (part.Name == "group")
            {
                foreach (XmlPart inner in part.Parts)
                {
                    Add(inner, part.Attributes.GetValueOrDefault("name"));
                }
            }
            else
            {
                Add(part, null);
            }
        }

        return card;

        void Add(XmlPart part, string? group)
        {
            if (part.Namespace == Namespace && ContentLineWriter.IsName(part.Name) && ReadValue(part) is { } property)
            {
                property.Group = group is not null && ContentLineWriter.IsName(group) ? group : null;
                card.Add(property);
            }
            else
            {
                defects.Add(EmergencyDataDefectCode.MalformedProperty, part.Name, "RFC 7852 Appendix A");
            }
        }
    }

    private static void WriteProperty(ContentProperty property, XmlWriter writer)
    {
        string name = property.Name.ToLowerInvariant();
        writer.WriteStartElement(name, Namespace);
        ContentPropertyParameter[] parameters = [.. property.Parameters.Where(static parameter => parameter.Name.Length > 0 && !parameter.Name.Equals("VALUE", StringComparison.OrdinalIgnoreCase) && IsElement(parameter.Name))];
        if (parameters.Length > 0)
        {
            writer.WriteStartElement("parameters", Namespace);
            foreach (ContentPropertyParameter parameter in parameters)
            {
                string lower = parameter.Name.ToLowerInvariant();
                writer.WriteStartElement(lower, Namespace);
                foreach (string value in lower == "type" ? parameter.Values.SelectMany(static value => value.Split(',')) : parameter.Values)
                {
                    writer.WriteElementString(lower switch { "pref" or "index" => "integer", "language" => "language-tag", "geo" => "uri", _ => "text" }, Namespace, Plain(value));
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        string raw = CardProperty.DecodedRaw(property);
        if (s_structures.TryGetValue(name, out string[]? names))
        {
            List<string> components = ContentText.Split(raw, ';');
            for (int i = 0; i < names.Length; i++)
            {
                foreach (string value in i < components.Count ? ContentText.DecodeList(components[i], name is "n" or "adr" ? ',' : '\0') : [""])
                {
                    writer.WriteElementString(names[i], Namespace, Plain(value));
                }
            }
        }
        else
        {
            string type = TypeOf(name, property, raw);
            foreach (string value in name switch { "org" => ContentText.DecodeList(raw, ';'), "nickname" or "categories" => ContentText.DecodeList(raw, ','), _ => [type == "text" ? ContentText.Decode(raw.AsSpan()) : type == "time" ? raw.TrimStart('T') : raw] })
            {
                writer.WriteElementString(type, Namespace, Plain(value));
            }
        }

        writer.WriteEndElement();
    }

    private static string TypeOf(string name, ContentProperty property, string raw)
    {
        string type = property.GetParameter("VALUE")?.ToLowerInvariant() ?? JCard.DefaultTypeOf(name);
        return type switch
        {
            "date-and-or-time" => raw.StartsWith('T') ? "time" : raw.Contains('T', StringComparison.Ordinal) ? "date-time" : "date",
            "text" when name == "tz" && raw is ['+' or '-', _, _, _, _] && property.GetParameter("VALUE") is null => "utc-offset",
            _ => s_types.Contains(type) ? type : "unknown",
        };
    }

    private static ContentProperty? ReadValue(XmlPart part)
    {
        XmlPart[] values = [.. part.Parts.Where(static inner => inner.Name != "parameters")];
        ContentProperty property = new(part.Name.ToUpperInvariant());
        List<ContentPropertyParameter> parameters = [];
        foreach (XmlPart parameter in part.Find("parameters")?.Parts ?? [])
        {
            string[] texts = [.. parameter.Parts.Select(static value => value.Value)];
            if (ContentLineWriter.IsName(parameter.Name) && texts.Length > 0)
            {
                parameters.Add(new ContentPropertyParameter(parameter.Name.ToUpperInvariant(), texts));
            }
        }

        if (s_structures.TryGetValue(part.Name, out string[]? names))
        {
            property.RawValue = string.Join(';', names.Select(name => ContentText.EncodeList(values.Where(value => value.Name == name).Select(static value => value.Value), ',')));
        }
        else if (values.Length == 0 || !s_types.Contains(values[0].Name))
        {
            return null;
        }
        else
        {
            string type = values[0].Name;
            IEnumerable<string> texts = values.Where(value => value.Name == type).Select(static value => value.Value);
            property.RawValue = type switch
            {
                "text" => ContentText.EncodeList(texts, part.Name == "org" ? ';' : ','),
                "time" => "T" + texts.First(),
                _ => texts.First().ReplaceLineEndings(""),
            };
            bool isKnown = type == JCard.DefaultTypeOf(part.Name) || type == "unknown" || (JCard.DefaultTypeOf(part.Name) == "date-and-or-time" && type is "date" or "time" or "date-time");
            if (!isKnown)
            {
                parameters.Add(new ContentPropertyParameter("VALUE", type));
            }
        }

        property.SetParameters(parameters);
        return property;
    }

    // Names of properties are names of elements, but for digits and hyphens at their beginning.
    private static bool IsElement(string name) => ContentLineWriter.IsName(name) && char.IsAsciiLetter(name[0]);

    // What no XML can have.
    private static string Plain(string value)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(value);
        }
        catch (XmlException)
        {
            return string.Concat(value.EnumerateRunes().Where(static rune => rune.Value is '\t' or '\n' or '\r' or (>= ' ' and not (0xFFFE or 0xFFFF))));
        }
    }
}
