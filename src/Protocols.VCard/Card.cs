using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.VCard;

/// <summary>
/// A vCard of any version (RFC 6350, RFC 2426, vCard 2.1): read without loss, written strictly. The typed members look at the properties when
/// they are asked and change them when they are set; properties that no member shows are kept as they are.
/// </summary>
public sealed partial class Card() : ContentComponent("VCARD")
{
    /// <summary>The version; 4.0 where it does not say or says another.</summary>
    public CardVersion Version => Find("VERSION"u8)?.RawValue.Trim() switch
    {
        "2.1" => CardVersion.V2,
        "3.0" => CardVersion.V3,
        _ => CardVersion.V4,
    };

    /// <summary>The identifier (RFC 6350 §6.7.6).</summary>
    public string? Uid { get => GetText("UID"u8); set => SetText("UID", value); }

    /// <summary>What it is of: <c>individual</c>, <c>group</c>, <c>org</c>, <c>location</c>, <c>application</c> (RFC 6473), <c>device</c> (RFC 6869); Apple's name for it counts too (RFC 6350 §6.1.4).</summary>
    public string Kind
    {
        get => (GetText("KIND"u8) ?? GetText("X-ADDRESSBOOKSERVER-KIND"u8))?.ToLowerInvariant() ?? "individual";
        set => SetText("KIND", value);
    }

    /// <summary>The name to show (RFC 6350 §6.2.1); the preferred one of several.</summary>
    public string? FormattedName { get => Preferred("FN"u8)?.Text; set => SetText("FN", value); }

    /// <summary>The name in its parts (RFC 6350 §6.2.2).</summary>
    public CardName? StructuredName { get => Find("N"u8) is { } found ? new CardName(found) : null; set => SetView("N", value); }

    /// <summary>Nicknames, of all lines (RFC 6350 §6.2.3).</summary>
    public IReadOnlyList<string> Nicknames { get => GetTextLists("NICKNAME"u8); set => SetTextList("NICKNAME", value); }

    /// <summary>Photos (RFC 6350 §6.2.4).</summary>
    public IReadOnlyList<CardMedia> Photos => Views("PHOTO"u8, static property => new CardMedia(property));

    /// <summary>The birthday (RFC 6350 §6.2.5).</summary>
    public CardDate? Birthday => DateOf("BDAY"u8);

    /// <summary>The wedding day (RFC 6350 §6.2.6).</summary>
    public CardDate? Anniversary => DateOf("ANNIVERSARY"u8);

    /// <summary>The day of death (RFC 6474 §2.3).</summary>
    public CardDate? DeathDate => DateOf("DEATHDATE"u8);

    /// <summary>The place of birth, in words or as a URI (RFC 6474 §2.1).</summary>
    public string? BirthPlace { get => GetText("BIRTHPLACE"u8); set => SetText("BIRTHPLACE", value); }

    /// <summary>The place of death, in words or as a URI (RFC 6474 §2.2).</summary>
    public string? DeathPlace { get => GetText("DEATHPLACE"u8); set => SetText("DEATHPLACE", value); }

    /// <summary>Sex and gender (RFC 6350 §6.2.7).</summary>
    public CardGender? Gender => Find("GENDER"u8) is { } found ? new CardGender(found) : null;

    /// <summary>Addresses (RFC 6350 §6.3.1).</summary>
    public IReadOnlyList<CardAddress> Addresses => Views("ADR"u8, static property => new CardAddress(property));

    /// <summary>Telephone numbers, in words or as <c>tel:</c> URIs (RFC 6350 §6.4.1).</summary>
    public IReadOnlyList<CardProperty> Telephones => Views("TEL"u8);

    /// <summary>Mail addresses (RFC 6350 §6.4.2).</summary>
    public IReadOnlyList<CardProperty> Emails => Views("EMAIL"u8);

    /// <summary>Addresses for messaging, URIs (RFC 6350 §6.4.3).</summary>
    public IReadOnlyList<CardProperty> InstantMessaging => Views("IMPP"u8);

