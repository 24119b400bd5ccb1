using System.Net;
using System.Text;
using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime.Values;

public sealed class HeaderValuesTests
{
    [Theory, Rfc(5321, "4.4")]
    [InlineData("from a.example (b.example [192.0.2.1]) by c.example (Postfix) with ESMTPS id 1 for <d@e.example>; Tue, 24 Nov 2026 03:15:27 +0000", "a.example|b.example [192.0.2.1]|c.example|Postfix||ESMTPS|1|<d@e.example>|192.0.2.1|3")]
    [InlineData("FROM [IPv6:2001:db8::1] ([IPv6:2001:db8::2])\r\n\tBY c.example VIA TCP WITH SMTP; 24 Nov 2026 03:15 +0000", "[IPv6:2001:db8::1]|[IPv6:2001:db8::2]|c.example||TCP|SMTP|||2001:db8::2|3")]
    [InlineData("from [192.0.2.9] by c.example", "[192.0.2.9]||c.example|||||" + "|192.0.2.9|-")]
    [InlineData("by c.example with with SMTP id from x; nonsense", "||c.example|||with|from||-|-")]
    [InlineData("from a (10.1.2.3) by b (x (nested;) y); 24 Nov 2026 03:15 +0000", "a|10.1.2.3|b|x (nested;) y|||" + "||10.1.2.3|3")]
    [InlineData("(qmail 123 invoked by uid 1); 24 Nov 2026 03:15 +0000", "|||||||" + "|-|3")]
    [InlineData("", "|||||||" + "|-|-")]
    [InlineData("from (unclosed", "|unclosed||||||" + "|-|-")]
    public void The_clauses_of_a_received_field_are_told(string value, string expected)
    {
        ReceivedTrace trace = new(Encoding.Latin1.GetBytes(value));

        string date = trace.TryGetDate(out DateTimeOffset read) ? read.Hour.ToString(System.Globalization.CultureInfo.InvariantCulture) : "-";
        string address = trace.TryGetFromAddress(out IPAddress found) ? found.ToString() : "-";
        Assert.Equal(expected, $"{Latin(trace.From)}|{Latin(trace.FromInfo)}|{Latin(trace.By)}|{Latin(trace.ByInfo)}|{Latin(trace.Via)}|{Latin(trace.With)}|{Latin(trace.Id)}|{Latin(trace.For)}|{address}|{date}");
    }

    // RFC 2369 §3, the examples.
    [Theory, Rfc(2369, "2"), Rfc(2369, "3.4")]
    [InlineData("<mailto:list@host.com?subject=help> (List Instructions)", "mailto:list@host.com?subject=help")]
    [InlineData("<ftp://ftp.host.com/list.txt>, <mailto:list@host.com?subject=help>", "ftp://ftp.host.com/list.txt mailto:list@host.com?subject=help")]
    [InlineData("(Use this command to join the list)\r\n   <mailto:list-manager@host.com?body=subscribe%20list>", "mailto:list-manager@host.com?body=subscribe%20list")]
    [InlineData("NO (posting not allowed on this list)", "")]
    [InlineData("<http://a.example/x\r\n y>, nonsense, <http://b.example>", "http://a.example/xy")]
    [InlineData("<http://a.example> ignored, <http://b.example>", "http://a.example")]
    [InlineData("<>, <http://b.example>", "http://b.example")]
    [InlineData("<http://open", "")]
    public void Urls_of_lists_are_read(string value, string expected)
    {
        UrlList urls = new(Encoding.Latin1.GetBytes(value));
        List<string> found = [];
        while (urls.MoveNext())
        {
            found.Add(urls.GetString());
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory, Rfc(2919, "3")]
    [InlineData("List Header Mailing List <list-header.nisto.com>", "list-header.nisto.com", "List Header Mailing List")]
    [InlineData("\"Lena's Personal <Joke> List\" <lenas-jokes.da39efc25c530ad145d41b86f7420c3b.021999.localhost>", "lenas-jokes.da39efc25c530ad145d41b86f7420c3b.021999.localhost", "Lena's Personal <Joke> List")]
    [InlineData("<commonspace-users.list-id.within.com>", "commonspace-users.list-id.within.com", "")]
    [InlineData("bare.example.org", "bare.example.org", "")]
    [InlineData("=?utf-8?Q?=C3=9C?= <a.b", "a.b", "Ü")]
    public void A_list_identifier_is_read(string value, string id, string description)
    {
        ListIdentifier list = new(Encoding.Latin1.GetBytes(value));

        Assert.Equal(id, Latin(list.Id));
        Assert.Equal(description, list.GetDescription());
    }

    [Theory, Rfc(8058, "3.1")]
    [InlineData("List-Unsubscribe: <mailto:u@example.com>, <https://example.com/u?x=1>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n", "https://example.com/u?x=1")]
    [InlineData("List-Unsubscribe: <https://example.com/u>\n", "")]
    [InlineData("List-Unsubscribe: <http://example.com/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n", "")]
    [InlineData("List-Unsubscribe: <https://example.com/u>\nList-Unsubscribe-Post: yes\n", "")]
    public void One_click_unsubscription_is_offered_or_not(string header, string expected)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(header + "\n"));

