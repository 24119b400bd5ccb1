using System.Globalization;
using System.Net;
using System.Text.Json;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Operations;

public sealed class QueueEndpointsTests : IAsyncLifetime
{
    private OperationsSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await OperationsSite.StartAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory, Rfc(6750, "2.1"), Rfc(6750, "3")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer abcdefghijklmnopqrstuvwxy")]
    [InlineData("Bearer abcdefghijklmnopqrstuvwxyz0")]
    [InlineData("Basic abcdefghijklmnopqrstuvwxyz")]
    public async Task Nobody_is_answered_without_the_token(string? authorization)
    {
        foreach (string address in new[] { "/queue", "/queue/messages", "/queue/messages/1", "/queue/destinations" })
        {
            (HttpResponseMessage response, JsonElement body) = await _site.GetAsync(address, authorization);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer realm=\"queue\"", response.Headers.WwwAuthenticate.ToString());
            Assert.Equal(401, body.GetProperty("status").GetInt32());
        }

        Assert.Equal(HttpStatusCode.OK, (await _site.GetAsync("/queue", "bearer  " + OperationsSite.Token)).Response.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.1", false, 403)]
    [InlineData("192.0.2.1", true, 200)]
    [InlineData("127.0.0.2", false, 200)]
    [InlineData("::1", false, 200)]
    [InlineData("::ffff:127.0.0.1", false, 200)]
    public async Task Other_machines_are_answered_only_where_that_is_set(string address, bool allowRemote, int status)
    {
        await using OperationsSite site = await OperationsSite.StartAsync(new QueueOperationsOptions { Token = OperationsSite.Token, AllowRemote = allowRemote });
        site.Remote = IPAddress.Parse(address);
        Assert.Equal(status, (int)(await site.GetAsync("/queue")).Response.StatusCode);
    }

    [Fact]
    public async Task The_list_is_filtered_and_in_pages()
    {
        await EnqueueAsync("ann@example.org", "a.test");
        _site.Site.Time.Advance(TimeSpan.FromHours(1));
        long second = await EnqueueAsync("ben@example.org", "b.test");
        await EnqueueAsync("ann@example.org", "b.test");
        await EnqueueAsync("", "c.test");
        Assert.Equal(4, (await GetAsync("/queue")).GetProperty("messages").GetInt64());

        Assert.Equal(["1", "2", "3", "4"], await IdsAsync("/queue/messages"));
        Assert.Equal(["2", "3"], await IdsAsync("/queue/messages?destination=b.test"));
        Assert.Equal(["1", "3"], await IdsAsync("/queue/messages?sender=ann@example.org"));
        Assert.Equal(["4"], await IdsAsync("/queue/messages?sender="));
        Assert.Equal(["1"], await IdsAsync("/queue/messages?before=2026-11-24T12:30:00Z"));
        Assert.Equal(["2", "3", "4"], await IdsAsync("/queue/messages?from=2026-11-24T12:30:00Z"));
        Assert.Empty(await IdsAsync("/queue/messages?status=failed"));
        await PostAsync($"/queue/messages/{second}/hold");
        Assert.Equal(["2"], await IdsAsync("/queue/messages?held=true"));
        Assert.Equal(["1", "3", "4"], await IdsAsync("/queue/messages?held=false"));

        JsonElement page = await GetAsync("/queue/messages?max=3");
        Assert.Equal(3, page.GetProperty("messages").GetArrayLength());
        Assert.Equal(["4"], await IdsAsync($"/queue/messages?max=3&after={page.GetProperty("next")}"));
        Assert.False((await GetAsync("/queue/messages?after=3")).TryGetProperty("next", out _));

        JsonElement first = page.GetProperty("messages")[0];
        Assert.Equal(
            ("ann@example.org", 14, "2026-11-24T12:00:00+00:00", 1, 1, false),
            (first.GetProperty("sender").GetString(), first.GetProperty("size").GetInt32(), first.GetProperty("submittedAt").GetString(), first.GetProperty("recipients").GetInt32(), first.GetProperty("pending").GetInt32(), first.GetProperty("isHeld").GetBoolean()));
    }

    [Fact]
    public async Task A_message_is_shown_with_its_recipients_in_pages_and_who_works_on_it()
    {
        await _site.Site.EnqueueAsync(
            "Subject: a\r\n\r\n",
            new QueueEnvelope { ReversePath = "ann@example.org", SubmittedAt = _site.Site.Time.GetUtcNow(), EnvelopeId = "E1", Tls = QueueTls.Required },
            [.. Enumerable.Range(1, 3).Select(static i => new SubmittedRecipient { Address = $"r{i}@a.test", Destination = "a.test", OriginalRecipient = "rfc822;x@y" })]);
        QueueLease lease = Assert.Single(await _site.Site.LeaseAsync());
        JsonElement shown = await GetAsync("/queue/messages/1");
        Assert.Equal(("E1", "Required", "SevenBit"), (shown.GetProperty("envelopeId").GetString(), shown.GetProperty("tls").GetString(), shown.GetProperty("body").GetString()));
        Assert.Equal("test", Assert.Single(shown.GetProperty("leases").EnumerateArray()).GetProperty("owner").GetString());
        Assert.Equal(3, shown.GetProperty("recipients").GetArrayLength());

        QueueReply reply = new(450, "4.2.0", "Later", "mx.a.test");
        await _site.Site.Queue.CompleteAsync(
            lease, [.. lease.Recipients.Select(one => new RecipientOutcome { Recipient = one.Number, Status = QueuedRecipientStatus.Pending, NextAttempt = _site.Site.Time.GetUtcNow().AddHours(1), Reply = reply })], [], CancellationToken.None);
        shown = await GetAsync("/queue/messages/1?max=2");
        JsonElement first = shown.GetProperty("recipients")[0];
        Assert.Equal(
            ("r1@a.test", "a.test", "Pending", 1, "2026-11-24T13:00:00+00:00", "Later", "rfc822;x@y"),
            (first.GetProperty("address").GetString(), first.GetProperty("destination").GetString(), first.GetProperty("status").GetString(), first.GetProperty("attempts").GetInt32(), first.GetProperty("nextAttempt").GetString(), first.GetProperty("lastReply").GetProperty("text").GetString(), first.GetProperty("originalRecipient").GetString()));
        Assert.Equal(0, shown.GetProperty("leases").GetArrayLength());
        JsonElement rest = await GetAsync($"/queue/messages/1?afterRecipient={shown.GetProperty("nextRecipient")}");
        Assert.Equal("r3@a.test", Assert.Single(rest.GetProperty("recipients").EnumerateArray()).GetProperty("address").GetString());
        Assert.False(rest.TryGetProperty("nextRecipient", out _));
    }

    [Fact]
    public async Task A_message_is_held_released_tried_again_and_cancelled()
    {
        await _site.Site.EnqueueAsync(
            "Subject: a\r\n\r\n",
            new QueueEnvelope { ReversePath = "ann@example.org", SubmittedAt = _site.Site.Time.GetUtcNow() },
            [.. Enumerable.Range(1, 2).Select(static i => new SubmittedRecipient { Address = $"r{i}@a.test", Destination = "a.test" })]);
        Assert.Equal(("Done", 2), await PostAsync("/queue/messages/1/hold"));
        Assert.Empty(await _site.Site.LeaseAsync());
        Assert.Equal(("Done", 2), await PostAsync("/queue/messages/1/release"));
        QueueLease lease = Assert.Single(await _site.Site.LeaseAsync());
        Assert.Equal("InProgress", (await PostAsync("/queue/messages/1/cancel")).Status);
        await _site.Site.Queue.CompleteAsync(
            lease, [.. lease.Recipients.Select(one => new RecipientOutcome { Recipient = one.Number, Status = QueuedRecipientStatus.Pending, NextAttempt = DateTimeOffset.MaxValue })], [], CancellationToken.None);
        Assert.Empty(await _site.Site.LeaseAsync());
        Assert.Equal("Done", (await PostAsync("/queue/messages/1/retry")).Status);
        await _site.Site.Queue.ReleaseAsync(Assert.Single(await _site.Site.LeaseAsync()), CancellationToken.None);

        Assert.Equal(("Done", 1), await PostAsync("/queue/messages/1/cancel?recipient=2"));
        Assert.Equal(HttpStatusCode.NotFound, (await _site.PostAsync("/queue/messages/1/cancel?recipient=3")).Response.StatusCode);
        Assert.Equal(("Done", 1), await PostAsync("/queue/messages/1/cancel"));
        Assert.Equal(0, (await GetAsync("/queue")).GetProperty("messages").GetInt64());
    }

    [Fact]
    public async Task All_that_a_filter_finds_is_changed_in_pages()
    {
        for (int i = 0; i < 5; i++)
        {
            await EnqueueAsync("ann@example.org", i % 2 == 0 ? "a.test" : "b.test");
        }

        (_, JsonElement swept) = await _site.PostAsync("/queue/messages/hold?destination=a.test&max=2");
        Assert.Equal((2, 2), (swept.GetProperty("messages").GetInt32(), swept.GetProperty("recipients").GetInt32()));
        (_, swept) = await _site.PostAsync($"/queue/messages/hold?destination=a.test&max=2&after={swept.GetProperty("next")}");
        Assert.Equal(1, swept.GetProperty("messages").GetInt32());
        Assert.Equal(["1", "3", "5"], await IdsAsync("/queue/messages?held=true"));

        IReadOnlyList<QueueLease> leases = await _site.Site.LeaseAsync();
        Assert.Equal(2, leases.Count);
        (_, swept) = await _site.PostAsync("/queue/messages/cancel?all=true");
        Assert.Equal([2L, 4L], swept.GetProperty("inProgress").EnumerateArray().Select(static one => one.GetInt64()));
        Assert.Equal(["2", "4"], await IdsAsync("/queue/messages"));
        (HttpResponseMessage response, JsonElement problem) = await _site.PostAsync("/queue/messages/cancel");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("all=true", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destinations_are_listed_in_pages_and_tried_again()
    {
        foreach (string destination in new[] { "a.test", "b.test", "b.test", "c.test" })
        {
            await EnqueueAsync("ann@example.org", destination);
        }

        foreach (QueueLease lease in await _site.Site.LeaseAsync())
        {
            await _site.Site.Queue.CompleteAsync(lease, [new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Pending, NextAttempt = DateTimeOffset.MaxValue }], [], CancellationToken.None);
        }

        JsonElement page = await GetAsync("/queue/destinations?max=2");
        Assert.Equal(["a.test 1", "b.test 2"], page.GetProperty("destinations").EnumerateArray().Select(static one => $"{one.GetProperty("destination")} {one.GetProperty("recipients")}"));
        JsonElement rest = await GetAsync($"/queue/destinations?max=2&after={page.GetProperty("next")}");
        Assert.Equal("c.test", Assert.Single(rest.GetProperty("destinations").EnumerateArray()).GetProperty("destination").GetString());
        Assert.False(rest.TryGetProperty("next", out _));

        (_, JsonElement retried) = await _site.PostAsync("/queue/destinations/B.test/retry");
        Assert.Equal(2, retried.GetProperty("batches").GetInt64());
        Assert.Equal(["b.test", "b.test"], (await _site.Site.LeaseAsync()).Select(static lease => lease.Destination));
    }

    [Theory]
    [InlineData("/queue/messages/0", 404, "There is no such message")]
    [InlineData("/queue/messages/x", 404, "There is no such message")]
    [InlineData("/queue/messages/99999999999999999999", 404, "There is no such message")]
    [InlineData("/queue/messages?max=0", 400, "from 1 to 1000")]
    [InlineData("/queue/messages?max=1001", 400, "from 1 to 1000")]
    [InlineData("/queue/messages?after=x", 400, "the number of a message")]
    [InlineData("/queue/messages?held=perhaps", 400, "true or false")]
    [InlineData("/queue/messages?status=lost", 400, "one of Pending")]
    [InlineData("/queue/messages?status=1", 400, "one of Pending")]
    [InlineData("/queue/messages?before=yesterday", 400, "has to be a time")]
    [InlineData("/queue/messages?destination=a.test&destination=b.test", 400, "there once")]
    [InlineData("/queue/messages?destination=", 400, "there once")]
    [InlineData("/queue/messages?destinaton=a.test", 400, "There is no parameter destinaton here")]
    [InlineData("/queue?max=1", 400, "There is no parameter max here")]
    public async Task What_is_wrong_with_a_request_is_told(string address, int status, string detail)
    {
        (HttpResponseMessage response, JsonElement body) = await _site.GetAsync(address);
        Assert.Equal((status, status), ((int)response.StatusCode, body.GetProperty("status").GetInt32()));
        Assert.Contains(detail, body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(("about:blank", response.ReasonPhrase), (body.GetProperty("type").GetString(), body.GetProperty("title").GetString()));
    }

    [Fact]
    public void A_token_has_to_be_one_that_cannot_be_guessed()
    {
        Assert.Matches("^[0-9a-f]{64}$", new QueueOperationsOptions { Token = QueueOperationsOptions.NewToken() }.Token);
        Assert.NotEqual(QueueOperationsOptions.NewToken(), QueueOperationsOptions.NewToken());
        foreach (string token in new[] { "", "short", "with a space and enough of it", "line\r\nbreaks and enough of it", new string('x', 1_001) })
        {
            Assert.Throws<ArgumentException>(() => new QueueOperationsOptions { Token = token });
        }

        Assert.Throws<ArgumentOutOfRangeException>(static () => new QueueOperationsOptions { Token = OperationsSite.Token, PageSize = (10, 9) });
    }

    private async Task<long> EnqueueAsync(string sender, string destination) => (await _site.Site.EnqueueAsync(
        "Subject: a\r\n\r\n", new QueueEnvelope { ReversePath = sender, SubmittedAt = _site.Site.Time.GetUtcNow() }, new SubmittedRecipient { Address = "x@" + destination, Destination = destination })).Value;

    private async Task<JsonElement> GetAsync(string address)
    {
        (HttpResponseMessage response, JsonElement body) = await _site.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return body;
    }

    private async Task<string[]> IdsAsync(string address) =>
        [.. (await GetAsync(address)).GetProperty("messages").EnumerateArray().Select(static one => one.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture))];

    private async Task<(string? Status, int Recipients)> PostAsync(string address)
    {
        (HttpResponseMessage response, JsonElement body) = await _site.PostAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (body.GetProperty("status").GetString(), body.GetProperty("recipients").GetInt32());
    }
}
