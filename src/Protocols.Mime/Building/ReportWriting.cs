using System.Globalization;
using System.Text;

namespace Protocols.Mime;

/// <summary>Writes the fields of reports, in the manner of RFC 3464 §2.1.2: a type, a semicolon, a text.</summary>
internal static class ReportWriting
{
    /// <summary>Writes an address: as it is, or in the ASCII form of RFC 6533 §3 where it is not ASCII.</summary>
    public static void WriteAddress(MimeWriter writer, string name, string address)
    {
        MimeValueException.ThrowUnlessOk(new MailboxAddress(address).Check(MimeOutputMode.SmtpUtf8), nameof(address));
        if (Ascii.IsValid(address))
        {
            writer.WriteText(name, "rfc822; " + address);
            return;
        }

        StringBuilder escaped = new();
        foreach (Rune rune in address.EnumerateRunes())
        {
            // RFC 6533 §3: utf-8-addr-xtext.
            bool isPlain = rune.Value is > ' ' and < 127 and not ('\\' or '+' or '=');
            escaped.Append(isPlain ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}"));
        }

        writer.WriteText(name, "utf-8; " + escaped);
    }

    /// <summary>Writes a value of a type that the caller names, such as <c>dns; mx.example.org</c>.</summary>
    public static void Write(MimeWriter writer, string name, string type, string value)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckToken(type), nameof(type));
        writer.WriteText(name, $"{type}; {value}");
    }
}
