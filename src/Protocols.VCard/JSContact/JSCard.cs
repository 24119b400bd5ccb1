using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>
/// A Card of JSContact (RFC 9553 §2), <c>application/jscontact+json</c>: read without loss, shown by typed members. Those look at the JSON when they
/// are asked and change it when they are set; what no member shows stays as it is. Not for several threads at once while one changes it.
/// </summary>
/// <param name="json">The JSON object to show.</param>
[JsonConverter(typeof(JSCardJsonConverter))]
public sealed class JSCard(JsonObject json) : JSContactObject(json), IJSContactObject<JSCard>
{
    /// <summary>The media type (RFC 9553 §3.1).</summary>
    public const string MediaType = "application/jscontact+json";

    /// <summary>The version of RFC 9553, where a card must have a uid.</summary>
    public const string Version1 = "1.0";

    /// <summary>The version of draft-ietf-calext-jscontact-uid-07, where it need not.</summary>
    public const string Version2 = "2.0";

    /// <summary>The version (RFC 9553 §1.9, §2.1.2).</summary>
    public string? Version { get => GetText("version"); set => SetText("version", value); }

    /// <summary>When it was made (RFC 9553 §2.1.3).</summary>
    public DateTimeOffset? Created { get => GetTime("created"); set => SetTime("created", value); }

    /// <summary>What it is of: <c>individual</c>, which is meant where it does not say, <c>group</c>, <c>org</c>, <c>location</c>, <c>device</c>, <c>application</c> (RFC 9553 §2.1.4).</summary>
    public string? Kind { get => GetText("kind"); set => SetText("kind", value); }

    /// <summary>The language of its texts, a tag (RFC 9553 §2.1.5).</summary>
    public string? Language { get => GetText("language"); set => SetText("language", value); }

    /// <summary>The uids of the cards that are members of this group (RFC 9553 §2.1.6).</summary>
    public IReadOnlyList<string> Members { get => GetSet("members"); set => SetSet("members", value); }

    /// <summary>The program that made it (RFC 9553 §2.1.7).</summary>
    public string? ProductId { get => GetText("prodId"); set => SetText("prodId", value); }

    /// <summary>Cards that are related to it, by their uids (RFC 9553 §2.1.8).</summary>
    public JSContactMap<Relation> RelatedTo => GetMap<Relation>("relatedTo");

    /// <summary>The identifier (RFC 9553 §2.1.9).</summary>
    public string? Uid { get => GetText("uid"); set => SetText("uid", value); }

    /// <summary>When it was changed last (RFC 9553 §2.1.10).</summary>
    public DateTimeOffset? Updated { get => GetTime("updated"); set => SetTime("updated", value); }

    /// <summary>The name (RFC 9553 §2.2.1).</summary>
    public Name? Name { get => GetObject<Name>("name"); set => SetObject("name", value); }

    /// <summary>Nicknames (RFC 9553 §2.2.2).</summary>
    public JSContactMap<Nickname> Nicknames => GetMap<Nickname>("nicknames");

    /// <summary>Organizations (RFC 9553 §2.2.3).</summary>
    public JSContactMap<Organization> Organizations => GetMap<Organization>("organizations");

    /// <summary>How to speak to and of them (RFC 9553 §2.2.4).</summary>
    public SpeakToAs? SpeakToAs { get => GetObject<SpeakToAs>("speakToAs"); set => SetObject("speakToAs", value); }

    /// <summary>Titles and roles (RFC 9553 §2.2.5).</summary>
    public JSContactMap<Title> Titles => GetMap<Title>("titles");

    /// <summary>Mail addresses (RFC 9553 §2.3.1).</summary>
    public JSContactMap<EmailAddress> Emails => GetMap<EmailAddress>("emails");

    /// <summary>Accounts at services (RFC 9553 §2.3.2).</summary>
    public JSContactMap<OnlineService> OnlineServices => GetMap<OnlineService>("onlineServices");

    /// <summary>Telephone numbers (RFC 9553 §2.3.3).</summary>
    public JSContactMap<Phone> Phones => GetMap<Phone>("phones");

    /// <summary>Languages to speak to them in (RFC 9553 §2.3.4).</summary>
    public JSContactMap<LanguagePref> PreferredLanguages => GetMap<LanguagePref>("preferredLanguages");

