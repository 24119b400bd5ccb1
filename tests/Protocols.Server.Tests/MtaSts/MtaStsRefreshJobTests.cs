using System.Text;
using Protocols.Dns;
using Protocols.Smtp.Server;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Server.Tests.MtaSts;

public sealed class MtaStsRefreshJobTests
{
    private readonly ManualTime _time = new();
    private readonly MemoryMtaStsStore _store = new();
    private readonly Fetcher _fetcher = new();
    private readonly ListLogger _log = new();

    private MtaStsRefreshJob Job => new(new MtaStsResolver(new DnsZone(), _fetcher, _store, _time), _store, _time, _log);

    [Fact, Rfc(8461, "3.3"), Rfc(8461, "10.2")]
    public async Task A_policy_is_fetched_anew_once_a_day_though_its_record_says_nothing()
    {
        await KeepAsync("example.test", TimeSpan.FromDays(7));
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await Job.RefreshAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await Job.RefreshAsync(CancellationToken.None));
        Assert.Equal((_time.GetUtcNow(), "1"), ((await GetAsync("example.test"))!.FetchedAt, (await GetAsync("example.test"))!.Id));
        Assert.Empty(_log.Lines);
    }

    [Fact, Rfc(8461, "3.3")]
    public async Task A_short_policy_is_fetched_anew_when_half_of_it_is_over()
    {
        await KeepAsync("example.test", TimeSpan.FromHours(4));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await Job.RefreshAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await Job.RefreshAsync(CancellationToken.None));
    }

    [Theory, Rfc(8461, "3.3"), Rfc(8461, "8.3")]
    [InlineData(MtaStsMode.Enforce, 1)]
    [InlineData(MtaStsMode.Testing, 1)]
    [InlineData(MtaStsMode.None, 0)]
    public async Task What_cannot_be_fetched_holds_until_it_ends_and_is_told_where_it_matters(MtaStsMode mode, int warnings)
    {
        await KeepAsync("example.test", TimeSpan.FromDays(2), mode);
        _fetcher.Give = MtaStsFetch.Failed("no answer");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Job.RefreshAsync(CancellationToken.None));
        Assert.NotNull(await GetAsync("example.test"));
        Assert.Equal(warnings, _log.Lines.Count);
        Assert.All(_log.Lines, static line => Assert.Contains("no answer", line, StringComparison.Ordinal));

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Job.RefreshAsync(CancellationToken.None));
        Assert.Null(await GetAsync("example.test"));
    }

    [Fact]
    public async Task It_looks_again_and_again_until_it_is_told_to_end()
    {
        using CancellationTokenSource end = new();
        await KeepAsync("example.test", TimeSpan.FromDays(7));
        Task running = Job.RunAsync(end.Token);
        for (int day = 1; day <= 3; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            Assert.True(await _fetcher.Asked.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        }

        await end.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_goes_wrong_is_logged_and_done_the_next_time()
    {
        using CancellationTokenSource end = new();
        await KeepAsync("example.test", TimeSpan.FromDays(7));
        _fetcher.IsBroken = true;
        _time.Advance(TimeSpan.FromDays(1));
        Task running = Job.RunAsync(end.Token);
        Assert.True(await _fetcher.Asked.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        for (int i = 0; i < 1_000 && _log.Lines.Count == 0; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal("Error Fetching policies of MTA-STS anew failed and is tried again later", Assert.Single(_log.Lines));
        _fetcher.IsBroken = false;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(await _fetcher.Asked.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        await end.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private ValueTask<MtaStsEntry?> GetAsync(string domain) => _store.GetAsync(domain, CancellationToken.None);

    private async Task KeepAsync(string domain, TimeSpan age, MtaStsMode mode = MtaStsMode.Enforce) =>
        await _store.PutAsync(new MtaStsEntry(domain, "1", _time.GetUtcNow(), new MtaStsPolicy { Mode = mode, MaxAge = age, MxPatterns = ["mx.example.test"] }), CancellationToken.None);

    private sealed class Fetcher : IMtaStsFetcher
    {
        public bool IsBroken { get; set; }

        public SemaphoreSlim Asked { get; } = new(0);

        public MtaStsFetch Give { get; set; } = new(200, "text/plain", Encoding.ASCII.GetBytes("version: STSv1\nmode: enforce\nmx: mx.example.test\nmax_age: 604800\n"));

        public ValueTask<MtaStsFetch> FetchAsync(Uri address, int maxBytes, CancellationToken cancellationToken)
        {
            Asked.Release();
            return IsBroken ? throw new IOException("broken") : new(Give);
        }
    }
}
