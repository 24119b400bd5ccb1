using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>The model of JSContact: read and written without loss.</summary>
public sealed partial class JSCardTests
{
    [Fact, Rfc(9553, "1.3"), Rfc(9553, "1.4.3"), Rfc(9553, "2")]
    public void All_figures_are_read_valid_and_written_again()
    {
        SortedDictionary<int, (JsonObject Json, string[] Lines)> figures = Figures.Of(9553);
        Assert.True(figures.Count >= 37, $"{figures.Count} figures.");
        foreach ((int number, (JsonObject json, _)) in figures)
        {
            JsonObject card = Figures.Card(json);
            byte[] octets = Encoding.UTF8.GetBytes(card.ToJsonString());
            JSCardReading reading = JSCard.Read(octets);

            // Figure 4 is of the kind of a vendor; figure 5 is ABNF, 23 and 32 to 44 are as they stand.
            Assert.True(reading.Defects.Count == 0, $"Figure {number}: {string.Join(' ', reading.Defects)}");
            Assert.True(JsonNode.DeepEquals(card, Assert.Single(reading.Cards).Json), $"Figure {number}");
            Assert.True(JsonNode.DeepEquals(card, JSCard.Parse(JSCard.Parse(octets).ToBytes()).Json), $"Figure {number}");
        }
    }

