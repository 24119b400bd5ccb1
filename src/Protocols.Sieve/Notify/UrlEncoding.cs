using System.Buffers;

namespace Protocols.Sieve;

/// <summary>The modifier <c>:encodeurl</c> of <c>set</c> (RFC 5435 §6): every octet that is not unreserved (RFC 3986 §2.3) is percent-encoded.</summary>
internal static class UrlEncoding
{
    private static readonly SearchValues<byte> s_unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>Encodes text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="output">Takes up to three octets for each of the text.</param>
    public static void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(s_unreserved);
            output.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
            {
                return;
            }

            Span<byte> code = output.GetSpan(3);
            code[0] = (byte)'%';
            code[1] = HexDigits[text[plain] >> 4];
            code[2] = HexDigits[text[plain] & 15];
            output.Advance(3);
            text = text[(plain + 1)..];
        }
    }
}
