using System.Buffers;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Writing;

/// <summary>How single header fields come out.</summary>
public sealed class FieldTests
{
    [Fact, Rfc(5322, "2.1.1"), Rfc(5322, "2.2.3")]
    public void A_line_is_folded_at_the_last_space_before_it_becomes_too_long()
    {
        string text = string.Join(' ', Enumerable.Repeat("lorem", 30));
        string field = Field(w => w.WriteText("Subject", text));

        Assert.Equal(text, field["Subject: ".Length..^2].Replace("\r\n", ""));
        Assert.All(field.Split("\r\n")[..^2], line => Assert.InRange(line.Length, 73, 78));
    }

    [Theory, Rfc(2047, "4.1"), Rfc(2047, "4.2")]
    [InlineData("Grüße", "=?utf-8?B?R3LDvMOfZQ==?=")]
    [InlineData("Übersicht über", "=?utf-8?Q?=C3=9Cbersicht_=C3=BCber?=")]
    [InlineData("日本語", "=?utf-8?B?5pel5pys6Kqe?=")]
    [InlineData("a =?x?= b", "a =?utf-8?B?PT94Pz0=?= b")]
    [InlineData("plain then é", "plain then =?utf-8?B?w6k=?=")]
    public void Words_are_encoded_in_Q_or_B_whichever_is_shorter(string text, string written)
    {
        Assert.Equal($"Subject: {written}\r\n", Field(w => w.WriteText("Subject", text)));
    }

