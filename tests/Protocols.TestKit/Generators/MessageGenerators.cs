using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Protocols.TestKit.Generators;

/// <summary>FsCheck generators of header fields and messages: well-formed ones, broken ones, and noise made of what matters to readers.</summary>
public static class MessageGenerators
{
    private static readonly string[] s_names =
        ["Subject", "From", "To", "Date", "Message-ID", "References", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "Received", "X-Other"];

    private static readonly string[] s_values =
    [
        "plain text", "=?utf-8?Q?caf=C3=A9?= =?utf-8?B?w6k=?=", "\"Doe, John\" <jd@example.org>, group: a@b.example, c@d.example;", "<1@a> <2@b>",
        "Tue, 24 Nov 2026 03:15:27 +0100 (CET)", "text/plain; charset=utf-8", "multipart/mixed; boundary=b", "multipart/mixed; boundary=\"b b\"", "multipart/digest; boundary=bb",
        "message/rfc822", "base64", "quoted-printable", "attachment; filename*0*=utf-8''%e2; filename*1*=%82%ac", "x\r\n\tfolded", "", "(((", "\"never closed", "=?utf-8?q?",
    ];

    // Pieces that have a meaning for somebody, and pieces that look like them.
    private static readonly string[] s_pieces =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "--b", "--b--", "--", "--b b", "--bb\r\n", "\r\n--b\r\n", "\r\n--b--\r\n", " ", "\t", ":", ";", "=", "\"", "\\", "(", ")", "<", ">", "@", ",", "=?", "?=",
        "=?utf-8?b?", "=?x?q?=41?=", "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: message/rfc822\r\n\r\n", "Content-Type: multipart/digest; boundary=\"b b\"\n\n", "Subject: x\r\n",
        "boundary", "*0*=", "utf-8''%41", "\0", "é", "=\r\n", "=4", "A", "begin 644 a\n",
    ];

    /// <summary>Octets of any kind.</summary>
    public static Gen<byte[]> Octets() => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf();

    /// <summary>Noise of pieces that matter in messages.</summary>
    public static Gen<byte[]> Noise() => Gen.Elements(s_pieces).ArrayOf().Select(pieces => Encoding.Latin1.GetBytes(string.Concat(pieces)));

    /// <summary>One header field with its line end.</summary>
    public static Gen<string> Field() =>
        from name in Gen.Elements(s_names)
        from value in Gen.Elements(s_values)
        select $"{name}: {value}\r\n";

    /// <summary>A message of fields, with parts to a depth, mostly well formed.</summary>
    public static Gen<byte[]> Message() =>
        from text in Part(3)
        select Encoding.Latin1.GetBytes(text);

    /// <summary>A message from which a piece was cut out.</summary>
    public static Gen<byte[]> Damaged() =>
        from message in Message()
        from start in Gen.Choose(0, message.Length)
        from length in Gen.Choose(0, 40)
        select (byte[])[.. message[..start], .. message[Math.Min(start + length, message.Length)..]];

    /// <summary>All of these, in turn.</summary>
    public static Gen<byte[]> Any() => Gen.OneOf(Octets(), Noise(), Message(), Damaged());

    /// <summary>Text that a header can hold: any characters but controls and halves of surrogate pairs.</summary>
    public static Gen<string> Text() =>
        Gen.OneOf(Gen.Choose(32, 126), Gen.Choose(32, 126), Gen.Choose(0xA0, 0x24F), Gen.Choose(0x4E00, 0x4F00), Gen.Choose(0x1F600, 0x1F64F))
            .ArrayOf().Select(runes => string.Concat(runes.Select(char.ConvertFromUtf32)));

    private static Gen<string> Part(int depth)
    {
        Gen<string> leaf =
            from fields in Field().ArrayOf()
            from lines in Gen.Elements("text", "", "more text", "--almost", "=C3=A9=", "QUJD").ArrayOf()
            select string.Concat(fields) + "\r\n" + string.Join("\r\n", lines);
        if (depth == 0)
        {
            return leaf;
        }

        Gen<string> multipart =
            from fields in Field().ArrayOf(2)
            from boundary in Gen.Elements("b", "bb", "b-" + depth)
            from parts in Part(depth - 1).ArrayOf(2)
            select $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n{string.Concat(fields)}\r\npreamble" + string.Concat(parts.Select(p => $"\r\n--{boundary}\r\n{p}")) + $"\r\n--{boundary}--\r\n";
        Gen<string> message =
            from inner in Part(depth - 1)
            select "Content-Type: message/rfc822\r\n\r\n" + inner;
        return Gen.OneOf(leaf, multipart, message);
    }
}
