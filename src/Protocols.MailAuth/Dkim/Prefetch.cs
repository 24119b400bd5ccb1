using System.Runtime.Intrinsics.X86;

namespace Protocols.MailAuth.Dkim;

/// <summary>Asks for octets that are looked at soon, so that they come from memory while others are worked on. Where a processor cannot be asked, nothing happens.</summary>
internal static class Prefetch
{
    private const int CacheLine = 64;

    public static unsafe void Soon(ReadOnlySpan<byte> octets)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        fixed (byte* start = octets)
        {
            for (int i = 0; i < octets.Length; i += CacheLine)
            {
                Sse.Prefetch0(start + i);
            }
        }
    }
}
