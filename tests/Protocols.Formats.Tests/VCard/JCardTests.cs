using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Protocols.Text;
using Protocols.VCard;

namespace Protocols.Formats.Tests.VCard;

/// <summary>jCard both ways.</summary>
public sealed class JCardTests
{
    /// <summary>The example of the appendix, but for its anniversary: see §3.5.5, which has a form without seconds.</summary>
    [Fact, Rfc(7095, "3.2"), Rfc(7095, "3.3"), Rfc(7095, "3.4"), Rfc(7095, "3.4.1"), Rfc(7095, "3.5.2"), Rfc(7095, "3.5.11"), Rfc(7095, "3.5.12")]
    public void The_example_of_the_appendix()
    {
        const string Lines = """
            BEGIN:VCARD
            VERSION:4.0
            FN:Simon Perreault
            N:Perreault;Simon;;;ing. jr,M.Sc.
            BDAY:--0203
            ANNIVERSARY:20090808T1430-0500
            GENDER:M
            LANG;PREF=1:fr
            LANG;PREF=2:en
            ORG;TYPE=work:Viagenie
            ADR;TYPE=work:;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada
            TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102
            TEL;VALUE=uri;TYPE="work,cell,voice,video,text":tel:+1-418-262-6501
            EMAIL;TYPE=work:simon.perreault@viagenie.ca
            GEO;TYPE=work:geo:46.772673,-71.282945
            KEY;TYPE=work;VALUE=uri:http://www.viagenie.ca/simon.perreault/simon.asc
            TZ:-0500
            URL;TYPE=home:http://nomis80.org
            END:VCARD
            """;
        const string Json = """
            ["vcard", [
              ["version", {}, "text", "4.0"], ["fn", {}, "text", "Simon Perreault"], ["n", {}, "text", ["Perreault", "Simon", "", "", ["ing. jr", "M.Sc."]]],
              ["bday", {}, "date-and-or-time", "--02-03"], ["anniversary", {}, "date-and-or-time", "2009-08-08T14:30-05:00"], ["gender", {}, "text", "M"],
              ["lang", { "pref": "1" }, "language-tag", "fr"], ["lang", { "pref": "2" }, "language-tag", "en"], ["org", { "type": "work" }, "text", "Viagenie"],
              ["adr", { "type": "work" }, "text", ["", "Suite D2-630", "2875 Laurier", "Quebec", "QC", "G1V 2M2", "Canada"]],
              ["tel", { "type": ["work", "voice"], "pref": "1" }, "uri", "tel:+1-418-656-9254;ext=102"],
              ["tel", { "type": ["work", "cell", "voice", "video", "text"] }, "uri", "tel:+1-418-262-6501"],
              ["email", { "type": "work" }, "text", "simon.perreault@viagenie.ca"], ["geo", { "type": "work" }, "uri", "geo:46.772673,-71.282945"],
              ["key", { "type": "work" }, "uri", "http://www.viagenie.ca/simon.perreault/simon.asc"], ["tz", {}, "utc-offset", "-05:00"], ["url", { "type": "home" }, "uri", "http://nomis80.org"]
            ]]
            """;
        AssertJson(Json, ToJson(Card.TryRead(Encoding.UTF8.GetBytes(Lines))!));
        AssertJson(Json, ToJson(Card.Parse(JCard.Parse(Encoding.UTF8.GetBytes(Json)).ToBytes())));
    }

