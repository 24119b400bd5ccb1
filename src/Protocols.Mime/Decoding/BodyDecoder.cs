using System.Buffers;

namespace Protocols.Mime;

/// <summary>Decodes bodies that are at hand, and tells whether they can be what they are said to be.</summary>
internal static class BodyDecoder
{
    /// <summary>How much of a body is looked at to tell whether it can be what it is said to be.</summary>
    public const int Sample = 1024;
    private const int LeastOthers = 4;

    private static readonly SearchValues<byte> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"u8);

    /// <summary>
    /// Whether what is labelled base64 can be that. RFC 2045 §6.8 has other octets passed over, and a few are; text that was never encoded
    /// has more than one in sixteen, the spaces between its words alone. White space at either end of a line says nothing.
    /// </summary>
    public static bool IsPlausibleBase64(ReadOnlySpan<byte> body)
    {
        body = body[..Math.Min(body.Length, Sample)];
        int others = 0;
        for (ReadOnlySpan<byte> rest = body; ;)
        {
            int found = rest.IndexOfAnyExcept(s_base64);
            if (found < 0)
            {
                break;
            }

            int blank = rest[found..].IndexOfAnyExcept((byte)' ', (byte)'\t');
            int run = blank < 0 ? rest.Length - found : blank;
            bool isAtEnd = found + run == rest.Length || rest[found + run] is (byte)'\r' or (byte)'\n';
            bool isAtStart = found > 0 ? rest[found - 1] is (byte)'\r' or (byte)'\n' : rest.Length == body.Length;
            others += run == 0 ? 1 : isAtEnd || isAtStart ? 0 : run;
            rest = rest[(found + Math.Max(run, 1))..];
        }

        return others < LeastOthers || others * 16 <= body.Length;
    }

    public static void Decode(TransferEncoding encoding, ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        TransferDecoder decoder = new(encoding);
        decoder.Decode(body, output);
        decoder.Finish(output);
    }
}
