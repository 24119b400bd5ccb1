using Protocols.Formats.Tests.VCard;

namespace Protocols.Fuzz.Targets;

/// <summary>A card: in lines or in JSON, asked, made other versions and written.</summary>
internal static class CardTarget
{
    public static void Run(ReadOnlySpan<byte> input) => CardExercise.All(input.ToArray());
}
