using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Protocols.Hosting;
using Protocols.Server.Tests.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Smtp;

/// <summary>The points at which an application looks at a client before its message comes in.</summary>
public sealed class ReceptionStageTests
{
    private static readonly SmtpReply s_busy = new(421, 3, 2, "Busy");
    private static readonly SmtpReply s_listed = new(554, 7, 1, "You are on a list");
    private static readonly SmtpReply s_no = new(550, 7, 1, "Not so");
    private static readonly SmtpReply s_later = new(450, 7, 1, "Later");

    [Fact, Rfc(5321, "3.1")]
    public async Task A_client_that_is_turned_away_hears_503_until_it_says_quit()
    {
        await using QueueSite site = await StartAsync(new Stage { Connect = static _ => s_listed });
        Assert.Equal(["554 5.7.1 You are on a list"], await site.RepliesAsync(1));
        List<string> replies = await site.SayAsync($"EHLO a\r\nMAIL FROM:<a@b.c>\r\nRSET\r\n{QueueSite.Login()}STARTTLS\r\nBDAT 3\r\nabcNOOP\r\nQUIT\r\n");
        Assert.Equal(["503", "503", "503", "535", "503", "503", "503", "221"], replies.Select(static r => r[..3]));
    }

    [Fact, Rfc(5321, "3.1")]
    public async Task A_client_that_is_turned_away_may_not_go_on_for_ever()
    {
        await using QueueSite site = await StartAsync(new Stage { Connect = static _ => s_listed }, QueueSite.Everything with { MaxErrors = 3 });
        await site.RepliesAsync(1);
        Assert.Equal(["503", "503", "503", "421", "clo"], (await site.SayAsync("NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n")).Select(static r => r[..3]));
    }

    [Fact, Rfc(5321, "3.8")]
    public async Task A_server_that_is_busy_says_so_and_closes()
    {
        await using QueueSite site = await StartAsync(new Stage { Connect = static _ => s_busy });
        Assert.Equal(["421 4.3.2 Busy", "closed"], await site.RepliesAsync(2));
    }

    [Fact, Rfc(5321, "4.1.4")]
    public async Task A_name_that_is_refused_is_refused_until_another_is_said()
    {
        await using QueueSite site = await StartAsync(new Stage { Hello = static p => p.ClientName == "localhost" ? s_no : null });
        List<string> replies = await site.SayAsync("EHLO localhost\r\nMAIL FROM:<a@b.c>\r\nHELO a\r\nMAIL FROM:<a@b.c>\r\n");
        Assert.Equal(["220", "550", "550", "250"], replies.Select(static r => r[..3]));
        Assert.Equal(["250"], (await site.RepliesAsync(1)).Select(static r => r[..3]));
    }

    [Fact]
    public async Task Stages_see_who_is_there_and_refuse_senders_and_recipients()
    {
        ConcurrentQueue<string> seen = new();
        await using QueueSite site = await StartAsync(new Stage
        {
            Connect = p => See($"connect {p.Address} {p.ClientName} {p.Account}", null),
            Hello = p => See($"hello {p.ClientName} {p.IsSecure} {p.AuthenticatedAs}", null),
            Mail = s => See($"mail {s.ReversePath} {s.ClientName} {s.AuthenticatedAs}", s.ReversePath.StartsWith("bad", StringComparison.Ordinal) ? s_no : null),
            Recipient = (s, r) => See($"recipient {s.ReversePath} {r.Address} {r.Parameters.Notify}", r.Address.StartsWith("later", StringComparison.Ordinal) ? s_later : null),
        });
        await site.HelloAsync(login: true);
        List<string> replies = await site.SayAsync("MAIL FROM:<bad@here.test>\r\nMAIL FROM:<me@here.test>\r\nRCPT TO:<later@x.test>\r\nRCPT TO:<me@here.test> NOTIFY=NEVER\r\n");
        Assert.Equal(["550 5.7.1 Not so", "250 2.1.0 Sender OK", "450 4.7.1 Later", "250 2.1.5 Recipient OK"], replies);
        Assert.Equal(
            [
                "connect 127.0.0.1  ", "hello laptop False ", "mail bad@here.test laptop me@here.test", "mail me@here.test laptop me@here.test",
                "recipient me@here.test later@x.test Unspecified", "recipient me@here.test me@here.test Never",
            ],
            seen);

        SmtpReply? See(string what, SmtpReply? reply)
        {
            seen.Enqueue(what);
            return reply;
        }
    }