    /// <summary>Languages to speak to them in (RFC 6350 §6.4.4).</summary>
    public IReadOnlyList<CardProperty> Languages => Views("LANG"u8);

    /// <summary>The language of the card's texts (RFC 9554 §3.3).</summary>
    public string? Language { get => GetText("LANGUAGE"u8); set => SetText("LANGUAGE", value); }

    /// <summary>Time zones (RFC 6350 §6.5.1).</summary>
    public IReadOnlyList<CardProperty> TimeZones => Views("TZ"u8);

    /// <summary>Places on the globe: <c>geo:</c> URIs, or two numbers before version 4.0 (RFC 6350 §6.5.2).</summary>
    public IReadOnlyList<CardProperty> Positions => Views("GEO"u8);

    /// <summary>Titles (RFC 6350 §6.6.1).</summary>
    public IReadOnlyList<CardProperty> Titles => Views("TITLE"u8);

    /// <summary>Roles (RFC 6350 §6.6.2).</summary>
    public IReadOnlyList<CardProperty> Roles => Views("ROLE"u8);

    /// <summary>Logos (RFC 6350 §6.6.3).</summary>
    public IReadOnlyList<CardMedia> Logos => Views("LOGO"u8, static property => new CardMedia(property));

    /// <summary>Organizations (RFC 6350 §6.6.4).</summary>
    public IReadOnlyList<CardOrganization> Organizations => Views("ORG"u8, static property => new CardOrganization(property));

    /// <summary>The members of a group, URIs; Apple's name for them counts too (RFC 6350 §6.6.5).</summary>
    public IReadOnlyList<CardProperty> Members => [.. Views("MEMBER"u8), .. Views("X-ADDRESSBOOKSERVER-MEMBER"u8)];

    /// <summary>Other people (RFC 6350 §6.6.6).</summary>
    public IReadOnlyList<CardProperty> Related => Views("RELATED"u8);

    /// <summary>Categories, of all lines (RFC 6350 §6.7.1).</summary>
    public IReadOnlyList<string> Categories { get => GetTextLists("CATEGORIES"u8); set => SetTextList("CATEGORIES", value); }

    /// <summary>Notes (RFC 6350 §6.7.2).</summary>
    public IReadOnlyList<CardProperty> Notes => Views("NOTE"u8);

    /// <summary>The program that made it (RFC 6350 §6.7.3).</summary>
    public string? ProductId { get => GetText("PRODID"u8); set => SetText("PRODID", value); }

    /// <summary>When it was changed last, as it stands (RFC 6350 §6.7.4).</summary>
    public string? Revision { get => GetText("REV"u8); set => SetText("REV", value); }

    /// <summary>When it was made, as it stands (RFC 9554 §3.1).</summary>
    public string? Created { get => GetText("CREATED"u8); set => SetText("CREATED", value); }

    /// <summary>Sounds, such as that of the name (RFC 6350 §6.7.5).</summary>
    public IReadOnlyList<CardMedia> Sounds => Views("SOUND"u8, static property => new CardMedia(property));

    /// <summary>The clients that PIDs speak of: a number and a URI each (RFC 6350 §6.7.7).</summary>
    public IReadOnlyList<CardProperty> ClientPidMaps => Views("CLIENTPIDMAP"u8);

    /// <summary>Pages (RFC 6350 §6.7.8).</summary>
    public IReadOnlyList<CardProperty> Urls => Views("URL"u8);

    /// <summary>Keys (RFC 6350 §6.8.1).</summary>
    public IReadOnlyList<CardMedia> Keys => Views("KEY"u8, static property => new CardMedia(property));

    /// <summary>Where free and busy times are (RFC 6350 §6.9.1).</summary>
    public IReadOnlyList<CardProperty> FreeBusyUrls => Views("FBURL"u8);

    /// <summary>Where invitations are sent to (RFC 6350 §6.9.2).</summary>
    public IReadOnlyList<CardProperty> CalendarAddresses => Views("CALADRURI"u8);

    /// <summary>Calendars (RFC 6350 §6.9.3).</summary>
    public IReadOnlyList<CardProperty> CalendarUris => Views("CALURI"u8);

