using System.Text;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>Subsets of JSContact (draft-ietf-calext-jscontact-profiles-14), by the example of its appendix.</summary>
public sealed class JSContactProfileTests
{
    private static readonly JSContactProfile s_example = new(
        "example-1",
        1,
        new("addresses", "Card"),
        new("anniversaries", "Card"),
        new("emails", "Card"),
        new("kind", "Card") { Values = ["individual", "org"] },
        new("localizations", "Card") { HasWholePatches = true },
        new("name", "Card"),
        new("full", "Address") { IsMandatory = true },
        new("date", "Anniversary") { Type = "PartialDate" },
        new("kind", "Anniversary") { Values = ["birth"] },
        new("components", "Name"),
        new("full", "Name"),
        new("kind", "NameComponent"),
        new("value", "NameComponent"));

    [Fact]
    public void The_example_of_the_appendix_is_of_its_profile() => Assert.Empty(s_example.Check(Card("""
        "kind":"org","name":{"components":[{"kind":"given","value":"Hayao"},{"kind":"surname","value":"Miyazaki"}]},"addresses":{"a1":{"full":"71 Cherry Court, Somewhere, 123SO, UK"}},
        "emails":{"e1":{"address":"hayao@example.com","label":"x"}},"anniversaries":{"a1":{"kind":"birth","date":{"month":3,"day":4}}},
        "localizations":{"jp":{"name":{"components":[{"kind":"surname","value":"宮崎"},{"kind":"given","value":"駿"}]}}}
        """)));

    [Theory]
    [InlineData("\"phones\":{}", "/phones")]
    [InlineData("\"example.com:x\":1", "/example.com:x")]
    [InlineData("\"kind\":\"group\"", "/kind")]
    [InlineData("\"addresses\":{\"a\":{\"full\":\"x\",\"countryCode\":\"DE\"}}", "/addresses/a/countryCode")]
    [InlineData("\"addresses\":{\"a\":{}}", "/addresses/a/full")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"death\",\"date\":{\"year\":1}}}", "/anniversaries/a/kind")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"@type\":\"Timestamp\",\"utc\":\"2020-01-01T00:00:00Z\"}}}", "/anniversaries/a/date")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"unknown\":1}}", "/emails/a/unknown")]
    [InlineData("\"name\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\",\"phonetic\":\"b\"}]}", "/name/components/0/phonetic")]
    [InlineData("\"name\":{\"full\":\"a\"},\"localizations\":{\"jp\":{\"name/full\":\"b\"}}", "/localizations/jp/name~1full")]
    [InlineData("\"localizations\":{\"jp\":{\"phones\":{}}}", "/localizations/jp/phones")]
    [InlineData("\"localizations\":{\"jp\":{\"name\":{\"full\":\"a\",\"isOrdered\":true}}}", "/localizations/jp/name/isOrdered")]
    public void What_is_not_of_it_is_told(string members, string pointer)
    {
        JSContactDefect defect = Assert.Single(s_example.Check(Card(members)));
        Assert.Equal((JSContactDefectCode.NotInProfile, pointer), (defect.Code, defect.Pointer));
    }

    [Fact]
    public void A_default_that_is_not_of_it_must_be_said()
    {
        JSContactProfile profile = new("a", 1, new JSContactProfileProperty("kind", "Card") { Values = ["org"] });
        Assert.Equal("/kind", Assert.Single(profile.Check(Card("\"kind\":\"individual\""))).Pointer);
        Assert.Equal("/kind", Assert.Single(profile.Check(JSCard.Create())).Pointer);
        JSContactProfile deep = new("b", 1, new("titles", "Card"), new("localizations", "Card"), new("name", "Title"));
        Assert.Equal("/localizations/fr/titles~1t~1kind", Assert.Single(deep.Check(Card("\"titles\":{\"t\":{\"name\":\"a\"}},\"localizations\":{\"fr\":{\"titles/t/kind\":\"role\",\"titles/t/name\":\"b\"}}"))).Pointer);
        Assert.Empty(deep.Check(Card("\"unknown\":1"), maxDefects: 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("1a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    public void Names_are_as_they_must_be(string name)
    {
        Assert.Throws<ArgumentException>(() => new JSContactProfile(name, 1, new JSContactProfileProperty("kind", "Card")));
        Assert.Throws<ArgumentException>(() => new JSContactProfile("a", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JSContactProfile("a", 0, new JSContactProfileProperty("kind", "Card")));
    }

    private static JSCard Card(string members) => JSCard.TryRead(Encoding.UTF8.GetBytes("{\"@type\":\"Card\",\"version\":\"2.0\"," + members + "}"))!;
}
