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
    }
}
