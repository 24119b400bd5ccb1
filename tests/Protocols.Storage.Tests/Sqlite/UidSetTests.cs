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
    public void Each_member_has_its_place() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithReplay(20261124, 1).WithMaxTest(300),
            Prop.ForAll(Sets.ToArbitrary(), set =>
            {
                uint[] members = [.. set];
                return members.Select((uid, place) => set[place] == uid && set.PlaceOf(uid) == place).All(static right => right)
                    && Enumerable.Range(1, 42).All(uid => members.Contains((uint)uid) || set.PlaceOf((uint)uid) == -1);
            }));

    [Fact]
    public void Members_at_places_are_those_of_all_slices() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithReplay(20261124, 1).WithMaxTest(300),
            Prop.ForAll(Sets.Zip(Sets).ToArbitrary(), pair =>
                pair.Item1.At(pair.Item2.Ranges.Select(static r => (r.First - 1L, r.Count)))
                    .SequenceEqual(pair.Item1.Where((_, place) => pair.Item2.Contains((uint)place + 1)))));

    [Fact]
    public void A_small_set_and_a_scattered_one_meet_where_they_should()
    {
        UidSet scattered = UidSet.Of(Enumerable.Range(1, 1000).Select(static i => (uint)i * 3));
        UidSet few = UidSet.Of([new UidRange(1, 4), new UidRange(100, 110), new UidRange(2999, 5000)]);
        Assert.Equal("3,102,105,108,3000", scattered.Intersect(few).ToString());
        Assert.Equal("3,102,105,108,3000", few.Intersect(scattered).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => few[few.Count]);
    }

    [Fact]
    public void The_highest_uid_is_no_trouble()
    {
        Assert.Equal("1:4294967294", UidSet.All.Except(UidSet.Of(uint.MaxValue)).ToString());
        Assert.True(UidSet.All.Except(UidSet.All).IsEmpty);
        Assert.Equal("4294967295", UidSet.All.Intersect(UidSet.Of(uint.MaxValue)).ToString());
    }
}
