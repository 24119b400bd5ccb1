using System.Buffers;
using System.Text;

namespace Protocols.Text;

/// <summary>The values of parameters: <c>^n</c>, <c>^'</c> and <c>^^</c> stand for a line end, a quote and a caret (RFC 6868 §3).</summary>
public static class ParameterText
{
    private static readonly SearchValues<char> s_needQuotes = SearchValues.Create(":;,");
    private static readonly SearchValues<char> s_needEscapes = SearchValues.Create("^\"\r\n");

    /// <summary>Gives the text of a value. A caret before anything else stands for itself (RFC 6868 §3.2).</summary>
    /// <param name="value">The value, without quotes. Octets that are no UTF-8 become U+FFFD.</param>
    public static string Decode(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value);
        if (!text.Contains('^', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder decoded = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i] == '^' && i + 1 < text.Length ? text[i + 1] : '\0';
            char meant = next switch { 'n' or 'N' => '\n', '\'' => '"', '^' => '^', _ => '\0' };
            decoded.Append(meant == '\0' ? text[i] : meant);
            i += meant == '\0' ? 0 : 1;
        }

        return decoded.ToString();
    }

    /// <summary>Appends a value: with quotes where it has a colon, a semicolon or a comma, and with escapes.</summary>
    /// <param name="value">The text. CR LF and CR count as a line end; other control characters are refused.</param>
    /// <param name="output">Takes the octets.</param>
    /// <exception cref="ArgumentException">The text has a control character that no parameter can carry.</exception>
    public static void Encode(ReadOnlySpan<char> value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Span<byte> destination = output.GetSpan(GetMaxEncodedLength(value.Length));
        output.Advance(Encode(value, destination, isQuoted: false));
    }

    /// <summary>How many octets a value can take.</summary>
    internal static int GetMaxEncodedLength(int length) => (2 * Encoding.UTF8.GetMaxByteCount(length)) + 2;

    /// <summary>Writes a value and tells its length; the destination has <see cref="GetMaxEncodedLength"/>.</summary>
    internal static int Encode(ReadOnlySpan<char> value, Span<byte> destination, bool isQuoted)
    {
        foreach (char character in value)
        {
            if ((character < ' ' && character is not ('\t' or '\r' or '\n')) || character == '\x7F')
            {
                throw new ArgumentException($"A parameter cannot carry the control character {(int)character}.", nameof(value));
            }
        }

        isQuoted |= value.IndexOfAny(s_needQuotes) >= 0 || value is [' ', ..] or [.., ' '];
        int written = 0;
        Put(destination, ref written, isQuoted ? "\""u8 : default);
        while (value.IndexOfAny(s_needEscapes) is >= 0 and int at)
        {
            written += Encoding.UTF8.GetBytes(value[..at], destination[written..]);
            bool isPair = value[at] == '\r' && at + 1 < value.Length && value[at + 1] == '\n';
            Put(destination, ref written, value[at] switch { '^' => "^^"u8, '"' => "^'"u8, _ => "^n"u8 });
            value = value[(at + (isPair ? 2 : 1))..];
        }

        written += Encoding.UTF8.GetBytes(value, destination[written..]);
        Put(destination, ref written, isQuoted ? "\""u8 : default);
        return written;
    }

    private static void Put(Span<byte> destination, ref int written, ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(destination[written..]);
        written += octets.Length;
    }
}
