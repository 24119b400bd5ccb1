using System.Text;
using Protocols.Imap;
using Protocols.Imap.Server;

namespace Protocols.Server.Tests.Imap;

public sealed class MultiSearchTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private async Task<ImapTalk> WithMailboxesAsync()
    {
        ImapTalk talk = await server.LoginAsync();
        foreach (string name in new[] { "a", "a/b", "a/b/c", "d" })
        {
            await talk.Ok("CREATE " + name);
            await talk.Append(name, "Subject: in " + name + "\r\n\r\n");
            await talk.Append(name, "Subject: twice\r\n\r\n", "(\\Seen) ");
        }

        return talk;
    }

    private static string[] Told(IEnumerable<string> lines) =>
        [.. lines.Select(l => System.Text.RegularExpressions.Regex.Replace(l, "TAG \"t\\d+\" | UIDVALIDITY \\d+", ""))];

    [Fact, Rfc(7377, "2"), Rfc(7377, "2.1"), Rfc(7377, "2.2")]
    public async Task Each_mailbox_with_anything_found_has_an_answer()
    {
        using ImapTalk talk = await WithMailboxesAsync();
        foreach ((string command, string[] expected) in new (string, string[])[]
        {
            ("ESEARCH IN (mailboxes a) UNSEEN", ["a 1"]),
            ("ESEARCH IN (mailboxes (a d)) SUBJECT twice", ["a 2", "d 2"]),
            ("ESEARCH IN (subtree a) ALL", ["a 1:2", "a/b 1:2", "a/b/c 1:2"]),
            ("ESEARCH IN (subtree-one a) SEEN", ["a 2", "a/b 2"]),
            ("ESEARCH IN (personal) SUBJECT {6+}\r\nin a/b", ["a/b 1", "a/b/c 1"]),
            ("ESEARCH IN (subtree a mailboxes a/b) 2", ["a 2", "a/b 2", "a/b/c 2"]),
            ("ESEARCH IN (inboxes) ALL", []),
            ("ESEARCH IN (mailboxes nowhere) ALL", []),
        })
        {
            Assert.Equal(expected.Select(e => $"* ESEARCH (MAILBOX \"{e.Split(' ')[0]}\") UID ALL {e.Split(' ')[1]}"), Told(await talk.Ok(command)));
        }

        await talk.Ok("SUBSCRIBE d");
        Assert.Contains("* ESEARCH (MAILBOX \"d\") UID COUNT 2", Told(await talk.Ok("ESEARCH IN (subscribed) RETURN (COUNT) ALL")));
        Assert.Equal("* ESEARCH (MAILBOX \"d\") UID MIN 1 PARTIAL (-1:-1 2)", Told(await talk.Ok("ESEARCH IN (mailboxes d) RETURN (MIN PARTIAL -1:-1) ALL"))[0]);
        await talk.Fails("BAD", "ESEARCH ALL");
        await talk.Fails("BAD", "ESEARCH IN (selected mailboxes a) ALL");
        await talk.Ok("SELECT d");
        Assert.Equal(["* ESEARCH (MAILBOX \"d\") UID ALL 1:2"], Told(await talk.Ok("ESEARCH ALL")));
        Assert.Equal(["* ESEARCH (MAILBOX \"d\") UID ALL 2", "* ESEARCH (MAILBOX \"a\") UID ALL 2"], Told(await talk.Ok("ESEARCH IN (selected mailboxes (a d)) SEEN")));
        Assert.Equal(["* ESEARCH (MAILBOX \"d\") UID ALL 1"], Told(await talk.Ok("ESEARCH RETURN (SAVE ALL) UNSEEN")));
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH $"));
    }

    [Fact, Rfc(6203, "3"), Rfc(6203, "4"), Rfc(6203, "6")]
    public async Task A_fuzzy_key_finds_what_is_near_and_says_how_near()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "Subject: IMAP is broken today\r\n\r\n");
        await talk.Append("INBOX", "Subject: imap broken\r\n\r\n");
        await talk.Append("INBOX", "Subject: nothing\r\n\r\nimap brokers\r\n");
        await talk.Ok("SELECT INBOX");
        Assert.Equal(["* SEARCH 1 2"], await talk.Ok("SEARCH FUZZY SUBJECT \"imap broken\""));
        Assert.Equal(["* SEARCH 2"], await talk.Ok("SEARCH SUBJECT \"imap broken\""));
        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) ALL 1:2 RELEVANCY \\(91 100\\)$", Assert.Single(await talk.Ok("SEARCH RETURN (RELEVANCY ALL) FUZZY SUBJECT \"imap broken\"")));
        Assert.Equal(["* SORT 2 1 3"], await talk.Ok("SORT (RELEVANCY) UTF-8 FUZZY TEXT \"imap broken\""));
        Assert.Matches(
            "^\\* ESEARCH \\(TAG \"t\\d+\"\\) PARTIAL \\(1:1 2\\) RELEVANCY \\(100\\)$",
            Assert.Single(await talk.Ok("SORT RETURN (RELEVANCY PARTIAL 1:1) (RELEVANCY) UTF-8 FUZZY TEXT \"imap broken\" UNSEEN")));
        Assert.Equal(["* SEARCH"], await talk.Ok("SEARCH FUZZY SEEN"));
    }

    [Fact, Rfc(5466, "3.1"), Rfc(5466, "3.2")]
    public async Task A_filter_stands_for_the_keys_that_were_kept()
    {
        using ImapTalk talk = await server.LoginAsync(
            await server.NewAccountAsync(),
            new ImapServer(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes)
            {
                AllowPlaintextPasswordsFromLoopback = true,
                Annotations = server.Storage.Annotations,
                ServerAnnotations = new Dictionary<string, string> { ["/shared/filters/values/small"] = "NOT ALL", ["/shared/filters/values/all"] = "ALL" },
                SearchLimits = new ImapSearchLimits { FilterDepth = 3 },
            });
        Assert.Contains(" FILTERS", Assert.Single(await talk.Ok("CAPABILITY")), StringComparison.Ordinal);
        foreach ((string name, string keys) in new[]
        {
            ("small", "OR SMALLER 20 SUBJECT \"gr\u00FC\u00DFe\""), ("seen-small", "SEEN (FILTER small)"), ("half", "OR SMALLER"), ("loop", "NOT FILTER loop"),
            ("one", "FILTER all"), ("two", "FILTER one"), ("three", "FILTER two"),
        })
        {
            await talk.Ok($"SETMETADATA \"\" (/private/filters/values/{name} {{{Encoding.UTF8.GetByteCount(keys)}+}}\r\n{keys})");
        }

        await talk.Append("INBOX", "Subject: a\r\n\r\n", "(\\Seen) ");
        await talk.Append("INBOX", "Subject: =?utf-8?q?GR=C3=9C=C3=9FE?= to you all\r\n\r\n");
        await talk.Append("INBOX", "Subject: something else, and long\r\n\r\n");
        await talk.Ok("SELECT INBOX");
        Assert.Equal(["* SEARCH 1 2"], await talk.Ok("SEARCH FILTER small"));
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH FILTER seen-small"));
        Assert.Equal(["* SORT 3"], await talk.Ok("SORT (SIZE) UTF-8 NOT FILTER small"));
        Assert.Equal(["* THREAD (1)(2)"], await talk.Ok("THREAD ORDEREDSUBJECT UTF-8 FILTER small"));
        Assert.Equal(["* SEARCH 1 2 3"], await talk.Ok("SEARCH FILTER two"));
        await talk.Fails("NO [UNDEFINED-FILTER all]", "SEARCH FILTER three");
        await talk.Fails("NO [UNDEFINED-FILTER half]", "SEARCH FILTER half");
        await talk.Fails("NO [UNDEFINED-FILTER loop]", "SEARCH OR SEEN FILTER loop");
        await talk.Fails("NO [UNDEFINED-FILTER none]", "ESEARCH FUZZY FILTER none");
    }

    [Fact, Rfc(5267, "4.3.1")]
    public async Task What_a_search_may_cost_is_limited()
    {
        string account = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(account, Limited(new ImapSearchLimits { TextBytes = 10, Updates = 1, SortedUpdateLength = 1, Mailboxes = 1 }));
        await talk.Append("INBOX", "Subject: a\r\n\r\nlong enough\r\n");
        await talk.Append("INBOX", "Subject: b\r\n\r\nlong enough\r\n");
        await talk.Ok("SELECT INBOX");
        await talk.Ok("SEARCH RETURN (SAVE) ALL");
        await talk.Fails("NO [LIMIT]", "SEARCH BODY x");
        Assert.Equal(["* SEARCH 1 2"], await talk.Ok("SEARCH $"));
        await talk.Fails("NO [LIMIT]", "SEARCH RETURN (SAVE) BODY x");
        Assert.Equal(["* SEARCH"], await talk.Ok("SEARCH $"));
        await talk.Fails("NO [LIMIT]", "SORT (SIZE) UTF-8 TEXT x");
        await talk.Fails("NO [LIMIT]", "THREAD REFERENCES UTF-8 TEXT x");
        await talk.Fails("NO [LIMIT]", "ESEARCH IN (personal) ALL");
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH SUBJECT a"));
        Assert.Contains("[NOUPDATE \"t", (await talk.Ok("SORT RETURN (UPDATE) (SIZE) UTF-8 ALL"))[1], StringComparison.Ordinal);
        Assert.Single(await talk.Ok("SEARCH RETURN (UPDATE) ALL"));
        Assert.Contains("[NOUPDATE \"t", (await talk.Ok("ESEARCH IN (mailboxes INBOX) RETURN (UPDATE) ALL"))[0], StringComparison.Ordinal);
        Assert.Contains("[NOUPDATE \"t", (await talk.Ok("SEARCH RETURN (UPDATE COUNT) ALL"))[1], StringComparison.Ordinal);
    }

    private ImapServer Limited(ImapSearchLimits limits) =>
        new(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            SearchLimits = limits,
        };

    [Fact]
    public async Task A_search_that_takes_too_long_ends()
    {
        using ImapTalk talk = await server.LoginAsync(await server.NewAccountAsync(), Limited(new ImapSearchLimits { Time = TimeSpan.FromMilliseconds(1) }));
        for (int i = 0; i < 20; i++)
        {
            await talk.Append("INBOX", "Subject: a\r\n\r\n" + new string('\u00E4', 200_000) + "\r\n");
        }

        await talk.Ok("SELECT INBOX");
        await talk.Fails("NO [LIMIT]", "SEARCH BODY nowhere");
    }

    [Fact, Rfc(5032, "2"), Rfc(5267, "4.3")]
    public async Task A_result_follows_the_clock()
    {
        using ImapTalk talk = await server.LoginAsync(await server.NewAccountAsync(), Limited(new ImapSearchLimits { WithinInterval = TimeSpan.Zero }));
        string arrived = DateTimeOffset.UtcNow.AddSeconds(-58).ToString("dd-MMM-yyyy HH:mm:ss +0000", System.Globalization.CultureInfo.InvariantCulture);
        await talk.Append("INBOX", "Subject: a\r\n\r\n", $"\"{arrived}\" ");
        await talk.Ok("SELECT INBOX");
        Assert.Matches("COUNT 0$", Assert.Single(await talk.Ok("SEARCH RETURN (UPDATE COUNT) OLDER 60")));
        List<string> told = [];
        while (told.Count == 0)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            told = await talk.Ok("NOOP");
        }

        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) ADDTO \\(0 1\\)$", Assert.Single(told));
    }
}
