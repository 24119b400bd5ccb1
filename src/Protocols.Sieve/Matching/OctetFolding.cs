using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Protocols.Sieve;

/// <summary>As what an octet of a value counts while it is compared with a key that was folded before.</summary>
internal interface IOctetFolding
{
    /// <summary>Folds one octet.</summary>
    static abstract byte Fold(byte octet);

    /// <summary>Folds sixteen.</summary>
    static abstract Vector128<byte> Fold(Vector128<byte> octets);
}

/// <summary>i;octet, and what was folded already: each octet counts as itself (RFC 4790 §9.3).</summary>
internal readonly struct PlainOctets : IOctetFolding
{
    public static byte Fold(byte octet) => octet;

    public static Vector128<byte> Fold(Vector128<byte> octets) => octets;
}

/// <summary>i;ascii-casemap: the letters a to z count as A to Z (RFC 4790 §9.2).</summary>
internal readonly struct AsciiCasemap : IOctetFolding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Fold(byte octet) => (uint)(octet - 'a') <= 'z' - 'a' ? (byte)(octet ^ 0x20) : octet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Fold(Vector128<byte> octets)
    {
        Vector128<byte> isLower = Vector128.LessThan(octets - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
        return octets ^ (isLower & Vector128.Create((byte)0x20));
    }

    /// <summary>Folds octets in place.</summary>
    public static void FoldAll(Span<byte> octets)
    {
        foreach (ref byte octet in octets)
        {
            octet = Fold(octet);
        }
    }
}
