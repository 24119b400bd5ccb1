using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Protocols.Text;

/// <summary>The fast paths of quoted-printable: runs that are as they seem, and sixteen octets with codes among them at a time.</summary>
internal static class QuotedPrintableBlock
{
    /// <summary>How many octets <see cref="Decode"/> looks at: a code may begin in the last of its sixteen.</summary>
    public const int Window = 18;

    // For each set of eight octets, where those that are kept come from; the rest is of no account.
    private static readonly ulong[] s_compress = BuildCompress();

    /// <summary>
    /// Copies up to the first octet that needs a thought: an equals sign, or white space before a line end. White space that is the
    /// last octet is copied.
    /// </summary>
    /// <param name="source">The encoded octets.</param>
    /// <param name="destination">At least as long as the source.</param>
    /// <returns>How many octets were copied; what comes behind them in the destination is undefined.</returns>
    public static int CopyPlain(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; source.Length - i > Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            Vector128<byte> octets = Vector128.LoadUnsafe(ref from, (nuint)i);
            octets.StoreUnsafe(ref to, (nuint)i);
            uint found = Vector128.Equals(octets, Vector128.Create((byte)'=')).ExtractMostSignificantBits()
                | SpacesAtEnds(octets, Vector128.LoadUnsafe(ref from, (nuint)i + 1));
            if (found != 0)
            {
                return i + BitOperations.TrailingZeroCount(found);
            }
        }

        for (; i < source.Length; i++)
        {
            byte b = source[i];
            if (b == (byte)'=' || (b is (byte)' ' or (byte)'\t' && i + 1 < source.Length && source[i + 1] is (byte)'\r' or (byte)'\n'))
            {
                break;
            }

            destination[i] = b;
        }

        return i;
    }

    /// <summary>Decodes sixteen octets at a time, codes and plain ones, while all is as it should be and codes are among them.</summary>
    /// <param name="source">The encoded octets.</param>
    /// <param name="destination">At least as long as the source.</param>
    /// <param name="position">Where to begin; then, where it stopped.</param>
    /// <param name="written">How many octets were written.</param>
    /// <param name="kept">How many of them came before the end of the last code.</param>
    public static void Decode(ReadOnlySpan<byte> source, Span<byte> destination, ref int position, ref int written, ref int kept)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        ref ulong compress = ref MemoryMarshal.GetArrayDataReference(s_compress);
        int i = position;
        int o = written;
        int k = kept;
        while (source.Length - i >= Window)
        {
            Vector128<byte> octets = Vector128.LoadUnsafe(ref from, (nuint)i);
            Vector128<byte> next = Vector128.LoadUnsafe(ref from, (nuint)i + 1);
            Vector128<byte> isCode = Vector128.Equals(octets, Vector128.Create((byte)'='));
            Vector128<byte> high = HexValues(next, out Vector128<byte> isHigh);
            Vector128<byte> low = HexValues(Vector128.LoadUnsafe(ref from, (nuint)i + 2), out Vector128<byte> isLow);
            uint codes = isCode.ExtractMostSignificantBits();
            uint stops = (isCode & ~(isHigh & isLow)).ExtractMostSignificantBits() | SpacesAtEnds(octets, next);
            if (codes == 0)
            {
                break;
            }

            uint taken = 0xFFFF;
            int read = Vector128<byte>.Count + (int)(codes >> 14);
            if (stops != 0)
            {
                read = BitOperations.TrailingZeroCount(stops);
                taken = (1u << read) - 1;
                codes &= taken;
            }

            // The digits of a code are not kept, nor can one be the start of another: an equals sign is no digit.
            taken &= ~((codes << 1) | (codes << 2));
            Vector128<byte> values = Vector128.ConditionalSelect(isCode, (high << 4) | low, octets);
            Vector128<ulong> order = Vector128.Create(Unsafe.Add(ref compress, taken & 0xFF), Unsafe.Add(ref compress, taken >> 8) | 0x0808080808080808);
            Vector128<ulong> packed = Vector128.Shuffle(values, order.AsByte()).AsUInt64();
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, o), packed.ToScalar());
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, o + BitOperations.PopCount(taken & 0xFF)), packed.GetElement(1));

            // Behind the last code, which may reach one or two octets beyond the sixteen.
            int behindLast = 32 - BitOperations.LeadingZeroCount(codes);
            k = codes == 0 ? k : o + BitOperations.PopCount(taken & ((1u << behindLast) - 1));
            o += BitOperations.PopCount(taken);
            i += read;
            if (stops != 0)
            {
                if (source.Length - i <= 2 || Unsafe.Add(ref from, i) != (byte)'=' || Unsafe.Add(ref from, i + 1) != (byte)'\r' || Unsafe.Add(ref from, i + 2) != (byte)'\n')
                {
                    break;
                }

                i += 3;
                k = o;
            }
        }

        position = i;
        written = o;
        kept = k;
    }

    /// <summary>Copies 32 octets. Reads one more.</summary>
    /// <param name="source">The encoded octets.</param>
    /// <param name="destination">Takes them.</param>
    /// <param name="codes">Which of them are equals signs.</param>
    /// <returns>Which of them need a thought.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Copy256(ref byte source, ref byte destination, out uint codes)
    {
        Vector256<byte> octets = Vector256.LoadUnsafe(ref source);
        octets.StoreUnsafe(ref destination);
        Vector256<byte> next = Vector256.LoadUnsafe(ref source, 1);
        Vector256<byte> isSpace = Vector256.Equals(octets, Vector256.Create((byte)' ')) | Vector256.Equals(octets, Vector256.Create((byte)'\t'));
        Vector256<byte> isEnd = Vector256.Equals(next, Vector256.Create((byte)'\r')) | Vector256.Equals(next, Vector256.Create((byte)'\n'));
        Vector256<byte> isCode = Vector256.Equals(octets, Vector256.Create((byte)'='));
        codes = isCode.ExtractMostSignificantBits();
        return (isCode | (isSpace & isEnd)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SpacesAtEnds(Vector128<byte> octets, Vector128<byte> next)
    {
        Vector128<byte> isSpace = Vector128.Equals(octets, Vector128.Create((byte)' ')) | Vector128.Equals(octets, Vector128.Create((byte)'\t'));
        Vector128<byte> isEnd = Vector128.Equals(next, Vector128.Create((byte)'\r')) | Vector128.Equals(next, Vector128.Create((byte)'\n'));
        return (isSpace & isEnd).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> HexValues(Vector128<byte> octets, out Vector128<byte> isHex)
    {
        Vector128<byte> digits = octets - Vector128.Create((byte)'0');
        Vector128<byte> isDigit = Vector128.LessThanOrEqual(digits, Vector128.Create((byte)9));
        Vector128<byte> letters = (octets | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        isHex = isDigit | Vector128.LessThanOrEqual(letters, Vector128.Create((byte)5));
        return Vector128.ConditionalSelect(isDigit, digits, letters + Vector128.Create((byte)10));
    }

    private static ulong[] BuildCompress()
    {
        ulong[] table = new ulong[256];
        for (int set = 0; set < table.Length; set++)
        {
            int shift = 0;
            for (ulong i = 0; i < 8; i++)
            {
                if ((set >> (int)i & 1) != 0)
                {
                    table[set] |= i << shift;
                    shift += 8;
                }
            }
        }

        return table;
    }
}