    [Theory, Rfc(5321, "3.8")]
    [InlineData("EHLO busy\r\n")]
    [InlineData("EHLO a\r\nMAIL FROM:<busy@b.c>\r\n")]
    [InlineData("EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<busy@b.c>\r\n")]
    public async Task A_stage_that_says_421_closes_the_connection(string said)
    {
        await using QueueSite site = await StartAsync(new Stage
        {
            Hello = static p => p.ClientName == "busy" ? s_busy : null,
            Mail = static s => s.ReversePath == "busy@b.c" ? s_busy : null,
            Recipient = static (_, r) => r.Address == "busy@b.c" ? s_busy : null,
        });
        await site.RepliesAsync(1);
        await site.SendRawAsync(said + "NOOP\r\n");
        List<string> replies = await site.RepliesAsync(said.Split("\r\n").Length);
        Assert.Equal(["421 4.3.2 Busy", "closed"], replies[^2..]);
        Assert.DoesNotContain("421", string.Join(' ', replies[..^2]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_tries_names_out_is_sent_away()
    {
        await using MailSite site = await MailSite.StartAsync();
        SmtpServer server = new(new SmtpServerOptions(), site.Directory, new StoreDelivery(site.Directory, site.Mail, site.Storage.Blobs, TimeProvider.System)) { MaxRefusedRecipients = 3 };
        using LineClient client = await LineClient.ConnectAsync(await site.HostAsync(server));
        await client.SendAsync("EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<y@here.test>\r\nRSET\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<z@here.test>\r\nRCPT TO:<me@here.test>\r\n");
        List<string> codes = [];
        for (int i = 0; i < 10; i++)
        {
            codes.Add((await client.ReadReplyAsync())?[..3] ?? "closed");
        }

        Assert.Equal(["220", "250", "250", "550", "250", "550", "250", "250", "421", "closed"], codes);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpServer(new SmtpServerOptions(), site.Directory, null!) { MaxRefusedRecipients = 0 });
    }

    [Fact]
    public async Task A_stage_that_throws_puts_the_client_off_and_the_connection_lives()
    {
        await using QueueSite site = await StartAsync(new Stage { Mail = static s => s.ReversePath.Length > 5 ? throw new InvalidOperationException("on purpose") : null });
        await site.HelloAsync();
        Assert.Equal(["451", "250"], (await site.SayAsync("MAIL FROM:<ann@b.c>\r\nMAIL FROM:<a@b.c>\r\n")).Select(static r => r[..3]));
        Assert.Contains("on purpose", Assert.Single(site.Site.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stages_refuse_is_counted()
    {
        ConcurrentQueue<string> counted = new();
        using MeterListener meters = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Protocols.stage-test", Name: "mail.refusals" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{value} {string.Join(' ', tags.ToArray().Select(static t => t.Value))}"));
        meters.Start();
        await using MailSite site = await MailSite.StartAsync();
        SmtpServer server = new(new SmtpServerOptions(), site.Directory, new StoreDelivery(site.Directory, site.Mail, site.Storage.Blobs, TimeProvider.System))
        {
            Name = "stage-test",
            Stages = new ReceptionStages(new Stage { Mail = static _ => s_no }),
        };
        using LineClient client = await LineClient.ConnectAsync(await site.HostAsync(server));
        await client.SendAsync("HELO a\r\nMAIL FROM:<a@b.c>\r\nQUIT\r\n");
        while (await client.ReadLineAsync() is not null)
        {
        }

        Assert.Equal(["1 test 550"], counted);
    }

    [Fact]
    public void An_application_puts_its_own_stages_among_those_that_are_there()
    {
        ReceptionStages stages = new(new Stage("a"), new Stage("b"));
        Stage c = new("c");
        Assert.Equal("a b c", Names(stages.With(c)));
        Assert.Equal("a c b", Names(stages.Before("b", c)));
        Assert.Equal("c b", Names(stages.Replace("a", c)));
        Assert.Equal("b", Names(stages.Without("a")));
        Assert.Equal("a b", Names(stages));
        Assert.Throws<ArgumentException>(() => stages.With(new Stage("a")));
        Assert.Throws<ArgumentException>(() => stages.Replace("b", new Stage("a")));
        Assert.Throws<ArgumentException>(() => stages.Before("x", c));
        Assert.Throws<ArgumentException>(() => stages.Without("x"));

        static string Names(ReceptionStages stages) => string.Join(' ', stages.Stages.Select(static s => s.Name));
    }

    [Fact]
    public void Nothing_is_refused_by_a_positive_reply() =>
        Assert.Throws<ArgumentException>(static () => new StageRefusal(new SmtpReply(250, 0, 0, "fine"), ""));

    private static Task<QueueSite> StartAsync(IReceptionStage stage, SmtpServerOptions? options = null) =>
        QueueSite.StartAsync(new RelayOptions(), options, stages: _ => new ReceptionStages(stage), listener: new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });

    private sealed class Stage(string name = "test") : IConnectStage, IHelloStage, IMailStage, IRecipientStage
    {
        public string Name => name;

        public Func<SmtpPeer, SmtpReply?> Connect { get; init; } = static _ => null;

        public Func<SmtpPeer, SmtpReply?> Hello { get; init; } = static _ => null;

        public Func<SmtpSender, SmtpReply?> Mail { get; init; } = static _ => null;

        public Func<SmtpSender, SmtpRecipient, SmtpReply?> Recipient { get; init; } = static (_, _) => null;

        public ValueTask<StageRefusal?> ConnectAsync(SmtpPeer peer, CancellationToken cancellationToken) => Refuse(Connect(peer));

        public ValueTask<StageRefusal?> HelloAsync(SmtpPeer peer, CancellationToken cancellationToken) => Refuse(Hello(peer));

        public ValueTask<StageRefusal?> MailAsync(SmtpSender sender, CancellationToken cancellationToken) => Refuse(Mail(sender));

        public ValueTask<StageRefusal?> RecipientAsync(SmtpSender sender, SmtpRecipient recipient, CancellationToken cancellationToken) => Refuse(Recipient(sender, recipient));

        private static ValueTask<StageRefusal?> Refuse(SmtpReply? reply) => new(reply is null ? null : new StageRefusal(reply, "told so"));
    }
}