    /// <summary>Where the card can be fetched (RFC 6350 §6.1.3).</summary>
    public IReadOnlyList<CardProperty> Sources => Views("SOURCE"u8);

    /// <summary>What XML has beyond vCard (RFC 6350 §6.1.5).</summary>
    public IReadOnlyList<CardProperty> Xml => Views("XML"u8);

    /// <summary>What they know a lot of (RFC 6715 §2.1).</summary>
    public IReadOnlyList<CardProperty> Expertises => Views("EXPERTISE"u8);

    /// <summary>What they like to do (RFC 6715 §2.2).</summary>
    public IReadOnlyList<CardProperty> Hobbies => Views("HOBBY"u8);

    /// <summary>What they like (RFC 6715 §2.3).</summary>
    public IReadOnlyList<CardProperty> Interests => Views("INTEREST"u8);

    /// <summary>The directories of their organization (RFC 6715 §2.4).</summary>
    public IReadOnlyList<CardProperty> OrganizationDirectories => Views("ORG-DIRECTORY"u8);

    /// <summary>Where they can be reached, URIs (RFC 8605 §2.1).</summary>
    public IReadOnlyList<CardProperty> ContactUris => Views("CONTACT-URI"u8);

    /// <summary>The grammatical gender to use (RFC 9554 §3.2).</summary>
    public IReadOnlyList<CardProperty> GrammaticalGenders => Views("GRAMGENDER"u8);

    /// <summary>Pronouns (RFC 9554 §3.4).</summary>
    public IReadOnlyList<CardProperty> Pronouns => Views("PRONOUNS"u8);

    /// <summary>Profiles at services (RFC 9554 §3.5).</summary>
    public IReadOnlyList<CardProperty> SocialProfiles => Views("SOCIALPROFILE"u8);

    /// <summary>What JSContact has beyond vCard (RFC 9555 §3.2.1).</summary>
    public IReadOnlyList<CardProperty> JsonProperties => Views("JSPROP"u8);

    /// <summary>Who may see the card, in 3.0: <c>PUBLIC</c>, <c>PRIVATE</c>, <c>CONFIDENTIAL</c> (RFC 2426 §3.7.1).</summary>
    public string? AccessClass { get => GetText("CLASS"u8); set => SetText("CLASS", value); }

    /// <summary>The mail program, in 2.1 and 3.0 (RFC 2426 §3.3.3).</summary>
    public string? Mailer { get => GetText("MAILER"u8); set => SetText("MAILER", value); }

    /// <summary>What the source of the card calls it, in 3.0 (RFC 2426 §2.1.2).</summary>
    public string? SourceName { get => GetText("NAME"u8); set => SetText("NAME", value); }

    /// <summary>Who acts for the one of the card, in 3.0: a URI, or a card as a text (RFC 2426 §3.5.4). In 2.1 it is a card inside of this one.</summary>
    public IReadOnlyList<CardProperty> Agents => Views("AGENT"u8);

    /// <summary>Makes a card of version 4.0.</summary>
    /// <param name="formattedName">The name to show.</param>
    public static Card Create(string formattedName)
    {
        Card card = new();
        card.AddRaw("VERSION", "4.0");
        card.FormattedName = formattedName;
        return card;
    }

    /// <summary>Reads the first card: leniently, whatever the octets are.</summary>
    /// <param name="source">The input. It is kept, not copied, so it must not change while the card is used.</param>
    /// <param name="options">How to read; <see cref="ContentTreeOptions.VCard"/> unless given.</param>
    /// <returns>The card, null where there is none.</returns>
    public static Card? TryRead(ReadOnlyMemory<byte> source, ContentTreeOptions? options = null) => ReadAll(source, options).Components.OfType<Card>().FirstOrDefault();

