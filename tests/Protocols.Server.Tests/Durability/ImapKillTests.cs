using System.Globalization;

namespace Protocols.Server.Tests.Durability;

/// <summary>What IMAP acknowledged is on disk, whatever happens to the server; and what it did not, is done whole or not at all.</summary>
public sealed class ImapKillTests(ITestOutputHelper output)
{
    private const int Rounds = 6;
    private const int Sessions = 4;

    [Fact(Timeout = 180_000), Rfc(9051, "2.3.1.1"), Rfc(4315, "3"), Rfc(3502, "3"), Rfc(6851, "3.3"), Rfc(7162, "3.2.5"), Rfc(8508, "3.3")]
    public async Task What_was_acknowledged_survives_kill_9_in_the_middle_of_every_change()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-imapkill-").FullName;
        try
        {
            Random random = new(20261130);
            KilledSession[] sessions = [.. Enumerable.Range(0, Sessions).Select(i => new KilledSession(i, new Random(random.Next())))];
            (string address, string password) = ("", "");
            for (int round = 0; round <= Rounds; round++)
            {
                await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(folder);
                (address, password) = round == 0 ? (server.Address, server.Password) : (address, password);
                string login = $"LOGIN {address} {password}";
                foreach (KilledSession session in sessions)
                {
                    if (round > 0)
                    {
                        await session.VerifyAsync(server.Port("imap"), login);
                    }
                    else
                    {
                        await session.PrepareAsync(server.Port("imap"), login);
                    }
                }

                if (round == Rounds)
                {
                    break;
                }

                Task[] load = [.. sessions.Select(s => s.ChangeAsync(server.Port("imap"), login))];

                // The round is as long as the machine needs to acknowledge so many, and a moment more, so that the end comes anywhere in a change.
                int enough = sessions.Sum(static s => s.Acknowledged) + random.Next(50, 300);
                while (sessions.Sum(static s => s.Acknowledged) < enough)
                {
                    Assert.False(load.Any(static l => l.IsFaulted), load.FirstOrDefault(static l => l.IsFaulted)?.Exception?.ToString());
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                }

                await Task.Delay(random.Next(20), TestContext.Current.CancellationToken);
                await server.KillAsync();
                await Task.WhenAll(load);
            }

            string kinds = string.Join(", ", sessions.SelectMany(static s => s.Done).GroupBy(static d => d.Key).Select(static g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Sum(static d => d.Value)}")));
            output.WriteLine($"{Rounds} rounds: {sessions.Sum(static s => s.Acknowledged)} changes acknowledged ({kinds}), {sessions.Sum(static s => s.CutOff)} cut off.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
