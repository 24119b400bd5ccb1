using Protocols.Formats.Tests.VCard;

namespace Protocols.Fuzz.Targets;

/// <summary>Cards of JSContact: read, validated, localized and made vCards.</summary>
internal static class JSContactTarget
{
    public static void Run(ReadOnlySpan<byte> input) => JsonBlocks.Each(input, """ "@type":"Card","version":"1.0" """, CardExercise.All);
}
