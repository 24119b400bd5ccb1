using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Protocols.VCard;
using Protocols.VCard.EmergencyData;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard;

/// <summary>The contacts of emergency calls.</summary>
public sealed partial class EmergencyDataTests
{
    [Fact, Rfc(7852, "4.1"), Rfc(7852, "4.1.1"), Rfc(7852, "4.1.2"), Rfc(7852, "4.1.3"), Rfc(7852, "4.1.4"), Rfc(7852, "4.1.5"), Rfc(7852, "4.1.6"), Rfc(7852, "4.1.7"), Rfc(7852, "4.1.10"), Rfc(7852, "11.7")]
    public void The_example_of_a_provider_is_read_and_written()
    {
        EmergencyProviderInfo block = EmergencyProviderInfo.Read(Example("ProviderInfo")).Strict();
        Assert.Equal("string0987654321@example.org", block.DataProviderReference);
        Assert.Equal("Example VoIP Provider", block.DataProviderString);
        Assert.Equal(("urn:nena:companyid:ID123", "NENA"), (block.ProviderId, block.ProviderIdSeries));
        Assert.Equal("Telecom Provider", block.TypeOfProvider);
        Assert.Equal("tel:+1-201-555-0123", block.ContactUri);
        Assert.Equal(["en"], block.Languages);
        Card card = block.Contact!;
        Assert.Equal("Hannes Tschofenig", card.FormattedName);
        Assert.Equal(["Hannes"], card.StructuredName!.Family);
        Assert.Equal(["Dipl. Ing."], card.StructuredName.Suffixes);
        Assert.Equal(["work", "main-number", "voice"], card.Telephones[1].Types);
        Assert.Equal("tel:+358 50 5050505", card.Telephones[1].Property.RawValue);
        Assert.Equal(["Espoo"], card.Addresses[0].Locality);
        Assert.Equal("Hannes Tschofenig\nLinnoitustie 6\nEspoo , Finland\n02600", card.Addresses[0].Label);
        Assert.Equal("http://www.example.com/key.asc", card.Keys[0].Uri);
        Assert.Equal("20090808T1430-0500", card.Anniversary!.Property.RawValue);
        Assert.Equal("M", card.Gender!.Sex);
        Assert.Equal(["main-number", "voice"], JSContactConverter.FromCard(card).Phones["k2"]!.Features);

        EmergencyProviderInfo again = EmergencyProviderInfo.Read(Written(block.Write)).Strict();
        Assert.Equal(block with { Contact = null, Languages = [] }, again with { Contact = null, Languages = [] });
        Assert.Equal(card.ToString(), again.Contact!.ToString());
    }

    [Fact, Rfc(7852, "4.4"), Rfc(7852, "4.4.1"), Rfc(7852, "4.4.2"), Rfc(7852, "4.4.3")]
    public void The_example_of_a_subscriber_is_read_and_written()
    {
        EmergencySubscriberInfo block = EmergencySubscriberInfo.Read(Example("SubscriberInfo")).Strict();
        Assert.Equal("FEABFECD901@example.org", block.DataProviderReference);
        Assert.False(block.IsPrivacyRequested);
        Card card = block.Subscriber!;
        Assert.Equal("Simon Perreault", card.FormattedName);
        Assert.Equal(["ing. jr", "M.Sc."], card.StructuredName!.Suffixes);
        Assert.Equal(3, card.Telephones.Count);
        Assert.Equal([1, 2], card.Languages.Select(static language => language.Preference));
        EmergencySubscriberInfo again = EmergencySubscriberInfo.Read(Written(block.Write)).Strict();
        Assert.Equal(card.ToString(), again.Subscriber!.ToString());
        Assert.Throws<InvalidOperationException>(() => Written((block with { IsPrivacyRequested = null }).Write));
    }

