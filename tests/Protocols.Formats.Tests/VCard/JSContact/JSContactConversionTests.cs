using System.Text;
using System.Text.Json.Nodes;
using Protocols.Text;
using Protocols.VCard;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>Each rule of RFC 9555, both ways.</summary>
public sealed class JSContactConversionTests
{
    private static readonly JSContactConversionOptions s_plain = new() { Version = JSCard.Version2, KeepParameters = false };
    private static readonly JSContactConversionOptions s_kept = new() { Version = JSCard.Version2 };

    [Theory]
    [Rfc(9555, "2.2.1"), Rfc(9555, "2.2.2"), Rfc(9555, "2.2.3"), Rfc(9555, "2.2.5"), Rfc(9555, "2.2.6"), Rfc(9555, "2.2.7"), Rfc(9555, "2.3.2"), Rfc(9555, "2.3.3"), Rfc(9555, "2.3.4"), Rfc(9555, "2.3.5"), Rfc(9555, "2.3.6")]
    [Rfc(9555, "2.3.8"), Rfc(9555, "2.3.10"), Rfc(9555, "2.3.12"), Rfc(9555, "2.3.13"), Rfc(9555, "2.3.14"), Rfc(9555, "2.3.16"), Rfc(9555, "2.3.17"), Rfc(9555, "2.3.18"), Rfc(9555, "2.3.20"), Rfc(9555, "2.3.21")]
    [Rfc(9555, "2.3.22"), Rfc(9555, "2.3.23"), Rfc(9555, "2.3.24"), Rfc(9555, "A")]
    [InlineData("NOTE;PROP-ID=k1;AUTHOR=\"mailto:a@b.example\":x", """ "notes":{"k1":{"note":"x","author":{"uri":"mailto:a@b.example"}}} """)]
    [InlineData("NOTE;PROP-ID=k1;AUTHOR-NAME=A;CREATED=20221123T150132Z:x\\, y", """ "notes":{"k1":{"note":"x, y","created":"2022-11-23T15:01:32Z","author":{"name":"A"}}} """)]
    [InlineData("BDAY;PROP-ID=k1;CALSCALE=hebrew:19960415", """ "anniversaries":{"k1":{"kind":"birth","date":{"year":1996,"month":4,"day":15,"calendarScale":"hebrew"}}} """)]
    [InlineData("BDAY;PROP-ID=k1:1996-04", """ "anniversaries":{"k1":{"kind":"birth","date":{"year":1996,"month":4}}} """)]
    [InlineData("BDAY;PROP-ID=k1:1996", """ "anniversaries":{"k1":{"kind":"birth","date":{"year":1996}}} """)]
    [InlineData("ADR;PROP-ID=k1;LABEL=\"a, b^nc\";GEO=\"geo:1,2\";TZ=Europe/Berlin;CC=DE;TYPE=home,billing;PREF=1:;;;;;;;;;;;;;;;;;", """ "addresses":{"k1":{"full":"a, b\nc","coordinates":"geo:1,2","timeZone":"Europe/Berlin","countryCode":"DE","contexts":{"private":true,"billing":true},"pref":1}} """)]
    [InlineData("ADR;PROP-ID=k1;TYPE=delivery:;;;X;;;;;;;;;;;;;;", """ "addresses":{"k1":{"components":[{"kind":"locality","value":"X"}],"contexts":{"delivery":true}}} """)]
    [InlineData("ORG-DIRECTORY;PROP-ID=k1;INDEX=2:https://a.example", """ "directories":{"k1":{"kind":"directory","uri":"https://a.example","listAs":2}} """)]
    [InlineData("EXPERTISE;PROP-ID=k1;LEVEL=beginner;INDEX=2:a", """ "personalInfo":{"k1":{"kind":"expertise","value":"a","level":"low","listAs":2}} """)]
    [InlineData("EXPERTISE;PROP-ID=k1;LEVEL=average:a", """ "personalInfo":{"k1":{"kind":"expertise","value":"a","level":"medium"}} """)]
    [InlineData("EXPERTISE;PROP-ID=k1;LEVEL=expert:a", """ "personalInfo":{"k1":{"kind":"expertise","value":"a","level":"high"}} """)]
    [InlineData("EXPERTISE;PROP-ID=k1;LEVEL=high:a", """ "personalInfo":{"k1":{"kind":"expertise","value":"a","vCardParams":{"level":"high"}}} """)]
    [InlineData("HOBBY;PROP-ID=k1;LEVEL=low:a", """ "personalInfo":{"k1":{"kind":"hobby","value":"a","level":"low"}} """)]
    [InlineData("INTEREST;PROP-ID=k1;LEVEL=medium:a", """ "personalInfo":{"k1":{"kind":"interest","value":"a","level":"medium"}} """)]
    [InlineData("PHOTO;PROP-ID=k1;MEDIATYPE=image/gif;PREF=2:https://a.example/b", """ "media":{"k1":{"kind":"photo","uri":"https://a.example/b","mediaType":"image/gif","pref":2}} """)]
    [InlineData("EMAIL;PROP-ID=k1;PID=1.1,2.1:a@b.example", """ "emails":{"k1":{"address":"a@b.example","vCardParams":{"pid":["1.1","2.1"]}}} """)]
    [InlineData("EMAIL;PROP-ID=k1;PREF=0:a@b.example", """ "emails":{"k1":{"address":"a@b.example","vCardParams":{"pref":"0"}}} """)]
    [InlineData("EMAIL;PROP-ID=A-1_b;TYPE=work,x-foo:a@b.example", """ "emails":{"A-1_b":{"address":"a@b.example","contexts":{"work":true},"vCardParams":{"type":"x-foo"}}} """)]
    [InlineData("SOCIALPROFILE;PROP-ID=k1;SERVICE-TYPE=Mastodon;USERNAME=foo:https://a.example/@foo", """ "onlineServices":{"k1":{"service":"Mastodon","user":"foo","uri":"https://a.example/@foo"}} """)]
    [InlineData("ORG;PROP-ID=k1;SORT-AS=\"B,D\":A;C", """ "organizations":{"k1":{"name":"A","sortAs":"B","units":[{"name":"C","sortAs":"D"}]}} """)]
    [InlineData("ORG;PROP-ID=k1;TYPE=work:;C", """ "organizations":{"k1":{"units":[{"name":"C"}],"contexts":{"work":true}}} """)]
    public void Parameters(string line, string json) => AssertBothWays(line, json);

