using System.Buffers;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>Decodes bodies piece by piece, so that no writer has to give room for all of a large one at once.</summary>
internal static class BodyDecoder
{
    private const int Piece = 32 * 1024;

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
