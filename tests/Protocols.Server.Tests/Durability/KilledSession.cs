using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Durability;

/// <summary>
/// One session that changes three mailboxes of its own until the server is killed, and knows what it was acknowledged: "W", where it files, replaces,
/// flags and expunges, "C", to which it copies, and "T", to which it moves. Each message bears an id, and may be in each mailbox once at most.
/// </summary>
internal sealed partial class KilledSession(int number, Random random)
{
    private static readonly string[] s_kinds = ["APPEND", "MULTIAPPEND", "REPLACE", "COPY", "MOVE", "EXPUNGE", "STORE", "STORE of all"];

    // So many that a change of the flags of all is kept as one at first.
    private const int Full = 40;

    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal)
    {
        ["W"] = new Box("W" + number),
        ["C"] = new Box("C" + number),
        ["T"] = new Box("T" + number),
    };

    private readonly Dictionary<string, string> _sent = [];
    private readonly HashSet<string> _copied = [];
    private Pending? _pending;
    private int _acknowledged;
    private int _ids;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public int CutOff { get; private set; }

    public ConcurrentDictionary<string, int> Done { get; } = new();

    public async Task PrepareAsync(int port, string login)
    {
        using LineClient client = await ConnectAsync(port, login);
        foreach (Box box in _boxes.Values)
        {
            await OkAsync(client, "CREATE " + box.Name);
            await LookAsync(client, box);
        }
    }

    public async Task ChangeAsync(int port, string login)
    {
        try
        {
            using LineClient client = await ConnectAsync(port, login);
            await OkAsync(client, "SELECT " + _boxes["W"].Name);
            while (true)
            {
                await ChangeAsync(client);
                Interlocked.Increment(ref _acknowledged);
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // The server was killed: that is what the test is about.
            CutOff += _pending is null ? 0 : 1;
        }
    }

    /// <summary>Looks at all that is there after the kill, and holds it against what was acknowledged.</summary>
    public async Task VerifyAsync(int port, string login)
    {
        using LineClient client = await ConnectAsync(port, login);
        Dictionary<string, Dictionary<uint, Message>> before = _boxes.ToDictionary(static b => b.Key, static b => b.Value.Messages);
        foreach (Box box in _boxes.Values)
        {
            await ResynchroniseAsync(client, box);
        }

        foreach ((string key, Box box) in _boxes)
        {
            foreach ((uint uid, Message message) in before[key])
            {
                if (box.Messages.TryGetValue(uid, out Message? found))
                {
                    Assert.True(found.Id == message.Id, $"{box.Name} {uid} is {found.Id} and was {message.Id}");
                    Assert.Superset(message.Flags, found.Flags);
                }
                else
                {
                    Assert.True(key == "W" && _pending is { } p && p.Kind is "MOVE" or "REPLACE" or "EXPUNGE" && p.Uid == uid, $"{box.Name} {uid} is lost");
                }
            }

            // What nobody was told of can only be of the change that was cut off.
            string[] unknown = [.. box.Messages.Where(m => !before[key].ContainsKey(m.Key)).Select(static m => m.Value.Id)];
            string[] allowed = _pending is { } open && open.Target == key ? open.Ids : [];
            Assert.True(unknown.Length == 0 || unknown.SequenceEqual(allowed), $"{box.Name}: {string.Join(' ', unknown)} came from nowhere");
            if (key == "W" ? _pending?.Kind == "REPLACE" : key == "T" && _pending?.Kind == "MOVE")
            {
                // One of the two is there: the old one or the new.
                Assert.NotEqual(unknown.Length == 1, _boxes["W"].Messages.ContainsKey(_pending!.Uid));
            }
        }

        _pending = null;
    }

    private async Task ChangeAsync(LineClient client)
    {
        Box work = _boxes["W"];
        string kind = work.Messages.Count < Full ? "MULTIAPPEND" : s_kinds[random.Next(s_kinds.Length)];
        uint uid = work.Messages.Count == 0 ? 0 : work.Messages.Keys.ElementAt(random.Next(work.Messages.Count));
        List<string> lines;
        switch (kind)
        {
            case "APPEND" or "MULTIAPPEND":
                string[] ids = [.. Enumerable.Range(0, kind == "APPEND" ? 1 : 8).Select(_ => NewMessage())];
                _pending = new Pending(kind, 0, ids, "W");
                lines = await OkAsync(client, $"APPEND {work.Name}{string.Concat(ids.Select(Literal))}");
                work.Add(Uids(lines, "APPENDUID"), ids);
                break;
            case "REPLACE":
                string id = NewMessage();
                _pending = new Pending(kind, uid, [id], "W");
                lines = await OkAsync(client, $"UID REPLACE {uid} {work.Name}{Literal(id)}");
                work.Add(Uids(lines, "APPENDUID"), [id]);
                work.Remove(uid);
                break;
            case "COPY":
                id = work.Messages[uid].Id;
                if (_copied.Add(id))
                {
                    _pending = new Pending(kind, uid, [id], "C");
                    lines = await OkAsync(client, $"UID COPY {uid} {_boxes["C"].Name}");
                    _boxes["C"].Add(Uids(lines, "COPYUID"), [id], work.Messages[uid].Flags);
                    work.See(lines);
                }

                break;
            case "MOVE":
                id = work.Messages[uid].Id;
                _pending = new Pending(kind, uid, [id], "T");
                lines = await OkAsync(client, $"UID MOVE {uid} {_boxes["T"].Name}");
                _boxes["T"].Add(Uids(lines, "COPYUID"), [id], work.Messages[uid].Flags);
                work.Remove(uid);
                work.See(lines);
                break;
            case "EXPUNGE":
                await StoreAsync(client, uid, "\\Deleted");
                _pending = new Pending(kind, uid, [], "W");
                work.See(await OkAsync(client, $"UID EXPUNGE {uid}"));
                work.Remove(uid);
                break;
            case "STORE of all":
                string flag = random.Next(2) == 0 ? "\\Flagged" : "$k" + random.Next(4).ToString(CultureInfo.InvariantCulture);
                _pending = new Pending(kind, 0, [], "W");
                work.See(await OkAsync(client, $"UID STORE 1:* +FLAGS ({flag})"));
                foreach (Message message in work.Messages.Values)
                {
                    message.Flags.Add(flag);
                }

                break;
            default:
                await StoreAsync(client, uid, random.Next(2) == 0 ? "\\Seen" : "$k" + random.Next(4).ToString(CultureInfo.InvariantCulture));
                break;
        }

        _pending = null;
        Done.AddOrUpdate(kind, 1, static (_, n) => n + 1);
    }

    private async Task StoreAsync(LineClient client, uint uid, string flag)
    {
        _pending = new Pending("STORE", uid, [], "W");
        _boxes["W"].See(await OkAsync(client, $"UID STORE {uid} +FLAGS ({flag})"));
        _boxes["W"].Messages[uid].Flags.Add(flag);
    }

    // From what was seen before the kill, by QRESYNC, and from nothing: both have to come to the same mailbox (RFC 7162 §3.2.5).
    private async Task ResynchroniseAsync(LineClient client, Box box)
    {
        Dictionary<uint, string> known = new(box.Snapshot);
        foreach (string line in await OkAsync(client, $"SELECT {box.Name} (QRESYNC ({box.UidValidity} {box.SnapshotModSeq}))"))
        {
            if (Vanished().Match(line) is { Success: true } vanished)
            {
                foreach (string range in vanished.Groups[1].Value.Split(','))
                {
                    uint[] ends = [.. range.Split(':').Select(static n => uint.Parse(n, CultureInfo.InvariantCulture))];
                    known = known.Where(k => k.Key < ends[0] || k.Key > ends[^1]).ToDictionary();
                }
            }
            else if (line.Contains(" FETCH (", StringComparison.Ordinal))
            {
                known[Uid(line)] = Flags(line);
            }
        }

        await LookAsync(client, box);
        Assert.Equal(box.Snapshot.OrderBy(static s => s.Key), known.OrderBy(static s => s.Key));
    }

    private async Task LookAsync(LineClient client, Box box)
    {
        List<string> opened = await OkAsync(client, "SELECT " + box.Name);
        ulong modSeq = opened.Select(static l => HighestModSeq().Match(l)).Where(static m => m.Success).Select(static m => ulong.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Single();
        string validity = opened.Select(static l => UidValidityCode().Match(l)).Single(static m => m.Success).Groups[1].Value;
        Assert.True(modSeq >= box.ModSeq, $"HIGHESTMODSEQ of {box.Name} fell from {box.ModSeq} to {modSeq}");
        Assert.True(box.UidValidity is null || box.UidValidity == validity, "UIDVALIDITY is as it was.");
        box.UidValidity = validity;
        box.ModSeq = box.SnapshotModSeq = modSeq;
        box.Snapshot = [];
        box.Messages = [];
        HashSet<string> ids = [];
        (uint last, long octets, int unseen, int deleted) = (0, 0, 0, 0);
        foreach (string line in await OkAsync(client, "UID FETCH 1:* (UID FLAGS RFC822.SIZE BODY.PEEK[])"))
        {
            uint uid = Uid(line);
            Assert.True(uid > last, "UIDs rise.");
            Assert.False(box.Gone.Contains(uid), $"{box.Name} {uid} was expunged and is back");
            last = uid;
            int start = line.IndexOf('}', StringComparison.Ordinal) + 1;
            int length = int.Parse(Size().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
            string content = line.Substring(start, length);
            string id = Id().Match(content).Groups[1].Value;
            Assert.True(ids.Add(id), $"{id} is in {box.Name} twice");
            Assert.True(content == _sent[id], $"{id} is not what was sent");
            string flags = Flags(line);
            box.Snapshot[uid] = flags;
            box.Messages[uid] = new Message(id, [.. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            octets += length;
            unseen += flags.Contains("\\Seen", StringComparison.Ordinal) ? 0 : 1;
            deleted += flags.Contains("\\Deleted", StringComparison.Ordinal) ? 1 : 0;
        }

        box.LastUid = Math.Max(box.LastUid, last);
        await OkAsync(client, "UNSELECT");
        string status = (await OkAsync(client, $"STATUS {box.Name} (MESSAGES UNSEEN DELETED SIZE UIDNEXT)"))[0];
        string[] counters = [$"MESSAGES {ids.Count}", $"UNSEEN {unseen}", $"DELETED {deleted}", $"SIZE {octets}"];
        Assert.All(counters, counter => Assert.Matches($@"[( ]{counter}[ )]", status));
        Assert.True(uint.Parse(UidNext().Match(status).Groups[1].Value, CultureInfo.InvariantCulture) > box.LastUid, "UIDNEXT is above every UID.");
    }

    private string NewMessage()
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{number}-{_ids++}");

        // Now and then one that is too large to lie inside the database.
        byte[] body = new byte[random.Next(10) == 0 ? random.Next(70_000, 200_000) : random.Next(100, 6_000)];
        random.NextBytes(body);
        _sent[id] = $"X-Id: {id}\r\nSubject: kill\r\n\r\n{Convert.ToBase64String(body, Base64FormattingOptions.InsertLineBreaks)}\r\n";
        return id;
    }

    private string Literal(string id) => string.Create(CultureInfo.InvariantCulture, $" {{{_sent[id].Length}+}}\r\n{_sent[id]}");

    private static async Task<LineClient> ConnectAsync(int port, string login)
    {
        LineClient client = await LineClient.ConnectAsync(port);
        await client.ReadLineAsync();
        await OkAsync(client, login);
        await OkAsync(client, "ENABLE QRESYNC");
        return client;
    }

    private static async Task<List<string>> OkAsync(LineClient client, string command)
    {
        List<string> lines = await client.CommandAsync(command);
        Assert.True(lines[^1].Split(' ')[1] == "OK", $"{command[..Math.Min(command.Length, 60)]} → {lines[^1]}");
        return lines[^1].Contains('[', StringComparison.Ordinal) ? lines : lines[..^1];
    }

    // The UIDs that the messages have where they went to: the last of the code.
    private static uint[] Uids(List<string> lines, string code)
    {
        string set = lines.Select(l => Regex.Match(l, $@"\[{code} [^\]]* ([0-9:,]+)\]")).Last(static m => m.Success).Groups[1].Value;
        return [.. set.Split(',').Select(static r => r.Split(':').Select(static n => uint.Parse(n, CultureInfo.InvariantCulture)).ToArray()).SelectMany(static e => Enumerable.Range((int)e[0], (int)(e[^1] - e[0]) + 1).Select(static n => (uint)n))];
    }

    private static uint Uid(string line) => uint.Parse(UidItem().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Flags(string line) => string.Join(' ', FlagsItem().Match(line).Groups[1].Value.Split(' ').Where(static f => f != "\\Recent").Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\* VANISHED \(EARLIER\) ([0-9:,]+)$")]
    private static partial Regex Vanished();

    [GeneratedRegex(@"HIGHESTMODSEQ ([0-9]+)")]
    private static partial Regex HighestModSeq();

    [GeneratedRegex(@"MODSEQ (?:\()?([0-9]+)")]
    private static partial Regex AnyModSeq();

    [GeneratedRegex(@"\[UIDVALIDITY ([0-9]+)\]")]
    private static partial Regex UidValidityCode();

    [GeneratedRegex(@"UIDNEXT ([0-9]+)")]
    private static partial Regex UidNext();

    [GeneratedRegex(@"RFC822\.SIZE ([0-9]+)")]
    private static partial Regex Size();

    [GeneratedRegex(@"^X-Id: (\S+)\r\n")]
    private static partial Regex Id();

    [GeneratedRegex(@"\bUID ([0-9]+)")]
    private static partial Regex UidItem();

    [GeneratedRegex(@"FLAGS \(([^)]*)\)")]
    private static partial Regex FlagsItem();

    private sealed record Pending(string Kind, uint Uid, string[] Ids, string Target);

    private sealed record Message(string Id, HashSet<string> Flags);

    /// <summary>A mailbox as its client knows it.</summary>
    private sealed class Box(string name)
    {
        public string Name { get; } = name;

        public string? UidValidity { get; set; }

        public uint LastUid { get; set; }

        /// <summary>The highest that was ever told.</summary>
        public ulong ModSeq { get; set; }

        /// <summary>UIDs that were acknowledged as expunged.</summary>
        public HashSet<uint> Gone { get; } = [];

        public Dictionary<uint, Message> Messages { get; set; } = [];

        /// <summary>The flags of each message when all was last looked at.</summary>
        public Dictionary<uint, string> Snapshot { get; set; } = [];

        public ulong SnapshotModSeq { get; set; }

        public void Add(uint[] uids, string[] ids, HashSet<string>? flags = null)
        {
            Assert.Equal(ids.Length, uids.Length);
            foreach ((uint uid, string id) in uids.Zip(ids))
            {
                Assert.True(uid > LastUid, $"{Name}: {uid} came after {LastUid}");
                LastUid = uid;
                Messages[uid] = new Message(id, [.. flags ?? []]);
            }
        }

        public void Remove(uint uid)
        {
            Messages.Remove(uid);
            Gone.Add(uid);
        }

        public void See(List<string> lines) =>
            ModSeq = lines.SelectMany(static l => AnyModSeq().Matches(l)).Select(static m => ulong.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Append(ModSeq).Max();
    }
}