    [Theory]
    [Rfc(7852, "4"), Rfc(7852, "4.1.8"), Rfc(7852, "4.1.9")]
    [InlineData("<a/>", EmergencyDataDefectCode.OtherBlock, "a")]
    [InlineData("", EmergencyDataDefectCode.MalformedXml, "")]
    [InlineData("<!DOCTYPE x [<!ENTITY e \"x\">]><x>&e;</x>", EmergencyDataDefectCode.DocumentType, "")]
    [InlineData("<EmergencyCallData.ProviderInfo><DataProviderReference>a@b</DataProviderReference><TypeOfProvider>Client</TypeOfProvider><Language>en</Language></EmergencyCallData.ProviderInfo>", EmergencyDataDefectCode.Missing, "ContactURI")]
    [InlineData("<EmergencyCallData.ProviderInfo><DataProviderReference>a@b</DataProviderReference><TypeOfProvider>Client</TypeOfProvider><ContactURI>a:b</ContactURI></EmergencyCallData.ProviderInfo>", EmergencyDataDefectCode.Missing, "Language")]
    [InlineData("<EmergencyCallData.ProviderInfo><DataProviderReference>a@b</DataProviderReference><TypeOfProvider>Client</TypeOfProvider><Language>en</Language><ContactURI>a:b</ContactURI><SubcontractorPriority>x</SubcontractorPriority></EmergencyCallData.ProviderInfo>", EmergencyDataDefectCode.InvalidValue, "SubcontractorPriority")]
    [InlineData("<EmergencyCallData.ProviderInfo><DataProviderReference>a@b</DataProviderReference><TypeOfProvider>Other</TypeOfProvider><Language>en</Language><ContactURI>a:b</ContactURI><ProviderID>1</ProviderID><ProviderIDSeries>2</ProviderIDSeries></EmergencyCallData.ProviderInfo>", EmergencyDataDefectCode.Missing, "DataProviderString")]
    [InlineData("<EmergencyCallData.ProviderInfo><TypeOfProvider>Client</TypeOfProvider><Language>en</Language><ContactURI>a:b</ContactURI></EmergencyCallData.ProviderInfo>", EmergencyDataDefectCode.Missing, "DataProviderReference")]
    [InlineData("<EmergencyCallData.ProviderInfo><DataProviderReference>a@b</DataProviderReference><TypeOfProvider>Client</TypeOfProvider><Language>en</Language><ContactURI>a:b</ContactURI><DataProviderContact><vcard xmlns=\"urn:ietf:params:xml:ns:vcard-4.0\"><fn><text>A</text></fn><tel/></vcard></DataProviderContact></EmergencyCallData.ProviderInfo>", EmergencyDataDefectCode.MalformedProperty, "tel")]
    public void What_is_wrong_with_a_provider_is_told(string xml, EmergencyDataDefectCode code, string element)
    {
        EmergencyDataReading<EmergencyProviderInfo> reading = EmergencyProviderInfo.Read(Encoding.UTF8.GetBytes(xml));
        EmergencyDataDefect defect = Assert.Single(reading.Defects);
        Assert.Equal((code, element), (defect.Code, defect.Element));
        Assert.StartsWith($"{element}: {code} (RFC 7852", Assert.Throws<FormatException>(reading.Strict).Message, StringComparison.Ordinal);
        Assert.Equal(xml.StartsWith("<Emergency", StringComparison.Ordinal), reading.Block is not null);
    }

    [Theory, Rfc(7852, "4.4.1")]
    [InlineData("<EmergencyCallData.SubscriberInfo><DataProviderReference>a@b</DataProviderReference><SubscriberData><vcard/></SubscriberData></EmergencyCallData.SubscriberInfo>", EmergencyDataDefectCode.Missing)]
    [InlineData("<EmergencyCallData.SubscriberInfo privacyRequested=\"maybe\"><DataProviderReference>a@b</DataProviderReference></EmergencyCallData.SubscriberInfo>", EmergencyDataDefectCode.InvalidValue)]
    public void Whether_privacy_is_wished_must_be_said(string xml, EmergencyDataDefectCode code)
    {
        EmergencyDataDefect defect = Assert.Single(EmergencySubscriberInfo.Read(Encoding.UTF8.GetBytes(xml)).Defects);
        Assert.Equal((code, "privacyRequested"), (defect.Code, defect.Element));
    }