    [Theory]
    [Rfc(9555, "2.4.2"), Rfc(9555, "2.4.3"), Rfc(9555, "2.5.1"), Rfc(9555, "2.5.2"), Rfc(9555, "2.5.4"), Rfc(9555, "2.5.6"), Rfc(9555, "2.5.7"), Rfc(9555, "2.7.1"), Rfc(9555, "2.7.2"), Rfc(9555, "2.7.3"), Rfc(9555, "2.7.4"), Rfc(9555, "2.7.5")]
    [Rfc(9555, "2.8.1"), Rfc(9555, "2.8.2"), Rfc(9555, "2.9.1"), Rfc(9555, "2.9.2"), Rfc(9555, "2.9.3"), Rfc(9555, "2.9.4"), Rfc(9555, "2.9.5"), Rfc(9555, "2.10.1"), Rfc(9555, "2.10.2"), Rfc(9555, "2.10.3"), Rfc(9555, "2.10.4")]
    [Rfc(9555, "2.11.1"), Rfc(9555, "2.11.3"), Rfc(9555, "2.11.4"), Rfc(9555, "2.11.5"), Rfc(9555, "2.11.6"), Rfc(9555, "2.11.7"), Rfc(9555, "2.11.8"), Rfc(9555, "2.11.9"), Rfc(9555, "2.12.1"), Rfc(9555, "2.13.1"), Rfc(9555, "2.13.2"), Rfc(9555, "2.13.3")]
    [InlineData("KIND:org", """ "kind":"org" """)]
    [InlineData("KIND:device", """ "kind":"device" """)]
    [InlineData("KIND:application", """ "kind":"application" """)]
    [InlineData("SOURCE;PROP-ID=k1:https://a.example/b.vcf", """ "directories":{"k1":{"kind":"entry","uri":"https://a.example/b.vcf"}} """)]
    [InlineData("DEATHDATE;PROP-ID=k1:--0415\nDEATHPLACE;PROP-ID=k1:a\\nb", """ "anniversaries":{"k1":{"kind":"death","date":{"month":4,"day":15},"place":{"full":"a\nb"}}} """)]
    [InlineData("BDAY;PROP-ID=k1:19531015T231000Z\nBIRTHPLACE;VALUE=uri;PROP-ID=k1:geo:1,2", """ "anniversaries":{"k1":{"kind":"birth","date":{"@type":"Timestamp","utc":"1953-10-15T23:10:00Z"},"place":{"coordinates":"geo:1,2"}}} """)]
    [InlineData("ANNIVERSARY;PROP-ID=k1:19860201", """ "anniversaries":{"k1":{"kind":"wedding","date":{"year":1986,"month":2,"day":1}}} """)]
    [InlineData("FN:a\\, b", """ "name":{"full":"a, b"} """)]
    [InlineData("GRAMGENDER:animate", """ "speakToAs":{"grammaticalGender":"animate"} """)]
    [InlineData("PRONOUNS;PREF=1;PROP-ID=k1:xe/xir", """ "speakToAs":{"pronouns":{"k1":{"pronouns":"xe/xir","pref":1}}} """)]
    [InlineData("NICKNAME;TYPE=home;PROP-ID=k1:Johnny", """ "nicknames":{"k1":{"name":"Johnny","contexts":{"private":true}}} """)]
    [InlineData("PHOTO;PROP-ID=k1:data:image/gif;base64,AAAA", """ "media":{"k1":{"kind":"photo","uri":"data:image/gif;base64,AAAA"}} """)]
    [InlineData("LOGO;PROP-ID=k1:https://a.example", """ "media":{"k1":{"kind":"logo","uri":"https://a.example"}} """)]
    [InlineData("SOUND;PROP-ID=k1:CID:a@b.example", """ "media":{"k1":{"kind":"sound","uri":"CID:a@b.example"}} """)]
    [InlineData("EMAIL;PREF=1;PROP-ID=k1:a@b.example", """ "emails":{"k1":{"address":"a@b.example","pref":1}} """)]
    [InlineData("IMPP;PREF=1;PROP-ID=k1:xmpp:a@b.example", """ "onlineServices":{"k1":{"uri":"xmpp:a@b.example","pref":1,"vCardName":"impp"}} """)]
    [InlineData("LANG;TYPE=work;PROP-ID=k1:fr", """ "preferredLanguages":{"k1":{"language":"fr","contexts":{"work":true}}} """)]
    [InlineData("LANGUAGE:de-AT", """ "language":"de-AT" """)]
    [InlineData("SOCIALPROFILE;VALUE=text;SERVICE-TYPE=S;PROP-ID=k1:peter94", """ "onlineServices":{"k1":{"service":"S","user":"peter94"}} """)]
    [InlineData("GEO;PROP-ID=k1:geo:1,2", """ "addresses":{"k1":{"coordinates":"geo:1,2"}} """)]
    [InlineData("TZ;PROP-ID=k1:Europe/Berlin", """ "addresses":{"k1":{"timeZone":"Europe/Berlin"}} """)]
    [InlineData("CONTACT-URI;PROP-ID=k1:mailto:a@b.example", """ "links":{"k1":{"kind":"contact","uri":"mailto:a@b.example"}} """)]
    [InlineData("URL;PROP-ID=k1:https://a.example", """ "links":{"k1":{"uri":"https://a.example"}} """)]
    [InlineData("KIND:group\nMEMBER:urn:uuid:1\nMEMBER:urn:uuid:2", """ "kind":"group","members":{"urn:uuid:1":true,"urn:uuid:2":true} """)]
    [InlineData("ORG;PROP-ID=k1:A\\, Inc.;B;C", """ "organizations":{"k1":{"name":"A, Inc.","units":[{"name":"B"},{"name":"C"}]}} """)]
    [InlineData("RELATED;TYPE=friend,co-worker;PREF=1:urn:uuid:1", """ "relatedTo":{"urn:uuid:1":{"relation":{"friend":true,"co-worker":true},"vCardParams":{"pref":"1"}}} """)]
    [InlineData("CATEGORIES:a,b\\,c", """ "keywords":{"a":true,"b,c":true} """)]
    [InlineData("CREATED:19940930T143510Z", """ "created":"1994-09-30T14:35:10Z" """)]
    [InlineData("PRODID:a", """ "prodId":"a" """)]
    [InlineData("REV:19951031T222710Z", """ "updated":"1995-10-31T22:27:10Z" """)]
    [InlineData("UID:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", """ "uid":"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6" """)]
    [InlineData("KEY;MEDIATYPE=application/pgp-keys;PROP-ID=k1:https://a.example", """ "cryptoKeys":{"k1":{"uri":"https://a.example","mediaType":"application/pgp-keys"}} """)]
    [InlineData("CALADRURI;PREF=1;PROP-ID=k1:mailto:a@b.example", """ "schedulingAddresses":{"k1":{"uri":"mailto:a@b.example","pref":1}} """)]
    [InlineData("CALURI;MEDIATYPE=text/calendar;PROP-ID=k1:https://a.example", """ "calendars":{"k1":{"kind":"calendar","uri":"https://a.example","mediaType":"text/calendar"}} """)]
    [InlineData("FBURL;PROP-ID=k1:https://a.example", """ "calendars":{"k1":{"kind":"freeBusy","uri":"https://a.example"}} """)]
    [InlineData("TITLE;PROP-ID=k1:a", """ "titles":{"k1":{"kind":"title","name":"a"}} """)]
    public void Properties(string line, string json) => AssertBothWays(line, json);

