using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

public sealed class HeaderValueTests
{
    // RFC 2047 §8, as they are to be shown.
    [Theory, Rfc(2047, "8"), Rfc(2047, "6.2"), Rfc(2231, "5")]
    [InlineData("=?ISO-8859-1?Q?a?=", "a")]
    [InlineData("=?ISO-8859-1?Q?a?= b", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a_b?=", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b")]
    [InlineData("=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore")]
    [InlineData("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=", "If you can read this you understand the example.")]
    [InlineData("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é")]
    [InlineData("=?utf-8?B?w6k?=", "é")]
    [InlineData("=?utf-8?Q?two words?=", "two words")]
    [InlineData("=?x-nobody-knows?Q?=C3=A9?=", "é")]
    [InlineData("=?utf-8?Q?a=0D=0ABcc:_x?=", "a  Bcc: x")]
    [InlineData("=?utf-8?X?a?=", "=?utf-8?X?a?=")]
    [InlineData("=?utf-8?Q?never ended", "=?utf-8?Q?never ended")]
    [InlineData("a =?b =?utf-8?Q?c?= d?=", "a =?b c d?=")]
    [InlineData("raw \xC3\xA9", "raw é")]
    [InlineData("raw \xE9", "raw é")]
    [InlineData("folded\r\n\there\r\n too", "folded\there too")]
    [InlineData("  ends  ", "ends")]
    public void Encoded_words_are_decoded(string value, string expected) =>
        Assert.Equal(expected, HeaderText.Decode(Encoding.Latin1.GetBytes(value)));

