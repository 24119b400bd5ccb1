using System.Globalization;
using Protocols.Text;

namespace Protocols.VCard;

/// <content>From version to version.</content>
public sealed partial class Card
{
    /// <summary>
    /// Makes a card of another version (RFC 6350 Appendix A.1): properties, types, encodings and values as that version has them. What it has no
    /// place for is kept under an <c>X-</c> name, so that it comes back. The card itself stays as it is.
    /// </summary>
    /// <param name="version">3.0 or 4.0.</param>
    /// <exception cref="ArgumentOutOfRangeException">2.1, which is not written.</exception>
    public Card ToVersion(CardVersion version)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)version, (int)CardVersion.V2, nameof(version));
        Card card = new();
        card.AddRaw("VERSION", version == CardVersion.V4 ? "4.0" : "3.0");
        bool isNew = version == CardVersion.V4;
        foreach (ContentProperty property in Properties)
        {
            // A name that no writer may write was kept as it was read, and has no other version.
            if (!property.Is("VERSION"u8) && ContentLineWriter.IsName(property.Name))
            {
                ContentProperty made = Decoded(property);
                if (isNew)
                {
                    ToNew(card, made);
                }
                else
                {
                    ToOld(card, made);
                }
            }
        }

        foreach (ContentComponent inner in Components)
        {
            // AGENT of vCard 2.1 is a card in a card.
            card.Components.Add(inner is Card one ? one.ToVersion(version) : inner);
        }

        card.FillNames();
        return card;
    }

    // UTF-8, without quoted-printable and without nameless parameters.
    private static ContentProperty Decoded(ContentProperty property)
    {
        ContentProperty made = property.Clone();
        string raw = CardProperty.DecodedRaw(property);
        List<ContentPropertyParameter> parameters = [];
        List<string> types = [];
        foreach (ContentPropertyParameter parameter in property.Parameters)
        {
            bool isEncoding = parameter.Name.Equals("ENCODING", StringComparison.OrdinalIgnoreCase);
            if (parameter.Name.Length > 0 && !isEncoding)
            {
                if (parameter.Name.Equals("TYPE", StringComparison.OrdinalIgnoreCase))
                {
                    types.AddRange(parameter.Values.SelectMany(static value => value.Split(',', StringSplitOptions.RemoveEmptyEntries)));
                }
                else if (!parameter.Name.Equals("CHARSET", StringComparison.OrdinalIgnoreCase))
                {
                    parameters.Add(parameter);
                }

                continue;
            }

            foreach (string value in parameter.Values)
            {
                switch (value.ToUpperInvariant())
                {
                    case "BASE64" or "B":
                        parameters.Add(new ContentPropertyParameter("ENCODING", "b"));
                        break;
                    case "QUOTED-PRINTABLE" or "7BIT" or "8BIT":
                        break;
                    case "URL" or "URI" when !isEncoding:
                        parameters.Add(new ContentPropertyParameter("VALUE", "uri"));
                        break;
                    default:
                        types.Add(value);
                        break;
                }
            }
        }

        if (types.Count > 0)
        {
            parameters.Insert(0, new ContentPropertyParameter("TYPE", types));
        }

        // What quoted-printable hid are real line ends.
        made.RawValue = raw.ReplaceLineEndings("\\n").Replace("\0", "", StringComparison.Ordinal);
        made.SetParameters(parameters.Where(static parameter => ContentLineWriter.IsName(parameter.Name)).Select(Printable));
        made.Group = made.Group is { } group && ContentLineWriter.IsName(group) ? group : null;
        return made;
    }

    private static ContentPropertyParameter Printable(ContentPropertyParameter parameter) => parameter with
    {
        Values = [.. parameter.Values.Select(Printable)],
    };

    // RFC 2045 §5.1: nothing else is a type.
    private static string? TypeOf(ContentProperty property) =>
        new CardMedia(property).ContentType is { } type && type.All(static character => char.IsAsciiLetterOrDigit(character) || "/.+-_!#$&^".Contains(character, StringComparison.Ordinal)) ? type : null;

    private static string Printable(string value) => string.Concat(value.Where(static character => character is '\t' or '\n' || !char.IsControl(character)));

    private static void ToNew(Card card, ContentProperty property)
    {
        CardProperty view = new(property);
        bool isPreferred = view.Preference == 1 && property.GetParameter("PREF") is null;
        if (isPreferred)
        {
            view.Types = [.. view.Types];
            view.Preference = 1;
        }

        switch (property.Name.ToUpperInvariant())
        {
            case "PHOTO" or "LOGO" or "SOUND" or "KEY" when property.GetParameter("ENCODING") is not null:
                string type = TypeOf(property) ?? "application/octet-stream";
                property.RawValue = $"data:{type};base64,{property.RawValue.Replace(" ", "", StringComparison.Ordinal)}";
                property.SetParameters([.. property.Parameters.Where(static parameter => parameter.Name.ToUpperInvariant() is not ("ENCODING" or "TYPE" or "VALUE"))]);
                break;
            case "PHOTO" or "LOGO" or "SOUND" or "KEY" when view.Types.Any(static word => word is not ("home" or "work")):
                view.MediaType ??= TypeOf(property);
                view.Types = [.. view.Types.Where(static word => word is "home" or "work")];
                break;
            case "GEO" when !property.RawValue.StartsWith("geo:", StringComparison.OrdinalIgnoreCase):
                property.RawValue = "geo:" + property.RawValue.Replace(";", ",", StringComparison.Ordinal);
                break;
            case "BDAY" or "X-ANNIVERSARY" when DateOnly.TryParseExact(property.RawValue, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date):
                property = Renamed(property, property.Is("BDAY"u8) ? "BDAY" : "ANNIVERSARY");
                property.RawValue = date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
                break;
            case "LABEL" when card.FindAll("ADR"u8).FirstOrDefault(address => address.GetParameter("LABEL") is null && new CardProperty(address).Types.ToHashSet().SetEquals(view.Types)) is { } address:
                address.SetParameter("LABEL", Printable(property.Text));
                return;
            case "SORT-STRING" when card.Find("N"u8) is { } name:
                name.SetParameter("SORT-AS", Printable(property.Text));
                return;
            case "X-ADDRESSBOOKSERVER-KIND":
                property = Renamed(property, "KIND");
                break;
            case "X-ADDRESSBOOKSERVER-MEMBER":
                property = Renamed(property, "MEMBER");
                break;
            case "X-GENDER":
                property = Renamed(property, "GENDER");
                break;
        }

        card.Add(property);
    }

    private static void ToOld(Card card, ContentProperty property)
    {
        CardProperty view = new(property);
        if (property.GetParameter("PREF") is { } preference)
        {
            IReadOnlyList<string> types = property.GetParameterValues("TYPE");
            property.SetParameter("PREF", null as string);
            property.SetParameter("TYPE", preference == "1" ? [.. types, "pref"] : types);
        }

        string value = property.RawValue;
        switch (property.Name.ToUpperInvariant())
        {
            case "PHOTO" or "LOGO" or "SOUND" or "KEY" when value.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && value.Contains(";base64,", StringComparison.Ordinal):
                string? type = TypeOf(property);
                property.RawValue = value[(value.IndexOf(',', StringComparison.Ordinal) + 1)..];
                property.SetParameters([.. property.Parameters.Where(static parameter => parameter.Name.ToUpperInvariant() is not ("VALUE" or "MEDIATYPE"))]);
                property.SetParameter("ENCODING", "b");
                property.SetParameter("TYPE", type?[(type.IndexOf('/', StringComparison.Ordinal) + 1)..].ToUpperInvariant());
                break;
            case "GEO" when value.StartsWith("geo:", StringComparison.OrdinalIgnoreCase):
                property.RawValue = value["geo:".Length..].Split(';')[0].Replace(",", ";", StringComparison.Ordinal);
                break;
            case "TEL" when value.StartsWith("tel:", StringComparison.OrdinalIgnoreCase):
                property.RawValue = value["tel:".Length..].Replace(";ext=", " ext. ", StringComparison.OrdinalIgnoreCase).Replace(";", "\\;", StringComparison.Ordinal);
                property.SetParameter("VALUE", null as string);
                break;
            case "BDAY" or "ANNIVERSARY":
                property = property.Is("BDAY"u8) ? property : Renamed(property, "X-ANNIVERSARY");
                property.RawValue = new CardDate(property).Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? value;
                break;
            case "ADR" when view.Label is { } label:
                property.SetParameter("LABEL", null as string);
                ContentProperty line = new("LABEL", ContentText.Encode(label));
                line.SetParameter("TYPE", property.GetParameterValues("TYPE"));
                card.Add(property);
                card.Add(line);
                return;
            case "N" when view.SortAs.Count > 0:
                ContentProperty sort = new("SORT-STRING", ContentText.Encode(view.SortAs[0]));
                property.SetParameter("SORT-AS", null as string);
                card.Add(property);
                card.Add(sort);
                return;
            case "KIND":
                property = Renamed(property, "X-ADDRESSBOOKSERVER-KIND");
                break;
            case "MEMBER":
                property = Renamed(property, "X-ADDRESSBOOKSERVER-MEMBER");
                break;
            case "GENDER":
                property = Renamed(property, "X-GENDER");
                break;
        }

        card.Add(property);
    }

    private static ContentProperty Renamed(ContentProperty property, string name)
    {
        ContentProperty renamed = new(name, property.RawValue) { Group = property.Group };
        renamed.SetParameters(property.Parameters);
        return renamed;
    }

    // RFC 6350 §6.2.1 asks for FN, RFC 2426 §3.1.2 for N too.
    private void FillNames()
    {
        if (Find("FN"u8) is null)
        {
            string name = StructuredName?.ToDisplayName() is { Length: > 0 } display ? display : Organizations is [var organization, ..] ? organization.Name : Emails is [var email, ..] ? email.Text : "";
            Insert(1, new ContentProperty("FN", ContentText.Encode(Printable(name))));
        }

        if (Version == CardVersion.V3 && Find("N"u8) is null)
        {
            Insert(1, new ContentProperty("N", ContentText.Encode(Printable(FormattedName ?? "")) + ";;;;"));
        }
    }
}
