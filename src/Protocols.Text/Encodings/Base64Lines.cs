using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Protocols.Text;

/// <summary>
/// The fast path of base64: lines of whole groups and nothing else. All of a line is looked up with vectors and judged once, and the
/// next line is guessed to be as long as the last, so that no line costs a search for its end. What is not like that is left to the caller.
/// </summary>
internal static class Base64Lines
{
    /// <summary>A line longer than this is decoded in parts, so that one octet that is wrong never costs more than this.</summary>
    public const int LongestPart = 4096;

    /// <summary>How far a vector may write behind what it means.</summary>
    public const int Slack = 8;

    // Each octet has a class by its upper four bits and one by its lower four; where both have a bit in common, it is none of the alphabet.
    private static readonly Vector128<byte> s_upperClasses = Vector128.Create(
        (byte)0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);

    private static readonly Vector128<byte> s_lowerClasses = Vector128.Create(
        (byte)0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);

    // What is added to an octet to get its value, by its upper four bits; one less for the slash, which shares them with the plus.
    private static readonly Vector128<byte> s_shifts = Vector128.Create(
        (sbyte)0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0).AsByte();

    // The three octets of each group of four, the first one in front.
    private static readonly Vector128<byte> s_pack = Vector128.Create(
        (byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255);

    /// <summary>Decodes from the start of a group as far as it can.</summary>
    /// <param name="source">The encoded octets.</param>
    /// <param name="destination">Takes the decoded ones; what comes behind them in it is undefined.</param>
    /// <param name="used">How many octets were read: whole groups, with the line ends between them.</param>
    /// <returns>How many octets were written.</returns>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int used)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int position = 0;
        int written = 0;
        int guess = 0;
        while (position < source.Length)
        {
            int length;
            int lineEnd = 2;
            if (guess > 0 && source.Length - position >= guess + 2
                && Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref from, position + guess)) == (BitConverter.IsLittleEndian ? 0x0A0D : 0x0D0A))
            {
                length = guess;
            }
            else
            {
                length = LineLength(source[position..], out lineEnd);
                guess = lineEnd == 2 ? length : 0;
            }

            // The end of a text, with its padding, is not for here.
            int groups = length & ~3;
            if (groups > 0 && Unsafe.Add(ref from, position + groups - 1) == (byte)'=')
            {
                groups -= 4;
            }

            int octets = groups / 4 * 3;
            if (groups < Vector128<byte>.Count || destination.Length - written < octets + Slack
                || !DecodeGroups(ref Unsafe.Add(ref from, position), ref Unsafe.Add(ref to, written), groups))
            {
                break;
            }

            position += groups;
            written += octets;
            if (groups != length)
            {
                break;
            }

            position += lineEnd;
        }

        used = position;
        return written;
    }

    private static int LineLength(ReadOnlySpan<byte> source, out int lineEnd)
    {
        ReadOnlySpan<byte> part = source[..Math.Min(source.Length, LongestPart)];
        int length = part.IndexOf((byte)'\n');
        if (length < 0)
        {
            lineEnd = 0;
            return part.Length;
        }

        lineEnd = length > 0 && part[length - 1] == (byte)'\r' ? 2 : 1;
        return length + 1 - lineEnd;
    }

    private static bool DecodeGroups(ref byte source, ref byte destination, int length)
    {
        if (Avx2.IsSupported && length >= Vector256<byte>.Count)
        {
            return DecodeGroups256(ref source, ref destination, length);
        }

        return DecodeGroups128(ref source, ref destination, length);
    }

    // The last vector overlaps the one before it, so that a line of any whole number of groups takes no other path.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool DecodeGroups256(ref byte source, ref byte destination, int length)
    {
        Vector256<byte> wrong = Vector256<byte>.Zero;
        int last = length - Vector256<byte>.Count;
        for (int i = 0; i < last; i += Vector256<byte>.Count)
        {
            Decode256(ref Unsafe.Add(ref source, i), ref Unsafe.Add(ref destination, i / 4 * 3), ref wrong);
        }

        Decode256(ref Unsafe.Add(ref source, last), ref Unsafe.Add(ref destination, last / 4 * 3), ref wrong);
        return wrong == Vector256<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Decode256(ref byte source, ref byte destination, ref Vector256<byte> wrong)
    {
        Vector256<byte> octets = Vector256.LoadUnsafe(ref source);
        Vector256<byte> upper = (octets.AsInt32() >> 4).AsByte() & Vector256.Create((byte)0x0F);
        Vector256<byte> lower = octets & Vector256.Create((byte)0x0F);
        wrong |= Avx2.Shuffle(Vector256.Create(s_upperClasses, s_upperClasses), upper) & Avx2.Shuffle(Vector256.Create(s_lowerClasses, s_lowerClasses), lower);
        Vector256<byte> isSlash = Vector256.Equals(octets, Vector256.Create((byte)'/'));
        Vector256<byte> values = octets + Avx2.Shuffle(Vector256.Create(s_shifts, s_shifts), upper + isSlash);
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(values, Vector256.Create(0x01400140).AsSByte());
        Vector256<byte> groups = Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(0x00011000).AsInt16()).AsByte();
        groups = Avx2.Shuffle(groups, Vector256.Create(s_pack, s_pack));
        Avx2.PermuteVar8x32(groups.AsInt32(), Vector256.Create(0, 1, 2, 4, 5, 6, 7, 7)).AsByte().StoreUnsafe(ref destination);
    }

    private static bool DecodeGroups128(ref byte source, ref byte destination, int length)
    {
        Vector128<byte> wrong = Vector128<byte>.Zero;
        int last = length - Vector128<byte>.Count;
        for (int i = 0; i < last; i += Vector128<byte>.Count)
        {
            Decode128(ref Unsafe.Add(ref source, i), ref Unsafe.Add(ref destination, i / 4 * 3), ref wrong);
        }

        Decode128(ref Unsafe.Add(ref source, last), ref Unsafe.Add(ref destination, last / 4 * 3), ref wrong);
        return wrong == Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Decode128(ref byte source, ref byte destination, ref Vector128<byte> wrong)
    {
        Vector128<byte> octets = Vector128.LoadUnsafe(ref source);
        Vector128<byte> upper = octets >> 4;
        Vector128<byte> lower = octets & Vector128.Create((byte)0x0F);
        wrong |= Vector128.Shuffle(s_upperClasses, upper) & Vector128.Shuffle(s_lowerClasses, lower);
        Vector128<byte> isSlash = Vector128.Equals(octets, Vector128.Create((byte)'/'));
        Vector128<uint> values = (octets + Vector128.Shuffle(s_shifts, upper + isSlash)).AsUInt32();

        // Four times six bits, the first ones lowest, become 24 with the first ones highest.
        Vector128<uint> six = Vector128.Create(0x3Fu);
        Vector128<uint> groups = ((values & six) << 18) | (((values >> 8) & six) << 12) | (((values >> 16) & six) << 6) | (values >> 24);
        Vector128.Shuffle(groups.AsByte(), s_pack).StoreUnsafe(ref destination);
    }
}
