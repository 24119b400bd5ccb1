using System.Globalization;
using System.Text;

namespace Protocols.Benchmarks.Mime;

/// <summary>The class of mail that a benchmark runs on.</summary>
public enum MailClass
{
    /// <summary>Plain text of about 3 KB under a dozen fields.</summary>
    SmallText,

    /// <summary>Text and HTML of some 20 KB, as most mail is.</summary>
    Alternative,

    /// <summary>A short text under 60 fields, long ones among them.</summary>
    ManyHeaders,

    /// <summary>Multiparts and embedded messages, twelve levels of them.</summary>
    Nested,

    /// <summary>A text and an attachment of 10 MB in base64.</summary>
    LargeAttachment,

    /// <summary>Quoted-printable in which every third octet is encoded, 60 KB.</summary>
    QuotedPrintable,

    /// <summary>All of the above, as often as they occur in a mailbox; attachments of 100 KB to 10 MB.</summary>
    Mix,
}

/// <summary>Messages made in code from a fixed seed, so that every run on every machine reads the same octets.</summary>
public static class MailSamples
{
    private const int Seed = 20261124;

    private static readonly string[] s_words =
        "the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years where much your way down should because long each just state those people too mr how little good world make very year still see own work men day get here old life both between being under three never know same last another while us might great go come since against right came take used himself few house use place during high without again home around small however found mrs part school thought went say general once upon war every".Split(' ');

    /// <summary>Makes the messages of a class.</summary>
    /// <param name="mailClass">The class.</param>
    public static IReadOnlyList<byte[]> Make(MailClass mailClass)
    {
        Random random = new(Seed);
        return mailClass switch
        {
            MailClass.SmallText => [.. Enumerable.Range(0, 200).Select(_ => Octets(Small(random)))],
            MailClass.Alternative => [.. Enumerable.Range(0, 100).Select(_ => Octets(Alternative(random)))],
            MailClass.ManyHeaders => [.. Enumerable.Range(0, 100).Select(_ => Octets(ManyHeaders(random)))],
            MailClass.Nested => [.. Enumerable.Range(0, 50).Select(_ => Octets(Header(random, 8) + Nested(random, 12)))],
            MailClass.LargeAttachment => [Octets(Attachment(random, 10_000_000))],
            MailClass.QuotedPrintable => [.. Enumerable.Range(0, 50).Select(_ => Octets(QuotedPrintable(random)))],
            MailClass.Mix => [.. Enumerable.Range(0, 400).Select(i => Octets(OneOfTheMix(random, i)))],
            _ => throw new ArgumentOutOfRangeException(nameof(mailClass)),
        };
    }

    private static string OneOfTheMix(Random random, int number) => (number % 40) switch
    {
        < 14 => Small(random),
        < 26 => Alternative(random),
        < 30 => ManyHeaders(random),
        < 33 => Header(random, 8) + Nested(random, 8),
        < 37 => QuotedPrintable(random),
        < 39 => Attachment(random, 100_000 + random.Next(400_000)),
        _ => Attachment(random, number % 200 == 39 ? 10_000_000 : 1_000_000),
    };

    private static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    private static string Header(Random random, int received)
    {
        StringBuilder text = new();
        text.Append("Return-Path: <bounce-").Append(random.Next()).Append("@mailer.example.com>\r\n");
        for (int i = 0; i < received; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Received: from mx{i}.example.net (mx{i}.example.net [192.0.2.{i + 1}])\r\n\tby mail{i}.example.org (Postfix) with ESMTPS id {random.Next():X8}\r\n\tfor <user@example.org>; Tue, {1 + (i % 28)} Nov 2026 0{i % 10}:15:27 +0000 (UTC)\r\n");
        }

        text.Append("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=mail;\r\n\th=from:to:subject:date:message-id; bh=").Append(Base64(random, 32)).Append(";\r\n\tb=").Append(Base64(random, 54)).Append("\r\n\t ").Append(Base64(random, 54)).Append("\r\n");
        text.Append("Authentication-Results: mx.example.org; dkim=pass header.d=example.com;\r\n\tspf=pass smtp.mailfrom=example.com\r\n");
        text.Append("Date: Tue, 24 Nov 2026 03:15:27 +0100\r\nFrom: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.com>\r\n");
        text.Append("To: \"Doe, John\" <john.doe@example.org>, Mary Smith <mary@example.net>\r\nSubject: ").Append(Words(random, 7)).Append("\r\n");
        text.Append("Message-ID: <").Append(random.Next()).Append('.').Append(random.Next()).Append("@example.com>\r\nMIME-Version: 1.0\r\n");
        return text.ToString();
    }