    [Theory]
    [Rfc(7095, "3.3.1.2"), Rfc(7095, "3.3.1.3"), Rfc(7095, "3.4.2"), Rfc(7095, "3.5.1"), Rfc(7095, "3.5.3"), Rfc(7095, "3.5.4"), Rfc(7095, "3.5.5"), Rfc(7095, "3.5.6"), Rfc(7095, "3.5.7"), Rfc(7095, "3.5.8")]
    [Rfc(7095, "3.5.9"), Rfc(7095, "3.5.10"), Rfc(7095, "5.3")]
    [InlineData("CONTACT.FN:Mr. John Q. Public\\, Esq.", """["fn", {"group": "CONTACT"}, "text", "Mr. John Q. Public, Esq."]""")]
    [InlineData("ADR:;;My Street,Left Side,Second Shack;Hometown;PA;18252;U.S.A.", """["adr", {}, "text", ["", "", ["My Street", "Left Side", "Second Shack"], "Hometown", "PA", "18252", "U.S.A."]]""")]
    [InlineData("ADR;LABEL=123 Maple Ave^nSuite 901:;;;;;;", """["adr", {"label": "123 Maple Ave\nSuite 901"}, "text", ["", "", "", "", "", "", ""]]""")]
    [InlineData("GENDER:F;grrrl", """["gender", {}, "text", ["F", "grrrl"]]""")]
    [InlineData("N;SORT-AS=Harten,Rene:van der Harten;Rene;J.;Sir;R.D.O.N.", """["n", {"sort-as": ["Harten", "Rene"]}, "text", ["van der Harten", "Rene", "J.", "Sir", "R.D.O.N."]]""")]
    [InlineData("CATEGORIES:computers,cameras", """["categories", {}, "text", "computers", "cameras"]""")]
    [InlineData("BDAY;VALUE=date:19850412", """["bday", {}, "date", "1985-04-12"]""")]
    [InlineData("BDAY;VALUE=date:1985-04", """["bday", {}, "date", "1985-04"]""")]
    [InlineData("BDAY;VALUE=date:---12", """["bday", {}, "date", "---12"]""")]
    [InlineData("BDAY:T1230", """["bday", {}, "date-and-or-time", "T12:30"]""")]
    [InlineData("BDAY:---22T1400", """["bday", {}, "date-and-or-time", "---22T14:00"]""")]
    [InlineData("X-T;VALUE=time:123000-0800", """["x-t", {}, "time", "12:30:00-08:00"]""")]
    [InlineData("X-T;VALUE=time:-2050", """["x-t", {}, "time", "-20:50"]""")]
    [InlineData("X-T;VALUE=time:--50", """["x-t", {}, "time", "--50"]""")]
    [InlineData("X-T;VALUE=time:23", """["x-t", {}, "time", "23"]""")]
    [InlineData("X-D;VALUE=date-time:19850412T232050+04", """["x-d", {}, "date-time", "1985-04-12T23:20:50+04"]""")]
    [InlineData("X-D;VALUE=date-time:--0412T2320", """["x-d", {}, "date-time", "--04-12T23:20"]""")]
    [InlineData("REV:20130214T123000Z", """["rev", {}, "timestamp", "2013-02-14T12:30:00Z"]""")]
    [InlineData("X-NON-SMOKING;VALUE=boolean:TRUE", """["x-non-smoking", {}, "boolean", true]""")]
    [InlineData("X-KARMA-POINTS;VALUE=integer:42", """["x-karma-points", {}, "integer", 42]""")]
    [InlineData("X-GRADE;VALUE=float:1.3", """["x-grade", {}, "float", 1.3]""")]
    [InlineData("X-COMPLAINT-URI:mailto:abuse@example.org", """["x-complaint-uri", {}, "unknown", "mailto:abuse@example.org"]""")]
    [InlineData("X-COFFEE-DATA:Stenophylla;Guinea\\,Africa", """["x-coffee-data", {}, "unknown", "Stenophylla;Guinea\\,Africa"]""")]
    [InlineData("GENDER;X-PROBABILITY=0.8:M", """["gender", {"x-probability": "0.8"}, "text", "M"]""")]
    public void Properties_are_the_same_both_ways(string line, string json)
    {
        string document = $"[\"vcard\",[[\"version\",{{}},\"text\",\"4.0\"],{json}]]";
        AssertJson(document, ToJson(Card.Parse(Encoding.UTF8.GetBytes($"BEGIN:VCARD\r\nVERSION:4.0\r\n{line}\r\nEND:VCARD\r\n"))));
        Assert.Equal(line, JCard.Parse(Encoding.UTF8.GetBytes(document)).Properties[1].ToString());
    }

