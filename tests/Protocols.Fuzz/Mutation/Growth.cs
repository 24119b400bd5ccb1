namespace Protocols.Fuzz.Mutation;

/// <summary>
/// Measures what an input costs as it grows. Time would tell of the machine; octets allocated are the same each time.
/// </summary>
public static class Growth
{
    // Pools give arrays by powers of two, so that a doubling may meet the next size twice.
    private const double MostForTwice = 3;
    private const long Noise = 512 * 1024;

    /// <summary>Doubles the middle of an input again and again, and throws where its cost more than doubles.</summary>
    /// <param name="run">What takes the input.</param>
    /// <param name="start">What stands before.</param>
    /// <param name="middle">What is repeated; not empty.</param>
    /// <param name="end">What stands behind.</param>
    /// <param name="longest">The length that is gone up to, in octets.</param>
    /// <param name="cost">Measures one run.</param>
    /// <returns>The longest input that was run.</returns>
    public static byte[] Check(FuzzRun run, byte[] start, byte[] middle, byte[] end, int longest, Func<FuzzRun, byte[], long> cost)
    {
        long before = -1;
        byte[] input = [];
        for (int length = longest / 8; length <= longest; length *= 2)
        {
            int times = Math.Max(length / middle.Length, 1);
            input = new byte[start.Length + (times * middle.Length) + end.Length];
            start.CopyTo(input, 0);
            for (int i = 0; i < times; i++)
            {
                middle.CopyTo(input, start.Length + (i * middle.Length));
            }

            end.CopyTo(input, input.Length - end.Length);
            long now = cost(run, input);
            if (before >= 0 && now > (before * MostForTwice) + Noise)
            {
                throw new FuzzException($"Twice the input cost {now} where it had cost {before}.");
            }

            before = now;
        }

        return input;
    }

    /// <summary>The octets that one run allocates on this thread.</summary>
    /// <param name="run">What is run.</param>
    /// <param name="input">Its input.</param>
    public static long Allocated(FuzzRun run, byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        run(input);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