    [Theory, Rfc(9555, "2.7.6")]
    [InlineData("cell", "mobile")]
    [InlineData("fax", "fax")]
    [InlineData("main-number", "main-number")]
    [InlineData("pager", "pager")]
    [InlineData("text", "text")]
    [InlineData("textphone", "textphone")]
    [InlineData("video", "video")]
    [InlineData("voice", "voice")]
    public void Types_of_telephone_numbers(string type, string feature)
    {
        AssertBothWays($"TEL;TYPE=work,{type};PROP-ID=k1:+1 555", $" \"phones\":{{\"k1\":{{\"number\":\"+1 555\",\"features\":{{\"{feature}\":true}},\"contexts\":{{\"work\":true}}}}}} ");

        // The default of vCard is no default of JSContact.
        AssertBothWays("TEL;PROP-ID=k1:+1 555", """ "phones":{"k1":{"number":"+1 555"}} """);
    }

    [Theory, Rfc(9555, "2.5.5"), Rfc(9554, "2.2")]
    [InlineData("a;;;;;;", "surname")]
    [InlineData(";a;;;;;", "given")]
    [InlineData(";;a;;;;", "given2")]
    [InlineData(";;;a;;;", "title")]
    [InlineData(";;;;a;;", "credential")]
    [InlineData("a;;;;;a;", "surname2")]
    [InlineData(";;;;a;;a", "generation")]
    public void Components_of_names(string value, string kind) =>
        AssertBothWays($"FN;DERIVED=TRUE:a\nN:{value}", $" \"name\":{{\"components\":[{{\"kind\":\"{kind}\",\"value\":\"a\"}}]}} ");

    [Theory, Rfc(9555, "2.6.1"), Rfc(9554, "2.1")]
    [InlineData("a;;;;;;;;;;;;;;;;;", "postOfficeBox")]
    [InlineData(";a;;;;;;;a;;;;;;;;;", "apartment")]
    [InlineData(";;a;;;;;;;;;a;;;;;;", "name")]
    [InlineData(";;;a;;;;;;;;;;;;;;", "locality")]
    [InlineData(";;;;a;;;;;;;;;;;;;", "region")]
    [InlineData(";;;;;a;;;;;;;;;;;;", "postcode")]
    [InlineData(";;;;;;a;;;;;;;;;;;", "country")]
    [InlineData(";a;;;;;;a;;;;;;;;;;", "room")]
    [InlineData(";a;;;;;;;;a;;;;;;;;", "floor")]
    [InlineData(";;a;;;;;;;;a;;;;;;;", "number")]
    [InlineData(";a;;;;;;;;;;;a;;;;;", "building")]
    [InlineData(";;a;;;;;;;;;;;a;;;;", "block")]
    [InlineData(";;a;;;;;;;;;;;;a;;;", "subdistrict")]
    [InlineData(";;a;;;;;;;;;;;;;a;;", "district")]
    [InlineData(";;a;;;;;;;;;;;;;;a;", "landmark")]
    [InlineData(";;a;;;;;;;;;;;;;;;a", "direction")]
    public void Components_of_addresses(string value, string kind) =>
        AssertBothWays($"ADR;PROP-ID=k1:{value}", $" \"addresses\":{{\"k1\":{{\"components\":[{{\"kind\":\"{kind}\",\"value\":\"a\"}}]}}}} ");

    [Theory, Rfc(9555, "2.6.1")]
    [InlineData(";a;b;;;;", "apartment", "name")]
    [InlineData(";;123 Main Street;;;;;;;;123;Main Street;;;;;;", "number", "name")]
    public void Addresses_of_before_RFC_9554_are_read(string value, string first, string second) =>
        Assert.Equal([first, second], From($"ADR:{value}").Addresses["k1"]!.Components.Select(static component => component.Kind));

    [Theory, Rfc(9555, "3.3.1")]
    [InlineData("N;JSCOMPS=\";1;0\":Doe;Jane;;;;;", """ "name":{"isOrdered":true,"components":[{"kind":"given","value":"Jane"},{"kind":"surname","value":"Doe"}]} """, true)]
    [InlineData("N;JSCOMPS=\";1;2;2,1;0;6;4,1\":Stevenson;John;Philip,Paul;;Jr.,M.D.;;Jr.", """ "name":{"isOrdered":true,"components":[{"kind":"given","value":"John"},{"kind":"given2","value":"Philip"},{"kind":"given2","value":"Paul"},{"kind":"surname","value":"Stevenson"},{"kind":"generation","value":"Jr."},{"kind":"credential","value":"M.D."}]} """, false)]
    [InlineData("N;JSCOMPS=\"s,\\, ;1;s, \\; ;0\":Doe;Jane;;;;;", """ "name":{"isOrdered":true,"defaultSeparator":", ","components":[{"kind":"given","value":"Jane"},{"kind":"separator","value":" ; "},{"kind":"surname","value":"Doe"}]} """, true)]
    public void The_order_of_components(string line, string json, bool isSame)
    {
        AssertJson(json, From(line));
        Card made = To(json);
        Assert.True(!isSame || made.ToString().Replace("\r\n ", "", StringComparison.Ordinal).Contains(line + "\r\n", StringComparison.Ordinal), made.ToString());
        Assert.Null(made.Find("JSPROP"u8));
        AssertJson(json, JSContactConverter.FromCard(made, s_plain));
        Assert.Equal("TRUE", made.Find("FN"u8)!.GetParameter("DERIVED"));
    }

