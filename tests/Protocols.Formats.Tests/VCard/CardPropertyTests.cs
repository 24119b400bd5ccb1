using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Text;
using Protocols.VCard;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard;

/// <summary>What holds of all cards.</summary>
public sealed class CardPropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20261130, 1);
    private static readonly JSContactConversionOptions s_options = new() { Version = JSCard.Version2 };

    private static readonly string[] s_names =
    [
        "FN", "N", "NICKNAME", "PHOTO", "BDAY", "ANNIVERSARY", "GENDER", "ADR", "TEL", "EMAIL", "IMPP", "LANG", "TZ", "GEO", "TITLE", "ROLE", "LOGO", "ORG", "MEMBER", "RELATED", "CATEGORIES", "NOTE", "PRODID", "REV", "SOUND", "UID",
        "CLIENTPIDMAP", "URL", "KEY", "FBURL", "CALADRURI", "CALURI", "KIND", "SOURCE", "XML", "BIRTHPLACE", "DEATHPLACE", "DEATHDATE", "EXPERTISE", "HOBBY", "INTEREST", "ORG-DIRECTORY", "CONTACT-URI", "CREATED", "GRAMGENDER", "LANGUAGE",
        "PRONOUNS", "SOCIALPROFILE", "JSPROP", "X-ABLABEL", "X-FOO",
    ];

    private static readonly string[] s_parameters =
    [
        "TYPE", "PREF", "LANGUAGE", "VALUE", "ALTID", "PID", "MEDIATYPE", "SORT-AS", "CALSCALE", "GEO", "TZ", "LABEL", "CC", "INDEX", "LEVEL", "AUTHOR", "AUTHOR-NAME", "CREATED", "DERIVED", "PHONETIC", "PROP-ID", "SCRIPT", "SERVICE-TYPE", "USERNAME", "JSCOMPS",
        "JSPTR", "X-P",
    ];

    private static readonly string[] s_values =
    [
        "home", "work", "cell", "1", "100", "0", "de", "fr-CA", "text", "uri", "a,b", "ipa", "Latn", "19960415", "--0415", "20200101T000000Z", "geo:1,2", "mailto:a@b.example", "a@b.example", "Europe/Berlin", "-0500", "true", "TRUE", "male", "neuter",
        ";1;0", "s,\\, ;1;s, ;0", "emails/k1/label", "name", "{\"full\":\"x\"}", "{", "\"x\"", "a;b;c,d;;e", "Jr.", "", " ", "^", "\"", "\\", "\\n", "ü", "\u65E5\u672C", "data:image/gif;base64,AAAA", "group", "expert", "friend",
    ];

    [Fact, Rfc(6350, "3.2")]
    public void What_is_made_is_written_and_read_again() => Prop.ForAll(Cards().ToArbitrary(), static card =>
    {
        byte[] octets = card.ToBytes();
        ContentTree tree = Card.ReadAll(octets);
        Assert.Empty(tree.Defects);
        Card read = Assert.IsType<Card>(Assert.Single(tree.Components));
        Assert.Equal(card.Properties.Select(static property => property.ToString()), read.Properties.Select(static property => property.ToString()));

        // Where lines are folded may differ once; what is read is written as it is read again.
        byte[] again = read.ToBytes();
        Assert.Equal(again, Card.Parse(again).ToBytes());
    }).Check(s_config);

    [Fact, Rfc(9555, "2"), Rfc(9555, "3")]
    public void What_a_card_becomes_comes_back() => Prop.ForAll(Cards().ToArbitrary(), static card =>
    {
        JSCard made = JSContactConverter.FromCard(card, s_options);
        Card back = Card.Parse(JSContactConverter.ToCard(made, s_options).ToBytes());
        JSCard again = JSContactConverter.FromCard(back, s_options);
        JSCard third = JSContactConverter.FromCard(JSContactConverter.ToCard(again, s_options), s_options);
        Assert.True(JsonNode.DeepEquals(again.Json, third.Json), $"{PatchObject.Between(again.Json, third.Json).ToJsonString()}\n{card}");

        // Every name that was there is there, in the card or kept.
        foreach (ContentProperty property in card.Properties)
        {
            bool isOfOthers = property.Name is "JSPROP" or "GEO" or "TZ" or "FN" or "X-ABLABEL" or "CATEGORIES" or "NICKNAME" || (property.Name == "ADR" && property.RawValue.Length == 0);
            Assert.True(isOfOthers || back.Find(property.Name) is not null, $"{property}\n{back}");
        }
    }).Check(s_config.WithMaxTest(400));

    [Fact, Rfc(9555, "3.1"), Rfc(9555, "3.1.1")]
    public void What_JSContact_becomes_comes_back() => Prop.ForAll(JSCards().ToArbitrary(), static card =>
    {
        Assert.Empty(card.Validate());
        Card made = Card.Parse(JSContactConverter.ToCard(card, s_options).ToBytes());
        JSCard back = JSContactConverter.FromCard(made, s_options with { KeepParameters = false });
        Assert.True(JsonNode.DeepEquals(card.Json, back.Json), $"{card}\n{made}\n{back}");
    }).Check(s_config.WithMaxTest(800));

    [Fact]
    public void Any_octets_are_read() =>
        Prop.ForAll(Protocols.TestKit.Generators.MessageGenerators.Octets().ToArbitrary(), static octets => CardExercise.All(octets)).Check(s_config);

    private static Gen<Card> Cards() => Properties().ListOf().Select(static properties =>
    {
        Card card = new();
        card.AddRaw("VERSION", "4.0");
        foreach (ContentProperty property in properties)
        {
            card.Add(property.Clone());
        }

        return card;
    });

    private static Gen<ContentProperty> Properties() =>
        from name in Gen.Elements(s_names)
        from value in Gen.Elements(s_values)
        from isText in Gen.Elements(true, false)
        from parameters in (from parameter in Gen.Elements(s_parameters) from one in Gen.Elements(s_values) select (parameter, one)).ListOf()
        from @group in Gen.Elements<string?>(null, null, null, "item1", "item2")
        select Property(name, value, isText, [.. parameters.Take(3)], @group);

    private static ContentProperty Property(string name, string value, bool isText, (string Name, string Value)[] parameters, string? group)
    {
        ContentProperty property = new(name, isText ? ContentText.Encode(value) : value) { Group = group };
        foreach ((string parameter, string one) in parameters)
        {
            property.SetParameter(parameter, one);
        }

        return property;
    }

    // Cards in the one form that each of their properties has, so that they can be compared as they are.
    private static Gen<JSCard> JSCards() => Parts().ListOf().Select(static parts =>
    {
        JSCard card = JSCard.Create();
        foreach (Action<JSCard> part in parts)
        {
            part(card);
        }

        return card;
    });

    private static Gen<Action<JSCard>> Parts()
    {
        Gen<string> texts = Gen.Elements("a", "b c", "d, e; f", "g\nh", "\u00FC\"^'", "\\n", "x\u0001y", " ", "tel:+1;ext=2", "\u65E5\u672C");
        Gen<string> ids = Gen.Elements("k1", "k2", "a-B_9", "0");
        Gen<string[]> contexts = Gen.Elements<string[]>([], ["work"], ["private", "work"], ["example.com:x"]);
        Gen<int?> preferences = Gen.Elements<int?>(null, 1, 100);
        Gen<string?> labels = Gen.Elements<string?>(null, null, "l", "m, n");
        return Gen.OneOf<Action<JSCard>>(
            from id in ids from text in texts from context in contexts from preference in preferences from label in labels
            select (Action<JSCard>)(card => card.Phones[id] = new Phone { Number = text, Contexts = context, Preference = preference, Label = label }),
            from id in ids from context in contexts from preference in preferences from label in labels
            select (Action<JSCard>)(card => card.Emails[id] = new EmailAddress { Address = "a@b.example", Contexts = context, Preference = preference, Label = label }),
            from id in ids from text in texts from other in texts
            select (Action<JSCard>)(card => card.Organizations[id] = new Organization { Name = text, SortAs = other, Units = [new OrgUnit { Name = other }] }),
            from id in ids from text in texts from organization in Gen.Elements<string?>(null, "k1", "zz")
            select (Action<JSCard>)(card => card.Titles[id] = new Title { Kind = "role", Name = text, OrganizationId = organization }),
            from id in ids from text in texts from name in texts
            select (Action<JSCard>)(card => card.Notes[id] = new Note { Text = text, Author = new Author { Name = name }, Created = DateTimeOffset.UnixEpoch }),
            from id in ids from text in texts
            select (Action<JSCard>)(card => card.Nicknames[id] = new Nickname { Name = text }),
            from text in texts from other in texts from separator in Gen.Elements<string?>(null, "", ", ", ";")
            select (Action<JSCard>)(card => card.Name = new Name { IsOrdered = true, DefaultSeparator = separator, Components = [new NameComponent { Kind = "given", Value = text }, new NameComponent { Kind = "surname", Value = other }] }),
            from id in ids from text in texts from other in texts
            select (Action<JSCard>)(card => card.Addresses[id] = new Address { Full = text, IsOrdered = true, Components = [new AddressComponent { Kind = "name", Value = text }, new AddressComponent { Kind = "separator", Value = other }, new AddressComponent { Kind = "number", Value = other }] }),
            from id in ids from kind in Gen.Elements("birth", "death", "wedding", "example.com:moon") from year in Gen.Choose(0, 9999)
            select (Action<JSCard>)(card => card.Anniversaries[id] = new Anniversary { Kind = kind, Date = new PartialDate { Year = year, Month = 2, Day = 28 } }),
            from keyword in texts select (Action<JSCard>)(card => card.Keywords = [.. card.Keywords.Union([keyword])]),
            from text in texts select (Action<JSCard>)(card => card.Json["example.com:x"] = text),
            from text in texts from tag in Gen.Elements("de", "fr-CA")
            select (Action<JSCard>)(card =>
            {
                card.Titles["k1"] = new Title { Kind = "title", Name = "t" };
                JsonObject localizations = card.Localizations ?? [];
                localizations[tag] = new JsonObject { ["titles/k1/name"] = text };
                card.Localizations = localizations;
            }));
    }
}
