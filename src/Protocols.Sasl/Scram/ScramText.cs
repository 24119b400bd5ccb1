using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Sasl;

/// <summary>Reads and writes the pieces that SCRAM's messages are made of (RFC 5802 §7).</summary>
internal static class ScramText
{
    /// <summary>A message as text, if it is UTF-8 without NUL and not too long.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, int maxLength, [NotNullWhen(true)] out string? text)
    {
        text = message.Length <= maxLength && Utf8.IsValid(message) && !message.Contains((byte)0) ? Encoding.UTF8.GetString(message) : null;
        return text is not null;
    }

    /// <summary>Takes an attribute off the front of a message; an attribute that is not this one is none.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> rest, char name, out ReadOnlySpan<char> value)
    {
        value = default;
        if (rest.Length < 2 || rest[0] != name || rest[1] != '=')
        {
            return false;
        }

        int end = rest.IndexOf(',');
        value = end < 0 ? rest[2..] : rest[2..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    /// <summary>saslname: <c>=2C</c> and <c>=3D</c> stand for a comma and an equals sign, and no other equals sign may be in it.</summary>
    public static bool TryReadName(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        StringBuilder read = new(text.Length);
        while (!text.IsEmpty)
        {
            char c = text[0];
            if (c == '=')
            {
                c = text.StartsWith("=2C", StringComparison.Ordinal) ? ',' : text.StartsWith("=3D", StringComparison.Ordinal) ? '=' : '\0';
                if (c == '\0')
                {
                    return false;
                }

                text = text[2..];
            }

            read.Append(c);
            text = text[1..];
        }

        name = read.ToString();
        return name.Length > 0;
    }

    public static string WriteName(string name) => name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    /// <summary>A nonce: printable ASCII without a comma.</summary>
    public static bool IsNonce(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c is < '!' or > '~' or ',')
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    public static bool TryReadBase64(ReadOnlySpan<char> text, out byte[] octets)
    {
        octets = new byte[(text.Length / 4 * 3) + 3];
        bool isBase64 = text.IndexOfAny(" \t\r\n") < 0 && Convert.TryFromBase64Chars(text, octets, out int length) && Resize(ref octets, length);
        return isBase64;
    }

    private static bool Resize(ref byte[] octets, int length)
    {
        Array.Resize(ref octets, length);
        return true;
    }
}