    [Fact, Rfc(2047, "2"), Rfc(2047, "5")]
    public void No_encoded_word_is_longer_than_75_or_cuts_a_character_and_no_line_with_one_longer_than_76()
    {
        foreach (string text in new[] { string.Concat(Enumerable.Repeat("😀é", 200)), new string('ü', 300), string.Concat(Enumerable.Repeat("plain ü ", 60)) })
        {
            foreach (int shift in Enumerable.Range(0, 60))
            {
                string field = Field(w => w.WriteText("X" + new string('x', shift), text));
                Assert.Empty(SevenBitCheck.BadFolds(field));
                foreach (string word in field.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.StartsWith("=?", StringComparison.Ordinal)))
                {
                    Assert.InRange(word.Length, 12, 75);
                    string part = word[10..^2];
                    byte[] octets = word[8] == 'B' ? Convert.FromBase64String(part) : Unescape(part);
                    Assert.True(SevenBitCheck.IsWellFormedUtf8(octets));
                }
            }
        }
    }

    [Fact, Rfc(6532, "3.2")]
    public void In_SMTPUTF8_text_names_and_addresses_stand_as_they_are()
    {
        MimeWriteOptions options = new() { Mode = MimeOutputMode.SmtpUtf8 };

        Assert.Equal("Subject: Grüße 日本語\r\n", Field(w => w.WriteText("Subject", "Grüße 日本語"), options));
        Assert.Equal("To: Jürgen Müller <jürgen@bücher.example>\r\n", Field(w => w.WriteAddresses("To", new MailboxAddress("Jürgen Müller", "jürgen@bücher.example")), options));
        Assert.Equal("Content-Disposition: attachment; filename=\"Übersicht.bin\"\r\n", Field(w => w.WriteContentDisposition("attachment", new MimeParameter("filename", "Übersicht.bin")), options));
    }

    [Theory, Rfc(6531, "3.2"), Rfc(5890, "2.3.2.1")]
    [InlineData(MimeOutputMode.SevenBit)]
    [InlineData(MimeOutputMode.EightBit)]
    public void Elsewhere_domains_become_A_labels_and_a_local_part_that_is_not_ASCII_is_refused_by_status(MimeOutputMode mode)
    {
        MimeWriteOptions options = new() { Mode = mode };
        MimeWriter writer = new(new ArrayBufferWriter<byte>(), options);

        Assert.Equal("To: a@xn--bcher-kva.example\r\n", Field(w => w.WriteAddresses("To", new MailboxAddress("a@bücher.example")), options));
        Assert.Equal(WriteStatus.NeedsSmtpUtf8, writer.TryWriteAddresses("To", new MailboxAddress("jürgen@b.example")));
        Assert.Equal(WriteStatus.NeedsSmtpUtf8, new MailboxAddress("jürgen@b.example").Check(mode));
        Assert.Equal(WriteStatus.NeedsSmtpUtf8, Assert.Throws<MimeValueException>(() => writer.WriteMessageIds("Message-ID", "ü@b")).Status);
    }

    [Theory, Rfc(5322, "3.4.1")]
    [InlineData("", WriteStatus.BadLocalPart)]
    [InlineData("a", WriteStatus.BadLocalPart)]
    [InlineData("a b@c.example", WriteStatus.BadLocalPart)]
    [InlineData("a..b@c.example", WriteStatus.BadLocalPart)]
    [InlineData("\"a\"b\"@c.example", WriteStatus.BadLocalPart)]
    [InlineData("\"a\\\"@c.example", WriteStatus.BadLocalPart)]
    [InlineData("a@", WriteStatus.BadDomain)]
    [InlineData("a@-b.example", WriteStatus.BadDomain)]
    [InlineData("a@b..example", WriteStatus.BadDomain)]
    [InlineData("a@[b]c]", WriteStatus.BadDomain)]
    [InlineData("\"a\r\nb\"@c.example", WriteStatus.HasLineBreak)]
    [InlineData("\"a@b\"@c.example", WriteStatus.Ok)]
    [InlineData("\"a\\\"b\"@c.example", WriteStatus.Ok)]
    [InlineData("a@[IPv6:2001:db8::1]", WriteStatus.Ok)]
    public void An_address_is_told_why_it_cannot_be_written(string address, WriteStatus status)
    {
        Assert.Equal(status, new MailboxAddress(address).Check());
    }

    [Fact, Rfc(5322, "3.4")]
    public void Groups_and_mailboxes_outside_of_them_keep_their_order()
    {
        MailboxAddress a = new("a@x.example");
        MailboxAddress b = new("Bé", "b@x.example");

        Assert.Equal("To: undisclosed-recipients:;\r\n", Field(w => w.WriteAddresses("To", new AddressGroup("undisclosed-recipients"))));
        Assert.Equal(
            "To: a@x.example, \"Friends, old\": a@x.example, =?utf-8?B?QsOp?=\r\n <b@x.example>;, None:;, =?utf-8?B?QsOp?= <b@x.example>\r\n",
            Field(w => w.WriteAddresses("To", new AddressGroup(null, a), new AddressGroup("Friends, old", a, b), new AddressGroup("None"), new AddressGroup(null, b))));
        Assert.Throws<MimeValueException>(() => Field(w => w.WriteAddresses("To", new AddressGroup(null))));
        Assert.Throws<MimeValueException>(() => Field(w => w.WriteAddresses("To", new AddressGroup("", a))));
    }

    [Fact, Rfc(2231, "3"), Rfc(2231, "4")]
    public void A_file_name_can_have_a_form_in_ASCII_beside_the_whole_one()
    {
        MimeParameter name = new("filename", "Übersicht über das Jahr.tar");

        Assert.Equal(
            "Content-Disposition: attachment;\r\n filename*0*=utf-8''%C3%9Cbersicht%20%C3%BCber%20d; filename*1*=as%20Jahr.tar\r\n",
            Field(w => w.WriteContentDisposition("attachment", name)));
        Assert.Contains("; filename=_bersicht__ber_das_Jahr.tar;\r\n filename*0*=utf-8''", Field(w => w.WriteContentDisposition("attachment", name), new() { AsciiFileNames = true }).Replace(";\r\n filename=", "; filename="));
        Assert.Contains("_.pdf;", Field(w => w.WriteContentDisposition("attachment", new MimeParameter("filename", new string('ü', 100) + ".pdf")), new() { AsciiFileNames = true }));
    }

    [Fact, Rfc(2369, "2"), Rfc(2919, "3"), Rfc(8058, "3.1")]
    public void The_fields_of_lists_have_their_URIs_in_brackets()
    {
        Assert.Equal("List-Id: My list <my.list.example>\r\n", Field(w => w.WriteListId("My list", "my.list.example")));
        Assert.Equal("List-Help: <mailto:a@b.example?subject=help>, <https://b.example/>\r\n", Field(w => w.WriteListUris("List-Help", "mailto:a@b.example?subject=help", "https://b.example/")));
        Assert.Equal("List-Post: NO\r\n", Field(w => w.WriteListPostForbidden()));
        Assert.Equal(
            "List-Unsubscribe: <https://b.example/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", Field(w => w.WriteOneClickUnsubscribe("https://b.example/u/1")));
        Assert.Throws<MimeValueException>(() => Field(w => w.WriteOneClickUnsubscribe("mailto:a@b.example")));
    }

    [Fact]
    public void Other_fields_come_out_in_their_own_forms()
    {
        Assert.Equal("Date: Thu, 1 Jan 1970 00:00:00 +0000 (=?utf-8?B?w7w=?=)\r\n", Field(w => w.WriteDate("Date", DateTimeOffset.UnixEpoch, "ü")));
        Assert.Equal("Date: Thu, 1 Jan 1970 00:00:00 +0000 (UTC now)\r\n", Field(w => w.WriteDate("Date", DateTimeOffset.UnixEpoch, "UTC now")));
        Assert.Equal("Keywords: one two, \"a,b\", =?utf-8?B?w7w=?=\r\n", Field(w => w.WritePhrases("Keywords", "one two", "a,b", "ü")));
        Assert.Equal("Auto-Submitted: auto-replied\r\n", Field(w => w.WriteToken("Auto-Submitted", "auto-replied")));
        Assert.Equal("Content-ID: <a@b>\r\n", Field(w => w.WriteContentId("a@b")));
        Assert.Equal("Content-Language: de-AT, en\r\n", Field(w => w.WriteContentLanguage("de-AT", "en")));
        Assert.Equal("Content-Location: https://a.example/x\r\n", Field(w => w.WriteContentLocation("https://a.example/x")));
        Assert.Equal("Content-Description: a picture\r\n", Field(w => w.WriteContentDescription("a picture")));
        Assert.Equal("MIME-Version: 1.0\r\n", Field(w => w.WriteMimeVersion()));
        Assert.Equal("X: a\r\n b\r\n", Field(w => w.WriteRaw("X", "a\r\n b"u8)));
    }

    [Fact]
    public void Many_identifiers_are_folded_between_them()
    {
        string[] ids = [.. Enumerable.Range(0, 50).Select(i => $"{i}.{new string('x', 30)}@mail.example")];
        string field = Field(w => w.WriteMessageIds("References", ids));

        Assert.Equal("References: " + string.Join(' ', ids.Select(id => $"<{id}>")), field.Replace("\r\n", ""));
        Assert.All(field.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
    }

    [Fact]
    public void The_limits_trip()
    {
        MimeWriteOptions options = new() { MaxFieldLength = 998, MaxDepth = 2, LineLength = 40 };
        Assert.Equal(WriteStatus.TooLong, Assert.Throws<MimeValueException>(() => Field(w => w.WriteText("X", string.Join(' ', Enumerable.Repeat("lorem", 200))), options)).Status);
        Assert.All(Field(w => w.WriteText("X", new string('ü', 60)), options).Split("\r\n"), line => Assert.InRange(line.Length, 0, 40));
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output, options);
        MailboxAddress[] many = [.. Enumerable.Repeat(new MailboxAddress("Jürgen Müller", "a@b.example"), 1000)];
        Assert.Equal(WriteStatus.TooLong, writer.TryWriteAddresses("To", many));
        Assert.Equal(WriteStatus.TooLong, writer.TryWriteAddresses("To", many[..20]));
        Assert.Equal(WriteStatus.TooLong, writer.TryWriteAddresses("To", new AddressGroup("g", many)));
        Assert.Equal(0, output.WrittenCount);
        Assert.Equal(WriteStatus.Ok, writer.TryWriteAddresses("To", many[..2]));
        writer.BeginMultipart("mixed", "a");
        for (int i = 0; i < 5; i++)
        {
            writer.BeginPart();
            writer.BeginMessage();
            Assert.Throws<InvalidOperationException>(writer.BeginMessage);
            writer.WriteBody("x"u8);
        }

        writer.BeginPart();
        writer.BeginMultipart("mixed", "b");
        writer.BeginPart();
        Assert.Throws<InvalidOperationException>(() => writer.BeginMultipart("mixed", "c"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MimeWriteOptions { LineLength = 999 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MimeWriteOptions { Mode = (MimeOutputMode)3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MimeWriteOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MimeWriteOptions { MaxFieldLength = 997 });
    }

    private static string Field(Action<MimeWriter> write, MimeWriteOptions? options = null)
    {
        ArrayBufferWriter<byte> output = new();
        write(new MimeWriter(output, options));
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static byte[] Unescape(string q)
    {
        List<byte> octets = [];
        for (int i = 0; i < q.Length; i++)
        {
            octets.Add(q[i] == '=' ? Convert.FromHexString(q.AsSpan(i + 1, 2))[0] : (byte)q[i]);
            i += q[i] == '=' ? 2 : 0;
        }

        return [.. octets];
    }
}
