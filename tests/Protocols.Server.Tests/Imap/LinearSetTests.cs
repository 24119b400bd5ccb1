using System.Buffers;
using System.Text;
using Protocols.Imap;
using Protocols.Storage;

namespace Protocols.Server.Tests.Imap;

/// <summary>Sets of a hundred thousand elements cost twice what sets of half as many do, told by what is allocated for them: no clock has a say.</summary>
public sealed class LinearSetTests
{
    private const int Few = 50_000;

    // Lists grow by doubling: the same work can take a step more or less of that.
    private const double Most = 3;

    private static long Allocated(Action work)
    {
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Far apart and in no order: nothing can be joined.
    private static uint[] Scattered(int count) => [.. Enumerable.Range(0, count).Select(i => (uint)(((long)i * 7919 % count) * 2) + 1)];

    [Fact, Rfc(9051, "9")]
    public void Reading_a_set_from_the_wire_is_linear()
    {
        static void Read(byte[] command)
        {
            ImapLimits limits = new() { MaxSetRanges = Few * 2, MaxLineLength = 4 << 20, MaxCommandLength = 4 << 20 };
            ImapServerSession session = new(new ImapServerOptions { Limits = limits }, isSecure: true);
            session.Authenticated();
            session.Selected(false);
            ReadOnlySequence<byte> input = new(command);
            ImapServerEvent e = session.Read(ref input, new ArrayBufferWriter<byte>());
            Assert.NotEmpty(Assert.IsType<FetchCommand>(e.Command).Messages.Resolve(10));
        }

        byte[] few = Encoding.ASCII.GetBytes($"a UID FETCH {string.Join(',', Scattered(Few))} FLAGS\r\n");
        byte[] many = Encoding.ASCII.GetBytes($"a UID FETCH {string.Join(',', Scattered(Few * 2))} FLAGS\r\n");
        Assert.InRange(Allocated(() => Read(many)) / (double)Allocated(() => Read(few)), 1, Most);
    }

    [Fact]
    public void The_algebra_of_sets_is_linear()
    {
        foreach (Func<UidSet, UidSet, UidSet> operation in new Func<UidSet, UidSet, UidSet>[]
        {
            static (a, b) => a.Union(b), static (a, b) => a.Intersect(b), static (a, b) => a.Except(b), static (a, _) => UidSet.Of(a.Ranges.Reverse()),
        })
        {
            long few = Cost(Few);
            long many = Cost(Few * 2);
            Assert.InRange(many / (double)Math.Max(few, 1), 0, Most);

            long Cost(int count)
            {
                UidSet one = UidSet.Of(Scattered(count));
                UidSet other = UidSet.Of(Scattered(count).Select(static uid => uid + (uid % 3)));
                return Allocated(() => operation(one, other));
            }
        }
    }
}
