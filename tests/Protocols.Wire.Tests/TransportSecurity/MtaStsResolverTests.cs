using System.Text;
using Protocols.Dns;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Wire.Tests.TransportSecurity;

public sealed class MtaStsResolverTests
{
    private const string Policy = "version: STSv1\nmode: enforce\nmx: mx.example.test\nmax_age: 604800\n";

    private readonly Clock _clock = new();
    private readonly Fetcher _fetcher = new();
    private readonly MemoryMtaStsStore _store = new();
    private DnsZone _zone = new DnsZone().AddText("_mta-sts.example.test", "v=STSv1; id=1");

    [Fact]
    [Rfc(8461, "5.1")]
    public async Task A_policy_is_fetched_once_and_kept_while_its_record_names_it()
    {
        Assert.Equal(MtaStsReason.Fetched, (await FindAsync()).Reason);
        Assert.Equal(MtaStsReason.Cached, (await FindAsync("EXAMPLE.test.")).Reason);
        Assert.Equal(["https://mta-sts.example.test/.well-known/mta-sts.txt"], _fetcher.Asked);
    }

    [Fact]
    [Rfc(8461, "3.1")]
    public async Task Another_id_is_another_policy()
    {
        await FindAsync();
        _zone = new DnsZone().AddText("_mta-sts.example.test", "v=STSv1; id=2");
        _fetcher.Give = Ok(Policy.Replace("enforce", "testing", StringComparison.Ordinal));
        MtaStsLookup found = await FindAsync();
        Assert.Equal((MtaStsReason.Fetched, "2", MtaStsMode.Testing), (found.Reason, found.Entry!.Id, found.Policy!.Mode));
    }

    [Fact]
    [Rfc(8461, "3.3")]
    public async Task A_kept_policy_is_refreshed_once_a_day()
    {
        await FindAsync();
        _clock.Now += TimeSpan.FromHours(23);
        Assert.Equal(MtaStsReason.Cached, (await FindAsync()).Reason);
        _clock.Now += TimeSpan.FromHours(2);
        MtaStsLookup found = await FindAsync();
        Assert.Equal((MtaStsReason.Fetched, _clock.Now), (found.Reason, found.Entry!.FetchedAt));
    }

    [Theory]
    [InlineData("timed out")]
    [InlineData(null)]
    [Rfc(8461, "3.3")]
    [Rfc(8461, "10.2")]
    public async Task A_kept_policy_holds_until_it_ends_whatever_becomes_of_its_record(string? failure)
    {
        await FindAsync();
        _zone = new DnsZone();
        if (failure is not null)
        {
            _zone.AddFailure("_mta-sts.example.test", reason: failure);
        }

        _clock.Now += TimeSpan.FromDays(6);
        MtaStsLookup found = await FindAsync();
        Assert.Equal(MtaStsReason.CachedThoughUnreachable, found.Reason);
        Assert.NotNull(found.Policy);
        Assert.NotEqual("", found.Problem);
        _clock.Now += TimeSpan.FromDays(2);
        found = await FindAsync();
        Assert.Equal(failure is null ? MtaStsReason.NoRecord : MtaStsReason.LookupFailed, found.Reason);
        Assert.Null(found.Policy);
    }

    public static TheoryData<int, string, string, MtaStsReason> Failures => new()
    {
        { 301, "text/plain", Policy, MtaStsReason.FetchFailed },
        { 404, "text/plain", Policy, MtaStsReason.FetchFailed },
        { 200, "text/html", Policy, MtaStsReason.PolicyInvalid },
        { 200, "", Policy, MtaStsReason.PolicyInvalid },
        { 200, "text/plain; charset=utf-8", "mode: enforce", MtaStsReason.PolicyInvalid },
        { 200, "text/plain", new string('x', 70_000), MtaStsReason.FetchFailed },
        { 0, "", "", MtaStsReason.FetchFailed },
        { -1, "", "", MtaStsReason.FetchCertificateInvalid },
    };

    [Theory, MemberData(nameof(Failures))]
    [Rfc(8461, "3.3")]
    public async Task What_cannot_be_fetched_is_as_if_it_were_not_there_and_is_not_asked_for_again_at_once(int status, string type, string text, MtaStsReason reason)
    {
        _fetcher.Give = status <= 0 ? MtaStsFetch.Failed("no answer", status < 0) : new MtaStsFetch(status, type, Encoding.UTF8.GetBytes(text));
        MtaStsLookup found = await FindAsync();
        Assert.Equal(reason, found.Reason);
        Assert.Null(found.Entry);
        Assert.NotEqual("", found.Problem);

        _fetcher.Give = Ok(Policy);
        _clock.Now += TimeSpan.FromMinutes(4);
        Assert.Equal(reason, (await FindAsync()).Reason);
        Assert.Single(_fetcher.Asked);
        _clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(MtaStsReason.Fetched, (await FindAsync()).Reason);
    }

    [Fact]
    [Rfc(8461, "3.3")]
    public async Task A_new_id_may_be_asked_for_at_once()
    {
        _fetcher.Give = MtaStsFetch.Failed("no answer");
        await FindAsync();
        _zone = new DnsZone().AddText("_mta-sts.example.test", "v=STSv1; id=2");
        _fetcher.Give = Ok(Policy);
        Assert.Equal(MtaStsReason.Fetched, (await FindAsync()).Reason);
    }

