using Protocols.Dns;

namespace Protocols.MailAuth.Tests.Dns;

public sealed class CachingResolverTests
{
    private readonly ManualTime _time = new();
    private readonly Upstream _upstream = new();

    [Fact, Rfc(1035, "3.2.1")]
    public async Task An_answer_is_kept_as_long_as_it_says_and_no_longer()
    {
        using CachingDnsResolver resolver = new(_upstream, _time);
        _upstream.Answer = name => DnsAnswer.Found(name, DnsRecordType.Txt, [new TextRecord("x")], TimeSpan.FromSeconds(60));
        DnsAnswer first = await resolver.QueryAsync("Example.test.", DnsRecordType.Txt);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(first, await resolver.QueryAsync("example.test", DnsRecordType.Txt));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotSame(first, await resolver.QueryAsync("example.test", DnsRecordType.Txt));
        Assert.Equal(2, _upstream.Asked);
    }

    [Theory, Rfc(2308, "5"), Rfc(2308, "7.1")]
    [InlineData(DnsStatus.NameError, 3600)]
    [InlineData(DnsStatus.NoData, 3600)]
    [InlineData(DnsStatus.TemporaryFailure, 5)]
    public async Task What_is_absent_or_fails_is_kept_as_well_up_to_a_limit(DnsStatus status, int seconds)
    {
        using CachingDnsResolver resolver = new(_upstream, _time);
        _upstream.Answer = name => status == DnsStatus.TemporaryFailure
            ? DnsAnswer.Failed(name, DnsRecordType.Txt, "broken")
            : DnsAnswer.Absent(name, DnsRecordType.Txt, status == DnsStatus.NoData, TimeSpan.FromDays(30));
        Assert.Equal(status, (await resolver.QueryAsync("example.test", DnsRecordType.Txt)).Status);
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await resolver.QueryAsync("example.test", DnsRecordType.Txt);
        Assert.Equal(1, _upstream.Asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        await resolver.QueryAsync("example.test", DnsRecordType.Txt);
        Assert.Equal(2, _upstream.Asked);
    }

    [Fact]
    public async Task No_more_is_kept_than_is_allowed_and_the_least_recently_used_goes_first()
    {
        using CachingDnsResolver resolver = new(_upstream, _time, new CachingDnsOptions { MaxEntries = 2 });
        await resolver.QueryAsync("a.test", DnsRecordType.Txt);
        await resolver.QueryAsync("b.test", DnsRecordType.Txt);
        await resolver.QueryAsync("a.test", DnsRecordType.Txt);
        await resolver.QueryAsync("c.test", DnsRecordType.Txt);
        Assert.Equal(2, resolver.Count);
        Assert.Equal(3, _upstream.Asked);
        await resolver.QueryAsync("a.test", DnsRecordType.Txt);
        Assert.Equal(3, _upstream.Asked);
        await resolver.QueryAsync("b.test", DnsRecordType.Txt);
        Assert.Equal(4, _upstream.Asked);
    }

    [Fact]
    public async Task Many_who_ask_for_the_same_at_once_cause_one_look_up_and_none_ends_it_for_the_others()
    {
        using CachingDnsResolver resolver = new(_upstream, _time);
        TaskCompletionSource gate = new();
        _upstream.Gate = gate.Task;
        using CancellationTokenSource impatient = new();
        Task<DnsAnswer> one = resolver.QueryAsync("a.test", DnsRecordType.Txt, impatient.Token).AsTask();
        Task<DnsAnswer>[] others = [.. Enumerable.Range(0, 20).Select(_ => resolver.QueryAsync("a.test", DnsRecordType.Txt).AsTask())];
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        gate.SetResult();
        DnsAnswer[] answers = await Task.WhenAll(others);
        Assert.All(answers, a => Assert.Same(answers[0], a));
        Assert.Equal(1, _upstream.Asked);
    }

    [Fact]
    public async Task A_look_up_that_never_ends_fails_in_time_and_so_does_one_that_throws()
    {
        using CachingDnsResolver resolver = new(_upstream, _time, new CachingDnsOptions { Timeout = TimeSpan.FromSeconds(10) });
        _upstream.Gate = new TaskCompletionSource().Task;
        Task<DnsAnswer> waiting = resolver.QueryAsync("a.test", DnsRecordType.Txt).AsTask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(DnsStatus.TemporaryFailure, (await waiting).Status);
        _upstream.Gate = Task.CompletedTask;
        _upstream.Answer = _ => throw new InvalidOperationException("odd");
        DnsAnswer answer = await resolver.QueryAsync("b.test", DnsRecordType.Txt);
        Assert.Equal(DnsStatus.TemporaryFailure, answer.Status);
        Assert.Equal("odd", answer.Reason);
    }

    [Fact]
    public async Task No_more_look_ups_are_under_way_than_are_allowed()
    {
        using CachingDnsResolver resolver = new(_upstream, _time, new CachingDnsOptions { MaxConcurrency = 3 });
        TaskCompletionSource gate = new();
        _upstream.Gate = gate.Task;
        Task<DnsAnswer>[] all = [.. Enumerable.Range(0, 10).Select(i => resolver.QueryAsync($"a{i}.test", DnsRecordType.Txt).AsTask())];
        Assert.Equal(3, _upstream.Asked);
        gate.SetResult();
        await Task.WhenAll(all);
        Assert.Equal(10, _upstream.Asked);
        Assert.Equal(3, _upstream.MostAtOnce);
    }

    [Fact]
    public async Task What_cannot_be_a_name_is_not_asked_for()
    {
        using CachingDnsResolver resolver = new(_upstream, _time);
        Assert.Equal(DnsStatus.PermanentFailure, (await resolver.QueryAsync("a..b", DnsRecordType.Txt)).Status);
        Assert.Equal(0, _upstream.Asked);
        using CancellationTokenSource ended = new();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await resolver.QueryAsync("a.test", DnsRecordType.Txt, ended.Token));
    }

    [Fact]
    public async Task An_answer_that_is_known_costs_nothing()
    {
        using CachingDnsResolver resolver = new(_upstream, _time);
        await resolver.QueryAsync("a.test", DnsRecordType.Txt);
        AllocationAssert.None(() => Assert.True(resolver.QueryAsync("a.test", DnsRecordType.Txt).IsCompletedSuccessfully));
    }

    private sealed class Upstream : IDnsResolver
    {
        private int _atOnce;

        public int Asked;
        public int MostAtOnce;

        public Task Gate { get; set; } = Task.CompletedTask;

        public Func<string, DnsAnswer> Answer { get; set; } = name => DnsAnswer.Found(name, DnsRecordType.Txt, [new TextRecord(name)], TimeSpan.FromHours(1));

        public async ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref Asked);
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            await Gate;
            Interlocked.Decrement(ref _atOnce);
            return Answer(name);
        }
    }
}