    private static string Small(Random random) =>
        Header(random, 2) + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + Prose(random, 2000);

    private static string ManyHeaders(Random random)
    {
        StringBuilder text = new(Header(random, 12));
        for (int i = 0; i < 45; i++)
        {
            text.Append("X-Vendor-Header-").Append(i).Append(": ").Append(Words(random, 3 + random.Next(10))).Append("\r\n");
        }

        return text + "Content-Type: text/plain\r\n\r\n" + Prose(random, 600);
    }

    private static string Alternative(Random random)
    {
        string boundary = "----=_Part_" + random.Next() + "_" + random.Next();
        return Header(random, 4) + $"Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n"
            + $"--{boundary}\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{Prose(random, 5000)}"
            + $"\r\n--{boundary}\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body class=3D\"x\">\r\n{Prose(random, 15000)}</body></html>"
            + $"\r\n--{boundary}--\r\n";
    }

    private static string Nested(Random random, int levels)
    {
        if (levels == 0)
        {
            return "Content-Type: text/plain\r\n\r\n" + Prose(random, 400);
        }

        string boundary = "b" + levels + "-" + random.Next();
        string inner = levels % 3 == 0
            ? "Content-Type: message/rfc822\r\n\r\n" + Header(random, 1) + Nested(random, levels - 1)
            : Nested(random, levels - 1);
        return $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\nContent-Type: text/plain\r\n\r\n{Prose(random, 300)}\r\n--{boundary}\r\n{inner}\r\n--{boundary}--\r\n";
    }

    private static string Attachment(Random random, int size)
    {
        string boundary = "=_" + random.Next().ToString("X8", CultureInfo.InvariantCulture);
        byte[] content = new byte[size];
        random.NextBytes(content);
        return Header(random, 3) + $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n"
            + $"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{Prose(random, 1000)}"
            + $"\r\n--{boundary}\r\nContent-Type: application/pdf; name=\"report.pdf\"\r\nContent-Disposition: attachment; filename=\"report.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Fold(Convert.ToBase64String(content)) + $"\r\n--{boundary}--\r\n";
    }

    private static string QuotedPrintable(Random random)
    {
        StringBuilder text = new(Header(random, 3) + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        while (text.Length < 60_000)
        {
            for (int column = 0; column < 70; column += 8)
            {
                text.Append(CultureInfo.InvariantCulture, $"=D0={128 + random.Next(64):X2}{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}");
            }

            text.Append("=\r\n");
        }

        return text.ToString();
    }

    private static string Fold(string base64)
    {
        StringBuilder text = new(base64.Length + (base64.Length / 38));
        for (int i = 0; i < base64.Length; i += 76)
        {
            text.Append(base64, i, Math.Min(76, base64.Length - i)).Append("\r\n");
        }

        return text.ToString();
    }

    private static string Base64(Random random, int size)
    {
        byte[] content = new byte[size];
        random.NextBytes(content);
        return Convert.ToBase64String(content);
    }

    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => s_words[random.Next(s_words.Length)]));

    private static string Prose(Random random, int length)
    {
        StringBuilder text = new(length + 80);
        while (text.Length < length)
        {
            text.Append(Words(random, 10 + random.Next(4))).Append("\r\n");
        }

        return text.ToString();
    }
}
