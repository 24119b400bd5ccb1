using System.Collections.Frozen;

namespace Protocols.VCard.JSContact;

/// <summary>All kinds of objects and their properties (RFC 9553 §2; §3.5 and §3.6 are the registries).</summary>
internal static class ObjectRules
{
    private static readonly PropertyRule s_contexts = new("contexts", ValueKind.Set) { Values = Words("private work"), Section = "1.5.1" };
    private static readonly PropertyRule s_pref = new("pref", ValueKind.Unsigned) { Least = 1, Most = 100, Section = "1.5.3" };
    private static readonly PropertyRule s_label = new("label", ValueKind.Text) { Section = "1.5.2" };
    private static readonly PropertyRule s_listAs = new("listAs", ValueKind.Unsigned) { Least = 1 };
    private static readonly PropertyRule s_phonetic = new("phonetic", ValueKind.Text) { Section = "1.5.4" };
    private static readonly PropertyRule s_phoneticScript = new("phoneticScript", ValueKind.Script) { Section = "1.5.4" };
    private static readonly PropertyRule s_phoneticSystem = new("phoneticSystem", ValueKind.Text) { Values = Words("ipa jyut piny"), Section = "1.5.4" };
    private static readonly PropertyRule s_keyIds = new("cryptoKeyIds", ValueKind.Keys);

    private static readonly string[] s_shared = ["@type", "vCardName", "vCardParams", "extra"];

    /// <summary>All kinds by their names.</summary>
    public static FrozenDictionary<string, ObjectRule> All { get; } = Make().ToFrozenDictionary(static rule => rule.Name);