    [Fact, Rfc(7852, "A")]
    public void Cards_are_the_same_in_XML()
    {
        Card card = Card.Parse(Encoding.UTF8.GetBytes(
            """
            BEGIN:VCARD
            VERSION:4.0
            FN:A & <B>
            N:B,C;A;;;
            a.ORG;TYPE=work:X\, Inc.;Y
            a.X-ABLABEL:l
            NICKNAME:p,q\,r
            GENDER:O;it's complicated
            CLIENTPIDMAP:1;urn:uuid:1
            TZ;VALUE=utc-offset:-0500
            BDAY;VALUE=text:circa 1800
            BDAY:T1230
            TEL;VALUE=uri;TYPE=cell,home;PREF=1:tel:+1
            REV:20200101T000000Z
            END:VCARD

            """.ReplaceLineEndings("\r\n")));
        Card back = Assert.Single(XCard.Read(Xml(card)).Block!);

        // The type of a value is in its element, not among the parameters before it.
        Assert.Equal(card.ToString(), back.ToString().Replace("TEL;TYPE=cell,home;PREF=1;VALUE=uri:", "TEL;VALUE=uri;TYPE=cell,home;PREF=1:", StringComparison.Ordinal));

        Card odd = new();
        odd.AddText("NOTE", "a\u0001b");
        odd.AddRaw("1X", "no name of an element");
        Assert.Equal("ab", Assert.Single(XCard.Read(Xml(odd)).Block!).Notes[0].Text);
    }

    [Fact, Rfc(7852, "9")]
    public void Limits_are_met()
    {
        byte[] xml = Encoding.UTF8.GetBytes($"<vcard xmlns=\"{XCard.Namespace}\"><fn><text>A</text></fn><note><text>B</text></note></vcard>" + new string(' ', 100));
        Assert.Empty(XCard.Read(xml, new EmergencyDataOptions { MaxLength = xml.Length, MaxDepth = 3, MaxElements = 5 }).Defects);
        Assert.Equal(EmergencyDataDefectCode.SizeLimit, Assert.Single(XCard.Read(xml, new EmergencyDataOptions { MaxLength = xml.Length - 1 }).Defects).Code);
        Assert.Equal(EmergencyDataDefectCode.DepthLimit, XCard.Read(xml, new EmergencyDataOptions { MaxDepth = 2 }).Defects[0].Code);
        EmergencyDataReading<IReadOnlyList<Card>> few = XCard.Read(xml, new EmergencyDataOptions { MaxElements = 3 });
        Assert.Equal(EmergencyDataDefectCode.ElementLimit, Assert.Single(few.Defects).Code);
        Assert.Equal("A", Assert.Single(few.Block!).FormattedName);
        byte[] deep = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<a>", 200_000)));
        Assert.Equal([EmergencyDataDefectCode.DepthLimit, EmergencyDataDefectCode.MalformedXml], XCard.Read(deep).Defects.Select(static defect => defect.Code));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EmergencyDataOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EmergencyDataOptions { MaxElements = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EmergencyDataOptions { MaxLength = 0 });
    }

    [Fact]
    public void Any_octets_are_read()
    {
        byte[] example = Written(new EmergencySubscriberInfo { DataProviderReference = "a@b", IsPrivacyRequested = true, Subscriber = Card.Create("A") }.Write);
        Random random = new(3);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] broken = [.. example];
            for (int j = random.Next(1, 5); j > 0; j--)
            {
                broken[random.Next(broken.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : example[random.Next(example.Length)];
            }

            EmergencyDataReading<EmergencySubscriberInfo> reading = EmergencySubscriberInfo.Read(broken);
            Assert.True(reading.Block is not null || reading.Defects.Count > 0);
        }
    }

    private static byte[] Xml(Card card)
    {
        using MemoryStream stream = new();
        using (System.Xml.XmlWriter writer = System.Xml.XmlWriter.Create(stream))
        {
            XCard.Write(card, writer);
        }

        return stream.ToArray();
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    // Examples of the specification, without the ends of its pages.
    private static byte[] Example(string name)
    {
        string text = File.ReadAllText(Suites.RequireShared(Path.Combine("rfc", "text", "rfc7852.txt"))).ReplaceLineEndings("\n");
        text = Pages().Replace(text, "\n");
        Match example = Regex.Match(text, $@"<\?xml[^>]*\?>\s*<(\w+):EmergencyCallData\.{name}\s.*?</\1:EmergencyCallData\.{name}>", RegexOptions.Singleline);
        return Encoding.UTF8.GetBytes(example.Value);
    }

    [GeneratedRegex(@"\n+Gellens, et al\..*\n\f?\n?RFC 7852 .*\n+")]
    private static partial Regex Pages();
}
