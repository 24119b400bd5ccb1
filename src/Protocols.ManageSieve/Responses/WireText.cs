using System.Buffers;
using System.Globalization;
using System.Text;

namespace Protocols.ManageSieve.Responses;

/// <summary>Writes strings so that nothing in them can be taken for anything else (RFC 5804 §4).</summary>
internal static class WireText
{
    // quoted = DQUOTE *1024QUOTED-CHAR DQUOTE
    private const int MaxQuoted = 1024;

    /// <summary>Writes a string: quoted where that can be, else as a literal.</summary>
    /// <param name="value">Any octets.</param>
    /// <param name="isClient">Whether a client says it: its literals have a plus sign.</param>
    /// <param name="output">Where it goes.</param>
    public static void String(ReadOnlySpan<byte> value, bool isClient, IBufferWriter<byte> output)
    {
        if (value.Length > MaxQuoted || value.ContainsAny((byte)0, (byte)'\r', (byte)'\n') || !System.Text.Unicode.Utf8.IsValid(value) || Quoted(value) > MaxQuoted)
        {
            Literal(value, isClient, output);
            return;
        }

        output.Write("\""u8);
        while (value.IndexOfAny((byte)'"', (byte)'\\') is var at && at >= 0)
        {
            output.Write(value[..at]);
            output.Write("\\"u8);
            output.Write(value.Slice(at, 1));
            value = value[(at + 1)..];
        }

        output.Write(value);
        output.Write("\""u8);
    }

    /// <summary>Writes a string of a program's.</summary>
    public static void String(string value, bool isClient, IBufferWriter<byte> output) => String(Encoding.UTF8.GetBytes(value), isClient, output);

    /// <summary>Writes a literal.</summary>
    public static void Literal(ReadOnlySpan<byte> value, bool isClient, IBufferWriter<byte> output)
    {
        Ascii(string.Create(CultureInfo.InvariantCulture, $"{{{value.Length}{(isClient ? "+" : "")}}}\r\n"), output);
        output.Write(value);
    }

    /// <summary>Writes text that this package made itself.</summary>
    public static void Ascii(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        Span<byte> destination = output.GetSpan(Math.Max(1, text.Length));
        Encoding.ASCII.GetBytes(text, destination);
        output.Advance(text.Length);
    }

    /// <summary>What people read: lines end with CRLF, and other control characters are spaces.</summary>
    public static byte[] Human(ReadOnlySpan<char> text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\n':
                    clean.Append("\r\n");
                    break;
                case '\r':
                    break;
                default:
                    clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(clean.ToString());
    }

    private static int Quoted(ReadOnlySpan<byte> value) => value.Length + value.Count((byte)'"') + value.Count((byte)'\\');
}
