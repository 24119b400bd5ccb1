using System.Globalization;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Imap;

/// <summary>
/// What QRESYNC is for (RFC 7162 §6): a client that applies all it is told, from whatever state it was in when its connection went, arrives at
/// the mailbox as it is.
/// </summary>
public sealed partial class ResyncPropertyTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private static readonly string[] s_flags = [@"\Seen", @"\Flagged", @"\Deleted", "$a", "$b"];

    [Theory, Rfc(7162, "6"), Rfc(7162, "3.2")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_that_applies_what_it_is_told_arrives_at_the_mailbox_as_it_is(int seed)
    {
        Random random = new(seed);
        string address = await server.NewAccountAsync();
        Client[] clients = [new(random, isSilent: false), new(random, isSilent: true), new(random, isSilent: true)];
        foreach (Client client in clients)
        {
            await client.ConnectAsync(server, address);
        }

        for (int i = 0; i < 120; i++)
        {
            Client client = clients[random.Next(clients.Length)];
            if (!client.IsConnected)
            {
                await client.ConnectAsync(server, address);
            }
            else if (random.Next(12) == 0)
            {
                client.Drop();
            }
            else
            {
                await client.ActAsync();
            }
        }

        // Two at once, so that changes of several cross one another.
        await Task.WhenAll(clients.Select(async client =>
        {
            for (int i = 0; i < 40; i++)
            {
                if (!client.IsConnected)
                {
                    await client.ConnectAsync(server, address);
                }

                await client.ActAsync();
                if (i % 15 == 14)
                {
                    client.Drop();
                }
            }
        }));

        Client fresh = new(random, isSilent: false);
        await fresh.ConnectAsync(server, address);
        foreach (Client client in clients)
        {
            if (!client.IsConnected)
            {
                await client.ConnectAsync(server, address);
            }

            await client.NoopAsync();
            Assert.Equal(fresh.State, client.State);
        }

        // And from where each was, once more with nothing but its memory.
        foreach (Client client in clients)
        {
            client.Drop();
            await client.ConnectAsync(server, address);
            Assert.Equal(fresh.State, client.State);
            client.Drop();
        }

        fresh.Drop();
    }

    /// <summary>A disconnected client: it keeps UIDs and their flags, and the point up to which it knows everything.</summary>
    private sealed partial class Client(Random random, bool isSilent)
    {
        private readonly Random _random = new(random.Next());
        private readonly SortedDictionary<uint, string> _known = [];
        private readonly List<uint> _numbers = [];
        private ImapTalk? _talk;
        private string? _validity;
        private int _exists;
        private long _point;

        public bool IsConnected => _talk is not null;

        public string State => string.Join(' ', _known.Select(pair => pair.Key + "=" + pair.Value));

        public void Drop()
        {
            _talk!.Dispose();
            _talk = null;
        }

        public async Task ConnectAsync(ImapServerFixture server, string address)
        {
            _talk = await server.LoginAsync(address);
            await _talk.Ok("ENABLE QRESYNC");
            string resync = _validity is null ? "" : $" (QRESYNC ({_validity} {_point}{KnownUids()}))";
            List<string> told = await _talk.Ok("SELECT INBOX" + resync);
            _validity = Validity().Match(string.Join('\n', told)).Groups[1].Value;
            _numbers.Clear();
            await ApplyAsync(told, isSelect: true);
        }

        public Task NoopAsync() => SayAsync("NOOP");

        public async Task ActAsync()
        {
            string flags = string.Join(' ', s_flags.Where(_ => _random.Next(3) == 0));
            string operation = _random.Next(3) switch { 0 => "+FLAGS", 1 => "-FLAGS", _ => "FLAGS" } + (isSilent ? ".SILENT" : "");
            switch (_random.Next(9))
            {
                case 0 or 1:
                    await SayAsync($"APPEND INBOX ({flags}) {{14+}}\r\nSubject: x\r\n\r\n");
                    break;
                case 2 or 3 when _numbers.Count > 0:
                    await StoreAsync($"STORE {Some()} {operation} ({flags})");
                    break;
                case 4 when _known.Count > 0:
                    await StoreAsync($"UID STORE 1:* (UNCHANGEDSINCE {_point}) {operation} ({flags})");
                    break;
                case 5:
                    await SayAsync(_random.Next(2) == 0 ? "EXPUNGE" : "UID EXPUNGE 1:*");
                    break;
                case 6 when _numbers.Count > 0:
                    await SayAsync($"FETCH {Some()} (UID FLAGS MODSEQ)");
                    break;
                case 7 when _numbers.Count > 0:
                    await SayAsync($"{(_random.Next(2) == 0 ? "COPY" : "MOVE")} {Some()} INBOX");
                    break;
                default:
                    await NoopAsync();
                    break;
            }
        }

        private string Some()
        {
            int first = _random.Next(_numbers.Count) + 1;
            return first + ":" + Math.Min(_numbers.Count, first + _random.Next(3));
        }

        private string KnownUids() => _known.Count == 0 ? "" : " 1:" + _known.Keys.Max();

        // What a silent STORE does to messages of which no flags come back is known to its client: it did it.
        private async Task StoreAsync(string command)
        {
            List<uint> numbers = [.. _numbers];
            List<string> told = await _talk!.Say(command);
            Match parts = Store().Match(command);
            if (isSilent && told[^1].StartsWith("OK", StringComparison.Ordinal))
            {
                HashSet<uint> spoken = [.. told.Select(l => FlagsOf().Match(l)).Where(m => m.Success).Select(m => uint.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
                bool isConditional = command.Contains("UNCHANGEDSINCE", StringComparison.Ordinal);
                HashSet<uint> touched = isConditional
                    ? [.. told.Select(l => Point().Match(l)).Where(m => m.Success).Select(m => uint.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))]
                    : [.. Range(parts.Groups[1].Value).Select(n => numbers[n - 1])];
                foreach (uint uid in touched.Where(uid => !spoken.Contains(uid) && _known.ContainsKey(uid)))
                {
                    HashSet<string> now = [.. _known[uid].Split(',', StringSplitOptions.RemoveEmptyEntries)];
                    string[] given = parts.Groups[3].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    if (parts.Groups[2].Value == "+")
                    {
                        now.UnionWith(given);
                    }
                    else if (parts.Groups[2].Value == "-")
                    {
                        now.ExceptWith(given);
                    }
                    else
                    {
                        now = [.. given];
                    }

                    _known[uid] = Canonical(now);
                }
            }

            await ApplyAsync(told, isSelect: false);
        }

        private async Task SayAsync(string command) => await ApplyAsync(await _talk!.Say(command), isSelect: false);

        private async Task ApplyAsync(List<string> told, bool isSelect)
        {
            long? pinned = null;
            long seen = 0;
            bool hasNew = false;
            foreach (string line in told)
            {
                if (Highest().Match(line) is { Success: true } highest)
                {
                    pinned = long.Parse(highest.Groups[1].Value, CultureInfo.InvariantCulture);
                }
                else if (Vanished().Match(line) is { Success: true } vanished)
                {
                    foreach (uint uid in Set(vanished.Groups[2].Value))
                    {
                        _known.Remove(uid);
                        if (vanished.Groups[1].Length == 0)
                        {
                            // It may be one of which the number alone was told so far.
                            Assert.True(_numbers.Remove(uid) || _exists > _numbers.Count, $"{uid} was told as vanished, and nobody had told of it.");
                            _exists--;
                        }
                    }
                }
                else if (FlagsOf().Match(line) is { Success: true } flags)
                {
                    uint uid = uint.Parse(flags.Groups[1].Value, CultureInfo.InvariantCulture);
                    _known[uid] = Canonical(flags.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                }

                if (Point().Match(line) is { Success: true } point)
                {
                    seen = Math.Max(seen, long.Parse(point.Groups[2].Value, CultureInfo.InvariantCulture));
                }

                if (line.EndsWith(" EXISTS", StringComparison.Ordinal))
                {
                    hasNew = true;
                    _exists = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
                }
            }

            _point = pinned ?? Math.Max(_point, seen);
            if (hasNew)
            {
                await FetchNewAsync(isSelect);
            }
        }

        // Numbers and flags of what is new; after SELECT, the numbers of all. What was known before has to be right without this.
        private async Task FetchNewAsync(bool isSelect)
        {
            if (isSelect)
            {
                List<string> all = await _talk!.Ok("UID FETCH 1:* (UID)");
                Number(all);
                await ApplyAsync(all, isSelect: false);
            }

            uint known = isSelect ? _known.Keys.LastOrDefault() : _numbers.Count == 0 ? 0 : _numbers[^1];
            if (!isSelect || (_numbers.Count > 0 && _numbers[^1] > known))
            {
                List<string> told = await _talk!.Ok($"UID FETCH {known + 1}:* (FLAGS MODSEQ)");
                Number(told);
                await ApplyAsync(told, isSelect: false);
            }
        }

        private void Number(List<string> told)
        {
            uint last = _numbers.Count == 0 ? 0 : _numbers[^1];
            _numbers.AddRange(told.Select(l => Uid().Match(l)).Where(m => m.Success)
                .Select(m => uint.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Where(uid => uid > last).Distinct().Order());
        }

        private static string Canonical(IEnumerable<string> flags) => string.Join(',', flags.Where(f => f != @"\Recent").Distinct().Order(StringComparer.Ordinal));

        private static IEnumerable<int> Range(string text)
        {
            int[] ends = [.. text.Split(':').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
        }

        private static IEnumerable<uint> Set(string text) => text.Split(',').SelectMany(Range).Select(n => (uint)n);

        [GeneratedRegex(@"\[UIDVALIDITY (\d+)\]")]
        private static partial Regex Validity();

        [GeneratedRegex(@"^(?:\* )?OK \[HIGHESTMODSEQ (\d+)\]")]
        private static partial Regex Highest();

        [GeneratedRegex(@"^\* VANISHED (\(EARLIER\) )?([\d:,]+)$")]
        private static partial Regex Vanished();

        [GeneratedRegex(@"^\* \d+ FETCH \(UID (\d+) .*?FLAGS \((.*?)\)")]
        private static partial Regex FlagsOf();

        [GeneratedRegex(@"^\* \d+ FETCH \(UID (\d+)")]
        private static partial Regex Uid();

        [GeneratedRegex(@"^\* \d+ FETCH \(UID (\d+) .*MODSEQ \((\d+)\)")]
        private static partial Regex Point();

        [GeneratedRegex(@"STORE (\S+) (?:\(\S+ \d+\) )?([+-]?)FLAGS\S* \((.*)\)$")]
        private static partial Regex Store();
    }
}
