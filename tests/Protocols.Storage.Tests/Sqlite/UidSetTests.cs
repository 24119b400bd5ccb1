using FsCheck;
using FsCheck.Fluent;

namespace Protocols.Storage.Tests;

public sealed class UidSetTests
{
    private static Gen<UidSet> Sets { get; } = Gen.Choose(1, 40).ArrayOf().Select(uids => UidSet.Of(uids.Select(uid => (uint)uid)));

    [Fact]
    public void The_algebra_of_runs_is_that_of_sets() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithReplay(20261124, 1).WithMaxTest(500),
            Prop.ForAll(Sets.Zip(Sets).ToArbitrary(), pair =>
                pair.Item1.Except(pair.Item2).SequenceEqual(pair.Item1.AsEnumerable().Except(pair.Item2.AsEnumerable()).Order())
                && pair.Item1.Intersect(pair.Item2).SequenceEqual(pair.Item1.AsEnumerable().Intersect(pair.Item2).Order())
                && pair.Item1.Union(pair.Item2).SequenceEqual(pair.Item1.AsEnumerable().Union(pair.Item2).Order())));

    [Fact]
    public void A_slice_is_of_the_members_at_its_places() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithReplay(20261124, 1).WithMaxTest(300),
            Prop.ForAll(Sets.Zip(Gen.Choose(0, 30).Zip(Gen.Choose(0, 30))).ToArbitrary(), pair =>
                pair.Item1.Slice(pair.Item2.Item1, pair.Item2.Item2).SequenceEqual(pair.Item1.AsEnumerable().Skip(pair.Item2.Item1).Take(pair.Item2.Item2))));

    [Fact]
    public void The_highest_uid_is_no_trouble()
    {
        Assert.Equal("1:4294967294", UidSet.All.Except(UidSet.Of(uint.MaxValue)).ToString());
        Assert.True(UidSet.All.Except(UidSet.All).IsEmpty);
        Assert.Equal("4294967295", UidSet.All.Intersect(UidSet.Of(uint.MaxValue)).ToString());
    }
}
