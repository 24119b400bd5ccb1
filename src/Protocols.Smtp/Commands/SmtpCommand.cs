using System.Buffers.Binary;
using System.Text;

namespace Protocols.Smtp;

/// <summary>A command line as views into its bytes; nothing is copied.</summary>
public readonly ref struct SmtpCommand
{
    private SmtpCommand(SmtpVerb verb, ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> argument)
    {
        Verb = verb;
        Keyword = keyword;
        Argument = argument;
    }

    /// <summary>Which command it is.</summary>
    public SmtpVerb Verb { get; }

    /// <summary>The command's word as it was sent.</summary>
    public ReadOnlySpan<byte> Keyword { get; }

    /// <summary>What follows the word, without the space between and without spaces at the end.</summary>
    public ReadOnlySpan<byte> Argument { get; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its CRLF.</param>
    public static SmtpCommand Read(ReadOnlySpan<byte> line)
    {
        // RFC 5321 §4.1.1: trailing white space is to be tolerated.
        line = line.TrimEnd(" \t"u8);
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> keyword = space < 0 ? line : line[..space];
        ReadOnlySpan<byte> argument = space < 0 ? default : line[(space + 1)..].TrimStart((byte)' ');
        return new SmtpCommand(Recognise(keyword), keyword, argument);
    }

    private static SmtpVerb Recognise(ReadOnlySpan<byte> keyword)
    {
        if (keyword.Length == 4)
        {
            // Commands are compared without regard to case (RFC 5321 §2.4): bit 5 off makes ASCII letters capitals, and turns no
            // other byte into a letter that matches, because each byte of the constants is a letter and '`'-'DEL' map to '@'-'_'.
            return (BinaryPrimitives.ReadUInt32BigEndian(keyword) & 0xDFDFDFDF) switch
            {
                0x45484C4F => SmtpVerb.Ehlo,
                0x48454C4F => SmtpVerb.Helo,
                0x4C484C4F => SmtpVerb.Lhlo,
                0x4D41494C => SmtpVerb.Mail,
                0x52435054 => SmtpVerb.Rcpt,
                0x44415441 => SmtpVerb.Data,
                0x42444154 => SmtpVerb.Bdat,
                0x52534554 => SmtpVerb.Rset,
                0x56524659 => SmtpVerb.Vrfy,
                0x4558504E => SmtpVerb.Expn,
                0x48454C50 => SmtpVerb.Help,
                0x4E4F4F50 => SmtpVerb.Noop,
                0x51554954 => SmtpVerb.Quit,
                0x41555448 => SmtpVerb.Auth,
                _ => SmtpVerb.Unknown,
            };
        }

        return Ascii.EqualsIgnoreCase(keyword, "STARTTLS"u8) ? SmtpVerb.StartTls
            : Ascii.EqualsIgnoreCase(keyword, "XCLIENT"u8) ? SmtpVerb.XClient
            : SmtpVerb.Unknown;
    }
}
