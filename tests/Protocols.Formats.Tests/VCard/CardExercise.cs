using System.Buffers;
using System.Text.Json.Nodes;
using Protocols.Formats.Tests.ICalendar;
using Protocols.Text;
using Protocols.VCard;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard;

/// <summary>What must hold of any octets as a card, in lines and in JSON. Also what the fuzz target does.</summary>
internal static class CardExercise
{
    private static readonly JSContactConversionOptions s_conversion = new() { Version = JSCard.Version2 };
    private static readonly JSContactOptions s_json = new() { MaxMembers = 2_000, MaxDepth = 12 };
    private static readonly ContentTreeOptions s_options = new() { Lines = ContentLineOptions.VCard, MaxComponents = 100, MaxProperties = 2_000, MaxDepth = 4 };

    /// <summary>Reads, asks, makes other versions, and writes in all formats.</summary>
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
            ThroughJSContact(JSContactConverter.FromCard(card, s_conversion));
        }

        Assert.All(JSCard.Read(source, s_json).Cards.Take(5), static card =>
        {
            _ = card.Validate();
            _ = card.Localized("de");
            ThroughJSContact(card);
        });

        Assert.All(JCard.ReadAll(source, s_options).Components.OfType<Card>(), ThroughJson);
    }

    // What a vCard was made of is what it becomes again.
    private static void ThroughJSContact(JSCard card)
    {
        Card first = Card.Parse(JSContactConverter.ToCard(card, s_conversion).ToBytes());
        JSCard second = JSContactConverter.FromCard(first, s_conversion);
        JSCard third = JSContactConverter.FromCard(Card.Parse(JSContactConverter.ToCard(second, s_conversion).ToBytes()), s_conversion);
        WithoutVersion(second);
        WithoutVersion(third);
        Assert.True(JsonNode.DeepEquals(second.Json, third.Json), $"JSContact differs:\n{second}\n{third}");
    }

    // RFC 9555 §2.11.10: VERSION is kept; a JSPROP may say that there was none.
    private static void WithoutVersion(JSCard card)
    {
        if (card.Json["vCardProps"] is JsonArray { Count: 1 } properties && (string?)properties[0]![0] == "version")
        {
            card.Json.Remove("vCardProps");
        }
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
