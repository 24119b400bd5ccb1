using System.Text;
using System.Text.Json.Nodes;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>What is told of cards that are not as RFC 9553 has them.</summary>
public sealed class JSContactValidationTests
{
    [Theory]
    [Rfc(9553, "1.3.1"), Rfc(9553, "1.3.2"), Rfc(9553, "1.3.3"), Rfc(9553, "1.3.4"), Rfc(9553, "1.4.1"), Rfc(9553, "1.4.2"), Rfc(9553, "1.4.4"), Rfc(9553, "1.4.5"), Rfc(9553, "1.5.1"), Rfc(9553, "1.5.2"), Rfc(9553, "1.5.3")]
    [Rfc(9553, "1.5.4"), Rfc(9553, "1.6.2"), Rfc(9553, "1.7"), Rfc(9553, "1.7.1"), Rfc(9553, "1.7.2"), Rfc(9553, "1.7.3"), Rfc(9553, "1.7.3.1"), Rfc(9553, "1.7.4"), Rfc(9553, "1.7.5"), Rfc(9553, "1.8.1"), Rfc(9553, "1.8.2")]
    [InlineData("""{"version":"2.0"}""", JSContactDefectCode.Missing, "/@type", "2.1.1")]
    [InlineData("""{"@type":"card","version":"2.0"}""", JSContactDefectCode.LetterCase, "/@type", "1.3.4")]
    [InlineData("""{"@type":"Event","version":"2.0"}""", JSContactDefectCode.WrongObject, "/@type", "1.3.4")]
    [InlineData("""{"@type":1,"version":"2.0"}""", JSContactDefectCode.WrongType, "/@type", "1.3.4")]
    [InlineData("""{"@type":"Card"}""", JSContactDefectCode.Missing, "/version", "2.1.2")]
    [InlineData("""{"@type":"Card","version":"x"}""", JSContactDefectCode.InvalidValue, "/version", "1.9.1")]
    [InlineData("""{"@type":"Card","version":"3.0"}""", JSContactDefectCode.UnknownValue, "/version", "2.1.2")]
    [InlineData("""{"@type":"Card","version":"1.0"}""", JSContactDefectCode.Missing, "/uid", "2.1.9")]
    [InlineData("\"emails\":{\"a b\":{\"address\":\"a@b\"}}", JSContactDefectCode.InvalidId, "/emails/a b", "1.4.1")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"@type\":\"Phone\"}}", JSContactDefectCode.WrongObject, "/emails/a/@type", "1.3.4")]
    [InlineData("\"emails\":{\"a\":{}}", JSContactDefectCode.Missing, "/emails/a/address", "2.3.1")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"ab\"}}", JSContactDefectCode.InvalidValue, "/emails/a/address", "2.3.1")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"pref\":0}}", JSContactDefectCode.InvalidValue, "/emails/a/pref", "1.5.3")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"pref\":101}}", JSContactDefectCode.InvalidValue, "/emails/a/pref", "1.5.3")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"pref\":1.5}}", JSContactDefectCode.InvalidValue, "/emails/a/pref", "1.5.3")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"contexts\":{\"Work\":true}}}", JSContactDefectCode.LetterCase, "/emails/a/contexts/Work", "1.7.1")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"contexts\":{\"billing\":true}}}", JSContactDefectCode.UnknownValue, "/emails/a/contexts/billing", "1.5.1")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"contexts\":{\"work\":1}}}", JSContactDefectCode.WrongType, "/emails/a/contexts/work", "1.5.1")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"label\":1}}", JSContactDefectCode.WrongType, "/emails/a/label", "1.5.2")]
    [InlineData("\"links\":{\"a\":{\"uri\":\"no uri\"}}", JSContactDefectCode.InvalidValue, "/links/a/uri", "1.4.4")]
    [InlineData("\"links\":{\"a\":{\"uri\":\"https://é.example\"}}", JSContactDefectCode.InvalidValue, "/links/a/uri", "1.4.4")]
    [InlineData("\"links\":{\"a\":{\"uri\":\"a:b\",\"mediaType\":\"text\"}}", JSContactDefectCode.InvalidValue, "/links/a/mediaType", "1.4.4")]
    [InlineData("\"updated\":\"2010-10-10T10:10:10.000Z\"", JSContactDefectCode.InvalidValue, "/updated", "1.4.5")]
    [InlineData("\"updated\":\"2010-10-10T10:10:10+00:00\"", JSContactDefectCode.InvalidValue, "/updated", "1.4.5")]
    [InlineData("\"updated\":\"2010-10-10t10:10:10Z\"", JSContactDefectCode.InvalidValue, "/updated", "1.4.5")]
    [InlineData("\"Kind\":\"x\"", JSContactDefectCode.LetterCase, "/Kind", "1.7.1")]
    [InlineData("\"extra\":1", JSContactDefectCode.InvalidName, "/extra", "1.7.3.1")]
    [InlineData("\"a-b\":1", JSContactDefectCode.InvalidName, "/a-b", "1.7.2")]
    [InlineData("\"a_.b:c\":1", JSContactDefectCode.InvalidName, "/a_.b:c", "1.8.1")]
    [InlineData("\"example.com:a/b\":1", JSContactDefectCode.InvalidName, "/example.com:a~1b", "1.8.1")]
    [InlineData("\"kind\":\"person\"", JSContactDefectCode.UnknownValue, "/kind", "2.1.4")]
    public void Common_rules(string members, JSContactDefectCode code, string pointer, string section) => AssertDefect(members, code, pointer, section);

    [Theory]
    [Rfc(9553, "2.1.1"), Rfc(9553, "2.1.2"), Rfc(9553, "2.1.4"), Rfc(9553, "2.1.5"), Rfc(9553, "2.1.6"), Rfc(9553, "2.1.7"), Rfc(9553, "2.1.8"), Rfc(9553, "2.1.9"), Rfc(9553, "2.1.10"), Rfc(9553, "2.2.1.1"), Rfc(9553, "2.2.1.2")]
    [Rfc(9553, "2.2.3"), Rfc(9553, "2.2.4"), Rfc(9553, "2.2.5"), Rfc(9553, "2.3.1"), Rfc(9553, "2.3.2"), Rfc(9553, "2.3.3"), Rfc(9553, "2.3.4"), Rfc(9553, "2.4.1"), Rfc(9553, "2.4.2"), Rfc(9553, "2.5.1.1"), Rfc(9553, "2.5.1.2")]
    [Rfc(9553, "2.6.2"), Rfc(9553, "2.6.4"), Rfc(9553, "2.7.1"), Rfc(9553, "2.8.1"), Rfc(9553, "2.8.2"), Rfc(9553, "2.8.3"), Rfc(9553, "2.8.4"), Rfc(9553, "1.4.3"), Rfc(9555, "2.15.1"), Rfc(9555, "2.15.2"), Rfc(9555, "2.15.3")]
    [InlineData("\"language\":\"de_AT\"", JSContactDefectCode.InvalidValue, "/language", "2.1.5")]
    [InlineData("\"members\":{\"a\":true}", JSContactDefectCode.NotAllowed, "/members", "2.1.6")]
    [InlineData("\"kind\":\"group\",\"members\":{\"a\":false}", JSContactDefectCode.InvalidValue, "/members/a", "2.1.6")]
    [InlineData("\"prodId\":\"\"", JSContactDefectCode.InvalidValue, "/prodId", "2.1.7")]
    [InlineData("\"relatedTo\":{\"a\":{\"relation\":{\"boss\":true}}}", JSContactDefectCode.UnknownValue, "/relatedTo/a/relation/boss", "2.1.8")]
    [InlineData("\"name\":{}", JSContactDefectCode.Missing, "/name", "2.2.1.1")]
    [InlineData("\"name\":{\"components\":[]}", JSContactDefectCode.InvalidValue, "/name/components", "2.2.1.1")]
    [InlineData("\"name\":{\"components\":[{\"kind\":\"separator\",\"value\":\" \"}],\"isOrdered\":true}", JSContactDefectCode.InvalidValue, "/name/components", "2.2.1.1")]
    [InlineData("\"name\":{\"full\":\"a\",\"defaultSeparator\":\" \"}", JSContactDefectCode.NotAllowed, "/name/defaultSeparator", "2.2.1.1")]
    [InlineData("\"name\":{\"full\":\"a\",\"isOrdered\":\"true\"}", JSContactDefectCode.WrongType, "/name/isOrdered", "2.2.1.1")]
    [InlineData("\"name\":{\"full\":\"a\",\"sortAs\":{}}", JSContactDefectCode.NotAllowed, "/name/sortAs", "2.2.1.1")]
    [InlineData("\"name\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\"}],\"sortAs\":{\"surname\":\"b\"}}", JSContactDefectCode.NotAllowed, "/name/sortAs/surname", "2.2.1.1")]
    [InlineData("\"name\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\"},{\"kind\":\"separator\",\"value\":\"b\"}]}", JSContactDefectCode.NotAllowed, "/name/components/1", "2.2.1.1")]
    [InlineData("\"name\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\",\"phonetic\":\"b\"}]}", JSContactDefectCode.NotAllowed, "/name/components/0", "2.2.1.1")]
    [InlineData("\"name\":{\"components\":[{\"kind\":\"middle\",\"value\":\"a\"}]}", JSContactDefectCode.UnknownValue, "/name/components/0/kind", "2.2.1.2")]
    [InlineData("\"name\":{\"components\":[{\"kind\":\"given\"}]}", JSContactDefectCode.Missing, "/name/components/0/value", "2.2.1.2")]
    [InlineData("\"name\":{\"full\":\"a\",\"phoneticScript\":\"Latin\"}", JSContactDefectCode.InvalidValue, "/name/phoneticScript", "1.5.4")]
    [InlineData("\"name\":{\"full\":\"a\",\"phoneticSystem\":\"x\"}", JSContactDefectCode.UnknownValue, "/name/phoneticSystem", "1.5.4")]
    [InlineData("\"organizations\":{\"a\":{\"sortAs\":\"x\"}}", JSContactDefectCode.Missing, "/organizations/a", "2.2.3")]
    [InlineData("\"organizations\":{\"a\":{\"units\":[]}}", JSContactDefectCode.InvalidValue, "/organizations/a/units", "2.2.3")]
    [InlineData("\"speakToAs\":{}", JSContactDefectCode.Missing, "/speakToAs", "2.2.4")]
    [InlineData("\"speakToAs\":{\"grammaticalGender\":\"male\"}", JSContactDefectCode.UnknownValue, "/speakToAs/grammaticalGender", "2.2.4")]
    [InlineData("\"titles\":{\"a\":{\"name\":\"b\",\"organizationId\":\"\"}}", JSContactDefectCode.InvalidValue, "/titles/a/organizationId", "1.4.1")]
    [InlineData("\"onlineServices\":{\"a\":{\"service\":\"b\"}}", JSContactDefectCode.Missing, "/onlineServices/a", "2.3.2")]
    [InlineData("\"phones\":{\"a\":{\"number\":\"b\",\"features\":{\"cell\":true}}}", JSContactDefectCode.UnknownValue, "/phones/a/features/cell", "2.3.3")]
    [InlineData("\"preferredLanguages\":{\"a\":{\"language\":\"\"}}", JSContactDefectCode.InvalidValue, "/preferredLanguages/a/language", "2.3.4")]
    [InlineData("\"calendars\":{\"a\":{\"uri\":\"a:b\"}}", JSContactDefectCode.Missing, "/calendars/a/kind", "2.4.1")]
    [InlineData("\"schedulingAddresses\":{\"a\":{\"uri\":\"b\"}}", JSContactDefectCode.InvalidValue, "/schedulingAddresses/a/uri", "2.4.2")]
    [InlineData("\"addresses\":{\"a\":{}}", JSContactDefectCode.Missing, "/addresses/a", "2.5.1.1")]
    [InlineData("\"addresses\":{\"a\":{\"countryCode\":\"us\"}}", JSContactDefectCode.InvalidValue, "/addresses/a/countryCode", "2.5.1.1")]
    [InlineData("\"addresses\":{\"a\":{\"coordinates\":\"1,2\"}}", JSContactDefectCode.InvalidValue, "/addresses/a/coordinates", "2.5.1.1")]
    [InlineData("\"addresses\":{\"a\":{\"timeZone\":\"New York\"}}", JSContactDefectCode.InvalidValue, "/addresses/a/timeZone", "2.5.1.1")]
    [InlineData("\"addresses\":{\"a\":{\"components\":[{\"kind\":\"name\",\"value\":\"a\"},{\"kind\":\"separator\",\"value\":\"\"},{\"kind\":\"separator\",\"value\":\"\"}],\"isOrdered\":true}}", JSContactDefectCode.NotAllowed, "/addresses/a/components/2", "2.5.1.1")]
    [InlineData("\"addresses\":{\"a\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\"}]}}", JSContactDefectCode.UnknownValue, "/addresses/a/components/0/kind", "2.5.1.2")]
    [InlineData("\"directories\":{\"a\":{\"uri\":\"a:b\",\"kind\":\"entry\",\"listAs\":0}}", JSContactDefectCode.InvalidValue, "/directories/a/listAs", "2.6.2")]
    [InlineData("\"media\":{\"a\":{\"uri\":\"a:b\",\"kind\":\"movie\"}}", JSContactDefectCode.UnknownValue, "/media/a/kind", "2.6.4")]
    [InlineData("\"cryptoKeys\":{\"a\":{}}", JSContactDefectCode.Missing, "/cryptoKeys/a/uri", "1.4.4")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{}}}", JSContactDefectCode.Missing, "/anniversaries/a/date", "2.8.1")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"month\":2}}}", JSContactDefectCode.NotAllowed, "/anniversaries/a/date/month", "2.8.1")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"year\":2000,\"day\":2}}}", JSContactDefectCode.NotAllowed, "/anniversaries/a/date/day", "2.8.1")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"month\":2,\"day\":30}}}", JSContactDefectCode.InvalidValue, "/anniversaries/a/date/day", "2.8.1")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"@type\":\"Timestamp\"}}}", JSContactDefectCode.Missing, "/anniversaries/a/date/utc", "2.8.1")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"utc\":\"2019-10-15T23:10:00Z\"}}}", JSContactDefectCode.Missing, "/anniversaries/a/date", "2.8.1")]
    [InlineData("\"keywords\":{\"a\":false}", JSContactDefectCode.InvalidValue, "/keywords/a", "2.8.2")]
    [InlineData("\"notes\":{\"a\":{\"note\":\"b\",\"author\":{}}}", JSContactDefectCode.Missing, "/notes/a/author", "2.8.3")]
    [InlineData("\"personalInfo\":{\"a\":{\"kind\":\"hobby\",\"value\":\"b\",\"level\":\"expert\"}}", JSContactDefectCode.UnknownValue, "/personalInfo/a/level", "2.8.4")]
    [InlineData("\"localizations\":{\"d_e\":{}}", JSContactDefectCode.InvalidValue, "/localizations/d_e", "2.7.1")]
    [InlineData("\"localizations\":{\"de\":{\"localizations/de\":1}}", JSContactDefectCode.InvalidPatch, "/localizations/de/localizations~1de", "2.7.1")]
    [InlineData("\"localizations\":{\"de\":{\"titles/t1/name\":\"x\"}}", JSContactDefectCode.InvalidPatch, "/localizations/de/titles~1t1~1name", "1.4.3")]
    [InlineData("\"localizations\":{\"de\":{\"a~2\":\"x\"}}", JSContactDefectCode.InvalidPatch, "/localizations/de/a~02", "1.4.3")]
    [InlineData("\"localizations\":{\"de\":{\"name\":{\"full\":\"x\"},\"name/full\":\"x\"}},\"name\":{\"full\":\"y\"}", JSContactDefectCode.InvalidPatch, "/localizations/de/name~1full", "1.4.3")]
    [InlineData("\"localizations\":{\"de\":{\"name/full\":1}},\"name\":{\"full\":\"y\"}", JSContactDefectCode.WrongType, "/localizations/de/name~1full", "2.2.1.1")]
    [InlineData("\"localizations\":{\"de\":{\"titles/a\":{\"kind\":\"x\",\"name\":\"b\"}}},\"titles\":{\"a\":{\"name\":\"b\"}}", JSContactDefectCode.UnknownValue, "/localizations/de/titles~1a/kind", "2.2.5")]
    [InlineData("\"localizations\":{\"de\":{\"titles/a/name\":null}},\"titles\":{\"a\":{\"name\":\"b\"}}", JSContactDefectCode.InvalidPatch, "/localizations/de/titles~1a~1name", "1.4.3")]
    [InlineData("\"localizations\":{\"de\":{\"name/components/0\":null}},\"name\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\"}]}", JSContactDefectCode.InvalidPatch, "/localizations/de/name~1components~10", "1.4.3")]
    [InlineData("\"localizations\":{\"de\":{\"name/components/-\":{}}},\"name\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\"}]}", JSContactDefectCode.InvalidPatch, "/localizations/de/name~1components~1-", "1.4.3")]
    [InlineData("\"vCardProps\":[[\"x\",{},\"text\"]]", JSContactDefectCode.WrongType, "/vCardProps/0", "RFC 9555 §2.15.1")]
    [InlineData("\"vCardParams\":{\"x\":1}", JSContactDefectCode.WrongType, "/vCardParams/x", "RFC 9555 §2.15.2")]
    [InlineData("\"vCardName\":\"a b\"", JSContactDefectCode.InvalidValue, "/vCardName", "RFC 9555 §2.15.3")]
    public void Rules_of_each_property(string members, JSContactDefectCode code, string pointer, string section) => AssertDefect(members, code, pointer, section);

    [Theory, Rfc(9553, "1.8.1"), Rfc(9553, "1.8.2"), Rfc(9553, "1.7.4")]
    [InlineData("\"kind\":\"example.com:baz\"")]
    [InlineData("\"unknown2\":{\"kind\":7}")]
    [InlineData("\"ex-ample.com:foo bar\":null")]
    [InlineData("\"bücher.example:x\":{}")]
    [InlineData("\"phones\":{\"a\":{\"number\":\"b\",\"features\":{\"example.com:fax2\":true}}}")]
    [InlineData("\"cryptoKeys\":{\"a\":{\"@type\":\"JsonWebKeySet\",\"jsonWebKeys\":[{\"kty\":\"OKP\"}]}},\"updates\":{\"u\":{\"@type\":\"Update\",\"uri\":\"https://a.example\",\"cryptoKeyIds\":{\"a\":\"sign\"}}}")]
    [InlineData("\"emails\":{\"a\":{\"address\":\"a@b\",\"pref\":1.0,\"cryptoKeyIds\":{\"k\":\"smime\"}}}")]
    [InlineData("\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"month\":2,\"day\":29,\"calendarScale\":\"hebrew\"}}}")]
    [InlineData("\"localizations\":{\"de\":{\"anniversaries/a/date/day\":3,\"keywords/x\":true,\"example.com:a/b\":[1]}},\"keywords\":{},\"example.com:a\":{},\"anniversaries\":{\"a\":{\"kind\":\"birth\",\"date\":{\"month\":2,\"day\":29}}}")]
    public void What_is_allowed(string members) => Assert.Empty(Read(members).Defects);

    [Fact]
    public void A_version_without_uid_may_be_2()
    {
        Assert.Empty(JSCard.Read("""{"@type":"Card","version":"2.0"}"""u8).Defects);
        Assert.Empty(new JSCard(JsonNode.Parse("""{"@type":"Card","version":"1.0","uid":"x"}""")!.AsObject()).Validate());
    }

    private static void AssertDefect(string members, JSContactDefectCode code, string pointer, string section)
    {
        JSContactDefect defect = Assert.Single(Read(members).Defects);
        Assert.Equal((code, pointer, section.StartsWith("RFC", StringComparison.Ordinal) ? section : "RFC 9553 §" + section), (defect.Code, defect.Pointer, defect.Section));
        Assert.NotEmpty(defect.Detail);
    }

    private static JSCardReading Read(string members) =>
        JSCard.Read(Encoding.UTF8.GetBytes(members.StartsWith('{') ? members : "{\"@type\":\"Card\",\"version\":\"2.0\"," + members + "}"));
}
