using System.Diagnostics;

namespace Protocols.Benchmarks.ICalendar;

/// <summary>Times two ways to do the same in turns, so that both meet the same moods of the machine.</summary>
internal static class CalendarTimer
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(700);

    /// <summary>The best seconds and the fewest bytes of one run of each, in turns.</summary>
    public static (double Seconds, double Bytes)[] Compare(params Action[] ways)
    {
        foreach (Action way in ways)
        {
            long begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin) < s_warm)
            {
                way();
            }

            Thread.Sleep(300);
        }

        (double Seconds, double Bytes)[] best = new (double, double)[ways.Length];
        Array.Fill(best, (double.MaxValue, double.MaxValue));
        for (int turn = 0; turn < 5; turn++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long begin = Stopwatch.GetTimestamp();
                int runs = 0;
                do
                {
                    ways[i]();
                    runs++;
                }
                while (Stopwatch.GetElapsedTime(begin) < s_turn);
                double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds / runs;
                double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)runs;
                best[i] = (Math.Min(best[i].Seconds, seconds), Math.Min(best[i].Bytes, bytes));
            }
        }

        return best;
    }
}
