using System.Buffers;
using System.Text;

namespace Protocols.Sieve;

/// <summary>The modifier <c>:encodeurl</c> of <c>set</c> (RFC 5435 §6): every octet that is not unreserved (RFC 3986 §2.3) is percent-encoded.</summary>
internal static class UrlEncoding
{
    private static readonly SearchValues<byte> s_unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private const int CodeLength = 3;

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>Encodes text, character by character as far as there is room: no code is cut, and no character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many octets may be written.</param>
    /// <param name="output">Takes them.</param>
    public static void Encode(ReadOnlySpan<byte> text, int most, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(s_unreserved);
            ReadOnlySpan<byte> run = plain < 0 ? text : text[..plain];
            run = run[..Math.Min(run.Length, most)];
            output.Write(run);
            most -= run.Length;
            text = plain < 0 ? default : text[plain..];
            if (text.IsEmpty)
            {
                return;
            }

            _ = Rune.DecodeFromUtf8(text, out _, out int length);
            if (length * CodeLength > most)
            {
                return;
            }

            foreach (byte octet in text[..length])
            {
                Span<byte> code = output.GetSpan(CodeLength);
                code[0] = (byte)'%';
                code[1] = HexDigits[octet >> 4];
                code[2] = HexDigits[octet & 15];
                output.Advance(CodeLength);
            }

            most -= length * CodeLength;
            text = text[length..];
        }
    }
}
