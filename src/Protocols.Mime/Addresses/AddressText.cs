using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>Makes text of local parts and domains.</summary>
internal static class AddressText
{
    // RFC 5322 §3.2.3 dot-atom, with UTF-8 (RFC 6532).
    private static readonly SearchValues<char> s_special = SearchValues.Create("()<>[]:;@\\,\" \t\r\n\0");

    public static string GetSemantic(ReadOnlySpan<byte> part)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(part.Length + 1);
        string text = Charset.GetString(default, rented.AsSpan(0, Flatten(part, rented)), out _);
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    public static string GetAddress(ReadOnlySpan<byte> localPart, ReadOnlySpan<byte> domain)
    {
        if (localPart.IsEmpty && domain.IsEmpty)
        {
            return "";
        }

        string local = GetSemantic(localPart);
        if (!localPart.IsEmpty && NeedsQuotes(local))
        {
            local = "\"" + local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        }

        return domain.IsEmpty ? local : local + "@" + GetSemantic(domain);
    }

    public static bool NeedsQuotes(string local) =>
        local.Length == 0 || local.AsSpan().IndexOfAny(s_special) >= 0 || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal);

    // RFC 5322 §4.4 lets white space and comments stand between the words of both.
    private static int Flatten(ReadOnlySpan<byte> part, Span<byte> destination)
    {
        HeaderLexer lexer = new(part);
        int written = 0;
        while (true)
        {
            lexer.SkipCfws();
            if (lexer.AtEnd)
            {
                return written;
            }

            if (lexer.Current == (byte)'"')
            {
                written += PhraseWords.Unescape(lexer.ReadQuoted(), destination[written..]);
            }
            else
            {
                destination[written++] = lexer.Current;
                lexer.Position++;
            }
        }
    }
}