    [Theory, Rfc(2231, "3"), Rfc(2231, "4"), Rfc(2231, "4.1")]
    [InlineData("x; name=plain", "plain")]
    [InlineData("x; NAME = plain", "plain")]
    [InlineData("x; name=\"a \\\"b\\\" \\\\c\"", "a \"b\" \\c")]
    [InlineData("x; name=not quoted.txt; b=c", "not quoted.txt")]
    [InlineData("x; name=us-ascii (Plain text)", "us-ascii")]
    [InlineData("x; name*0=\"ftp://\"; name*1=\"cs.utk.edu/pub\"", "ftp://cs.utk.edu/pub")]
    [InlineData("x; name*1=\"cs.utk.edu/pub\"; name*0=\"ftp://\"", "ftp://cs.utk.edu/pub")]
    [InlineData("x; name*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", "This is ***fun***")]
    [InlineData("x; name*0*=us-ascii'en'This%20is%20even%20more%20; name*1*=%2A%2A%2Afun%2A%2A%2A%20; name*2=\"isn't it!\"", "This is even more ***fun*** isn't it!")]
    [InlineData("x; name=fallback; name*=utf-8''%e2%82%ac", "€")]
    [InlineData("x; name*0*=utf-8''%e2%82; name*1*=%ac", "€")]
    [InlineData("x; name*=%41%4", "A%4")]
    [InlineData("x; name*1=lost; name=kept", "kept")]
    [InlineData("x; name*0=a; name*2=lost", "a")]
    [InlineData("x; name=\"=?utf-8?B?w6k=?=\"", "é")]
    [InlineData("x; name==?utf-8?Q?=C3=A9.txt?=", "é.txt")]
    [InlineData("x; name=\"\xC3\xA9\"", "é")]
    [InlineData("x; name=\"never closed", "never closed")]
    [InlineData("x (comment; name=no); name=yes", "yes")]
    [InlineData("\"x; name=no\"; name=yes", "yes")]
    [InlineData("x;; ;name=yes", "yes")]
    [InlineData("x name=yes", "yes")]
    [InlineData("x/y\r\n\tname=yes; b=c", "yes")]
    [InlineData("name=yes; name=also", "also")]
    [InlineData("x; a=b\r\n\tname=yes", "yes")]
    [InlineData("x; a=\"b\" name=yes; c=d", "yes")]
    [InlineData("x; name=two words here.txt", "two words here.txt")]
    [InlineData("x; name=two\r\n words", "two words")]
    [InlineData("x; name=a b=c.txt", "a b=c.txt")]
    public void Parameters_are_decoded(string value, string expected)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes("Content-Disposition: " + value + "\r\n\r\n"));

        Assert.True(document.Root.DispositionParameters.TryGetString("name"u8, out string found));
        Assert.Equal(expected, found);
    }

    [Fact, Rfc(2231, "3")]
    public void A_boundary_may_be_cut_into_several_parameters()
    {
        using MimeDocument document = MimeDocument.Parse(MimeText.Crlf("Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\nx\n--ab--"));

        Assert.Equal(2, document.PartCount);
    }

    // RFC 5322 A.1, A.5, A.6: the examples of addresses.
    [Theory, Rfc(5322, "A.1.2"), Rfc(5322, "A.1.3"), Rfc(5322, "A.5"), Rfc(5322, "A.6.1"), Rfc(6532, "3.2")]
    [InlineData("John Doe <jdoe@machine.example>", "John Doe <jdoe@machine.example>")]
    [InlineData("\"Joe Q. Public\" <john.q.public@example.com>", "Joe Q. Public <john.q.public@example.com>")]
    [InlineData("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>", "Mary Smith <mary@x.test>|jdoe@example.org|Who? <one@y.test>")]
    [InlineData("<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>", "boss@nil.test|Giant; \"Big\" Box <sysservices@example.net>")]
    [InlineData("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;", "A Group:|Ed Jones <c@a.test>|joe@where.test|John <jdoe@one.test>|;")]
    [InlineData("Undisclosed recipients:;", "Undisclosed recipients:|;")]
    [InlineData("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete <pete@silly.test>")]
    [InlineData("A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)", "A Group:|Chris Jones <c@public.example>|joe@example.org|John <jdoe@one.test>|;")]
    [InlineData("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", "Hidden recipients:|;")]
    [InlineData("Joe Q. Public <john.q.public@example.com>", "Joe Q. Public <john.q.public@example.com>")]
    [InlineData("Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example", "Mary Smith <mary@example.net>|jdoe@test.example")]
    [InlineData("jdoe@example.org (John \\(Doe\\))", "John (Doe) <jdoe@example.org>")]
    [InlineData("(John Doe) <jdoe@example.org>", "John Doe <jdoe@example.org>")]
    [InlineData("\"a b\"@example.org", "\"a b\"@example.org")]
    [InlineData("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [InlineData("=?utf-8?Q?Doe,_J=C3=B6hn?= <j@example.org>", "Doe, Jöhn <j@example.org>")]
    [InlineData("\"=?utf-8?Q?J=C3=B6hn?=\" <j@example.org>", "Jöhn <j@example.org>")]
    [InlineData("J\xC3\xB6hn <j\xC3\xB6hn@ex\xC3\xA4mple.org>", "Jöhn <jöhn@exämple.org>")]
    [InlineData("root", "root")]
    [InlineData("a@b.example; c@d.example", "a@b.example|c@d.example")]
    [InlineData("a@b.example, ", "a@b.example")]
    [InlineData("group: a@b.example", "group:|a@b.example|;")]
    [InlineData("<a@b.example", "a@b.example")]
    [InlineData("<<a@b.example>>", "a@b.example")]
    [InlineData(",,;", "")]
    [InlineData("<a@b.example> John Doe, c@d.example", "John Doe <a@b.example>|c@d.example")]
    [InlineData("<a@b.example> =?utf-8?q?Doe?=", "Doe <a@b.example>")]
    [InlineData("<a@b.example> Mary <c@d.example>", "a@b.example|Mary <c@d.example>")]
    [InlineData("Mary Smith mary@x.test, a@b.example", "Mary Smith <mary@x.test>|a@b.example")]
    [InlineData("\"Smith, Mary\" mary@x.test>", "Smith, Mary <mary@x.test>")]
    [InlineData("mary . smith @ x.test", "mary.smith@x.test")]
    [InlineData("\"john doe\" (john@a.example)", "john doe <john@a.example>")]
    [InlineData("\"John Doe <a@b.example>, c@d.example", "John Doe <a@b.example>|c@d.example")]
    [InlineData("<a@b.example, c@d.example", "a@b.example|c@d.example")]
    [InlineData("mailto:a@b.example, MAILTO:c@d.example", "a@b.example|c@d.example")]
    [InlineData("a[b@c.example, d@e.example", "\"a[b\"@c.example|d@e.example")]
    [InlineData("@c.example", "@c.example")]
    public void Addresses_are_read(string value, string expected)
    {
        List<string> found = [];
        foreach (Address address in new AddressList(Encoding.Latin1.GetBytes(value)))
        {
            found.Add(address.ToString());
        }

        Assert.Equal(expected, string.Join('|', found));
    }

    [Fact, Rfc(5322, "3.4")]
    public void A_plain_address_is_read_whatever_its_length_and_what_stands_about_it()
    {
        foreach (int local in new[] { 1, 31, 32, 33, 64 })
        {
            foreach (int domain in new[] { 1, 31, 32, 33, 250 })
            {
                string address = $"{new string('l', local)}@{new string('d', domain)}";
                foreach ((string value, string name) in new[] { (address, ""), ($"<{address}>", ""), ($"<{address}", ""), ($" Ann\t<{address}>", "Ann"), ($"(Ann) {address}", "Ann"), ($"{address} (Ann)", "Ann"), ($"<{address}> (Ann)", "Ann") })
                {
                    foreach (string around in new[] { "{0}", "{0},", "{0} ,", "x@y.test,{0}", "x@y.test, {0}, z@y.test" })
                    {
                        List<string> found = [];
                        foreach (Address one in new AddressList(Encoding.Latin1.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, value))))
                        {
                            if (one.GetAddress() is not ("x@y.test" or "z@y.test"))
                            {
                                found.Add($"{one.GetDisplayName()}|{one.GetAddress()}");
                            }
                        }

                        Assert.Equal([$"{name}|{address}"], found);
                    }
                }
            }
        }
    }

    [Fact, Rfc(5322, "4.4")]
    public void The_route_of_an_obsolete_address_is_kept_apart()
    {
        foreach (Address address in new AddressList("<@a.test,@b.test:mary@example.net>"u8))
        {
            Assert.Equal("@a.test,@b.test", MimeText.Latin(address.Route));
            Assert.Equal("mary", MimeText.Latin(address.LocalPart));
            Assert.Equal("example.net", MimeText.Latin(address.Domain));
        }
    }

    [Theory, Rfc(2045, "5.1"), Rfc(2045, "5.2")]
    [InlineData("text/html; charset=utf-8", "text/html", KnownMediaType.TextHtml)]
    [InlineData(" TEXT / HTML (comment)", "TEXT/HTML", KnownMediaType.TextHtml)]
    [InlineData("(a)text(b)/(c)plain", "text/plain", KnownMediaType.TextPlain)]
    [InlineData("image/x-odd", "image/x-odd", KnownMediaType.Other)]
    [InlineData("text", "text/plain", KnownMediaType.TextPlain)]
    [InlineData("", "text/plain", KnownMediaType.TextPlain)]
    [InlineData("/", "text/plain", KnownMediaType.TextPlain)]
    public void A_media_type_is_read_or_assumed(string value, string expected, KnownMediaType known)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes("Content-Type:" + value + "\r\n\r\n"));

        Assert.Equal(expected, MimeText.Latin(document.Root.TypeName) + "/" + MimeText.Latin(document.Root.SubtypeName));
        Assert.Equal(known, document.Root.KnownMediaType);
    }

    [Fact]
    public void Every_well_known_name_is_found_in_any_case()
    {
        foreach (HeaderId id in Enum.GetValues<HeaderId>().Where(id => id != HeaderId.Other))
        {
            // The name of the value is that of the field without its hyphens.
            string source = string.Concat(Names().Select(n => n + ": x\r\n")) + "\r\n";
            using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(source));
            Assert.True(document.Root.TryGetHeader(id, out HeaderField field), id.ToString());
            Assert.Equal(id.ToString(), MimeText.Latin(field.Name).Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
        }
    }

    private static IEnumerable<string> Names() =>
        "from TO cC bcc subject date message-id IN-REPLY-TO references reply-to sender received return-path mime-version content-type content-transfer-encoding content-disposition content-id content-description content-language content-location content-md5 content-base content-duration comments keywords resent-date resent-from resent-sender resent-to resent-cc resent-bcc resent-message-id dkim-signature authentication-results arc-seal arc-message-signature arc-authentication-results received-spf list-id list-post list-help list-archive list-owner list-subscribe list-unsubscribe list-unsubscribe-post auto-submitted disposition-notification-to importance priority precedence organization user-agent delivered-to original-recipient x-mailer x-priority x-spam-status thread-index thread-topic tls-required autocrypt feedback-id".Split(' ');
}