    [Fact, Rfc(9553, "2.1.3"), Rfc(9553, "2.2.1.1"), Rfc(9553, "2.3.3"), Rfc(9553, "2.5.1.1"), Rfc(9553, "2.8.1")]
    public void Typed_members_show_the_figures()
    {
        SortedDictionary<int, (JsonObject Json, string[] Lines)> figures = Figures.Of(9553);
        JSCard Of(int number) => new(figures[number].Json);

        Assert.Equal(new DateTimeOffset(2022, 9, 30, 14, 35, 10, TimeSpan.Zero), Of(8).Created);
        Assert.Equal(2, Of(11).Members.Count);
        Assert.Equal(["friend"], Of(13).RelatedTo["urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]!.Relations);
        Assert.Equal("Vincent van Gogh", Of(16).Name!.ToDisplayName());
        Assert.Equal("Mr. John Q. Public, Esq.", Of(18).Name!.ToDisplayName());
        Assert.Equal("Johnny", Of(21).Nicknames["k391"]!.Name);
        Assert.Equal(["North American Division", "Marketing"], Of(22).Organizations["o1"]!.Units.Select(static unit => unit.Name));
        Assert.Equal("xe/xir", Of(23).SpeakToAs!.Pronouns.Preferred()!.Value);
        Assert.Equal("o2", Of(24).Titles["k2"]!.OrganizationId);
        Assert.Equal("jane_doe@example.com", Of(25).Emails.Preferred()!.Address);
        Assert.Equal("@alice@example2.com", Of(26).OnlineServices["x2"]!.User);
        Assert.Equal(["voice"], Of(27).Phones["tel0"]!.Features);
        Assert.Equal(["en", "fr", "fr"], Of(28).PreferredLanguages.Values.Select(static language => language.Language));
        Assert.Equal("freeBusy", Of(29).Calendars["project-a"]!.Kind);
        Assert.Equal("mailto:janedoe@example.com", Of(30).SchedulingAddresses["sched1"]!.Uri);
        Assert.Equal("54321 Oak St, Reston, VA 20190, USA", Of(31).Addresses["k23"]!.ToDisplayAddress());
        Assert.Equal("https://www.example.com/keys/jdoe.cer", Of(34).CryptoKeys["mykey1"]!.Uri);
        Assert.Equal(1, Of(36).Directories["dir2"]!.Preference);
        Assert.Equal("contact", Of(37).Links["link3"]!.Kind);
        Assert.Equal("sound", Of(38).Media["res45"]!.Kind);
        Assert.Equal((1953, 4, 15), (Of(41).Anniversaries["k8"]!.Date!.Year, Of(41).Anniversaries["k8"]!.Date!.Month, Of(41).Anniversaries["k8"]!.Date!.Day));
        Assert.Equal(new DateTimeOffset(2019, 10, 15, 23, 10, 0, TimeSpan.Zero), Of(41).Anniversaries["k9"]!.Timestamp!.Utc);
        Assert.Null(Of(41).Anniversaries["k9"]!.Date);
        Assert.Equal(["internet", "IETF"], Of(42).Keywords);
        Assert.Equal("John", Of(43).Notes["n1"]!.Author!.Name);
        Assert.Equal("high", Of(44).PersonalInfo["pi2"]!.Level);
    }

    [Fact, Rfc(9553, "2.7.1")]
    public void A_card_is_localized()
    {
        SortedDictionary<int, (JsonObject Json, string[] Lines)> figures = Figures.Of(9553);
        JSCard? tokyo = new JSCard(figures[33].Json).Localized("JP");
        Assert.Equal("〒100-8994東京都千代田区丸ノ内2-7-2", tokyo!.Addresses["k26"]!.Full);
        Assert.Equal("jp", tokyo.Language);
        Assert.Null(tokyo.Localizations);
        Assert.Equal("escritor", new JSCard(figures[40].Json).Localized("es")!.Titles["t1"]!.Name);
        Assert.Equal("man4", new JSCard(figures[20].Json).Localized("yue")!.Name!.Components[2].Phonetic);
        Assert.Null(new JSCard(figures[40].Json).Localized("fr"));

        JSCard broken = JSCard.TryRead("""{"titles":{"t1":{"name":"a"}},"localizations":{"es":{"titles/t1/name":"b","titles/t2/name":"c"},"fr":{"localizations":{}}}}"""u8)!;
        Assert.Null(broken.Localized("es"));
        Assert.Null(broken.Localized("fr"));
    }

    [Fact, Rfc(9553, "1.7.4"), Rfc(9553, "1.8.1")]
    public void What_nobody_knows_is_kept()
    {
        const string Json = """{"@type":"Card","version":"1.0","uid":"a","new":[1,2.50,{"x":null}],"example.com:foo":{"bar":1e400},"emails":{"e":{"address":"a@b.example","example.com:x":true}}}""";
        JSCard card = JSCard.Parse(Encoding.UTF8.GetBytes(Json));
        Assert.Equal(Json, card.ToString());
        card.Emails["e"]!.Label = "x";
        card.Phones.Add(new Phone { Number = "1", Contexts = ["work"], Preference = 3 });
        Assert.Equal(
            """{"@type":"Card","version":"1.0","uid":"a","new":[1,2.50,{"x":null}],"example.com:foo":{"bar":1e400},"emails":{"e":{"address":"a@b.example","example.com:x":true,"label":"x"}},"phones":{"k1":{"number":"1","contexts":{"work":true},"pref":3}}}""",
            card.ToString());
    }

    [Fact, Rfc(9553, "1.7.2")]
    public void A_member_of_a_wrong_type_is_told_and_loses_nothing()
    {
        const string Json = """{"@type":"Card","version":"1.0","uid":"a","created":5,"emails":{"e1":"a@b","e2":{"address":"c@d.example","pref":"1"}},"phones":[],"name":{"full":1,"components":["x",{"kind":"given","value":"A"}]}}""";
        JSCardReading reading = JSCard.Read(Encoding.UTF8.GetBytes(Json));
        JSCard card = Assert.Single(reading.Cards);
        Assert.Equal(Json, card.ToString());
        Assert.Equal(["/created", "/emails/e1", "/emails/e2/pref", "/phones", "/name/full", "/name/components/0"], reading.Defects.Select(static defect => defect.Pointer));
        Assert.All(reading.Defects, static defect => Assert.Equal(JSContactDefectCode.WrongType, defect.Code));
        Assert.Null(card.Created);
        Assert.Equal("c@d.example", Assert.Single(card.Emails.Values).Address);
        Assert.Null(Assert.Single(card.Emails.Values).Preference);
        Assert.Empty(card.Phones);
        Assert.Equal("A", Assert.Single(card.Name!.Components).Value);
        JSContactFormatException refused = Assert.Throws<JSContactFormatException>(() => JSCard.Parse(Encoding.UTF8.GetBytes(Json)));
        Assert.Equal("/created", refused.Defect.Pointer);
        Assert.Equal("/created: must be a text (RFC 9553 §2.1.3).", refused.Message);
    }

    [Theory, Rfc(9553, "1.3")]
    [InlineData("", JSContactDefectCode.MalformedJson, 0)]
    [InlineData("nonsense", JSContactDefectCode.MalformedJson, 0)]
    [InlineData("7", JSContactDefectCode.WrongType, 0)]
    [InlineData("[7]", JSContactDefectCode.WrongType, 0)]
    [InlineData("""{"@type":"Card","version":"2.0","keywords":{"a":true""", JSContactDefectCode.MalformedJson, 1)]
    [InlineData("""{"@type":"Card","version":"2.0"} x""", JSContactDefectCode.MalformedJson, 1)]
    [InlineData("""{"@type":"Card","version":"2.0","prodId":"\uD800"}""", JSContactDefectCode.MalformedText, 1)]
    [InlineData("""{"@type":"Card","version":"2.0","\uD800":1}""", JSContactDefectCode.MalformedText, 1)]
    [InlineData("""{"@type":"Card","version":"2.0","prodId":"a","prodId":"b"}""", JSContactDefectCode.DuplicateMember, 1)]
    public void What_is_no_JSON_is_told_and_what_stands_before_is_kept(string json, JSContactDefectCode code, int cards)
    {
        JSCardReading reading = JSCard.Read(Encoding.UTF8.GetBytes(json));
        Assert.Equal(code, Assert.Single(reading.Defects).Code);
        Assert.Equal(cards, reading.Cards.Count);
        Assert.Equal(code, Assert.Throws<JSContactFormatException>(() => JSCard.Parse(Encoding.UTF8.GetBytes(json))).Defect.Code);
    }

    [Fact]
    public void Several_cards_stand_in_an_array()
    {
        byte[] octets = """[{"@type":"Card","version":"2.0"},{"@type":"Card","version":"1.0"}]"""u8.ToArray();
        JSCardReading reading = JSCard.Read(octets);
        Assert.Equal(2, reading.Cards.Count);
        Assert.Equal("/1/uid", Assert.Single(reading.Defects).Pointer);
        Assert.Throws<JSContactFormatException>(() => JSCard.Parse("""[{"@type":"Card","version":"2.0"},{"@type":"Card","version":"2.0"}]"""u8));
    }

    [Fact, Rfc(9553, "4.1")]
    public void Limits_are_met()
    {
        byte[] octets = """{"@type":"Card","version":"2.0","a":{"b":{"c":1}},"d":[1,2,3]}"""u8.ToArray();
        Assert.Empty(JSCard.Read(octets, new JSContactOptions { MaxLength = octets.Length, MaxDepth = 3, MaxMembers = 9 }).Defects);

        JSCardReading deep = JSCard.Read(octets, new JSContactOptions { MaxDepth = 2 });
        Assert.Equal((JSContactDefectCode.DepthLimit, "/a/b"), (Assert.Single(deep.Defects).Code, deep.Defects[0].Pointer));
        Assert.Equal("""{"@type":"Card","version":"2.0","a":{},"d":[1,2,3]}""", deep.Cards[0].ToString());

        JSCardReading many = JSCard.Read(octets, new JSContactOptions { MaxMembers = 7 });
        Assert.Equal((JSContactDefectCode.MemberLimit, "/d/1"), (Assert.Single(many.Defects).Code, many.Defects[0].Pointer));
        Assert.Equal("""{"@type":"Card","version":"2.0","a":{"b":{"c":1}},"d":[1]}""", many.Cards[0].ToString());

        JSCardReading large = JSCard.Read(octets, new JSContactOptions { MaxLength = octets.Length - 1 });
        Assert.Equal(JSContactDefectCode.SizeLimit, Assert.Single(large.Defects).Code);
        Assert.Empty(large.Cards);

        byte[] wrong = """{"@type":"Card","version":"2.0","kind":1,"uid":2,"name":3}"""u8.ToArray();
        Assert.Equal(2, JSCard.Read(wrong, new JSContactOptions { MaxDefects = 2 }).Defects.Count);
        Assert.Empty(JSCard.Read(wrong, new JSContactOptions { MaxDefects = 0 }).Defects);
        Assert.Throws<JSContactFormatException>(() => JSCard.Parse(wrong, new JSContactOptions { MaxDefects = 0 }));

        Assert.Throws<ArgumentOutOfRangeException>(static () => new JSContactOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new JSContactOptions { MaxMembers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new JSContactOptions { MaxLength = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new JSContactOptions { MaxDefects = -1 });
    }

    [Fact, Rfc(9553, "4.1")]
    public void Depth_costs_no_stack()
    {
        byte[] octets = [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", 500_000)))];
        JSCardReading reading = JSCard.Read(octets);
        Assert.Equal([JSContactDefectCode.DepthLimit, JSContactDefectCode.MalformedJson], reading.Defects.Take(2).Select(static defect => defect.Code));
        Assert.Single(reading.Cards);
    }

    [Fact]
    public void Any_octets_are_read()
    {
        byte[] octets = """{"@type":"Card","version":"2.0","name":{"components":[{"kind":"given","value":"é"}]},"localizations":{"de":{"name/components/0/value":"x"}},"vCardProps":[["x",{},"text","y"]]}"""u8.ToArray();
        Random random = new(7);
        for (int i = 0; i < 4_000; i++)
        {
            byte[] broken = [.. octets];
            for (int j = random.Next(1, 6); j > 0; j--)
            {
                broken[random.Next(broken.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : octets[random.Next(octets.Length)];
            }

            JSCardReading reading = JSCard.Read(broken);
            foreach (JSCard card in reading.Cards)
            {
                Assert.NotEmpty(card.ToBytes());
                _ = card.Localized("de");
                _ = card.Name?.ToDisplayName();
            }
        }
    }

    [Fact]
    public void Setters_refuse_what_the_specification_refuses_and_null_takes_away()
    {
        JSCard card = JSCard.Create("urn:uuid:22b2c7df-9120-4969-8460-05956fe6b065");
        Assert.Equal("1.0", card.Version);
        Assert.Equal("2.0", JSCard.Create().Version);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EmailAddress { Preference = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EmailAddress { Preference = 101 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new PartialDate { Month = 13 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new PersonalInfo { ListAs = 0 });

        card.Updated = new DateTimeOffset(2024, 1, 2, 4, 4, 5, 120, TimeSpan.FromHours(1));
        Assert.Equal("2024-01-02T03:04:05.12Z", card.GetText("updated"));
        card.Updated = null;
        card.Keywords = ["a"];
        card.Keywords = [];
        card.Emails["x"] = new EmailAddress { Address = "a@b.example" };
        card.Emails["x"] = null;
        card.Name = new Name { Components = [new NameComponent { Kind = "given", Value = "Ann" }] };
        card.Name = null;
        Assert.Equal("""{"@type":"Card","version":"1.0","uid":"urn:uuid:22b2c7df-9120-4969-8460-05956fe6b065"}""", card.ToString());

        // One object put in two places is two objects.
        Note note = new() { Text = "n", Author = new Author { Name = "A" } };
        Assert.Equal(("k1", "k2"), (card.Notes.Add(note), card.Notes.Add(note)));
        card.Notes["k1"]!.Text = "m";
        Assert.Equal("n", card.Notes["k2"]!.Text);
        card.Anniversaries.Add(new Anniversary { Kind = "birth", Timestamp = new Timestamp { Utc = DateTimeOffset.UnixEpoch }, Place = new Address { Full = "X" } });
        card.Json["uid"] = "b";
        Assert.Equal("b", card.Clone().Uid);
        Assert.Empty(card.Validate());
    }

    [Fact]
    public void A_card_is_a_member_in_contexts_of_source_generation()
    {
        string json = JsonSerializer.Serialize(new Holder(JSCard.Create()), HolderContext.Default.Holder);
        Assert.Equal("""{"Card":{"@type":"Card","version":"2.0"}}""", json);
        Assert.Equal("2.0", JsonSerializer.Deserialize(json, HolderContext.Default.Holder)!.Card!.Version);
        Assert.Throws<JsonException>(static () => JsonSerializer.Deserialize("""{"Card":1}""", HolderContext.Default.Holder));
    }

    internal sealed record Holder(JSCard? Card);

    [JsonSerializable(typeof(Holder))]
    internal sealed partial class HolderContext : JsonSerializerContext;
}
