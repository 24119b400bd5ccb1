using Protocols.Formats.Tests.Mime;
using Protocols.Mime;

namespace Protocols.Fuzz.Targets;

/// <summary>A message: everything that can be asked of it is, by the default limits and by narrow ones.</summary>
internal static class MimeTarget
{
    private static readonly MimeReadOptions s_narrow = new() { MaxDepth = 2, MaxParts = 4, MaxHeaderFields = 8, MaxHeaderBytes = 512, MaxDefects = 3 };

    public static void Run(ReadOnlySpan<byte> input)
    {
        byte[] message = input.ToArray();
        Exercise.All(message);
        Exercise.All(message, s_narrow);
    }
}
