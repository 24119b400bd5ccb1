using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Protocols.TestKit;

/// <summary>Asserts that code allocates nothing in the steady state.</summary>
public static class AllocationAssert
{
    // The runtime's first tier boxes what its second does not, and the second comes a while after the thirtieth call.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Warms <paramref name="action"/> up, then asserts that running it again allocates no byte on this thread.
    /// The least of several runs counts: a tier change of the runtime in the middle of one is not the code's doing.
    /// </summary>
    /// <param name="action">What must not allocate; a static lambda or one made before the call.</param>
    /// <param name="warmUp">How often it runs before it is measured.</param>
    public static void None(Action action, int warmUp = 200)
    {
        long least = Measure(action, warmUp);
        Assert.True(least == 0, $"{least} bytes were allocated where none may be.");
    }

    /// <summary>The least number of bytes that one run of <paramref name="action"/> allocated, once warm.</summary>
    /// <param name="action">What is measured.</param>
    /// <param name="warmUp">How often it runs before it is measured.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Measure(Action action, int warmUp = 200)
    {
        for (int i = 0; i < warmUp; i++)
        {
            action();
        }

        long least = long.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; least > 0 && (i < 20 || Stopwatch.GetElapsedTime(begin) < s_patience); i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
