using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.Smtp;

/// <summary>
/// What a proxy in front of the server tells of the client with XCLIENT, Postfix's extension. What it did not tell, or said to be unavailable, is null.
/// </summary>
public sealed record SmtpXClient
{
    internal const string AttributeNames = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";

    // What Postfix allows a name and a HELO argument.
    private const int MaxValueLength = 255;

    /// <summary>The client's host name.</summary>
    public string? Name { get; init; }

    /// <summary>The client's address.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The client's port.</summary>
    public int? Port { get; init; }

    /// <summary>Whether the client said EHLO to the proxy; null where that was not told.</summary>
    public bool? IsExtended { get; init; }

    /// <summary>What the client said with EHLO or HELO.</summary>
    public string? Hello { get; init; }

    /// <summary>Who the client has logged in as.</summary>
    public string? Login { get; init; }

    /// <summary>The address the client connected to.</summary>
    public IPAddress? DestinationAddress { get; init; }

    /// <summary>The port the client connected to.</summary>
    public int? DestinationPort { get; init; }

    /// <summary>Adds what a command says.</summary>
    /// <param name="before">What was told before; null for nothing.</param>
    /// <param name="argument">The command's argument: attributes with spaces between.</param>
    /// <param name="told">Both together; null unless valid.</param>
    public static SmtpParameterStatus TryRead(SmtpXClient? before, ReadOnlySpan<byte> argument, out SmtpXClient? told)
    {
        told = null;
        SmtpXClient result = before ?? new SmtpXClient();
        int count = 0;
        Span<byte> value = stackalloc byte[MaxValueLength];
        foreach (Range range in argument.Split((byte)' '))
        {
            ReadOnlySpan<byte> attribute = argument[range];
            if (attribute.IsEmpty)
            {
                continue;
            }

            int equals = attribute.IndexOf((byte)'=');
            if (equals <= 0)
            {
                return SmtpParameterStatus.Malformed;
            }

            if (!Xtext.TryDecode(attribute[(equals + 1)..], value, out int length) || !OriginalRecipient.IsPrintable(value[..length], utf8: true))
            {
                return SmtpParameterStatus.BadValue;
            }

            SmtpParameterStatus status = result.TrySet(attribute[..equals], Encoding.UTF8.GetString(value[..length]), out result);
            if (status != SmtpParameterStatus.Valid)
            {
                return status;
            }

            count++;
        }

        told = count > 0 ? result : null;
        return count > 0 ? SmtpParameterStatus.Valid : SmtpParameterStatus.Malformed;
    }

    private SmtpParameterStatus TrySet(ReadOnlySpan<byte> name, string value, out SmtpXClient with)
    {
        with = this;
        string? known = value.ToUpperInvariant() is "[UNAVAILABLE]" or "[TEMPUNAVAIL]" ? null : value;
        bool valid = true;
        if (Ascii.EqualsIgnoreCase(name, "NAME"u8))
        {
            with = this with { Name = known };
        }
        else if (Ascii.EqualsIgnoreCase(name, "ADDR"u8))
        {
            valid = TryReadAddress(known, out IPAddress? address);
            with = this with { Address = address };
        }
        else if (Ascii.EqualsIgnoreCase(name, "PORT"u8))
        {
            valid = TryReadPort(known, out int? port);
            with = this with { Port = port };
        }
        else if (Ascii.EqualsIgnoreCase(name, "PROTO"u8))
        {
            bool extended = string.Equals(known, "ESMTP", StringComparison.OrdinalIgnoreCase);
            valid = known is null || extended || known.Equals("SMTP", StringComparison.OrdinalIgnoreCase);
            with = this with { IsExtended = known is null ? null : extended };
        }
        else if (Ascii.EqualsIgnoreCase(name, "HELO"u8))
        {
            with = this with { Hello = known };
        }
        else if (Ascii.EqualsIgnoreCase(name, "LOGIN"u8))
        {
            with = this with { Login = known };
        }
        else if (Ascii.EqualsIgnoreCase(name, "DESTADDR"u8))
        {
            valid = TryReadAddress(known, out IPAddress? address);
            with = this with { DestinationAddress = address };
        }
        else if (Ascii.EqualsIgnoreCase(name, "DESTPORT"u8))
        {
            valid = TryReadPort(known, out int? port);
            with = this with { DestinationPort = port };
        }
        else
        {
            return SmtpParameterStatus.Unknown;
        }

        return valid ? SmtpParameterStatus.Valid : SmtpParameterStatus.BadValue;
    }

    private static bool TryReadAddress(string? text, out IPAddress? address)
    {
        address = null;
        if (text is null)
        {
            return true;
        }

        bool isV6 = text.StartsWith("IPV6:", StringComparison.OrdinalIgnoreCase);

        // The parser takes 1 for 0.0.0.1; four numbers are wanted.
        return IPAddress.TryParse(isV6 ? text[5..] : text, out address)
            && (isV6 ? address.AddressFamily == AddressFamily.InterNetworkV6 : address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3);
    }

    private static bool TryReadPort(string? text, out int? port)
    {
        bool valid = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
        port = valid ? number : null;
        return valid || text is null;
    }
}