    [Fact, Rfc(9555, "3.3.1")]
    public void Figure_53_with_the_places_of_RFC_9554()
    {
        const string Json = """ "addresses":{"k1":{"isOrdered":true,"defaultSeparator":", ","components":[{"kind":"number","value":"54321"},{"kind":"separator","value":" "},{"kind":"name","value":"Oak St"},{"kind":"locality","value":"Reston"}]}} """;
        AssertJson(Json, From("ADR;JSCOMPS=\"s,\\, ;10;s, ;11;3\":;;54321 Oak St;Reston;;;;;;;54321;Oak St;;;;;;"));
        AssertJson(Json, JSContactConverter.FromCard(To(Json), s_plain));
    }

    [Theory, Rfc(9555, "3.3.1")]
    [InlineData(";1")]
    [InlineData(";1;0;0")]
    [InlineData(";1;7")]
    [InlineData(";1;0,1")]
    [InlineData(";1;x")]
    [InlineData("x;1;0")]
    [InlineData(";1;0,0,0")]
    [InlineData("")]
    public void An_order_that_is_not_valid_is_none(string order)
    {
        JSCard card = From($"N;JSCOMPS=\"{order}\":Doe;Jane;;;;;");
        Assert.False(card.Name!.IsOrdered);
        Assert.Equal(["Doe", "Jane"], card.Name.Components.Select(static component => component.Value));
        Assert.Equal(order, (string?)card.Name.VCardParams!["jscomps"]);
    }

    [Theory, Rfc(9555, "2.8.2"), Rfc(9555, "2.2.8")]
    [InlineData("-0500", "Etc/GMT+5")]
    [InlineData("+0000", "Etc/UTC")]
    [InlineData("+1400", "Etc/GMT-14")]
    [InlineData("-1200", "Etc/GMT+12")]
    [InlineData("+01", "Etc/GMT-1")]
    [InlineData("-1300", null)]
    [InlineData("+1500", null)]
    [InlineData("+0530", null)]
    public void Offsets_are_zones_where_they_are_whole_hours(string offset, string? zone)
    {
        JSCard card = JSContactConverter.FromCard(Vcf($"TZ;VALUE=utc-offset:{offset}"), s_kept);
        Assert.Equal(zone, card.Addresses["k1"]?.TimeZone);
        Assert.Equal(zone is null, card.VCardProps!.Count == 2);
        string back = Assert.Single(JSContactConverter.ToCard(card, s_kept).TimeZones).Property.RawValue;
        Assert.Equal(offset.Length == 3 ? offset + "00" : offset, back);
    }

    [Fact, Rfc(9555, "2.8.3")]
    public void Places_and_zones_of_one_group_are_one_address()
    {
        JSCard card = From("a.ADR:;;;X;;;\nA.GEO:geo:1,2\na.TZ:Europe/Berlin\nGEO:geo:3,4\nTZ:Europe/Paris");
        Assert.Equal(["geo:1,2", "geo:3,4"], card.Addresses.Values.Select(static address => address.Coordinates));
        Assert.Equal(["Europe/Berlin", "Europe/Paris"], card.Addresses.Values.Select(static address => address.TimeZone));
        Assert.Equal(3, From("ADR:;;;X;;;\nGEO:geo:1,2\nTZ:Europe/Berlin").Addresses.Count);
        Card back = To(""" "addresses":{"k1":{"coordinates":"geo:1,2","timeZone":"Europe/Berlin"}} """);
        Assert.Equal(back.Positions[0].Property.Group, back.TimeZones[0].Property.Group);
        Assert.NotNull(back.Positions[0].Property.Group);
    }

    [Fact, Rfc(9555, "2.9.6")]
    public void A_title_is_of_the_one_organization_of_its_group()
    {
        JSCard card = From("TITLE:Research Scientist\ngroup1.ROLE:Project Leader\ngroup1.ORG:ABC\\, Inc.");
        Assert.Null(card.Titles["k1"]!.OrganizationId);
        Assert.Equal("k1", card.Titles["k2"]!.OrganizationId);
        Card back = JSContactConverter.ToCard(card, s_plain);
        Assert.Equal(back.Organizations[0].Property.Group, back.Roles[0].Property.Group);
        Assert.NotNull(back.Roles[0].Property.Group);
        Assert.Null(back.Titles[0].Property.Group);
        Assert.Null(From("g.ROLE:a\ng.ORG:b\ng.ORG:c").Titles["k1"]!.OrganizationId);
    }