    /// <summary>Reads one card strictly.</summary>
    /// <param name="source">The input. It is kept, not copied, so it must not change while the card is used.</param>
    /// <param name="options">How to read; <see cref="ContentTreeOptions.VCard"/> unless given.</param>
    /// <exception cref="CardFormatException">Something is wrong with its lines, or there is no card or more than one.</exception>
    public static Card Parse(ReadOnlyMemory<byte> source, ContentTreeOptions? options = null)
    {
        ContentTree tree = ReadAll(source, options);
        if (tree.Defects.Count > 0)
        {
            throw new CardFormatException($"{tree.Defects[0].Code} at octet {tree.Defects[0].Position}.", tree.Defects[0]);
        }

        return tree.Components is [Card card] ? card : throw new CardFormatException("There is not one VCARD.", default);
    }

    /// <summary>Reads all cards of a stream: leniently, whatever the octets are.</summary>
    /// <param name="source">The input. It is kept, not copied, so it must not change while the cards are used.</param>
    /// <param name="options">How to read; <see cref="ContentTreeOptions.VCard"/> unless given.</param>
    /// <returns>The components that lie in no other, <see cref="Card"/>s as a rule, and what was wrong.</returns>
    public static ContentTree ReadAll(ReadOnlyMemory<byte> source, ContentTreeOptions? options = null) =>
        ContentTree.Read(source, static (name, _) => Ascii.EqualsIgnoreCase(name, "VCARD"u8) ? new Card() : new ContentComponent(Encoding.UTF8.GetString(name).ToUpperInvariant()), options ?? ContentTreeOptions.VCard);

    /// <summary>The text of the first property with a name, null where there is none.</summary>
    /// <param name="property">The name in capitals.</param>
    public string? GetText(ReadOnlySpan<byte> property) => Find(property) is { } found ? CardProperty.TextOf(found) : null;

    /// <summary>Sets the one property with a name to a text; its parameters stay. Null takes it away.</summary>
    /// <param name="property">The name.</param>
    /// <param name="text">The text.</param>
    public void SetText(string property, string? text)
    {
        if (text is null)
        {
            RemoveAll(property);
        }
        else if (Find(property) is { } found)
        {
            new CardProperty(found).Text = text;
        }
        else
        {
            AddText(property, text);
        }
    }

    /// <summary>Typed views of all properties with a name.</summary>
    /// <param name="property">The name in capitals.</param>
    public IReadOnlyList<CardProperty> Views(ReadOnlySpan<byte> property) => Views(property, static found => new CardProperty(found));

    /// <summary>The property of a name that is preferred (RFC 6350 §5.3), the first of equals; null where there is none.</summary>
    /// <param name="property">The name in capitals.</param>
    public CardProperty? Preferred(ReadOnlySpan<byte> property) => Views(property).OrderBy(static view => view.Preference ?? 101).FirstOrDefault();

    /// <summary>Adds a property of a text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The text; escapes are put here.</param>
    /// <param name="types">Its types.</param>
    /// <returns>The property.</returns>
    public CardProperty Add(string name, string text, params IReadOnlyList<string> types)
    {
        CardProperty property = new(AddText(name, text));
        if (types is { Count: > 0 })
        {
            property.Types = types;
        }

        return property;
    }

    private IReadOnlyList<T> Views<T>(ReadOnlySpan<byte> property, Func<ContentProperty, T> view) => [.. FindAll(property).Select(view)];

    private CardDate? DateOf(ReadOnlySpan<byte> property) => Find(property) is { } found ? new CardDate(found) : null;

    private List<string> GetTextLists(ReadOnlySpan<byte> property) => [.. FindAll(property).SelectMany(static found => ContentText.DecodeList(CardProperty.DecodedRaw(found), ','))];

    private void SetTextList(string property, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] values = [.. texts];
        RemoveAll(property);
        if (values.Length > 0)
        {
            AddRaw(property, ContentText.EncodeList(values, ','));
        }
    }

    private void SetView(string property, CardProperty? view)
    {
        if (view is null)
        {
            RemoveAll(property);
        }
        else
        {
            Set(view.Property);
        }
    }
}

/// <summary>A vCard that strict reading refuses.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="defect">What is wrong, and where.</param>
public sealed class CardFormatException(string message, ContentLineDefect defect) : FormatException(message)
{
    /// <summary>What is wrong, and where.</summary>
    public ContentLineDefect Defect { get; } = defect;
}
