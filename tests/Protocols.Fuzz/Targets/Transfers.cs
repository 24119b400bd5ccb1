using System.Buffers;
using Protocols.Text;

namespace Protocols.Fuzz.Targets;

/// <summary>Runs pieces through each coder that takes its input in pieces.</summary>
internal static class Transfers
{
    public static byte[] Base64(IEnumerable<byte[]> pieces)
    {
        Base64Decoder decoder = default;
        ArrayBufferWriter<byte> output = new();
        foreach (byte[] piece in pieces)
        {
            output.Advance(decoder.Decode(piece, output.GetSpan(Base64Decoder.GetMaxDecodedLength(piece.Length))));
        }

        output.Advance(decoder.Finish(output.GetSpan(3)));
        return output.WrittenSpan.ToArray();
    }

    public static byte[] QuotedPrintable(IEnumerable<byte[]> pieces)
    {
        QuotedPrintableDecoder decoder = default;
        ArrayBufferWriter<byte> output = new();
        foreach (byte[] piece in pieces)
        {
            output.Advance(decoder.Decode(piece, output.GetSpan(QuotedPrintableDecoder.GetMaxDecodedLength(piece.Length))));
        }

        output.Advance(decoder.Finish(output.GetSpan(QuotedPrintableDecoder.GetMaxDecodedLength(0))));
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Uu(IEnumerable<byte[]> pieces)
    {
        UuDecoder decoder = default;
        ArrayBufferWriter<byte> output = new();
        foreach (byte[] piece in pieces)
        {
            output.Advance(decoder.Decode(piece, output.GetSpan(UuDecoder.GetMaxDecodedLength(piece.Length))));
        }

        output.Advance(decoder.Finish(output.GetSpan(UuDecoder.GetMaxDecodedLength(0))));
        return output.WrittenSpan.ToArray();
    }

    public static byte[] ToBase64(IEnumerable<byte[]> pieces)
    {
        Base64Encoder encoder = default;
        ArrayBufferWriter<byte> output = new();
        foreach (byte[] piece in pieces)
        {
            output.Advance(encoder.Encode(piece, output.GetSpan(Base64Encoder.GetMaxEncodedLength(piece.Length))));
        }

        output.Advance(encoder.Finish(output.GetSpan(Base64Encoder.GetMaxEncodedLength(0))));
        return output.WrittenSpan.ToArray();
    }

    public static byte[] ToQuotedPrintable(IEnumerable<byte[]> pieces, bool isBinary)
    {
        QuotedPrintableEncoder encoder = new(isBinary);
        ArrayBufferWriter<byte> output = new();
        foreach (byte[] piece in pieces)
        {
            output.Advance(encoder.Encode(piece, output.GetSpan(QuotedPrintableEncoder.GetMaxEncodedLength(piece.Length))));
        }

        output.Advance(encoder.Finish(output.GetSpan(QuotedPrintableEncoder.GetMaxEncodedLength(0))));
        return output.WrittenSpan.ToArray();
    }

    public static string Characters(ReadOnlySpan<byte> charset, IEnumerable<byte[]> pieces)
    {
        CharsetDecoder decoder = new(charset);
        ArrayBufferWriter<char> output = new();
        foreach (byte[] piece in pieces)
        {
            decoder.Decode(piece, output);
        }

        decoder.Finish(output);
        return output.WrittenSpan.ToString();
    }
}
