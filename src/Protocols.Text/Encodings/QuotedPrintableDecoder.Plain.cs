using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Protocols.Text;

/// <content>The text between what needs a thought: nearly all of it.</content>
public partial struct QuotedPrintableDecoder
{
    // So many codes in 64 octets, and sixteen at a time are decoded at once; fewer, and each code by itself is cheaper.
    private const int ManyCodes = 6;

    // 64 octets that are looked at, the rest of a code that begins in the last of them, and 64 that are copied behind that.
    private const int Stretch = 64 + 2 + 64;

    private enum Density
    {
        Few,
        Many,
        Stopped,
    }

    private int DecodePlain(ReadOnlySpan<byte> source, Span<byte> destination, out int used)
    {
        int position = 0;
        int written = 0;

        // Up to here nothing is white space that could be trimmed: what was encoded is not, whatever it is.
        int kept = 0;
        while (true)
        {
            CopyPlain(source, destination, ref position, ref written, ref kept);
            if (position == source.Length)
            {
                written = Hold(destination, kept, written);
                _phase = _spaces > 0 ? Phase.Space : Phase.Plain;
                break;
            }

            if (source[position] == (byte)'=')
            {
                _phase = Phase.Equals;
                position++;
                break;
            }

            if (!TryEndLine(source, destination, ref position, ref written, ref kept))
            {
                break;
            }
        }

        used = position;
        return written;
    }

    // Copies and decodes up to white space before a line end, or an equals sign that is not the start of a code or of a soft line break here.
    private static void CopyPlain(ReadOnlySpan<byte> source, Span<byte> destination, ref int position, ref int written, ref int kept)
    {
        while (true)
        {
            Density density = Density.Few;
            if (Vector256.IsHardwareAccelerated)
            {
                density = CopyStretches(source, destination, ref position, ref written, ref kept);
            }

            if (density == Density.Stopped)
            {
                return;
            }

            if (density == Density.Many)
            {
                QuotedPrintableBlock.Decode(source, destination, ref position, ref written, ref kept);
            }
            else
            {
                int run = QuotedPrintableBlock.CopyPlain(source[position..], destination[written..]);
                position += run;
                written += run;
            }

            int length = DecodeCode(source[position..], destination[written..], out int used);
            position += used;
            written += length;
            kept = used > 0 ? written : kept;
            if (used == 0 && (density == Density.Few || (position < source.Length && source[position] is (byte)'=' or (byte)' ' or (byte)'\t')))
            {
                return;
            }
        }
    }

    // 64 octets at a time. What is passed by reference lives in memory: the loop has its own.
    private static Density CopyStretches(ReadOnlySpan<byte> source, Span<byte> destination, ref int position, ref int written, ref int kept)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        ref sbyte hexValues = ref MemoryMarshal.GetReference(QuotedPrintable.HexValues);
        Density density = Density.Few;
        int last = source.Length - Stretch;
        int i = position;
        int o = written;
        int k = kept;
        while (i <= last)
        {
            uint first = QuotedPrintableBlock.Copy256(ref Unsafe.Add(ref from, i), ref Unsafe.Add(ref to, o), out uint firstCodes);
            uint second = QuotedPrintableBlock.Copy256(ref Unsafe.Add(ref from, i + 32), ref Unsafe.Add(ref to, o + 32), out uint secondCodes);
            ulong found = ((ulong)second << 32) | first;
            if (found == 0)
            {
                i += 64;
                o += 64;
                continue;
            }

            if (BitOperations.PopCount(firstCodes) + BitOperations.PopCount(secondCodes) >= ManyCodes)
            {
                int run = BitOperations.TrailingZeroCount(found);
                i += run;
                o += run;
                density = Density.Many;
                break;
            }

            // What was copied is right up to the first code; behind each code the rest is copied again, to where it belongs.
            int done = 0;
            do
            {
                int run = BitOperations.TrailingZeroCount(found);
                o += run - done;
                done = run;
                ref byte code = ref Unsafe.Add(ref from, i + run);
                int high = Unsafe.Add(ref hexValues, (int)Unsafe.Add(ref code, 1));
                int low = Unsafe.Add(ref hexValues, (int)Unsafe.Add(ref code, 2));
                int value = (high << 4) | low;
                if (code != (byte)'=')
                {
                    density = Density.Stopped;
                    break;
                }

                if (value >= 0)
                {
                    Unsafe.Add(ref to, o++) = (byte)value;
                }
                else if (Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref code, 1)) != (BitConverter.IsLittleEndian ? 0x0A0D : 0x0D0A))
                {
                    density = Density.Stopped;
                    break;
                }

                done += 3;
                k = o;
                found &= found - 1;
                Vector256.LoadUnsafe(ref code, 3).StoreUnsafe(ref to, (nuint)o);
                Vector256.LoadUnsafe(ref code, 35).StoreUnsafe(ref to, (nuint)o + 32);
            }
            while (found != 0);

            if (density == Density.Stopped)
            {
                i += done;
                break;
            }

            o += Math.Max(64 - done, 0);
            i += Math.Max(64, done);
        }

        position = i;
        written = o;
        kept = k;
        return density;
    }

    // A code, or a soft line break; nothing used where neither stands.
    private static int DecodeCode(ReadOnlySpan<byte> source, Span<byte> destination, out int used)
    {
        used = 0;
        if (source.Length < 3 || source[0] != (byte)'=')
        {
            return 0;
        }

        if (QuotedPrintable.TryHex(source[1], source[2], out byte value))
        {
            destination[0] = value;
            used = 3;
            return 1;
        }

        if (source[1] == (byte)'\r' && source[2] == (byte)'\n')
        {
            used = 3;
        }

        return 0;
    }

    // White space, of which the last octet is at the position, before a line end (RFC 2045 §6.7 (3)); any other octet is copied. False
    // where the piece ends in the middle of it.
    private bool TryEndLine(ReadOnlySpan<byte> source, Span<byte> destination, ref int position, ref int written, ref int kept)
    {
        byte b = source[position];
        if (b is not ((byte)' ' or (byte)'\t') || source.Length - position == 1 || source[position + 1] is not ((byte)'\r' or (byte)'\n'))
        {
            destination[written++] = b;
            position++;
            return true;
        }

        bool hasReturn = source[position + 1] == (byte)'\r';
        int behind = position + (hasReturn ? 2 : 1);
        if (behind == source.Length)
        {
            written = Hold(destination, kept, written, LongestTrailingSpace - 1);
            PushSpace(b);
            _phase = Phase.SpaceReturn;
            position = behind;
            return false;
        }

        bool isLineEnd = source[behind] == (byte)'\n';
        if (isLineEnd)
        {
            written = TrimmedLength(destination, kept, written, LongestTrailingSpace - 1);
        }
        else
        {
            destination[written++] = b;
        }

        if (hasReturn)
        {
            destination[written++] = (byte)'\r';
        }

        position = behind;
        if (isLineEnd)
        {
            destination[written++] = (byte)'\n';
            position++;
        }

        kept = written;
        return true;
    }

    private static int TrimmedLength(ReadOnlySpan<byte> destination, int kept, int written, int most)
    {
        int least = Math.Max(kept, written - most);
        while (written > least && destination[written - 1] is (byte)' ' or (byte)'\t')
        {
            written--;
        }

        return written;
    }

    // Takes white space at the end of what was written back, and holds it.
    private int Hold(ReadOnlySpan<byte> destination, int kept, int written, int most = LongestTrailingSpace)
    {
        int start = TrimmedLength(destination, kept, written, most);
        for (int i = start; i < written; i++)
        {
            PushSpace(destination[i]);
        }

        return start;
    }
}
