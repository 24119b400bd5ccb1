using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Smtp;

/// <summary>The address a sender first wrote a recipient as: the parameter ORCPT (RFC 3461 §4.2, RFC 6533 §3).</summary>
/// <param name="AddressType">The kind of address, most often <c>rfc822</c>, or <c>utf-8</c> for one that is not ASCII.</param>
/// <param name="Address">The address, decoded; it need not be one that mail can be sent to.</param>
public readonly record struct OriginalRecipient(string AddressType, string Address)
{
    // RFC 3461 §4.2
    internal const int MaxLength = 500;

    private bool IsUtf8Type => AddressType.Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"{AddressType};{Address}";

    /// <summary>Reads the parameter's value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="recipient">What it says.</param>
    /// <returns>False if it is not of the grammar, or longer than 500 bytes.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out OriginalRecipient recipient)
    {
        recipient = default;
        int semicolon = value.IndexOf((byte)';');
        if (semicolon <= 0 || value.Length > MaxLength || SmtpGrammar.AtomLength(value[..semicolon]) != semicolon)
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[MaxLength];
        string type = Encoding.ASCII.GetString(value[..semicolon]);
        bool isUtf8 = type.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        if (!Xtext.TryDecode(value[(semicolon + 1)..], decoded, out int length) || !IsPrintable(decoded[..length], isUtf8))
        {
            return false;
        }

        string address = Encoding.UTF8.GetString(decoded[..length]);
        recipient = new OriginalRecipient(type, isUtf8 ? Unembed(address) : address);
        return true;
    }

    /// <summary>Writes the parameter's value in ASCII.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">How long it is.</param>
    /// <returns>False if the type or the address cannot be written, or the value is longer than 500 bytes or than the destination.</returns>
    public bool TryFormat(Span<byte> destination, out int written)
    {
        written = 0;
        if (string.IsNullOrEmpty(AddressType) || Address is null || AddressType.Length > 100 || Address.Length > MaxLength)
        {
            return false;
        }

        Span<byte> type = stackalloc byte[AddressType.Length];
        if (Ascii.FromUtf16(AddressType, type, out int typeLength) != OperationStatus.Done || SmtpGrammar.AtomLength(type) != typeLength)
        {
            return false;
        }

        string address = IsUtf8Type ? Embed(Address) : Address;
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (address.Length > bytes.Length || Ascii.FromUtf16(address, bytes, out int length) != OperationStatus.Done || !IsPrintable(bytes[..length], false)
            || destination.Length < typeLength + 1)
        {
            return false;
        }

        type.CopyTo(destination);
        destination[typeLength] = (byte)';';
        if (!Xtext.TryEncode(bytes[..length], destination[(typeLength + 1)..], out int encoded) || typeLength + 1 + encoded > MaxLength)
        {
            return false;
        }

        written = typeLength + 1 + encoded;
        return true;
    }

    // RFC 3461 §4.2: graphic characters and white space of ASCII; RFC 6533 §3 adds UTF-8 where the type says so.
    internal static bool IsPrintable(ReadOnlySpan<byte> text, bool utf8)
    {
        foreach (byte b in text)
        {
            if (b is (< 0x20 and not (byte)'\t') or 0x7F || (b >= 0x80 && !utf8))
            {
                return false;
            }
        }

        return !utf8 || Utf8.IsValid(text);
    }

    // RFC 6533 §3: EmbeddedUnicodeChar = "\x{" HEXPOINT "}", in capitals, for what is not ASCII and for "\", "+" and "=".
    private static string Embed(string address)
    {
        StringBuilder text = new();
        foreach (Rune rune in address.EnumerateRunes())
        {
            if (rune.IsAscii && rune.Value is > 0x20 and < 0x7F and not '\\' and not '+' and not '=')
            {
                text.Append((char)rune.Value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}");
            }
        }

        return text.ToString();
    }

    private static string Unembed(string text)
    {
        StringBuilder address = new();
        int at = 0;
        while (at < text.Length)
        {
            int start = text.IndexOf("\\x{", at, StringComparison.Ordinal);
            int end = start < 0 ? -1 : text.IndexOf('}', start);
            if (end < 0)
            {
                break;
            }

            address.Append(text, at, start - at);
            at = end + 1;

            // A number that is no character, or a control that no parameter may carry, stays as it was written.
            if (end - start is > 4 and <= 9 && int.TryParse(text.AsSpan(start + 3, end - start - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
                && Rune.IsValid(value) && value is >= 0x20 and not (>= 0x7F and < 0xA0))
            {
                address.Append(new Rune(value).ToString());
            }
            else
            {
                address.Append(text, start, at - start);
            }
        }

        return address.Append(text, at, text.Length - at).ToString();
    }
}
