using System.Globalization;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Durability;

/// <summary>Several sessions change one and the same mailbox until the server is killed: what each was acknowledged is there, and nobody's change undid another's.</summary>
public sealed partial class SharedMailboxKillTests
{
    private const int Rounds = 3;
    private const int Sessions = 4;

    [Fact(Timeout = 180_000), Rfc(9051, "2.3.1.1"), Rfc(2180, "3"), Rfc(6851, "3.3"), Rfc(4315, "2.1")]
    public async Task What_sessions_that_share_a_mailbox_were_acknowledged_survives_kill_9()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-sharedkill-").FullName;
        try
        {
            Random random = new(20261201);
            Session[] sessions = [.. Enumerable.Range(0, Sessions).Select(i => new Session(i, new Random(random.Next())))];
            string login = "";
            for (int round = 0; round <= Rounds; round++)
            {
                await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(folder);
                login = round == 0 ? $"LOGIN {server.Address} {server.Password}" : login;
                using (LineClient client = await ConnectAsync(server.Port("imap"), login))
                {
                    if (round == 0)
                    {
                        await OkAsync(client, "CREATE S");
                        await OkAsync(client, "CREATE T");
                    }

                    Dictionary<uint, (string Id, string Flags)> shared = await ReadAsync(client, "S");
                    Dictionary<uint, (string Id, string Flags)> target = await ReadAsync(client, "T");
                    foreach (Session session in sessions)
                    {
                        session.Verify(shared, target);
                    }
                }

                if (round == Rounds)
                {
                    break;
                }

                Task[] load = [.. sessions.Select(s => s.ChangeAsync(server.Port("imap"), login))];
                int enough = sessions.Sum(static s => s.Acknowledged) + random.Next(60, 250);
                while (sessions.Sum(static s => s.Acknowledged) < enough)
                {
                    Assert.False(load.Any(static l => l.IsFaulted), load.FirstOrDefault(static l => l.IsFaulted)?.Exception?.ToString());
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                }

                await server.KillAsync();
                await Task.WhenAll(load);
            }

            Assert.True(sessions.All(static s => s.Acknowledged > 0), "Each has done something.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<LineClient> ConnectAsync(int port, string login)
    {
        LineClient client = await LineClient.ConnectAsync(port);
        await client.ReadLineAsync();
        await OkAsync(client, login);
        return client;
    }

    private static async Task<List<string>> OkAsync(LineClient client, string command)
    {
        List<string> lines = await client.CommandAsync(command);
        Assert.True(lines[^1].Split(' ')[1] == "OK", $"{command[..Math.Min(command.Length, 60)]} → {lines[^1]}");
        return lines;
    }

    private static async Task<Dictionary<uint, (string Id, string Flags)>> ReadAsync(LineClient client, string mailbox)
    {
        await OkAsync(client, "SELECT " + mailbox);
        Dictionary<uint, (string, string)> found = [];
        HashSet<string> ids = [];
        foreach (string line in await OkAsync(client, "UID FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (X-Id)])"))
        {
            if (Told().Match(line) is { Success: true } told)
            {
                Assert.True(ids.Add(told.Groups[3].Value), $"{told.Groups[3].Value} is in {mailbox} twice");
                found.Add(uint.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture), (told.Groups[3].Value, told.Groups[2].Value));
            }
        }

        return found;
    }

    [GeneratedRegex(@"UID (\d+) FLAGS \(([^)]*)\).*X-Id: (\S+)", RegexOptions.Singleline)]
    private static partial Regex Told();

    [GeneratedRegex(@"\[(?:APPENDUID \d+|COPYUID \d+ \d+) (\d+)\]")]
    private static partial Regex NewUid();

    /// <summary>One session: it touches messages of its own alone, among those of the others.</summary>
    private sealed class Session(int number, Random random)
    {
        private readonly Dictionary<uint, (string Id, HashSet<string> Flags)> _shared = [];
        private readonly Dictionary<uint, string> _target = [];
        private readonly HashSet<string> _goneFromShared = [];
        private (string Kind, uint Uid, string Id)? _pending;
        private int _acknowledged;
        private int _ids;

        public int Acknowledged => Volatile.Read(ref _acknowledged);

        public async Task ChangeAsync(int port, string login)
        {
            try
            {
                using LineClient client = await ConnectAsync(port, login);
                await OkAsync(client, "SELECT S");
                while (true)
                {
                    await ChangeAsync(client);
                    Interlocked.Increment(ref _acknowledged);
                }
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
            {
                // The server was killed, which is what this is about.
                return;
            }
        }

        public void Verify(Dictionary<uint, (string Id, string Flags)> shared, Dictionary<uint, (string Id, string Flags)> target)
        {
            foreach ((uint uid, (string id, HashSet<string> flags)) in _shared.ToArray())
            {
                if (shared.TryGetValue(uid, out (string Id, string Flags) found))
                {
                    Assert.Equal(id, found.Id);
                    Assert.Superset(flags, found.Flags.Split(' ').ToHashSet());
                }
                else
                {
                    Assert.True(_pending is { Kind: "MOVE" or "EXPUNGE" } open && open.Uid == uid, $"{id} is lost");
                    Take(uid);
                }
            }

            foreach ((uint uid, string id) in _target)
            {
                Assert.True(target.TryGetValue(uid, out (string Id, string Flags) found) && found.Id == id, $"{id} is lost where it was moved to");
            }

            // What was expunged or moved stays away, and what nobody knew of is of the change that was cut off.
            foreach ((uint uid, (string id, _)) in shared.Where(m => IsOwn(m.Value.Id)))
            {
                Assert.DoesNotContain(id, _goneFromShared);
                if (!_shared.ContainsKey(uid))
                {
                    Assert.True(_pending is { Kind: "APPEND" } open && open.Id == id, $"{id} came from nowhere");
                    _shared.Add(uid, (id, []));
                }
            }

            foreach ((uint uid, (string id, _)) in target.Where(m => IsOwn(m.Value.Id) && !_target.ContainsKey(m.Key)))
            {
                Assert.True(_pending is { Kind: "MOVE" or "COPY" } open && open.Id == id, $"{id} came from nowhere to where it was moved");
                _target.Add(uid, id);
            }

            _pending = null;
        }

        private bool IsOwn(string id) => id.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{number}-"), StringComparison.Ordinal);

        private void Take(uint uid)
        {
            _goneFromShared.Add(_shared[uid].Id);
            _shared.Remove(uid);
        }

        private async Task ChangeAsync(LineClient client)
        {
            string kind = _shared.Count < 4 ? "APPEND" : new[] { "APPEND", "STORE", "MOVE", "EXPUNGE", "COPY" }[random.Next(5)];
            uint uid = kind == "APPEND" ? 0 : _shared.Keys.ElementAt(random.Next(_shared.Count));
            string id = kind == "APPEND" ? string.Create(CultureInfo.InvariantCulture, $"{number}-{_ids++}") : _shared[uid].Id;
            if (kind == "COPY" && _target.ContainsValue(id))
            {
                kind = "STORE";
            }

            if (kind == "MOVE" && _target.ContainsValue(id))
            {
                kind = "EXPUNGE";
            }

            _pending = (kind, uid, id);
            switch (kind)
            {
                case "APPEND":
                    string message = $"X-Id: {id}\r\n\r\n{new string('x', random.Next(10, 3000))}\r\n";
                    _shared.Add(New(await OkAsync(client, $"APPEND S {{{message.Length}+}}\r\n{message}")), (id, []));
                    break;
                case "STORE":
                    string flag = "$k" + random.Next(4).ToString(CultureInfo.InvariantCulture);
                    await OkAsync(client, $"UID STORE {uid} +FLAGS.SILENT ({flag})");
                    _shared[uid].Flags.Add(flag);
                    break;
                case "MOVE":
                    _target.Add(New(await OkAsync(client, $"UID MOVE {uid} T")), id);
                    Take(uid);
                    break;
                case "COPY":
                    _target.Add(New(await OkAsync(client, $"UID COPY {uid} T")), id);
                    break;
                default:
                    await OkAsync(client, $"UID STORE {uid} +FLAGS.SILENT (\\Deleted)");
                    await OkAsync(client, $"UID EXPUNGE {uid}");
                    Take(uid);
                    break;
            }

            _pending = null;
        }

        private static uint New(List<string> lines) =>
            uint.Parse(lines.Select(static l => NewUid().Match(l)).Last(static m => m.Success).Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
