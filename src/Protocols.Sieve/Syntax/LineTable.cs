namespace Protocols.Sieve;

/// <summary>Where the lines of a script begin.</summary>
internal sealed class LineTable(int[] starts)
{
    public int[] Starts { get; } = starts;

    public static LineTable Of(ReadOnlySpan<byte> source)
    {
        int[] starts = new int[source.Count((byte)'\n') + 1];
        int line = 0;
        int position = 0;
        while (source[position..].IndexOf((byte)'\n') is >= 0 and int length)
        {
            position += length + 1;
            starts[++line] = position;
        }

        return new LineTable(starts);
    }

    public SieveSpan SpanOf(int start, int end)
    {
        int found = Array.BinarySearch(Starts, start);
        int line = found < 0 ? ~found - 1 : found;
        return new SieveSpan(start, end - start, line + 1, start - Starts[line] + 1);
    }
}