        Assert.Equal(expected.Length > 0, document.Root.TryGetOneClickUnsubscribe(out string url));
        Assert.Equal(expected, url);
    }

    [Theory, Rfc(5322, "3.6.4"), Rfc(5322, "4.5.4"), Rfc(8621, "4.1.2.5")]
    [InlineData("<a@b> <c@d>", "a@b c@d")]
    [InlineData(" <1234   @   local(blah)  .machine .example>\r\n\t<\"a b\"@[c]>", "1234@local.machine.example \"a b\"@[c]")]
    [InlineData("<a@b", "a@b")]
    [InlineData("<a@b <c@d>", "a@b c@d")]
    [InlineData("<> <a@b>,<c@d>", "a@b c@d")]
    [InlineData("a@b, c@d", "a@b c@d")]
    [InlineData("", "")]
    public void Message_identifiers_are_read(string value, string expected)
    {
        MessageIdList ids = new(Encoding.Latin1.GetBytes(value));
        List<string> found = [];
        while (ids.MoveNext())
        {
            found.Add(ids.GetString());
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory, Rfc(3282, "2"), Rfc(3282, "3")]
    [InlineData("en, fr (or so) , de-AT", "en/1000 fr/1000 de-AT/1000")]
    [InlineData("da, en-gb;q=0.8, en;Q=0.75, *; q=0", "da/1000 en-gb/800 en/750 */0")]
    [InlineData("en;q=2, de;q=0.1234, fr;q=x, ,, it;x=1;q=1", "en/1000 de/1000 fr/1000 it/1000")]
    [InlineData("", "")]
    public void Language_tags_are_read_with_their_quality(string value, string expected)
    {
        LanguageTagList tags = new(Encoding.Latin1.GetBytes(value));
        List<string> found = [];
        while (tags.MoveNext())
        {
            found.Add($"{Latin(tags.Current)}/{tags.Quality}");
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory, Rfc(8621, "4.1.2")]
    [InlineData("Subject", "Raw Text")]
    [InlineData("keywords", "Raw Text")]
    [InlineData("FROM", "Raw Addresses GroupedAddresses")]
    [InlineData("Resent-Reply-To", "Raw Addresses GroupedAddresses")]
    [InlineData("References", "Raw MessageIds")]
    [InlineData("Resent-Date", "Raw Date")]
    [InlineData("List-Archive", "Raw Urls")]
    [InlineData("Received", "Raw")]
    [InlineData("Return-Path", "Raw")]
    [InlineData("List-Id", "Raw Text Addresses GroupedAddresses MessageIds Date Urls")]
    [InlineData("X-Anything", "Raw Text Addresses GroupedAddresses MessageIds Date Urls")]
    public void Each_field_may_be_had_in_its_own_forms(string name, string expected) =>
        Assert.Equal(expected, string.Join(' ', Enum.GetValues<HeaderForm>().Where(f => HeaderForms.IsPermitted(Encoding.ASCII.GetBytes(name), f))));

    [Fact, Rfc(8621, "4.1.2.1")]
    public void The_raw_form_keeps_all_but_nul_and_broken_octets()
    {
        using MimeDocument document = MimeDocument.Parse((byte[])[.. "X:  a\r\n\tb\0\u00FC"u8, 0xFC, .. "c\r\n\r\n"u8]);
        HeaderList.Enumerator fields = document.Root.Headers.GetEnumerator();
        Assert.True(fields.MoveNext());

        Assert.Equal("  a\r\n\tb\u00FC\uFFFDc", fields.Current.GetRaw());
    }

    [Theory, Rfc(8621, "4.1.2.2"), Rfc(2047, "5")]
    [InlineData(" a =?utf-8?Q?=C3=BC=00=0D=0A?= b", "a ü b")]
    [InlineData("a=?utf-8?Q?=C3=BC?=", "a=?utf-8?Q?=C3=BC?=")]
    [InlineData("=?utf-8?Q?=C3=BC?=b =?utf-8?Q?c d?=", "=?utf-8?Q?=C3=BC?=b =?utf-8?Q?c d?=")]
    [InlineData("=?no-such?Q?x?=", "=?no-such?Q?x?=")]
    [InlineData("=?utf-8?B?w7w=?=\r\n =?utf-8?Q?_x?=", "ü x")]
    [InlineData("=?utf-8?Q?u=CC=88?= =?utf-8?Q?=CC=81?= =?utf-8?Q?=E2=84=AB?=", "\u01D8\u00C5")]
    public void The_text_form_decodes_only_what_is_in_its_place(string value, string expected)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Subject:" + value + "\n\n"));
        Assert.True(document.Root.TryGetHeader(HeaderId.Subject, out HeaderField subject));

        Assert.Equal(expected, subject.GetStrictText());
    }

    [Fact, Rfc(3834, "5"), Rfc(5322, "3.6.7")]
    public void Tokens_and_empty_paths_are_read()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Auto-Submitted: (x) auto-replied (vacation); owner-email=\"a@b\"\nReturn-Path: <>\n\n"));
        Assert.True(document.Root.TryGetHeader(HeaderId.AutoSubmitted, out HeaderField auto));
        Assert.True(document.Root.TryGetHeader(HeaderId.ReturnPath, out HeaderField path));
        AddressEnumerator addresses = path.Addresses.GetEnumerator();

        Assert.Equal("auto-replied", Latin(auto.Token));
        Assert.True(addresses.MoveNext());
        Assert.Equal("", addresses.Current.GetAddress());
        Assert.False(addresses.MoveNext());
    }

    [Fact]
    public void Views_of_values_allocate_nothing()
    {
        byte[] received = Encoding.ASCII.GetBytes("from a.example (b.example [192.0.2.1]) by c.example with ESMTPS id 1 for <d@e.example>; Tue, 24 Nov 2026 03:15:27 +0000");
        AllocationAssert.None(() =>
        {
            ReceivedTrace trace = new(received);
            Assert.True(trace.TryGetDate(out _) && !trace.For.IsEmpty);
            LanguageTagList tags = new("en;q=0.5, de"u8);
            Assert.True(tags.MoveNext() && tags.Quality == 500);
            UrlList urls = new("<http://a.example>"u8);
            Assert.True(urls.MoveNext());
        });
    }
}
