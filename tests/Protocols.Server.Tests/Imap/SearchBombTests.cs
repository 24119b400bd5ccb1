using System.Globalization;
using Protocols.Imap;
using Protocols.Imap.Server;

namespace Protocols.Server.Tests.Imap;

/// <summary>Searches that cost the server more than the client: refused by default, and right and bounded where they are let in.</summary>
public sealed class SearchBombTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private const int Keys = 100_000;

    private async Task<ImapTalk> WideAsync()
    {
        ImapLimits limits = new() { MaxSearchKeys = (Keys * 2) + 10, MaxSearchDepth = 200, MaxLineLength = 8 << 20, MaxCommandLength = 8 << 20 };
        ImapServer wide = new(new ImapServerOptions { Limits = limits }, server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            SearchIndex = server.Storage.Search,
            SearchLimits = new ImapSearchLimits { Time = TimeSpan.FromSeconds(20) },
        };
        ImapTalk talk = await server.LoginAsync(await server.NewAccountAsync(), wide);
        await FillAsync(talk);
        return talk;
    }

    private static async Task FillAsync(ImapTalk talk)
    {
        foreach (string subject in new[] { "one", "two", "three" })
        {
            await talk.Append("INBOX", $"Subject: {subject}\r\nX-Test: {subject}\r\n\r\nbody {subject}\r\n");
        }

        await talk.Ok("SELECT INBOX");
    }

    private static string Ors(int count, Func<int, string> key) => string.Concat(Enumerable.Range(0, count - 1).Select(i => "OR " + key(i) + " ")) + key(count - 1);

    [Fact, Rfc(9051, "6.4.4")]
    public async Task By_default_what_is_nested_too_deep_or_has_too_many_keys_is_answered_bad()
    {
        using ImapTalk talk = await server.LoginAsync();
        await FillAsync(talk);
        foreach (string bomb in new[]
        {
            string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "ALL", new string('(', 10_000) + "ALL" + new string(')', 10_000),
            string.Concat(Enumerable.Repeat("OR ALL ", 5000)) + "ALL", string.Join(' ', Enumerable.Repeat("ALL", 10_000)), string.Concat(Enumerable.Repeat("FUZZY ", 9000)) + "ALL",
        })
        {
            await talk.Fails("BAD", "SEARCH " + bomb);
        }

        // Up to the limits they are answered.
        Assert.Equal(["* SEARCH 1 2 3"], await talk.Ok("SEARCH " + string.Concat(Enumerable.Repeat("NOT ", 30)) + "ALL"));
        Assert.Equal(["* SEARCH 2"], await talk.Ok("SEARCH " + new string('(', 30) + "SUBJECT two" + new string(')', 30)));
        Assert.Equal(["* SEARCH 1 3"], await talk.Ok("SEARCH " + Ors(30, static i => i == 7 ? "SUBJECT one" : i == 29 ? "SUBJECT three" : "DELETED")));
        Assert.Equal(["* SEARCH 3"], await talk.Ok("SEARCH " + string.Join(' ', Enumerable.Repeat("SUBJECT three", 900))));
    }

    [Fact, Rfc(9051, "6.4.4")]
    public async Task A_hundred_thousand_keys_are_answered_rightly_where_they_are_let_in()
    {
        using ImapTalk talk = await WideAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(["* SEARCH 1 2 3"], await talk.Ok("SEARCH " + string.Join(' ', Enumerable.Repeat("ALL", Keys))));
        Assert.Equal(["* SEARCH 2"], await talk.Ok("SEARCH " + string.Join(' ', Enumerable.Repeat("UNDELETED", Keys - 1)) + " SUBJECT two"));
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH " + string.Join(' ', Enumerable.Range(0, 50_000).Select(static _ => "HEADER X-Test one"))));

        // Each of its own field and value: no two are the same search.
        string[] fields = [.. Enumerable.Range(0, 50_000).Select(static i => string.Create(CultureInfo.InvariantCulture, $"NOT HEADER X-{i} v{i}"))];
        Assert.Equal(["* SEARCH 1 2 3"], await talk.Ok("SEARCH " + string.Join(' ', fields)));
        Assert.Equal(["* SEARCH 3"], await talk.Ok("SEARCH " + string.Join(' ', Enumerable.Range(0, 20_000).Select(static i => "NOT TEXT absent" + i.ToString(CultureInfo.InvariantCulture))) + " BODY three"));

        // What was needed for a search is not kept behind it.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32L << 20);
        await talk.Ok("NOOP");
    }

    [Fact, Rfc(9051, "6.4.4")]
    public async Task Two_hundred_levels_are_answered_rightly_and_one_more_is_not()
    {
        using ImapTalk talk = await WideAsync();
        Assert.Equal(["* SEARCH 2"], await talk.Ok("SEARCH " + string.Concat(Enumerable.Repeat("NOT NOT ", 99)) + "SUBJECT two"));
        Assert.Equal(["* SEARCH 1 3"], await talk.Ok("SEARCH " + Ors(199, static i => i == 5 ? "SUBJECT one" : i == 198 ? "SUBJECT three" : "DELETED")));
        await talk.Fails("BAD", "SEARCH " + string.Concat(Enumerable.Repeat("NOT ", 100_000)) + "ALL");
        await talk.Fails("BAD", "SEARCH " + Ors(Keys, static _ => "ALL"));
        await talk.Fails("BAD", "SEARCH " + new string('(', 1 << 20));
        Assert.Empty(server.Host.Errors);
    }

    [Fact, Rfc(5530, "3")]
    public async Task A_search_that_costs_too_much_ends_with_the_limit()
    {
        ImapServer poor = new(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            SearchLimits = new ImapSearchLimits { TextBytes = 1000 },
        };
        using ImapTalk talk = await server.LoginAsync(await server.NewAccountAsync(), poor);
        for (int i = 0; i < 10; i++)
        {
            await talk.Append("INBOX", "Subject: x\r\n\r\n" + new string('y', 500));
        }

        await talk.Ok("SELECT INBOX");
        await talk.Fails("NO [LIMIT]", "SEARCH TEXT absent");
        Assert.Equal(["* SEARCH"], await talk.Ok("SEARCH DELETED"));
    }
}