    [Fact, Rfc(9555, "2.11.11"), Rfc(9555, "2.3.9")]
    public void Labels_are_of_the_group()
    {
        Card card = Vcf("item1.TEL;VALUE=uri:tel:+1-555-555-5555\nitem1.X-ABLabel:foo\nitem2.X-FOO;X-BAR=Hello:bar\nitem3.TITLE:t\nitem3.X-ABLabel:of no title");
        JSCard made = JSContactConverter.FromCard(card, s_kept);
        Assert.Equal("foo", made.Phones["k1"]!.Label);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"group":"item1","value":"uri"}"""), made.Phones["k1"]!.VCardParams));
        Assert.Equal("""[["version",{},"text","4.0"],["x-foo",{"group":"item2","x-bar":"Hello"},"unknown","bar"],["x-ablabel",{"group":"item3"},"unknown","of no title"]]""", made.VCardProps!.ToJsonString());
        Card back = JSContactConverter.ToCard(made, s_kept);
        Assert.Equal("foo", back.LabelOf(back.Telephones[0]));
        Assert.Equal("of no title", back.LabelOf(back.Titles[0]));

        // One group has one label.
        Card two = To(""" "phones":{"k1":{"number":"1","label":"a","vCardParams":{"group":"g"}},"k2":{"number":"2","label":"b","vCardParams":{"group":"g"}}} """);
        Assert.Equal(["a", "b"], two.Telephones.Select(telephone => two.LabelOf(telephone)));
        Assert.Null(two.Find("JSPROP"u8));
    }

    [Theory, Rfc(9555, "2.3.11"), Rfc(9555, "2.3.1")]
    [InlineData("FN;LANGUAGE=EN:John Doe\nTITLE;ALTID=1;LANGUAGE=EN:Boss\nTITLE;ALTID=1;LANGUAGE=fr:Patron", """ "language":"en","name":{"full":"John Doe"},"titles":{"k1":{"kind":"title","name":"Boss"}},"localizations":{"fr":{"titles/k1/name":"Patron"}} """)]
    [InlineData("FN:John Doe\nTITLE;ALTID=1:Boss\nTITLE;ALTID=1;LANGUAGE=fr:Patron", """ "name":{"full":"John Doe"},"titles":{"k1":{"kind":"title","name":"Boss"}},"localizations":{"fr":{"titles/k1/name":"Patron"}} """)]
    [InlineData("FN:A\nFN;LANGUAGE=fr:B", """ "name":{"full":"A"},"localizations":{"fr":{"name/full":"B"}} """)]
    [InlineData("FN:A\nN:B;;;;;;\nN;LANGUAGE=fr:C;;;;;;", """ "name":{"full":"A","components":[{"kind":"surname","value":"B"}]},"localizations":{"fr":{"name/components":[{"kind":"surname","value":"C"}]}} """)]
    [InlineData("ADR;ALTID=1;LABEL=x:;;;A;;;;;;;;;;;;;;\nADR;ALTID=1;LANGUAGE=fr;LABEL=y:;;;B;;;;;;;;;;;;;;", """ "addresses":{"k1":{"components":[{"kind":"locality","value":"A"}],"full":"x"}},"localizations":{"fr":{"addresses/k1/components":[{"kind":"locality","value":"B"}],"addresses/k1/full":"y"}} """)]
    [InlineData("GRAMGENDER:neuter\nGRAMGENDER;LANGUAGE=de:feminine", """ "speakToAs":{"grammaticalGender":"neuter"},"localizations":{"de":{"speakToAs/grammaticalGender":"feminine"}} """)]
    [InlineData("PRONOUNS;ALTID=1:they\nPRONOUNS;ALTID=1;LANGUAGE=de:sie", """ "speakToAs":{"pronouns":{"k1":{"pronouns":"they"}}},"localizations":{"de":{"speakToAs/pronouns/k1/pronouns":"sie"}} """)]
    [InlineData("BDAY:1996\nBIRTHPLACE;ALTID=1:Vienna\nBIRTHPLACE;ALTID=1;LANGUAGE=de:Wien", """ "anniversaries":{"k1":{"kind":"birth","date":{"year":1996},"place":{"full":"Vienna"}}},"localizations":{"de":{"anniversaries/k1/place/full":"Wien"}} """)]
    [InlineData("ORG;ALTID=1:A;B\nORG;ALTID=1;LANGUAGE=de:C", """ "organizations":{"k1":{"name":"A","units":[{"name":"B"}]}},"localizations":{"de":{"organizations/k1/name":"C","organizations/k1/units":null}} """)]
    public void Other_languages(string lines, string json)
    {
        AssertJson(json, From(lines));
        Card back = To(json);
        Assert.Null(back.Find("JSPROP"u8));
        AssertJson(json, JSContactConverter.FromCard(back, s_plain));
    }

    [Theory, Rfc(9555, "2.3.15"), Rfc(9555, "2.3.19")]
    [InlineData("LANGUAGE:zh-Hant\nN;ALTID=1;LANGUAGE=zh-Hant:孫;中山;文,逸仙;;;;\nN;ALTID=1;PHONETIC=jyut;SCRIPT=Latn;LANGUAGE=yue:syun1;zung1saan1;man4,jat6sin1;;;;", """ "language":"zh-Hant","name":{"components":[{"kind":"surname","value":"孫"},{"kind":"given","value":"中山"},{"kind":"given2","value":"文"},{"kind":"given2","value":"逸仙"}]},"localizations":{"yue":{"name/phoneticSystem":"jyut","name/phoneticScript":"Latn","name/components/0/phonetic":"syun1","name/components/1/phonetic":"zung1saan1","name/components/2/phonetic":"man4","name/components/3/phonetic":"jat6sin1"}} """)]
    [InlineData("N;ALTID=1:Smith;John;;;;;\nN;ALTID=1;PHONETIC=ipa:/smɪθ/;/ˈdʒɑːn/;;;;;", """ "name":{"components":[{"kind":"surname","value":"Smith","phonetic":"/smɪθ/"},{"kind":"given","value":"John","phonetic":"/ˈdʒɑːn/"}],"phoneticSystem":"ipa"} """)]
    [InlineData("N;ALTID=1:孫;中山;;;;;\nN;ALTID=1;PHONETIC=script;SCRIPT=Latn:Sun;;;;;;", """ "name":{"components":[{"kind":"surname","value":"孫","phonetic":"Sun"},{"kind":"given","value":"中山"}],"phoneticScript":"Latn"} """)]
    [InlineData("ADR;ALTID=1:;;;東京;;;\nADR;ALTID=1;PHONETIC=script;SCRIPT=Latn:;;;Tokyo;;;", """ "addresses":{"k1":{"components":[{"kind":"locality","value":"東京","phonetic":"Tokyo"}],"phoneticScript":"Latn"}} """)]
    public void Phonetic_writing(string lines, string json)
    {
        AssertJson(json, From(lines));
        Card back = To(json);
        Assert.Null(back.Find("JSPROP"u8));
        AssertJson(json, JSContactConverter.FromCard(back, s_plain));
    }

    [Theory, Rfc(9555, "2.4.1"), Rfc(9555, "2.4.4"), Rfc(9555, "2.5.3"), Rfc(9555, "2.11.2"), Rfc(9555, "2.11.10"), Rfc(9555, "2.14"), Rfc(9555, "2.15.1"), Rfc(9555, "2.2.2"), Rfc(9555, "2.3.25")]
    [InlineData("XML:<a/>", """["xml",{},"text","<a/>"]""")]
    [InlineData("GENDER:O;intersex", """["gender",{},"text",["O","intersex"]]""")]
    [InlineData("CLIENTPIDMAP:1;urn:uuid:1", """["clientpidmap",{},"text",["1","urn:uuid:1"]]""")]
    [InlineData("X-FOO;VALUE=integer:7", """["x-foo",{},"integer",7]""")]
    [InlineData("BDAY;VALUE=text:circa 1800", """["bday",{},"text","circa 1800"]""")]
    [InlineData("BDAY:--04", """["bday",{},"date-and-or-time","--04"]""")]
    [InlineData("BDAY:---15", """["bday",{},"date-and-or-time","---15"]""")]
    [InlineData("BDAY:20090808T1430-0500", """["bday",{},"date-and-or-time","2009-08-08T14:30-05:00"]""")]
    [InlineData("BDAY:20090230", """["bday",{},"date-and-or-time","2009-02-30"]""")]
    [InlineData("BIRTHPLACE:nowhere without a day", """["birthplace",{},"text","nowhere without a day"]""")]
    [InlineData("BDAY:1996\nBIRTHPLACE;VALUE=uri:https://a.example", """["birthplace",{},"uri","https://a.example"]""")]
    [InlineData("FN:A\nFN;X-A=1:B", """["fn",{"x-a":"1"},"text","B"]""")]
    [InlineData("FN;X-A=1:B\nFN:A", """["fn",{"x-a":"1"},"text","B"]""")]
    [InlineData("KIND:x-thing", """["kind",{},"text","x-thing"]""")]
    [InlineData("MEMBER:urn:uuid:1", """["member",{},"uri","urn:uuid:1"]""")]
    [InlineData("TZ;VALUE=uri:https://a.example", """["tz",{},"uri","https://a.example"]""")]
    [InlineData("REV:19951031", """["rev",{},"timestamp","1995-10-31"]""")]
    [InlineData("N;PHONETIC=ipa:a;;;;", """["n",{"phonetic":"ipa"},"text",["a","","","",""]]""")]
    [InlineData("UID;X-A=b:urn:uuid:1", """["uid",{"x-a":"b"},"uri","urn:uuid:1"]""")]
    public void What_has_no_property_is_kept_and_comes_back(string lines, string property)
    {
        Card card = Vcf(lines);
        JSCard made = JSContactConverter.FromCard(card, s_kept);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"[[\"version\",{{}},\"text\",\"4.0\"],{property}]"), made.VCardProps), made.ToString());
        Card back = JSContactConverter.ToCard(made, s_kept);
        Assert.Null(back.Find("JSPROP"u8));
        foreach (ContentProperty was in card.Properties)
        {
            Assert.Contains(back.Properties, now => now.Is(Encoding.ASCII.GetBytes(was.Name)) && now.RawValue == was.RawValue && now.Parameters.Count(static parameter => parameter.Name != "PROP-ID") == was.Parameters.Count);
        }

        Assert.Equal(back.FindAll("UID"u8).Count, card.FindAll("UID"u8).Count);
    }

    [Fact, Rfc(9555, "2.15.1")]
    public void What_was_kept_beside_a_text_goes_when_the_text_changes()
    {
        JSCard card = JSContactConverter.FromCard(Vcf("KIND:group\nUID;X-A=b:urn:uuid:1\nMEMBER;X-A=1:urn:uuid:2\nMEMBER:urn:uuid:3\nCATEGORIES;X-A=1:a,b\nCATEGORIES:c"), s_kept);
        Card same = JSContactConverter.ToCard(card, s_kept);
        Assert.Equal("b", Assert.Single(same.FindAll("UID"u8)).GetParameter("X-A"));
        Assert.Equal(["c", "a", "b"], same.Categories);
        Assert.Equal(2, same.Members.Count);
        card.Uid = "urn:uuid:4";
        card.Members = ["urn:uuid:3"];
        card.Keywords = ["a", "c"];
        Card changed = JSContactConverter.ToCard(card, s_kept);
        Assert.Equal("urn:uuid:4", Assert.Single(changed.FindAll("UID"u8)).RawValue);
        Assert.Equal("urn:uuid:3", Assert.Single(changed.Members).Property.RawValue);
        Assert.Equal(["a", "c"], changed.Categories);
    }

    [Fact, Rfc(9555, "2.1.1")]
    public void A_uid_is_made_the_same_each_time_and_none_for_version_2()
    {
        JSCard first = JSContactConverter.FromCard(Vcf("FN:A"));
        Assert.Equal(first.Uid, JSContactConverter.FromCard(Vcf("FN:A")).Uid);
        Assert.NotEqual(first.Uid, JSContactConverter.FromCard(Vcf("FN:B")).Uid);
        Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", first.Uid);
        Assert.Empty(first.Validate());
        Assert.Null(From("FN:A").Uid);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new JSContactConversionOptions { Version = "3.0" });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new JSContactConversionOptions { MaxLocalizations = -1 });
    }

    [Fact, Rfc(9555, "2.1.2")]
    public void Ids_are_made_where_there_are_none()
    {
        JSCard card = From("EMAIL:a@b\nEMAIL;PROP-ID=k1:c@d\nEMAIL;PROP-ID=a b:e@f\nNICKNAME;PROP-ID=n:x,y");
        Assert.Equal(["k2", "k1", "k3"], card.Emails.Select(static email => email.Key));
        Assert.Equal(["n", "k2"], card.Nicknames.Select(static nickname => nickname.Key).Order(StringComparer.Ordinal).Reverse());
        Card kept = JSContactConverter.ToCard(JSContactConverter.FromCard(Vcf("EMAIL;PROP-ID=a:b@c\nEMAIL;PROP-ID=a:d@e"), s_kept), s_kept);
        Assert.Equal(2, kept.Emails.Count);
    }

    [Theory, Rfc(9555, "3.1"), Rfc(9555, "2.3.7")]
    [InlineData(""" "name":{"full":"A B"} """, "FN:A B")]
    [InlineData(""" "name":{"isOrdered":true,"components":[{"kind":"given","value":"A"},{"kind":"separator","value":"-"},{"kind":"surname","value":"B"},{"kind":"credential","value":"C"}],"defaultSeparator":", "} """, "FN;DERIVED=TRUE:A-B\\, C")]
    [InlineData(""" "name":{"components":[{"kind":"given","value":"A"},{"kind":"surname","value":"B"}]} """, "FN;DERIVED=TRUE:A B")]
    [InlineData(""" "kind":"org" """, "FN:")]
    public void The_name_to_show(string json, string line) => Assert.Equal(line, To(json).Find("FN"u8)!.ToString());

    [Theory, Rfc(9555, "3.1.1"), Rfc(9555, "3.2.1"), Rfc(9555, "3.3.2")]
    [InlineData(""" "someUnknownProperty":true """, "JSPROP;JSPTR=someUnknownProperty:true")]
    [InlineData(""" "example.com:foo":{"bar":1234} """, "JSPROP;JSPTR=\"example.com:foo\":{\"bar\":1234}")]
    [InlineData(""" "phones":{"phone1":{"number":"tel:+33-01-23-45-67","example.com:foo/bar":"tux hux"}} """, "JSPROP;JSPTR=\"phones/phone1/example.com:foo~1bar\":\"tux hux\"")]
    [InlineData(""" "members":{},"kind":"group" """, "JSPROP;JSPTR=members:{}")]
    [InlineData(""" "links":{"a":{"kind":"example.com:x","uri":"a:b"}} """, "JSPROP;JSPTR=links:{\"a\":{\"kind\":\"example.com:x\"\\,\"uri\":\"a:b\"}}")]
    [InlineData(""" "updated":"2020-01-01T00:00:00.5Z" """, "JSPROP;JSPTR=updated:\"2020-01-01T00:00:00.5Z\"")]
    [InlineData(""" "notes":{"n":{"note":"a\u0000b"}} """, "JSPROP;JSPTR=notes/n/note:\"a\\\\u0000b\"")]
    [InlineData(""" "name":{"full":"a","components":[{"kind":"example.com:clan","value":"x"},{"kind":"given","value":"y"}]} """, "JSPROP;JSPTR=name/components:[{\"kind\":\"example.com:clan\"\\,\"value\":\"x\"}\\,{\"kind\":\"given\"\\,\"value\":\"y\"}]")]
    [InlineData(""" "titles":{"t":{"kind":"title","name":"a"}},"localizations":{"fr":{"titles/t/example.com:x":1}} """, "JSPROP;JSPTR=localizations/fr:{\"titles/t/example.com:x\":1}")]
    public void What_no_vCard_property_says(string json, string line)
    {
        Card made = To(json);
        Assert.Equal(line, Assert.Single(made.JsonProperties).Property.ToString());
        AssertJson(json, JSContactConverter.FromCard(Card.Parse(made.ToBytes()), s_plain));
    }

    [Theory, Rfc(9555, "3.2.1")]
    [InlineData("JSPROP;JSPTR=\"/keywords\":{\"a\":true}", true)]
    [InlineData("JSPROP;JSPTR=\"keywords/b\":true", false)]
    [InlineData("JSPROP;JSPTR=\"name/components/0/value\":\"x\"", false)]
    [InlineData("JSPROP;JSPTR=keywords:5", false)]
    [InlineData("JSPROP;JSPTR=keywords:{", false)]
    [InlineData("JSPROP:{}", false)]
    [InlineData("JSPROP;JSPTR=\"name\":{\"full\":\"x\"}\nJSPROP;JSPTR=\"name/full\":\"y\"", false)]
    public void JSPROPs_are_applied_together_or_kept(string lines, bool isApplied)
    {
        JSCard card = JSContactConverter.FromCard(Vcf("FN:A\nN:B;;;;;;\n" + lines), s_kept);
        Assert.Equal("A", card.Name!.Full);
        Assert.Equal(isApplied, card.Keywords.Count == 1);
        Assert.Equal(isApplied ? 1 : 1 + lines.Split('\n').Length, card.VCardProps!.Count);
        Assert.Equal(isApplied ? 0 : lines.Split('\n').Length, JSContactConverter.ToCard(card, s_kept).JsonProperties.Count);
    }

    [Fact, Rfc(9555, "3.2.1"), Rfc(9553, "1.7")]
    public void What_is_not_valid_is_left_out_of_JSPROP()
    {
        Card made = To(""" "emails":{"e":{"address":"a@b","pref":"x"}},"phones":7,"example.com:a":1 """);
        Assert.Equal("JSPROP;JSPTR=\"example.com:a\":1", Assert.Single(made.JsonProperties).Property.ToString());
        Assert.Equal("a@b", Assert.Single(made.Emails).Text);
    }

    [Fact]
    public void Limits_are_met()
    {
        string json = """ "titles":{"t":{"name":"a"}},"localizations":{"de":{"titles/t/name":"b"},"fr":{"titles/t/name":"c"}} """;
        Card one = JSContactConverter.ToCard(JSCard.Parse(Json(json)), s_plain with { MaxLocalizations = 1 });
        Assert.Equal(2, one.Titles.Count);
        Assert.Equal("localizations/fr", Assert.Single(one.JsonProperties).Property.GetParameter("JSPTR"));
        AssertJson(json.Replace("\"name\":\"a\"", "\"kind\":\"title\",\"name\":\"a\"", StringComparison.Ordinal), JSContactConverter.FromCard(one, s_plain));

        JSCard deep = JSContactConverter.FromCard(Vcf("JSPROP;JSPTR=a:{\"b\":{\"c\":1}}"), s_kept with { Json = new JSContactOptions { MaxDepth = 1 } });
        Assert.Null(deep.Json["a"]);
        Assert.Equal(2, deep.VCardProps!.Count);
    }

    [Fact, Rfc(9555, "2.5.7"), Rfc(9555, "2.7.6")]
    public void Cards_of_before_4_are_converted_too()
    {
        JSCard three = JSContactConverter.FromCard(Card.TryRead("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nN:A;;;;\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\nTEL;TYPE=HOME,pref:1\r\nBDAY:1996-04-15\r\nEND:VCARD\r\n"u8.ToArray())!, s_plain);
        Assert.Equal("data:image/jpeg;base64,/9j/", three.Media["k1"]!.Uri);
        Assert.Equal(1, three.Phones["k1"]!.Preference);
        Assert.Equal(1996, three.Anniversaries["k1"]!.Date!.Year);
        JSCard two = JSContactConverter.FromCard(Card.TryRead("BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=utf-8;QUOTED-PRINTABLE:=C3=A9;B\r\nTEL;CELL:1\r\nEND:VCARD\r\n"u8.ToArray())!, s_plain);
        Assert.Equal("é", two.Name!.Components[0].Value);
        Assert.Equal(["mobile"], two.Phones["k1"]!.Features);
        Assert.Null(two.Name.Full);
    }

    [Fact, Rfc(9555, "2"), Rfc(9555, "3.1")]
    public void The_figures_of_RFC_9555_are_made()
    {
        SortedDictionary<int, (JsonObject Json, string[] Lines)> figures = Figures.Of(9555);
        List<string> failures = [];
        int count = 0;
        foreach ((int number, (JsonObject json, string[] lines)) in figures)
        {
            // 9 says the year twice; 1, 2 and 45 keep the names of groups, which is an option.
            if (number is 1 or 2 or 9 or 45)
            {
                continue;
            }

            count++;
            JSCard made = From(string.Join('\n', lines.Where(static line => line.Trim().Length > 0)));
            string expected = Numbered(json);
            string found = Numbered(made.Json);
            if (expected != found)
            {
                failures.Add($"Figure {number}: {string.Join(" | ", lines)}\n  {expected}\n  {found}");
            }

            Assert.True(JSCard.Read(Encoding.UTF8.GetBytes(Figures.Card(json).ToJsonString())).Defects.Count == 0, $"Figure {number}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(count >= 37, $"{count} figures.");
    }

    // Ids are as one likes (§2.1.2), the order of unordered components too.
    private static string Numbered(JsonObject card)
    {
        card = (JsonObject)card.DeepClone();
        SortedDictionary<string, string> members = new(StringComparer.Ordinal);
        Dictionary<string, string> ids = [];
        foreach ((string name, JsonNode? value) in card)
        {
            // What no one wrote into the figure.
            if (name is "@type" or "version" or "uid" or "vCardProps")
            {
                continue;
            }

            JsonObject? map = name == "speakToAs" ? value!["pronouns"] as JsonObject : value as JsonObject;
            foreach ((string id, JsonNode? _) in name is "relatedTo" or "members" or "keywords" or "localizations" or "name" ? [] : map ?? [])
            {
                ids[id] = $"k{ids.Count + 1}";
            }

            members[name] = Sorted(value, name);
        }

        string text = string.Join(", ", members.Select(static member => $"{member.Key}: {member.Value}"));
        foreach (string id in ids.Keys.OrderByDescending(static id => id.Length))
        {
            text = text.Replace($"\"{id}\"", "\"id\"", StringComparison.Ordinal).Replace($"/{id}/", "/id/", StringComparison.Ordinal);
        }

        return text;
    }

    private static string Sorted(JsonNode? node, string name) => node switch
    {
        JsonObject members => "{" + string.Join(",", members.Where(static member => member.Key is not "isOrdered" || (bool)member.Value!)
            .Where(member => !(member.Key == "kind" && (string?)member.Value == "title")).Select(static member => $"\"{member.Key}\":{Sorted(member.Value, member.Key)}").Order(StringComparer.Ordinal)) + "}",
        JsonArray elements when name == "components" => "[" + string.Join(",", elements.Select(static element => Sorted(element, "")).Order(StringComparer.Ordinal)) + "]",
        JsonArray elements => "[" + string.Join(",", elements.Select(static element => Sorted(element, ""))) + "]",
        _ => node?.ToJsonString() ?? "null",
    };

    private static void AssertBothWays(string lines, string json)
    {
        AssertJson(json, From(lines));
        AssertJson(json, JSContactConverter.FromCard(Vcf(lines), s_kept), withoutKept: true);
        Card made = To(json);
        Assert.Null(made.Find("JSPROP"u8));
        string[] expected = [.. lines.Split('\n').Select(Ordered).Order(StringComparer.Ordinal)];
        string[] found = [.. made.Properties.Where(property => !property.Is("VERSION"u8) && (!property.Is("FN"u8) || lines.Contains("FN", StringComparison.Ordinal))).Select(static property => Ordered(property.ToString())).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, found);
    }

    // The order of parameters means nothing.
    private static string Ordered(string line)
    {
        ContentProperty property = Card.Parse(Encoding.UTF8.GetBytes($"BEGIN:VCARD\r\nVERSION:4.0\r\n{line}\r\nEND:VCARD\r\n")).Properties[1];
        property.SetParameters(property.Parameters.Select(static parameter => parameter.Name == "TYPE" ? parameter with { Values = [.. parameter.Values.Order(StringComparer.Ordinal)] } : parameter).OrderBy(static parameter => parameter.Name, StringComparer.Ordinal));
        return property.ToString();
    }

    private static JSCard From(string lines) => JSContactConverter.FromCard(Vcf(lines), s_plain);

    private static Card To(string json) => JSContactConverter.ToCard(JSCard.TryRead(Json(json))!, s_plain);

    private static byte[] Json(string members) => Encoding.UTF8.GetBytes("{\"@type\":\"Card\",\"version\":\"2.0\"," + members + "}");

    private static Card Vcf(string lines) => Card.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCARD\nVERSION:4.0\n{lines}\nEND:VCARD\n"))!;

    private static void AssertJson(string members, JSCard card, bool withoutKept = false)
    {
        JsonObject found = (JsonObject)card.Json.DeepClone();
        if (withoutKept)
        {
            found.Remove("vCardProps");
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json(members)), found), $"{members}\n{card}");
        Assert.DoesNotContain(card.Validate(), static defect => defect.Code is not (JSContactDefectCode.InvalidName or JSContactDefectCode.InvalidValue));
    }
}
