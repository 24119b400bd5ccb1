using System.Buffers;
using System.Text;
using Protocols.Imap;
using Protocols.Imap.Server;

namespace Protocols.Server.Tests.Imap;

/// <summary>ENVELOPE and BODYSTRUCTURE that are remembered: told alike the first time and ever after, within their bound.</summary>
public sealed class RenditionTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private const string Asked = "FETCH 1:* (UID ENVELOPE FLAGS BODYSTRUCTURE BODY)";

    private static string Message(int number) =>
        $"From: Jos\u00e9 {number} <j{number}@a.test>\r\nSubject: n\u00famber {number}\r\nContent-Type: text/plain; name=f{number}\r\n\r\nbody {number}\r\n";

    private static RenditionKey Key(long email) => new(1, email, FetchItemKind.Envelope, IsUtf8: false);

    private static string? Look(RenditionCache cache, RenditionKey key)
    {
        ArrayBufferWriter<byte> output = new();
        return cache.TryCopy([key], output, new int[1]) ? Encoding.ASCII.GetString(output.WrittenSpan) : null;
    }

    [Fact, Rfc(9051, "7.5.2")]
    public async Task What_is_remembered_is_told_as_it_was_at_first()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("ENABLE UTF8=ACCEPT");
        for (int i = 0; i < 40; i++)
        {
            await talk.Append("INBOX", Message(i));
        }

        await talk.Ok("SELECT INBOX");
        List<string> first = await talk.Ok(Asked);
        Assert.Equal(40, first.Count);
        Assert.Contains("ENVELOPE (NIL \"n\u00famber 7\" ((\"Jos\u00e9 7\" NIL \"j7\" \"a.test\"))", first[7], StringComparison.Ordinal);
        Assert.Equal(first, await talk.Ok(Asked));

        // Some are remembered and others not; copies are the same messages.
        await talk.Append("INBOX", Message(40));
        await talk.Ok("COPY 1:3 INBOX");
        await talk.Ok("NOOP");
        List<string> more = await talk.Ok(Asked);
        Assert.Equal(first, more[..40]);
        Assert.Equal(44, more.Count);
        Assert.Equal(first[2].Replace("* 3 FETCH (UID 3 ", "* 44 FETCH (UID 44 ", StringComparison.Ordinal), more[43]);
        Assert.Equal(more, await talk.Ok(Asked));
    }

    [Fact, Rfc(9051, "5.1"), Rfc(6855, "3")]
    public async Task Clients_that_take_utf8_and_those_that_do_not_are_each_told_in_their_way()
    {
        string account = await server.NewAccountAsync();
        using ImapTalk modern = await server.LoginAsync(account);
        await modern.Ok("ENABLE UTF8=ACCEPT");
        await modern.Append("INBOX", Message(1));
        await modern.Ok("SELECT INBOX");
        using ImapTalk old = await server.LoginAsync(account);
        await old.Ok("SELECT INBOX");
        for (int i = 0; i < 2; i++)
        {
            Assert.Contains("\"n\u00famber 1\"", (await modern.Ok("FETCH 1 ENVELOPE"))[0], StringComparison.Ordinal);
            Assert.Contains("ENVELOPE (NIL {9}n", (await old.Ok("FETCH 1 ENVELOPE"))[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_first_that_came_goes_first_and_the_bound_holds()
    {
        RenditionCache cache = new(100_000);
        for (int i = 0; i < 10_000; i++)
        {
            cache.Add(Key(i), Encoding.ASCII.GetBytes($"rendition {i}"));
        }

        Assert.InRange(cache.Count, 500, 100_000 / 96);
        Assert.Null(Look(cache, Key(0)));
        Assert.Equal("rendition 9999", Look(cache, Key(9999)));
        Assert.Null(Look(cache, Key(9999) with { IsUtf8 = true }));
        Assert.Null(Look(cache, Key(9999) with { Account = 2 }));
        Assert.Null(Look(cache, Key(9999) with { Kind = FetchItemKind.Body }));
    }

    [Fact]
    public void What_is_long_is_not_kept_and_without_room_nothing_is()
    {
        RenditionCache cache = new(1_000_000);
        cache.Add(Key(1), new byte[RenditionCache.MaxLength + 1]);
        Assert.Equal(0, cache.Count);
        cache.Add(Key(1), new byte[RenditionCache.MaxLength]);
        Assert.Equal(1, cache.Count);
        RenditionCache none = new(0);
        none.Add(Key(1), "x"u8);
        Assert.Equal(0, none.Count);
    }
}
