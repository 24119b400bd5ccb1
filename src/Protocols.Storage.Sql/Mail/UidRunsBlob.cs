using System.Buffers;
using System.Collections.Immutable;

namespace Protocols.Storage.Sql;

/// <summary>Runs of UIDs as the change log keeps many of them: of each the distance from the end of the one before, and how many follow its first, seven bits an octet.</summary>
internal static class UidRunsBlob
{
    /// <param name="runs">The runs, in rising order.</param>
    public static byte[] Write(ImmutableArray<UidRange> runs)
    {
        ArrayBufferWriter<byte> blob = new(runs.Length * 3);
        uint last = 0;
        foreach (UidRange run in runs)
        {
            Write(blob, run.First - last);
            Write(blob, run.Last - run.First);
            last = run.Last;
        }

        return blob.WrittenSpan.ToArray();
    }

    /// <summary>Adds the runs to others.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Read(ReadOnlySpan<byte> blob, UidRuns runs)
    {
        uint last = 0;
        while (!blob.IsEmpty)
        {
            uint first = last + Read(ref blob);
            last = first + Read(ref blob);
            if (last < first)
            {
                throw Damaged();
            }

            runs.Add(new UidRange(first, last));
        }
    }

    private static void Write(ArrayBufferWriter<byte> blob, uint value)
    {
        Span<byte> octets = blob.GetSpan(5);
        int length = 0;
        for (; value > 127; value >>= 7)
        {
            octets[length++] = (byte)(value | 128);
        }

        octets[length++] = (byte)value;
        blob.Advance(length);
    }

    private static uint Read(ref ReadOnlySpan<byte> blob)
    {
        uint value = 0;
        for (int i = 0; i < Math.Min(5, blob.Length); i++)
        {
            value |= (uint)(blob[i] & 127) << (7 * i);
            if (blob[i] < 128)
            {
                blob = blob[(i + 1)..];
                return value;
            }
        }

        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("The change log holds runs that cannot be read.");
}
