using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Protocols.Sieve;

/// <summary>
/// Equality, order and search over octets. A key is given folded, so that only the value is folded while it is looked at, sixteen octets at a time.
/// </summary>
/// <typeparam name="TFolding">As what an octet of the value counts.</typeparam>
internal static class OctetSearch<TFolding>
    where TFolding : struct, IOctetFolding
{
    // Comparing candidates may cost as much as this for each octet of the value, before the search that is linear in any case takes over.
    private const int Patience = 4;

    /// <summary>Whether a value is the same as a key.</summary>
    /// <param name="value">The value.</param>
    /// <param name="folded">The key, folded.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equals(ReadOnlySpan<byte> value, ReadOnlySpan<byte> folded) => value.Length == folded.Length && StartsWith(value, folded);

    /// <summary>Whether a value begins with a key.</summary>
    /// <param name="value">The value.</param>
    /// <param name="folded">The key, folded.</param>
    public static bool StartsWith(ReadOnlySpan<byte> value, ReadOnlySpan<byte> folded)
    {
        if (value.Length < folded.Length)
        {
            return false;
        }

        ref byte left = ref MemoryMarshal.GetReference(value);
        ref byte right = ref MemoryMarshal.GetReference(folded);
        if (Vector128.IsHardwareAccelerated && folded.Length >= Vector128<byte>.Count)
        {
            // The last block may overlap the one before.
            int last = folded.Length - Vector128<byte>.Count;
            for (int i = 0; ; i = Math.Min(i + Vector128<byte>.Count, last))
            {
                if (TFolding.Fold(Vector128.LoadUnsafe(ref left, (nuint)i)) != Vector128.LoadUnsafe(ref right, (nuint)i))
                {
                    return false;
                }

                if (i == last)
                {
                    return true;
                }
            }
        }

        for (int i = 0; i < folded.Length; i++)
        {
            if (TFolding.Fold(Unsafe.Add(ref left, i)) != Unsafe.Add(ref right, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The order of two values, neither of them folded.</summary>
    /// <returns>Less than, equal to or more than 0.</returns>
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int length = Math.Min(a.Length, b.Length);
        for (int i = 0; i < length; i++)
        {
            int difference = TFolding.Fold(a[i]) - TFolding.Fold(b[i]);
            if (difference != 0)
            {
                return difference;
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    /// <summary>Where a key begins in a value; -1 where it is not in it. The cost is linear in both.</summary>
    /// <param name="value">The value.</param>
    /// <param name="folded">The key, folded; the empty key begins at 0.</param>
    public static int IndexOf(ReadOnlySpan<byte> value, ReadOnlySpan<byte> folded)
    {
        int last = value.Length - folded.Length;
        if (last < 0 || folded.IsEmpty)
        {
            return folded.IsEmpty ? 0 : -1;
        }

        if (Vector128.IsHardwareAccelerated && last >= Vector128<byte>.Count - 1)
        {
            return IndexOfInBlocks(value, folded, last - Vector128<byte>.Count + 1);
        }

        for (int position = 0; position <= last; position++)
        {
            if (TFolding.Fold(value[position]) == folded[0] && StartsWith(value[position..], folded))
            {
                return position;
            }
        }

        return -1;
    }

    // Candidates are where the first octet of the key and its last one stand.
    private static int IndexOfInBlocks(ReadOnlySpan<byte> value, ReadOnlySpan<byte> folded, int lastBlock)
    {
        ref byte source = ref MemoryMarshal.GetReference(value);
        Vector128<byte> firsts = Vector128.Create(folded[0]);
        Vector128<byte> ends = Vector128.Create(folded[^1]);
        long patience = ((long)value.Length * Patience) + 64;
        for (int position = 0; ; position = Math.Min(position + Vector128<byte>.Count, lastBlock))
        {
            Vector128<byte> starts = Vector128.Equals(TFolding.Fold(Vector128.LoadUnsafe(ref source, (nuint)position)), firsts);
            Vector128<byte> stops = Vector128.Equals(TFolding.Fold(Vector128.LoadUnsafe(ref source, (nuint)(position + folded.Length - 1))), ends);
            for (uint candidates = (starts & stops).ExtractMostSignificantBits(); candidates != 0; candidates &= candidates - 1)
            {
                int candidate = position + BitOperations.TrailingZeroCount(candidates);
                if (StartsWith(value[candidate..], folded))
                {
                    return candidate;
                }

                patience -= folded.Length;
            }

            if (patience < 0)
            {
                int found = IndexOfLinear(value[position..], folded);
                return found < 0 ? -1 : position + found;
            }

            if (position == lastBlock)
            {
                return -1;
            }
        }
    }

    // Knuth, Morris and Pratt: what of the value has been seen is never looked at again.
    private static int IndexOfLinear(ReadOnlySpan<byte> value, ReadOnlySpan<byte> folded)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(folded.Length);
        Span<int> borders = rented.AsSpan(0, folded.Length);
        borders[0] = 0;
        for (int i = 1, border = 0; i < folded.Length; i++)
        {
            while (border > 0 && folded[i] != folded[border])
            {
                border = borders[border - 1];
            }

            border += folded[i] == folded[border] ? 1 : 0;
            borders[i] = border;
        }

        int found = -1;
        for (int i = 0, seen = 0; i < value.Length; i++)
        {
            byte octet = TFolding.Fold(value[i]);
            while (seen > 0 && octet != folded[seen])
            {
                seen = borders[seen - 1];
            }

            seen += octet == folded[seen] ? 1 : 0;
            if (seen == folded.Length)
            {
                found = i - seen + 1;
                break;
            }
        }

        ArrayPool<int>.Shared.Return(rented);
        return found;
    }
}
