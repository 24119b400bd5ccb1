using System.Buffers;
using Protocols.Formats.Tests.ICalendar;
using Protocols.Text;
using Protocols.VCard;

namespace Protocols.Formats.Tests.VCard;

/// <summary>What must hold of any octets as a card, in lines and in JSON. Also what the fuzz target does.</summary>
internal static class CardExercise
{
    private static readonly ContentTreeOptions s_options = new() { Lines = ContentLineOptions.VCard, MaxComponents = 100, MaxProperties = 2_000, MaxDepth = 4 };

    /// <summary>Reads, asks, makes other versions, and writes in both formats.</summary>
    /// <param name="source">The octets.</param>
    public static void All(byte[] source)
    {
        ContentTree tree = Card.ReadAll(source, s_options);
        byte[] written = Write(tree);
        ContentTree again = Card.ReadAll(written, s_options);
        Assert.All(again.Defects, static defect => Assert.True(defect.Code is ContentLineDefectCode.MalformedName or ContentLineDefectCode.UnbalancedQuote, defect.ToString()));
        Assert.True(written.AsSpan().SequenceEqual(Write(again)), "What is written is not what was read.");
        Assert.Equal(tree.Components.Count, again.Components.Count);
        foreach (Card card in tree.Components.OfType<Card>().Take(5))
        {
            Exercise.Ask(card);
            foreach (CardVersion version in new[] { CardVersion.V3, CardVersion.V4 })
            {
                Assert.Equal(version, Card.TryRead(card.ToVersion(version).ToBytes(), s_options)!.Version);
            }

            ThroughJson(card);
        }

        Assert.All(JCard.ReadAll(source, s_options).Components.OfType<Card>(), ThroughJson);
    }

    // What is read from JSON is what any JSON is made of from then on; what lines say otherwise (ENCODING, the letter case) is gone by then.
    private static void ThroughJson(Card card)
    {
        ArrayBufferWriter<byte> first = new();
        JCard.Write(card, first);
        ArrayBufferWriter<byte> second = new();
        JCard.Write(JCard.TryRead(first.WrittenSpan, s_options)!, second);
        ArrayBufferWriter<byte> third = new();
        JCard.Write(JCard.TryRead(second.WrittenSpan, s_options)!, third);
        Assert.True(second.WrittenSpan.SequenceEqual(third.WrittenSpan), "JSON read and written differs.");
    }

    private static byte[] Write(ContentTree tree)
    {
        ArrayBufferWriter<byte> output = new();
        foreach (ContentComponent component in tree.Components)
        {
            component.Write(output);
        }

        return output.WrittenSpan.ToArray();
    }
}
