using System.Globalization;
using Protocols.Dns;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Relay;

/// <summary>Servers that say anything at any point: nothing is lost over it, and nothing goes twice that need not.</summary>
public class UnreliableServerTests
{
    private const int Messages = 40;

    [Theory, Rfc(5321, "6.1"), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Each_recipient_has_the_message_or_its_sender_a_report_and_twice_only_after_a_lost_reply(int seed)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with
        {
            Schedule = new RetrySchedule { FirstDelays = [TimeSpan.FromMilliseconds(1)], MaximumDelay = TimeSpan.FromMilliseconds(20), Jitter = 1 },
        };
        string[] extensions = seed % 2 == 0 ? ["PIPELINING", "CHUNKING"] : ["PIPELINING"];
        site.Zone.Add("to.test", new MxRecord(10, "mx2.to.test"));
        FakeServer[] servers = [site.AddDomain("to.test", extensions), site.AddHost("mx2.to.test", extensions)];
        Whims whims = new(seed);
        Array.ForEach(servers, s => s.Answer = whims.Answer);
        using Counted lost = new(site.Telemetry, "mail.relay.lost_replies");
        site.Run();
        for (int i = 0; i < Messages; i++)
        {
            await site.EnqueueAsync(
                string.Create(CultureInfo.InvariantCulture, $"Subject: {i}\r\n\r\ntext\r\n"), RelaySite.Envelope(site.Time.GetUtcNow()), $"a{i}@to.test", $"b{i}@to.test");
        }

        await Until.TrueAsync(
            async () => (await site.Storage.QueueAdministration.ListAsync(new QueueQuery { ReversePath = "ann@from.test" }, null, 1, CancellationToken.None)).Messages.Count == 0,
            () => string.Join(Environment.NewLine, site.Log.TakeLast(30)));

        FakeMessage[] taken = [.. servers.SelectMany(static s => s.Messages)];
        Dictionary<string, int> copies = taken.SelectMany(static m => m.Recipients).CountBy(static r => r).ToDictionary();
        string[] reports = await site.ReadReportsAsync();
        for (int i = 0; i < Messages; i++)
        {
            foreach (string address in new[] { $"a{i}@to.test", $"b{i}@to.test" })
            {
                bool isReported = reports.Any(r => r.Contains($"rfc822; {address}", StringComparison.Ordinal) || r.Contains($"rfc822;{address}", StringComparison.Ordinal));
                Assert.True(copies.ContainsKey($"RCPT TO:<{address}>") || isReported, $"{address} is lost.");
            }
        }

        Assert.Equal(whims.LostReplies, lost.Sum);
        int extra = taken.Select(static m => (m.Content, string.Join(' ', m.Recipients))).CountBy(static m => m).Sum(static m => m.Value - 1);
        Assert.True(extra <= lost.Sum, $"{extra} messages were sent twice over {lost.Sum} lost replies.");
        Assert.True(copies.Values.Sum(static c => c - 1) <= 2 * lost.Sum);
    }

    /// <summary>What servers say, by chance: mostly what they should.</summary>
    private sealed class Whims(int seed)
    {
        private static readonly string[] s_answers = ["450 4.2.0 later", "550 5.0.0 never", "421 4.3.2 going down", FakeServer.HangUp];

        private readonly Random _random = new(seed);
        private readonly Lock _lock = new();
        private int _lostReplies;

        public int LostReplies => _lostReplies;

        public string? Answer(string line)
        {
            lock (_lock)
            {
                string verb = line.Split(' ', ':')[0];
                if (verb is "QUIT" or "RSET" || _random.Next(12) > 0)
                {
                    return null;
                }

                string answer = s_answers[_random.Next(s_answers.Length)];
                if (verb == "." && answer == FakeServer.HangUp)
                {
                    _lostReplies++;
                    return _random.Next(2) == 0 ? FakeServer.TakeAndHangUp : FakeServer.HangUp;
                }

                return verb == "BDAT" ? null : answer;
            }
        }
    }
}
