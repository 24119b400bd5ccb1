using System.Buffers;
using Protocols.Formats.Tests.Mime.Streaming;
using Protocols.Mime;

namespace Protocols.Fuzz.Targets;

/// <summary>A message read as a stream, cut at two places that the input decides: it tells what a document does.</summary>
internal static class MimeStreamTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        byte[] message = input.ToArray();
        (int first, int second) = Cuts.Of(input);
        string whole = StreamTranscript.Of([message]);
        Assert.Equal(whole, StreamTranscript.Of([message[..first], message[first..second], message[second..]]));
        using MimeDocument document = MimeDocument.Parse(message);
        Assert.Equal(StreamTranscript.Facts(document), StreamTranscript.Facts(message));
        for (int i = 0; i < document.PartCount; i++)
        {
            CheckDecoding(document.GetPart(i), first, second);
        }
    }

    private static void CheckDecoding(MimePart part, int first, int second)
    {
        ReadOnlySpan<byte> body = part.BodySpan;
        (first, second) = (Math.Min(first, body.Length), Math.Min(second, body.Length));
        ArrayBufferWriter<byte> expected = new();
        part.DecodeBody(expected);
        ArrayBufferWriter<byte> decoded = new();
        MimeBodyDecoder decoder = new(part);
        decoder.Decode(body[..first], decoded);
        decoder.Decode(body[first..second], decoded);
        decoder.Decode(body[second..], decoded);
        decoder.Finish(decoded);
        Assert.True(decoded.WrittenSpan.SequenceEqual(expected.WrittenSpan), "A body depends on how it is cut.");
    }
}
