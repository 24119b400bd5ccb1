using Protocols.Formats.Tests.Sieve;

namespace Protocols.Fuzz.Targets;

/// <summary>A script: compiled, run over a message, kept, and laid out. Behind an octet that is in no script stands another message.</summary>
internal static class SieveTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        int cut = input.IndexOf((byte)0);
        SieveExercise.All(cut < 0 ? input.ToArray() : input[..cut].ToArray(), cut < 0 ? null : input[(cut + 1)..].ToArray());
    }
}