    [Fact]
    public async Task A_kept_policy_stands_in_where_the_new_one_cannot_be_had()
    {
        await FindAsync();
        _zone = new DnsZone().AddText("_mta-sts.example.test", "v=STSv1; id=2");
        _fetcher.Give = Ok("nonsense");
        MtaStsLookup found = await FindAsync();
        Assert.Equal((MtaStsReason.CachedThoughUnreachable, "1"), (found.Reason, found.Entry!.Id));
    }

    [Fact]
    [Rfc(8461, "5")]
    public async Task A_policy_of_mode_none_is_none()
    {
        _fetcher.Give = Ok("version: STSv1\nmode: none\nmax_age: 1\n");
        MtaStsLookup found = await FindAsync();
        Assert.NotNull(found.Entry);
        Assert.Null(found.Policy);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("a b.test")]
    [InlineData("")]
    [InlineData("x/y.test")]
    [Rfc(8461, "3.4")]
    public async Task What_is_no_domain_has_none(string domain)
    {
        Assert.Equal(MtaStsReason.NoRecord, (await FindAsync(domain)).Reason);
        Assert.Empty(_fetcher.Asked);
    }

    [Fact]
    public async Task What_is_kept_and_what_failed_have_bounds()
    {
        MemoryMtaStsStore store = new(2);
        for (int i = 0; i < 3; i++)
        {
            await store.PutAsync(new MtaStsEntry($"d{i}.test", "1", _clock.Now.AddHours(i), new MtaStsPolicy { Mode = MtaStsMode.None, MaxAge = TimeSpan.FromDays(1) }), TestContext.Current.CancellationToken);
        }

        Assert.Null(await store.GetAsync("d0.test", TestContext.Current.CancellationToken));
        Assert.NotNull(await store.GetAsync("d2.test", TestContext.Current.CancellationToken));

        _fetcher.Give = MtaStsFetch.Failed("no answer");
        _zone.AddText("_mta-sts.other.test", "v=STSv1; id=1");
        MtaStsResolver resolver = new(_zone, _fetcher, _store, _clock) { MaxFailures = 1 };
        foreach (string domain in new[] { "example.test", "other.test", "example.test" })
        {
            await resolver.FindAsync(domain, TestContext.Current.CancellationToken);
        }

        Assert.Equal(3, _fetcher.Asked.Count);
    }

    [Fact]
    [Rfc(8461, "10.2")]
    public async Task A_kept_policy_can_be_fetched_anew_without_its_record()
    {
        MtaStsEntry kept = (await FindAsync()).Entry!;
        _zone = new DnsZone();
        _clock.Now += TimeSpan.FromHours(1);
        _fetcher.Give = Ok(Policy.Replace("enforce", "none", StringComparison.Ordinal));
        MtaStsLookup found = await _resolver!.RefreshAsync(kept, TestContext.Current.CancellationToken);
        Assert.Equal((MtaStsReason.Fetched, "1", _clock.Now, null), (found.Reason, found.Entry!.Id, found.Entry.FetchedAt, found.Policy));
        Assert.Equal(found.Entry, await _store.GetAsync("example.test", TestContext.Current.CancellationToken));

        _fetcher.Give = MtaStsFetch.Failed("no answer");
        MtaStsLookup failed = await _resolver.RefreshAsync(kept, TestContext.Current.CancellationToken);
        Assert.Equal((MtaStsReason.FetchFailed, kept), (failed.Reason, failed.Entry));
        _clock.Now += kept.Policy.MaxAge;
        Assert.Null((await _resolver.RefreshAsync(kept, TestContext.Current.CancellationToken)).Entry);
    }

    [Fact]
    public async Task A_policy_is_forgotten_unless_another_took_its_place()
    {
        MtaStsEntry kept = (await FindAsync()).Entry!;
        await _store.RemoveAsync(kept with { Id = "0" }, TestContext.Current.CancellationToken);
        Assert.NotNull(await _store.GetAsync("example.test", TestContext.Current.CancellationToken));
        await _store.RemoveAsync(kept, TestContext.Current.CancellationToken);
        Assert.Null(await _store.GetAsync("example.test", TestContext.Current.CancellationToken));
    }

    private static MtaStsFetch Ok(string text) => new(200, "text/plain", Encoding.UTF8.GetBytes(text));

    private MtaStsResolver? _resolver;

    private async Task<MtaStsLookup> FindAsync(string domain = "example.test")
    {
        _resolver ??= new MtaStsResolver(new Through(() => _zone), _fetcher, _store, _clock);
        return await _resolver.FindAsync(domain, TestContext.Current.CancellationToken);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Certificates.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Fetcher : IMtaStsFetcher
    {
        public List<string> Asked { get; } = [];

        public MtaStsFetch Give { get; set; } = Ok(Policy);

        public ValueTask<MtaStsFetch> FetchAsync(Uri address, int maxBytes, CancellationToken cancellationToken)
        {
            Asked.Add(address.ToString());
            return new(Give);
        }
    }

    private sealed class Through(Func<DnsZone> zone) : IDnsResolver
    {
        public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default) => zone().QueryAsync(name, type, cancellationToken);
    }
}
