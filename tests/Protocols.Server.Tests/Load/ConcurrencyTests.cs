using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Load;

/// <summary>Twenty senders and twenty readers on one account at once, for a minute.</summary>
public sealed partial class ConcurrencyTests(ITestOutputHelper output)
{
    private const int Senders = 20;
    private const int Readers = 20;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(60);

    [Fact, Rfc(9051, "2.3.1.1"), Rfc(2180, "3")]
    public async Task Twenty_senders_and_twenty_readers_see_every_message_once_and_uids_without_gaps()
    {
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync();
        Stopwatch clock = Stopwatch.StartNew();
        Task<int>[] senders = [.. Enumerable.Range(0, Senders).Select(i => SendAsync(server, i, clock))];
        using CancellationTokenSource sendersDone = new();
        Task<Reader>[] readers = [.. Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadAsync(server, sendersDone.Token)))];
        int sent = (await Task.WhenAll(senders)).Sum();
        TimeSpan elapsed = clock.Elapsed;
        await sendersDone.CancelAsync();
        Reader[] seen = await Task.WhenAll(readers);

        foreach (Reader reader in seen)
        {
            Assert.Equal(sent, reader.Ids.Count);
            Assert.Equal(sent, reader.Ids.Distinct().Count());
        }

        Assert.DoesNotContain("database is locked", server.Log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("fail:", server.Log, StringComparison.Ordinal);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sent} messages in {elapsed.TotalSeconds:F1} s ({sent / elapsed.TotalSeconds:F0}/s); {seen.Sum(r => r.Commands)} IMAP commands; the longest wait of any command was {seen.Max(r => r.Longest).TotalMilliseconds:F0} ms, of any delivery {s_longestDelivery / 1000.0:F0} ms."));
    }

    private static long s_longestDelivery;

    private static async Task<int> SendAsync(ReferenceServerProcess server, int number, Stopwatch clock)
    {
        using LineClient client = await LineClient.ConnectAsync(server.Port("smtp"));
        await client.ReadReplyAsync();
        await client.SendAsync("EHLO load.test\r\n");
        await client.ReadReplyAsync();
        int sent = 0;
        while (clock.Elapsed < s_duration)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"X-Id: {number}-{sent}\r\nSubject: load\r\n\r\n{new string('x', 2000)}");
            long start = Stopwatch.GetTimestamp();
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<a@load.test>\r\nRCPT TO:<{server.Address}>\r\nBDAT {message.Length} LAST\r\n{message}"));
            for (int reply = 0; reply < 3; reply++)
            {
                Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
            }

            InterlockedMax(ref s_longestDelivery, (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            sent++;
        }

        return sent;
    }

    private static async Task<Reader> ReadAsync(ReferenceServerProcess server, CancellationToken sendersDone)
    {
        Reader reader = new();
        using LineClient client = await LineClient.ConnectAsync(server.Port("imap"));
        await client.ReadResponseAsync();
        Assert.Contains(" OK", (await client.CommandAsync($"LOGIN {server.Address} {server.Password}"))[^1], StringComparison.Ordinal);
        Take(reader, await client.CommandAsync("SELECT INBOX"));
        while (true)
        {
            bool last = sendersDone.IsCancellationRequested;
            await TimedAsync(reader, client, "NOOP");
            int known = reader.Ids.Count;
            if (reader.Exists > known)
            {
                // At most this many at once, so that the wait for a command does not measure how far behind the reader was.
                int to = Math.Min(reader.Exists, known + 200);
                await TimedAsync(reader, client, string.Create(CultureInfo.InvariantCulture, $"FETCH {known + 1}:{to} (UID FLAGS BODY.PEEK[HEADER.FIELDS (X-ID)])"));
                Assert.Equal(to, reader.Ids.Count);
            }
            else if (last)
            {
                return reader;
            }
            else
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private static async Task TimedAsync(Reader reader, LineClient client, string command)
    {
        long start = Stopwatch.GetTimestamp();
        List<string> lines = await client.CommandAsync(command);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        reader.Longest = took > reader.Longest ? took : reader.Longest;
        reader.Commands++;
        Assert.Contains(" OK", lines[^1], StringComparison.Ordinal);
        Take(reader, lines);
    }

    private static void Take(Reader reader, List<string> lines)
    {
        foreach (string line in lines)
        {
            if (Exists().Match(line) is { Success: true } exists)
            {
                int count = int.Parse(exists.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                Assert.True(count >= reader.Exists, "A mailbox that nobody expunges does not shrink.");
                reader.Exists = count;
            }
            else if (Fetch().Match(line) is { Success: true } fetch)
            {
                Assert.Equal(reader.Ids.Count + 1, int.Parse(fetch.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
                long uid = long.Parse(fetch.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
                Assert.True(reader.LastUid == 0 || uid == reader.LastUid + 1, $"UID {uid} follows {reader.LastUid}.");
                reader.LastUid = uid;
                reader.Ids.Add(fetch.Groups[3].Value);
            }
        }
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long current = Interlocked.Read(ref target);
        while (value > current)
        {
            long seen = Interlocked.CompareExchange(ref target, value, current);
            if (seen == current)
            {
                return;
            }

            current = seen;
        }
    }

    [GeneratedRegex(@"^\* (\d+) EXISTS")]
    private static partial Regex Exists();

    [GeneratedRegex(@"^\* (\d+) FETCH \(.*UID (\d+).*X-Id: (\S+)", RegexOptions.Singleline)]
    private static partial Regex Fetch();

    private sealed class Reader
    {
        public List<string> Ids { get; } = [];

        public int Exists { get; set; }

        public long LastUid { get; set; }

        public int Commands { get; set; }

        public TimeSpan Longest { get; set; }
    }
}