    /// <summary>The names of all properties, by themselves whatever their letter case (RFC 9553 §1.7.1).</summary>
    public static FrozenDictionary<string, string> Names { get; } = All.Values.SelectMany(static rule => rule.Properties.Keys).Concat(s_shared).Distinct()
        .ToFrozenDictionary(static name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The card itself.</summary>
    public static ObjectRule Card { get; } = All["Card"];

    private static IEnumerable<ObjectRule> Make()
    {
        yield return Rule(
            "Card", "2",
            new("version", ValueKind.Text) { IsMandatory = true, Section = "2.1.2" },
            new("created", ValueKind.Time) { Section = "2.1.3" },
            new("kind", ValueKind.Text) { Values = Words("individual group org location device application"), Section = "2.1.4" },
            new("language", ValueKind.Language) { Section = "2.1.5" },
            new("members", ValueKind.Set) { Section = "2.1.6" },
            new("prodId", ValueKind.Text) { Section = "2.1.7" },
            new("relatedTo", ValueKind.Map) { Of = "Relation", Section = "2.1.8" },
            new("uid", ValueKind.Text) { Section = "2.1.9" },
            new("updated", ValueKind.Time) { Section = "2.1.10" },
            new("name", ValueKind.Object) { Of = "Name", Section = "2.2.1" },
            Map("nicknames", "Nickname", "2.2.2"),
            Map("organizations", "Organization", "2.2.3"),
            new("speakToAs", ValueKind.Object) { Of = "SpeakToAs", Section = "2.2.4" },
            Map("titles", "Title", "2.2.5"),
            Map("emails", "EmailAddress", "2.3.1"),
            Map("onlineServices", "OnlineService", "2.3.2"),
            Map("phones", "Phone", "2.3.3"),
            Map("preferredLanguages", "LanguagePref", "2.3.4"),
            Map("calendars", "Calendar", "2.4.1"),
            Map("schedulingAddresses", "SchedulingAddress", "2.4.2"),
            Map("addresses", "Address", "2.5.1"),
            Map("cryptoKeys", "CryptoKey", "2.6.1"),
            Map("directories", "Directory", "2.6.2"),
            Map("links", "Link", "2.6.3"),
            Map("media", "Media", "2.6.4"),
            new("localizations", ValueKind.Patches) { Section = "2.7.1" },
            Map("anniversaries", "Anniversary", "2.8.1"),
            new("keywords", ValueKind.Set) { Section = "2.8.2" },
            Map("notes", "Note", "2.8.3"),
            Map("personalInfo", "PersonalInfo", "2.8.4"),
            new("vCardProps", ValueKind.VCardProps));
        yield return Rule(
            "Relation", "2.1.8",
            new PropertyRule("relation", ValueKind.Set)
            {
                Values = Words("acquaintance agent child co-resident co-worker colleague contact crush date emergency friend kin me met muse neighbor parent sibling spouse sweetheart"),
            });
        yield return Rule(
            "Name", "2.2.1.1",
            new("components", ValueKind.List) { Of = "NameComponent" },
            new("isOrdered", ValueKind.Boolean),
            new("defaultSeparator", ValueKind.Text),
            new("full", ValueKind.Text),
            new("sortAs", ValueKind.Texts),
            s_phoneticScript,
            s_phoneticSystem) with { OneOf = ["components", "full"] };
        yield return Rule(
            "NameComponent", "2.2.1.2",
            new("value", ValueKind.Text) { IsMandatory = true },
            new("kind", ValueKind.Text) { IsMandatory = true, Values = Words("title given given2 surname surname2 credential generation separator") },
            s_phonetic);
        yield return Rule("Nickname", "2.2.2", new("name", ValueKind.Text) { IsMandatory = true }, s_contexts, s_pref);
        yield return Rule(
            "Organization", "2.2.3",
            new("name", ValueKind.Text),
            new("units", ValueKind.List) { Of = "OrgUnit" },
            new("sortAs", ValueKind.Text),
            s_contexts) with { OneOf = ["name", "units"] };
        yield return Rule("OrgUnit", "2.2.3", new("name", ValueKind.Text) { IsMandatory = true }, new("sortAs", ValueKind.Text));
        yield return Rule(
            "SpeakToAs", "2.2.4",
            new("grammaticalGender", ValueKind.Text) { Values = Words("animate common feminine inanimate masculine neuter") },
            Map("pronouns", "Pronouns", "2.2.4")) with { OneOf = ["grammaticalGender", "pronouns"] };
        yield return Rule("Pronouns", "2.2.4", new("pronouns", ValueKind.Text) { IsMandatory = true }, s_contexts, s_pref);
        yield return Rule(
            "Title", "2.2.5",
            new("name", ValueKind.Text) { IsMandatory = true },
            new("kind", ValueKind.Text) { Values = Words("title role") },
            new("organizationId", ValueKind.Id));
        yield return Rule("EmailAddress", "2.3.1", new("address", ValueKind.Mail) { IsMandatory = true }, s_contexts, s_pref, s_label, s_keyIds);
        yield return Rule(
            "OnlineService", "2.3.2",
            new("service", ValueKind.Text),
            new("uri", ValueKind.Uri),
            new("user", ValueKind.Text),
            s_contexts,
            s_pref,
            s_label,
            s_keyIds) with { OneOf = ["uri", "user"] };
        yield return Rule(
            "Phone", "2.3.3",
            new("number", ValueKind.Text) { IsMandatory = true },
            new("features", ValueKind.Set) { Values = Words("mobile voice text video main-number textphone fax pager") },
            s_contexts,
            s_pref,
            s_label);
        yield return Rule("LanguagePref", "2.3.4", new("language", ValueKind.Language) { IsMandatory = true }, s_contexts, s_pref);
        yield return Resource("Calendar", "2.4.1", "calendar freeBusy", isMandatory: true);
        yield return Rule("SchedulingAddress", "2.4.2", new("uri", ValueKind.Uri) { IsMandatory = true }, s_contexts, s_pref, s_label);
        yield return Rule(
            "Address", "2.5.1.1",
            new("components", ValueKind.List) { Of = "AddressComponent" },
            new("isOrdered", ValueKind.Boolean),
            new("countryCode", ValueKind.Country),
            new("coordinates", ValueKind.Geo),
            new("timeZone", ValueKind.TimeZone),
            new("contexts", ValueKind.Set) { Values = Words("private work billing delivery") },
            new("full", ValueKind.Text),
            new("defaultSeparator", ValueKind.Text),
            s_pref,
            s_phoneticScript,
            s_phoneticSystem) with { OneOf = ["components", "coordinates", "countryCode", "full", "timeZone"] };
        yield return Rule(
            "AddressComponent", "2.5.1.2",
            new("value", ValueKind.Text) { IsMandatory = true },
            new("kind", ValueKind.Text)
            {
                IsMandatory = true,
                Values = Words("room apartment floor building number name block subdistrict district locality region postcode country direction landmark postOfficeBox separator"),
            },
            s_phonetic);
        yield return Resource("CryptoKey", "2.6.1", null, isMandatory: false, new PropertyRule("jsonWebKeys", ValueKind.Raw));
        yield return Resource("Directory", "2.6.2", "directory entry", isMandatory: true, s_listAs);
        yield return Resource("Link", "2.6.3", "contact", isMandatory: false);
        yield return Resource("Media", "2.6.4", "photo sound logo", isMandatory: true);
        yield return Rule(
            "Anniversary", "2.8.1",
            new("kind", ValueKind.Text) { IsMandatory = true, Values = Words("birth death wedding") },
            new("date", ValueKind.Date) { IsMandatory = true },
            new("place", ValueKind.Object) { Of = "Address" });
        yield return Rule(
            "PartialDate", "2.8.1",
            new("year", ValueKind.Unsigned),
            new("month", ValueKind.Unsigned) { Least = 1, Most = 12 },
            new("day", ValueKind.Unsigned) { Least = 1, Most = 31 },
            new("calendarScale", ValueKind.Text)
            {
                Values = Words("buddhist chinese coptic dangi ethioaa ethiopic ethiopic-amete-alem gregorian gregory hebrew indian islamic islamic-civil islamic-rgsa islamic-tbla islamic-umalqura islamicc iso8601 japanese persian roc"),
            }) with { OneOf = ["year", "month", "day"] };
        yield return Rule("Timestamp", "2.8.1", new PropertyRule("utc", ValueKind.Time) { IsMandatory = true });
        yield return Rule(
            "Note", "2.8.3",
            new("note", ValueKind.Text) { IsMandatory = true },
            new("created", ValueKind.Time),
            new("author", ValueKind.Object) { Of = "Author" });
        yield return Rule("Author", "2.8.3", new("name", ValueKind.Text), new("uri", ValueKind.Uri)) with { OneOf = ["name", "uri"] };
        yield return Rule(
            "PersonalInfo", "2.8.4",
            new("kind", ValueKind.Text) { IsMandatory = true, Values = Words("expertise hobby interest") },
            new("value", ValueKind.Text) { IsMandatory = true },
            new("level", ValueKind.Text) { Values = Words("high medium low") },
            s_listAs,
            s_label);
    }

    private static ObjectRule Rule(string name, string section, params PropertyRule[] properties) =>
        new(name, section, properties.Append(new("vCardName", ValueKind.VCardName)).Append(new("vCardParams", ValueKind.VCardParams)).ToFrozenDictionary(static property => property.Name));

    private static ObjectRule Resource(string name, string section, string? kinds, bool isMandatory, params PropertyRule[] more) => Rule(
        name, section,
        [
            new("kind", ValueKind.Text) { IsMandatory = isMandatory, Values = kinds is null ? null : Words(kinds) },
            new("uri", ValueKind.Uri) { IsMandatory = true, Section = "1.4.4" },
            new("mediaType", ValueKind.MediaType) { Section = "1.4.4" },
            s_contexts,
            s_pref,
            s_label,
            .. more,
        ]);

    private static PropertyRule Map(string name, string of, string section) => new(name, ValueKind.Map) { Of = of, HasIds = true, Section = section };

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