    /// <summary>Calendars and where busy times are (RFC 9553 §2.4.1).</summary>
    public JSContactMap<Calendar> Calendars => GetMap<Calendar>("calendars");

    /// <summary>Where invitations are sent to (RFC 9553 §2.4.2).</summary>
    public JSContactMap<SchedulingAddress> SchedulingAddresses => GetMap<SchedulingAddress>("schedulingAddresses");

    /// <summary>Addresses and places (RFC 9553 §2.5.1).</summary>
    public JSContactMap<Address> Addresses => GetMap<Address>("addresses");

    /// <summary>Keys and certificates (RFC 9553 §2.6.1).</summary>
    public JSContactMap<CryptoKey> CryptoKeys => GetMap<CryptoKey>("cryptoKeys");

    /// <summary>Directories they are in (RFC 9553 §2.6.2).</summary>
    public JSContactMap<Directory> Directories => GetMap<Directory>("directories");

    /// <summary>Pages and other resources (RFC 9553 §2.6.3).</summary>
    public JSContactMap<Link> Links => GetMap<Link>("links");

    /// <summary>Photos, sounds and logos (RFC 9553 §2.6.4).</summary>
    public JSContactMap<Media> Media => GetMap<Media>("media");

    /// <summary>The patches that make it a card in other languages, by their tags (RFC 9553 §2.7.1); see <see cref="Localized"/>.</summary>
    public JsonObject? Localizations { get => Json["localizations"] as JsonObject; set => Put("localizations", value); }

    /// <summary>Days to remember (RFC 9553 §2.8.1).</summary>
    public JSContactMap<Anniversary> Anniversaries => GetMap<Anniversary>("anniversaries");

    /// <summary>Keywords (RFC 9553 §2.8.2).</summary>
    public IReadOnlyList<string> Keywords { get => GetSet("keywords"); set => SetSet("keywords", value); }

    /// <summary>Notes (RFC 9553 §2.8.3).</summary>
    public JSContactMap<Note> Notes => GetMap<Note>("notes");

    /// <summary>What they know or like (RFC 9553 §2.8.4).</summary>
    public JSContactMap<PersonalInfo> PersonalInfo => GetMap<PersonalInfo>("personalInfo");

    /// <summary>Properties of the vCard that it was, for which JSContact has none: jCard arrays (RFC 9555 §2.15.1).</summary>
    public JsonArray? VCardProps { get => Json["vCardProps"] as JsonArray; set => Put("vCardProps", value); }

    /// <summary>Makes a card: of version 1.0 with a uid, of version 2.0 without.</summary>
    /// <param name="uid">The identifier, a URN of a UUID at best (RFC 9553 §2.1.9).</param>
    public static JSCard Create(string? uid = null) => new(new JsonObject { ["@type"] = "Card", ["version"] = uid is null ? Version2 : Version1 }) { Uid = uid };

    /// <summary>Reads a card, or an array of them: leniently, whatever the octets are, in time linear in them.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="JSContactOptions.Default"/> unless given.</param>
    /// <returns>The cards, and all that is wrong: what reading found, then what <see cref="Validate"/> finds in each.</returns>
    public static JSCardReading Read(ReadOnlySpan<byte> source, JSContactOptions? options = null)
    {
        options ??= JSContactOptions.Default;
        JSContactInput input = new(options);
        JsonNode? root = input.Read(source);
        List<JSCard> cards = [];
        List<JSContactDefect> defects = input.Defects;
        if (root is JsonObject one)
        {
            cards.Add(new JSCard(one));
            defects.AddRange(new JSContactValidator(options.MaxDefects - defects.Count).Card(one, []));
        }
        else if (root is JsonArray several)
        {
            for (int i = 0; i < several.Count; i++)
            {
                string[] path = [i.ToString(System.Globalization.CultureInfo.InvariantCulture)];
                JSContactValidator validator = new(options.MaxDefects - defects.Count);
                if (several[i] is JsonObject card)
                {
                    cards.Add(new JSCard(card));
                    defects.AddRange(validator.Card(card, path));
                }
                else
                {
                    defects.AddRange(validator.NoCard(path));
                }
            }
        }
        else if (defects.Count == 0)
        {
            defects.AddRange(new JSContactValidator(options.MaxDefects).NoCard([]));
        }

        return new JSCardReading(cards, defects);
    }

