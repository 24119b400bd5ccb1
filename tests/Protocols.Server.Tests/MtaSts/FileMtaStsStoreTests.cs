using System.Globalization;
using Protocols.Smtp.Server;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Server.Tests.MtaSts;

public sealed class FileMtaStsStoreTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-sts-").FullName;

    private string File => Path.Combine(_folder, "policies.jsonl");

    [Fact, Rfc(8461, "10.2")]
    public async Task What_is_kept_outlives_the_process()
    {
        MtaStsEntry entry = Entry("example.test", "1", MtaStsMode.Enforce);
        using (FileMtaStsStore store = await FileMtaStsStore.OpenAsync(File))
        {
            await store.PutAsync(Entry("example.test", "0", MtaStsMode.Testing), CancellationToken.None);
            await store.PutAsync(entry, CancellationToken.None);
            MtaStsEntry gone = Entry("gone.test", "1", MtaStsMode.None);
            await store.PutAsync(gone, CancellationToken.None);
            await store.RemoveAsync(gone, CancellationToken.None);
            await store.RemoveAsync(Entry("example.test", "0", MtaStsMode.Testing), CancellationToken.None);
        }

        using FileMtaStsStore again = await FileMtaStsStore.OpenAsync(File);
        Assert.Equal(1, again.Count);
        MtaStsEntry? found = await again.GetAsync("example.test", CancellationToken.None);
        Assert.Equal((entry.Id, entry.FetchedAt, entry.Policy.Mode, entry.Policy.MaxAge), (found!.Id, found.FetchedAt, found.Policy.Mode, found.Policy.MaxAge));
        Assert.Equal(entry.Policy.MxPatterns, found.Policy.MxPatterns);
        Assert.Equal(entry.Policy.Lines, found.Policy.Lines);
        Assert.Null(await again.GetAsync("gone.test", CancellationToken.None));
    }

    [Theory]
    [InlineData("{\"domain\":\"torn.te")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"domain\":\"no domain\",\"id\":\"1\"}")]
    [InlineData("{\"domain\":\"x.test\",\"id\":\"1\",\"maxAge\":99999999999}")]
    [InlineData("{\"domain\":\"x.test\",\"id\":\"1\",\"mode\":77}")]
    public async Task What_cannot_be_read_is_passed_over_and_costs_no_other(string line)
    {
        using (FileMtaStsStore store = await FileMtaStsStore.OpenAsync(File))
        {
            await store.PutAsync(Entry("a.test", "1", MtaStsMode.Enforce), CancellationToken.None);
        }

        await System.IO.File.AppendAllTextAsync(File, line);
        using (FileMtaStsStore store = await FileMtaStsStore.OpenAsync(File))
        {
            Assert.Equal(1, store.Count);
            await store.PutAsync(Entry("b.test", "1", MtaStsMode.Enforce), CancellationToken.None);
        }

        using FileMtaStsStore again = await FileMtaStsStore.OpenAsync(File);
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public async Task The_file_does_not_grow_with_what_is_past()
    {
        using FileMtaStsStore store = await FileMtaStsStore.OpenAsync(File);
        for (int i = 0; i < 1_000; i++)
        {
            await store.PutAsync(Entry("example.test", i.ToString(CultureInfo.InvariantCulture), MtaStsMode.Enforce), CancellationToken.None);
        }

        Assert.InRange((await System.IO.File.ReadAllLinesAsync(File)).Length, 1, 102);
        using FileMtaStsStore again = await FileMtaStsStore.OpenAsync(File);
        Assert.Equal("999", (await again.GetAsync("example.test", CancellationToken.None))!.Id);
    }

    [Fact]
    public async Task Of_more_than_the_limit_the_first_to_end_goes()
    {
        using FileMtaStsStore store = await FileMtaStsStore.OpenAsync(File, maxEntries: 2);
        foreach (int day in new[] { 2, 1, 3 })
        {
            await store.PutAsync(Entry($"d{day}.test", "1", MtaStsMode.Enforce) with { FetchedAt = s_now.AddDays(day) }, CancellationToken.None);
        }

        List<string> left = [];
        await foreach (MtaStsEntry entry in store.ReadAllAsync(CancellationToken.None))
        {
            left.Add(entry.Domain);
        }

        Assert.Equal(["d2.test", "d3.test"], left.Order());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static MtaStsEntry Entry(string domain, string id, MtaStsMode mode) =>
        new(domain, id, s_now, new MtaStsPolicy { Mode = mode, MaxAge = TimeSpan.FromDays(7), MxPatterns = ["*.example.test", "mx.example.test"], Lines = ["version: STSv1", "x: \"ü\""] });
}
