using System.Buffers;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>Decodes a body that comes in pieces, cut anywhere (RFC 2045 §6), so that no writer has to give room for all of a large one at once.</summary>
internal struct TransferDecoder(TransferEncoding encoding)
{
    private const int Piece = 32 * 1024;

    private Base64Decoder _base64;
    private QuotedPrintableDecoder _quotedPrintable;
    private UuDecoder _uu;

    public readonly TransferEncoding Encoding => encoding;

    public void Decode(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        if (encoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable or TransferEncoding.UuEncode))
        {
            output.Write(octets);
            return;
        }

        while (!octets.IsEmpty)
        {
            ReadOnlySpan<byte> piece = octets[..Math.Min(octets.Length, Piece)];
            octets = octets[piece.Length..];
            output.Advance(encoding switch
            {
                TransferEncoding.Base64 => _base64.Decode(piece, output.GetSpan(Base64Decoder.GetMaxDecodedLength(piece.Length))),
                TransferEncoding.QuotedPrintable => _quotedPrintable.Decode(piece, output.GetSpan(QuotedPrintableDecoder.GetMaxDecodedLength(piece.Length))),
                _ => _uu.Decode(piece, output.GetSpan(UuDecoder.GetMaxDecodedLength(piece.Length))),
            });
        }
    }

    /// <summary>Gives what is still held.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        switch (encoding)
        {
            case TransferEncoding.Base64:
                output.Advance(_base64.Finish(output.GetSpan(3)));
                break;
            case TransferEncoding.QuotedPrintable:
                output.Advance(_quotedPrintable.Finish(output.GetSpan(QuotedPrintableDecoder.GetMaxDecodedLength(0))));
                break;
            case TransferEncoding.UuEncode:
                output.Advance(_uu.Finish(output.GetSpan(UuDecoder.GetMaxDecodedLength(0))));
                break;
            default:
                break;
        }
    }
}