    [Theory, Rfc(7095, "3.5.9"), Rfc(7095, "3.5.10")]
    [InlineData("integer", "2e3", "2000")]
    [InlineData("integer", "3.0", "3")]
    [InlineData("float", "25e-1", "2.5")]
    public void Exponents_are_eliminated(string type, string number, string value) =>
        Assert.Equal(value, JCard.Parse(Encoding.UTF8.GetBytes($"[\"vcard\",[[\"x-n\",{{}},\"{type}\",{number}]]]")).Properties[0].RawValue);

    [Fact, Rfc(7095, "3.3.1.1")]
    public void The_version_is_there_and_the_first()
    {
        AssertJson("""["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "A"]]]""", ToJson(Card.Parse("BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n"u8.ToArray())));
        AssertJson("""["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "\u00E9"], ["tel", {"type": "HOME"}, "text", "1"]]]""",
            ToJson(Card.Parse("BEGIN:VCARD\r\nFN;CHARSET=utf-8;QUOTED-PRINTABLE:=C3=A9\r\nTEL;HOME:1\r\nVERSION:2.1\r\nEND:VCARD\r\n"u8.ToArray())));
    }

    [Theory, Rfc(7095, "3.3.1.2.1")]
    [InlineData("[\"vcard\",[[\"fn\",{\"group\":\"a\\r\\nb\"},\"text\",\"x\"]]]")]
    [InlineData("[\"vcard\",[[\"fn\",{\"group\":\"\"},\"text\",\"x\"]]]")]
    [InlineData("[\"vcard\",[[\"fn\",{\"group\":[\"a\",\"b\"]},\"text\",\"x\"]]]")]
    [InlineData("[\"vcard\",[],[]]")]
    public void What_is_wrong_is_told_and_refused_strictly(string json)
    {
        ContentTree tree = JCard.ReadAll(Encoding.UTF8.GetBytes(json));
        Assert.Equal(ContentLineDefectCode.MalformedJsonPart, Assert.Single(tree.Defects).Code);
        Assert.Empty(tree.Components[0].Properties);
        Assert.Throws<CardFormatException>(() => JCard.Parse(Encoding.UTF8.GetBytes(json)));
    }

    [Theory, Rfc(7095, "3.1"), Rfc(7095, "4"), Rfc(7095, "5.1"), Rfc(7095, "5.2")]
    [InlineData("vcard-calcard", 75)]
    [InlineData("vcard-ezvcard", 10)]
    public void Cards_come_back(string suite, int least)
    {
        int count = 0;
        foreach (string path in Suites.Files(suite, "*.vcf"))
        {
            foreach (Card card in Card.ReadAll(File.ReadAllBytes(path)).Components.OfType<Card>())
            {
                string json = ToJson(card);
                ContentTree tree = JCard.ReadAll(Encoding.UTF8.GetBytes(json));
                Assert.True(tree.Defects.Count == 0, $"{path}: {string.Join(' ', tree.Defects)}");
                Card again = Card.Parse(tree.Components[0].ToBytes());
                Assert.Equal(json, ToJson(again));
                Assert.Equal(card.Emails.Select(static email => email.Text), again.Emails.Select(static email => email.Text));
                Assert.Equal(card.Notes.Select(static note => note.Text.ReplaceLineEndings("\n")), again.Notes.Select(static note => note.Text));
                count++;
            }
        }

        Assert.True(count >= least, $"{count} cards.");
    }

    private static string ToJson(Card card)
    {
        ArrayBufferWriter<byte> output = new();
        JCard.Write(card, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void AssertJson(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