    /// <summary>Reads the first card: leniently, whatever the octets are.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="JSContactOptions.Default"/> unless given.</param>
    /// <returns>The card, null where there is none.</returns>
    public static JSCard? TryRead(ReadOnlySpan<byte> source, JSContactOptions? options = null) => Read(source, options).Cards is [{ } first, ..] ? first : null;

    /// <summary>Reads one card strictly.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="JSContactOptions.Default"/> unless given.</param>
    /// <exception cref="JSContactFormatException">It is no JSON, the card is not valid, or there is no card or more than one. The first defect is told.</exception>
    public static JSCard Parse(ReadOnlySpan<byte> source, JSContactOptions? options = null)
    {
        options ??= JSContactOptions.Default;
        JSCardReading reading = Read(source, options with { MaxDefects = Math.Max(1, options.MaxDefects) });
        return reading switch
        {
            { Defects: [{ } first, ..] } => throw new JSContactFormatException(first),
            { Cards: [{ } card] } => card,
            _ => throw new JSContactFormatException(new JSContactDefect(JSContactDefectCode.WrongType, "", "RFC 9553 §2", "not one card")),
        };
    }

    /// <summary>Tells all that is not as RFC 9553 has it, for the version that the card says it is of.</summary>
    /// <param name="maxDefects">How many defects are told at most.</param>
    public IReadOnlyList<JSContactDefect> Validate(int maxDefects = 64) => new JSContactValidator(maxDefects).Card(Json, []);

    /// <summary>Makes the card in another language (RFC 9553 §2.7.1): a copy without localizations, with the patches for that language applied and its <see cref="Language"/> set.</summary>
    /// <param name="language">The language, a tag, whatever its letter case.</param>
    /// <returns>The card, null where it has no patches for that language or they cannot be applied.</returns>
    public JSCard? Localized(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        foreach ((string tag, JsonNode? value) in Localizations ?? [])
        {
            if (value is JsonObject patch && tag.Equals(language, StringComparison.OrdinalIgnoreCase) && Localize(patch) is { } made)
            {
                return new JSCard(made) { Language = tag };
            }
        }

        return null;
    }

    /// <summary>Makes a card of its own with the same properties.</summary>
    public JSCard Clone() => new((JsonObject)Json.DeepClone());

    /// <summary>Writes the card.</summary>
    /// <param name="output">Takes the JSON, in UTF-8.</param>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        JSContactOutput.Write(Json, output);
    }

    /// <summary>Writes the card.</summary>
    /// <param name="writer">Takes the JSON; it is not flushed.</param>
    public void Write(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Json.WriteTo(writer);
    }

    /// <summary>Gives all that <see cref="Write(IBufferWriter{byte})"/> writes.</summary>
    public byte[] ToBytes() => JSContactOutput.ToBytes(Json);

    internal JsonObject? Localize(JsonObject patch)
    {
        JsonObject bare = [];
        foreach ((string name, JsonNode? value) in Json)
        {
            if (name != "localizations")
            {
                bare[name] = value?.DeepClone();
            }
        }

        PatchResult result = PatchObject.Apply(bare, patch);
        return result.Succeeded && !result.Patched.ContainsKey("localizations") ? result.Patched : null;
    }

    static JSCard IJSContactObject<JSCard>.Of(JsonObject json) => new(json);
}

/// <summary>What reading gave.</summary>
/// <param name="Cards">The cards.</param>
/// <param name="Defects">What was wrong; at most <see cref="JSContactOptions.MaxDefects"/>. Pointers go from the array of cards where there was one.</param>
public sealed record JSCardReading(IReadOnlyList<JSCard> Cards, IReadOnlyList<JSContactDefect> Defects);

/// <summary>Reads and writes cards that are members of other types, for contexts of System.Text.Json's source generation.</summary>
public sealed class JSCardJsonConverter : JsonConverter<JSCard>
{
    /// <inheritdoc/>
    public override JSCard? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonNode.Parse(ref reader) is JsonObject card ? new JSCard(card) : throw new JsonException("A Card is a JSON object.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JSCard value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        value.Write(writer);
    }
}
