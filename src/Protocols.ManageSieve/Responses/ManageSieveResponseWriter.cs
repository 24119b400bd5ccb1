using System.Buffers;
using System.Globalization;
using Protocols.ManageSieve.Responses;
using Protocols.Sasl;

namespace Protocols.ManageSieve;

/// <summary>
/// Writes a server's responses (RFC 5804 §2, §4). It takes values: nothing given to it can end a line or a string, or forge a response.
/// </summary>
/// <param name="output">Where they go.</param>
public readonly struct ManageSieveResponseWriter(IBufferWriter<byte> output)
{
    /// <summary>Ends a command.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="code">What programs are told.</param>
    /// <param name="text">What people are told: empty for nothing; perhaps several lines.</param>
    /// <exception cref="ArgumentException">The name of the code is none.</exception>
    public void Status(ManageSieveStatus status, ManageSieveResponseCode code, ReadOnlySpan<char> text)
    {
        output.Write(status switch { ManageSieveStatus.Ok => "OK"u8, ManageSieveStatus.No => "NO"u8, _ => "BYE"u8 });
        if (!code.IsNone)
        {
            Code(code);
        }

        if (!text.IsEmpty)
        {
            output.Write(" "u8);
            WireText.String(WireText.Human(text), isClient: false, output);
        }

        output.Write("\r\n"u8);
    }

    /// <summary>Ends a command with OK.</summary>
    /// <param name="text">What people are told.</param>
    public void Ok(ReadOnlySpan<char> text = default) => Status(ManageSieveStatus.Ok, ManageSieveResponseCode.None, text);

    /// <summary>Ends a command with NO.</summary>
    /// <param name="code">What programs are told.</param>
    /// <param name="text">What people are told.</param>
    public void No(ManageSieveResponseCode code, ReadOnlySpan<char> text) => Status(ManageSieveStatus.No, code, text);

    /// <summary>Says that the server closes the connection.</summary>
    /// <param name="code">What programs are told.</param>
    /// <param name="text">What people are told.</param>
    public void Bye(ManageSieveResponseCode code, ReadOnlySpan<char> text) => Status(ManageSieveStatus.Bye, code, text);

    /// <summary>Writes a script's name, for LISTSCRIPTS (RFC 5804 §2.7).</summary>
    /// <param name="name">The name.</param>
    /// <param name="isActive">Whether it is the active one; one at the most is.</param>
    public void ListedScript(string name, bool isActive)
    {
        WireText.String(name, isClient: false, output);
        output.Write(isActive ? " ACTIVE\r\n"u8 : "\r\n"u8);
    }

    /// <summary>Writes a script, for GETSCRIPT (RFC 5804 §2.9). It is always a literal, as clients know it.</summary>
    /// <param name="script">The script.</param>
    public void Script(ReadOnlySpan<byte> script)
    {
        WireText.Literal(script, isClient: false, output);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes a capability (RFC 5804 §1.7).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; null for none.</param>
    public void Capability(string name, string? value = null)
    {
        WireText.String(name, isClient: false, output);
        if (value is not null)
        {
            output.Write(" "u8);
            WireText.String(value, isClient: false, output);
        }

        output.Write("\r\n"u8);
    }

    internal void Challenge(ReadOnlySpan<byte> challenge)
    {
        WireText.String(Convert.ToBase64String(challenge), isClient: false, output);
        output.Write("\r\n"u8);
    }

    internal void Capabilities(ManageSieveServerOptions options, bool offersTls, IEnumerable<string> mechanisms, string? owner)
    {
        Capability("IMPLEMENTATION", options.Implementation);
        Capability("SIEVE", string.Join(' ', options.SieveExtensions));
        Capability("SASL", string.Join(' ', mechanisms));
        if (offersTls)
        {
            Capability("STARTTLS");
        }

        if (options.MaxRedirects is { } redirects)
        {
            Capability("MAXREDIRECTS", redirects.ToString(CultureInfo.InvariantCulture));
        }

        if (!options.NotifyMethods.IsEmpty)
        {
            Capability("NOTIFY", string.Join(' ', options.NotifyMethods));
        }

        if (options.Language is { } language)
        {
            Capability("LANGUAGE", language);
        }

        if (owner is not null)
        {
            Capability("OWNER", owner);
        }

        if (options.OfferUnauthenticate)
        {
            Capability("UNAUTHENTICATE");
        }

        Capability("VERSION", "1.0");
    }

    private void Code(ManageSieveResponseCode code)
    {
        if (code.Name[0] == '/' || code.Name.Length > 1024 || code.Name.Any(static c => c is <= ' ' or >= '\u007F' or '(' or ')' or '{' or '"' or '\\'))
        {
            throw new ArgumentException("This is no name of a response code.", nameof(code));
        }

        output.Write(" ("u8);
        WireText.Ascii(code.Name, output);
        if (code.Is(new("REFERRAL")) && code.ReferredTo is { } url)
        {
            // resp-code-referral = "REFERRAL" SP sieveurl: what is written again holds no parenthesis and no space.
            output.Write(" "u8);
            WireText.Ascii(url.ToString(), output);
        }
        else if (!code.Argument.IsEmpty || code.Is(new("TAG")) || code.Is(new("SASL")))
        {
            output.Write(" "u8);
            WireText.String(code.Argument.Span, isClient: false, output);
        }

        output.Write(")"u8);
    }
}
