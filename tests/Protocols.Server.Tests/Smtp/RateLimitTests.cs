using System.Net;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>How much one account or one address may send, by a clock that tests move.</summary>
public sealed class RateLimitTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_bucket_gives_its_size_at_once_and_then_as_much_an_hour()
    {
        RateLimitStage stage = new(new RateLimits { AccountMessages = 4 }, _time);
        SmtpSender sender = Sender(1, "192.0.2.1");
        Assert.Equal([true, true, true, true, false], await MailAsync(stage, sender, 5));
        _time.Advance(TimeSpan.FromMinutes(14));
        StageRefusal refusal = (await stage.MailAsync(sender, CancellationToken.None))!;
        Assert.Equal("450 4.7.1 Too many messages in an hour; there is room for the next in 1 min", refusal.Reply.ToString());
        Assert.Equal("account 1 sends too many messages", refusal.Reason);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([true, false], await MailAsync(stage, sender, 2));
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal([true, true, true, true, false], await MailAsync(stage, sender, 5));

        // Another account has a bucket of its own.
        Assert.Equal([true], await MailAsync(stage, Sender(2, "192.0.2.1"), 1));
    }

    [Fact, Rfc(5321, "4.5.3.1.10")]
    public async Task Recipients_beyond_the_limit_are_put_off_one_by_one()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions(), stages: _ => new ReceptionStages(new RateLimitStage(new RateLimits { AccountRecipients = 2 }, _time)));
        await site.HelloAsync(login: true);
        List<string> replies = await site.SayAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nRCPT TO:<c@x.test>\r\n");
        Assert.Equal(["250", "250", "250", "452"], replies.Select(static r => r[..3]));
        Assert.StartsWith("452 4.7.1 Too many recipients in an hour; ", replies[3], StringComparison.Ordinal);
        Assert.StartsWith("250", await site.SendAsync("", "Subject: it\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(2, (await site.OnlyQueuedAsync()).Recipients.Count);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", false)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    public async Task Who_has_not_logged_in_is_known_by_the_address(string first, string second, bool isTaken)
    {
        RateLimitStage stage = new(new RateLimits { AddressMessages = 1, AddressRecipients = 1, ExemptNetworks = [IPNetwork.Parse("10.0.0.0/8")] }, _time);
        await MailAsync(stage, Sender(null, first), 1);
        Assert.Equal([isTaken], await MailAsync(stage, Sender(null, second), 1));
        SmtpRecipient recipient = new("a@x.test");
        await stage.RecipientAsync(Sender(null, first), recipient, CancellationToken.None);
        Assert.Equal(isTaken, await stage.RecipientAsync(Sender(null, second), recipient, CancellationToken.None) is null);
    }

    [Fact]
    public async Task Nobody_is_counted_whose_limit_is_not_set_or_whose_address_is_not_known()
    {
        RateLimitStage stage = new(new RateLimits { AddressMessages = 1 }, _time);
        Assert.DoesNotContain(false, await MailAsync(stage, Sender(1, "192.0.2.1"), 10));
        Assert.DoesNotContain(false, await MailAsync(stage, Sender(null, null), 10));
    }

    [Fact]
    public async Task Beyond_what_is_remembered_whoever_sent_nothing_for_longest_is_forgotten()
    {
        RateLimitStage stage = new(new RateLimits { AddressMessages = 1, MaxRemembered = 2 }, _time);
        await MailAsync(stage, Sender(null, "192.0.2.1"), 1);
        await MailAsync(stage, Sender(null, "192.0.2.2"), 1);
        Assert.Equal([false], await MailAsync(stage, Sender(null, "192.0.2.1"), 1));
        await MailAsync(stage, Sender(null, "192.0.2.3"), 1);
        Assert.Equal([false], await MailAsync(stage, Sender(null, "192.0.2.1"), 1));
        Assert.Equal([true], await MailAsync(stage, Sender(null, "192.0.2.2"), 1));
    }

    [Fact]
    public async Task Many_at_once_take_no_more_than_there_is()
    {
        RateLimitStage stage = new(new RateLimits { AccountMessages = 100 }, _time);
        SmtpSender sender = Sender(1, null);
        int taken = 0;
        await Parallel.ForAsync(0, 1000, async (_, cancellation) => Interlocked.Add(ref taken, await stage.MailAsync(sender, cancellation) is null ? 1 : 0));
        Assert.Equal(100, taken);
    }

    [Fact]
    public void Limits_are_checked_when_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RateLimits { AccountMessages = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RateLimits { AddressRecipients = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RateLimits { MaxRemembered = 0 });
    }

    private static async Task<List<bool>> MailAsync(RateLimitStage stage, SmtpSender sender, int count)
    {
        List<bool> taken = [];
        for (int i = 0; i < count; i++)
        {
            taken.Add(await stage.MailAsync(sender, CancellationToken.None) is null);
        }

        return taken;
    }

    private static SmtpSender Sender(long? account, string? address) => new()
    {
        ReversePath = "a@b.c",
        Parameters = default,
        ClientName = "a",
        ClientAddress = address is null ? null : IPAddress.Parse(address),
        WithProtocol = "ESMTP",
        AuthenticatedAs = null,
        Account = account is { } id ? new AccountId(id) : null,
    };
}
