using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Protocols.Smtp;

/// <summary>
/// Writes commands (RFC 5321 §4.1.1 and the extensions'). Nothing can break out of its line: a value that does not fit its place is
/// refused with a status, and then nothing is written.
/// </summary>
public static partial class SmtpCommandWriter
{
    // RFC 5321 §4.5.3.1.4 with all that the extensions add: the sums of their own statements, rounded up.
    private const int MaxLine = 4096 - 2;

    // RFC 5321 §4.5.3.1.4 for the commands that no extension makes longer.
    private const int MaxShortLine = 512 - 2;

    // RFC 4422 §3.1
    private static readonly SearchValues<char> s_mechanism = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    // RFC 4954 §4
    private const int MaxAuthenticationLine = 12288 - 2;

    /// <summary>Writes EHLO (RFC 5321 §4.1.1.1).</summary>
    /// <param name="name">The client's name or address literal.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Ehlo(ReadOnlySpan<char> name, IBufferWriter<byte> output) => Hello("EHLO "u8, name, output);

    /// <summary>Writes HELO (RFC 5321 §4.1.1.1).</summary>
    /// <param name="name">The client's name or address literal.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Helo(ReadOnlySpan<char> name, IBufferWriter<byte> output) => Hello("HELO "u8, name, output);

    /// <summary>Writes LHLO (RFC 2033 §4.1).</summary>
    /// <param name="name">The client's name or address literal.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Lhlo(ReadOnlySpan<char> name, IBufferWriter<byte> output) => Hello("LHLO "u8, name, output);

    /// <summary>Writes DATA (RFC 5321 §4.1.1.4).</summary>
    /// <param name="output">Where it goes.</param>
    public static void Data(IBufferWriter<byte> output) => output.Write("DATA\r\n"u8);

    /// <summary>Writes RSET (RFC 5321 §4.1.1.5).</summary>
    /// <param name="output">Where it goes.</param>
    public static void Rset(IBufferWriter<byte> output) => output.Write("RSET\r\n"u8);

    /// <summary>Writes QUIT (RFC 5321 §4.1.1.10).</summary>
    /// <param name="output">Where it goes.</param>
    public static void Quit(IBufferWriter<byte> output) => output.Write("QUIT\r\n"u8);

    /// <summary>Writes NOOP (RFC 5321 §4.1.1.9).</summary>
    /// <param name="output">Where it goes.</param>
    public static void Noop(IBufferWriter<byte> output) => output.Write("NOOP\r\n"u8);

    /// <summary>Writes STARTTLS (RFC 3207 §4).</summary>
    /// <param name="output">Where it goes.</param>
    public static void StartTls(IBufferWriter<byte> output) => output.Write("STARTTLS\r\n"u8);

    /// <summary>Writes BDAT (RFC 3030 §2); the bytes of the chunk follow it.</summary>
    /// <param name="size">How many bytes; not negative.</param>
    /// <param name="isLast">Whether the message ends with them.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Bdat(long size, bool isLast, IBufferWriter<byte> output)
    {
        CommandLine line = new(stackalloc byte[MaxShortLine]);
        if (size < 0)
        {
            line.Fail(SmtpWriteStatus.BadParameter);
        }

        line.Add("BDAT "u8);
        line.Add(size);
        line.Add(isLast ? " LAST"u8 : default);
        return line.Send(output);
    }

    /// <summary>Writes VRFY (RFC 5321 §4.1.1.6).</summary>
    /// <param name="text">A name or an address.</param>
    /// <param name="smtpUtf8">Whether it, and the reply, may be UTF-8: the server has to offer SMTPUTF8 (RFC 6531 §3.7.4.2).</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Vrfy(ReadOnlySpan<char> text, bool smtpUtf8, IBufferWriter<byte> output) => Asking("VRFY "u8, text, smtpUtf8, output);

    /// <summary>Writes EXPN (RFC 5321 §4.1.1.7).</summary>
    /// <param name="text">A list's name.</param>
    /// <param name="smtpUtf8">Whether it, and the reply, may be UTF-8: the server has to offer SMTPUTF8 (RFC 6531 §3.7.4.2).</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Expn(ReadOnlySpan<char> text, bool smtpUtf8, IBufferWriter<byte> output) => Asking("EXPN "u8, text, smtpUtf8, output);

