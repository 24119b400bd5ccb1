using System.Buffers;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>Decodes bodies piece by piece, so that no writer has to give room for all of a large one at once.</summary>
internal static class BodyDecoder
{
    private const int Piece = 32 * 1024;

    // How much of a body is looked at to tell whether it can be what it is said to be.
    private const int Sample = 1024;
    private const int LeastOthers = 4;

    private static readonly SearchValues<byte> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"u8);

    /// <summary>
    /// Whether what is labelled base64 can be that. RFC 2045 §6.8 has other octets passed over, and a few are; text that was never encoded
    /// has more than one in sixteen, its spaces alone.
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

            others++;
            rest = rest[(found + 1)..];
        }

        return others < LeastOthers || others * 16 <= body.Length;
    }

    public static void Decode(TransferEncoding encoding, ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        switch (encoding)
        {
            case TransferEncoding.Base64:
                DecodeBase64(body, output);
                break;
            case TransferEncoding.QuotedPrintable:
                DecodeQuotedPrintable(body, output);
                break;
            case TransferEncoding.UuEncode:
                output.Advance(UuEncoding.Decode(body, output.GetSpan(Math.Max(body.Length, 1))));
                break;
            default:
                output.Write(body);
                break;
        }
    }

    private static void DecodeBase64(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        Base64Decoder decoder = default;
        while (!body.IsEmpty)
        {
            int length = Math.Min(body.Length, Piece);

            // Whole lines, where they are not absurdly long, keep to the fast path.
            int lineEnd = length < body.Length ? body[..length].LastIndexOf((byte)'\n') : -1;
            length = lineEnd < 0 ? length : lineEnd + 1;
            output.Advance(decoder.Decode(body[..length], output.GetSpan(Base64Decoder.GetMaxDecodedLength(length))));
            body = body[length..];
        }

        output.Advance(decoder.Finish(output.GetSpan(3)));
    }

    private static void DecodeQuotedPrintable(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        while (!body.IsEmpty)
        {
            // Quoted-printable can be cut behind any line end, and nowhere else.
            int length = body.Length;
            if (length > Piece)
            {
                int next = body[Piece..].IndexOf((byte)'\n');
                length = next < 0 ? length : Piece + next + 1;
            }

            output.Advance(QuotedPrintable.Decode(body[..length], output.GetSpan(length)));
            body = body[length..];
        }
    }
}