    /// <summary>Writes HELP (RFC 5321 §4.1.1.8).</summary>
    /// <param name="topic">What about; empty for nothing in particular.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Help(ReadOnlySpan<char> topic, IBufferWriter<byte> output)
    {
        if (!topic.IsEmpty)
        {
            return Asking("HELP "u8, topic, smtpUtf8: false, output);
        }

        output.Write("HELP\r\n"u8);
        return SmtpWriteStatus.Ok;
    }

    /// <summary>Writes AUTH (RFC 4954 §4).</summary>
    /// <param name="mechanism">The mechanism's registered name.</param>
    /// <param name="initialResponse">The initial response, which may be empty; null for none. Too long for the line's 512 bytes: <see cref="SmtpWriteStatus.TooLong"/>.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Auth(ReadOnlySpan<char> mechanism, ReadOnlyMemory<byte>? initialResponse, IBufferWriter<byte> output)
    {
        CommandLine line = new(stackalloc byte[MaxShortLine]);
        line.Add("AUTH "u8);
        if (mechanism.Length is 0 or > 20 || mechanism.ContainsAnyExcept(s_mechanism))
        {
            line.Fail(SmtpWriteStatus.BadMechanism);
        }
        else
        {
            line.AddText(mechanism, utf8: false);
        }

        if (initialResponse is { } response)
        {
            // RFC 4954 §4: what is there and empty is a single equals sign.
            line.Add(response.IsEmpty ? " ="u8 : " "u8);
            line.AddBase64(response.Span);
        }

        return line.Send(output);
    }

    /// <summary>Writes the answer to a challenge (RFC 4954 §4).</summary>
    /// <param name="response">The response before its base64; it may be empty.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus AuthResponse(ReadOnlySpan<byte> response, IBufferWriter<byte> output)
    {
        CommandLine line = new(stackalloc byte[MaxAuthenticationLine]);
        line.AddBase64(response);
        return line.Send(output);
    }

    /// <summary>Writes the line that ends an exchange of authentication (RFC 4954 §4).</summary>
    /// <param name="output">Where it goes.</param>
    public static void AuthCancel(IBufferWriter<byte> output) => output.Write("*\r\n"u8);

    /// <summary>Writes XCLIENT. What is null is not told.</summary>
    /// <param name="client">What to tell.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus XClient(SmtpXClient client, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(client);
        CommandLine line = new(stackalloc byte[MaxLine]);
        line.Add("XCLIENT"u8);
        Attribute(ref line, " NAME="u8, client.Name);
        Attribute(ref line, " ADDR="u8, Text(client.Address));
        Attribute(ref line, " PORT="u8, client.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Attribute(ref line, " PROTO="u8, client.IsExtended is { } extended ? extended ? "ESMTP" : "SMTP" : null);
        Attribute(ref line, " HELO="u8, client.Hello);
        Attribute(ref line, " LOGIN="u8, client.Login);
        Attribute(ref line, " DESTADDR="u8, Text(client.DestinationAddress));
        Attribute(ref line, " DESTPORT="u8, client.DestinationPort?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (client == new SmtpXClient())
        {
            line.Fail(SmtpWriteStatus.Empty);
        }

        return line.Send(output);

        static string? Text(IPAddress? address) => address?.AddressFamily == AddressFamily.InterNetworkV6 ? "IPV6:" + address : address?.ToString();

        static void Attribute(ref CommandLine line, ReadOnlySpan<byte> name, string? value)
        {
            if (value is not null)
            {
                line.Add(name);
                line.AddXtext(value);
            }
        }
    }

    private static SmtpWriteStatus Hello(ReadOnlySpan<byte> verb, ReadOnlySpan<char> name, IBufferWriter<byte> output)
    {
        CommandLine line = new(stackalloc byte[MaxShortLine]);
        line.Add(verb);
        line.AddDomain(name, utf8: false);
        return line.Send(output);
    }

    private static SmtpWriteStatus Asking(ReadOnlySpan<byte> verb, ReadOnlySpan<char> text, bool smtpUtf8, IBufferWriter<byte> output)
    {
        CommandLine line = new(stackalloc byte[MaxShortLine]);
        line.Add(verb);
        line.AddText(text, smtpUtf8);
        line.Add(smtpUtf8 ? " SMTPUTF8"u8 : default);
        return line.Send(output);
    }
}
