using System.Text;
using System.Text.RegularExpressions;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Imap;

/// <summary>QRESYNC from a point that the change log has forgotten (RFC 7162 §3.2.6, §5.3).</summary>
public sealed class QresyncForgottenTests
{
    [Fact, Rfc(7162, "3.2.6"), Rfc(7162, "5.3"), Rfc(7162, "3.2.5.2")]
    public async Task All_that_is_not_there_is_told_where_the_log_does_not_reach_back()
    {
        string folder = Path.Combine(Path.GetTempPath(), "protocols-imap-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        SqliteStorageOptions options = new() { Folder = folder, PasswordIterations = 4096, ChangeLogLength = 0 };
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(options, TimeProvider.System))
        {
            await storage.Accounts.CreateAccountAsync("a@example.test", Encoding.UTF8.GetBytes("secret"), null, CancellationToken.None);
            ImapServer imap = new(new ImapServerOptions { AllowPlaintextPasswords = true }, storage.Directory, storage.Mail, storage.Blobs, storage.Changes);
            await using InProcessHost host = await InProcessHost.StartAsync(imap);
            using (ImapTalk talk = new(await LineClient.ConnectAsync(host.Port)))
            {
                await talk.Line();
                await talk.Ok("LOGIN a@example.test secret");
                for (int i = 0; i < 10; i++)
                {
                    await talk.Append("INBOX", "Subject: a\r\n\r\n");
                }

                await talk.Ok("ENABLE QRESYNC");
                await talk.Ok("SELECT INBOX");
                await talk.Ok("UID STORE 2,9 +FLAGS.SILENT (\\Deleted)");
                await talk.Ok("EXPUNGE");
                string told = string.Join('|', await talk.Ok("SELECT INBOX"));
                string validity = Regex.Match(told, @"UIDVALIDITY (\d+)").Groups[1].Value;
                long point = long.Parse(Regex.Match(told, @"HIGHESTMODSEQ (\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
                await talk.Ok("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
                await talk.Ok("EXPUNGE");
                await talk.Ok("UID STORE 7 +FLAGS.SILENT (\\Seen)");
                await storage.CompactAsync(CancellationToken.None);

                async Task<string> Vanished(string resync) => string.Join('|', (await talk.Ok($"SELECT INBOX (QRESYNC ({validity} {resync}))"))
                    .Where(static l => l.Contains("VANISHED", StringComparison.Ordinal) || l.Contains("FETCH", StringComparison.Ordinal)));
                Assert.Equal($"* VANISHED (EARLIER) 2,5,9|* 5 FETCH (UID 7 FLAGS (\\Seen) MODSEQ ({point + 3}))", await Vanished($"{point}"));
                Assert.StartsWith("* VANISHED (EARLIER) 5,9|", await Vanished($"{point} 3:10"), StringComparison.Ordinal);
                Assert.StartsWith("* VANISHED (EARLIER) 9|", await Vanished($"{point} 1:10 (1,4 1,6)"), StringComparison.Ordinal);

                // Nothing has happened since the last change of the mailbox, however little the log knows.
                Assert.Equal("", await Vanished($"{point + 3}"));
                Assert.Equal(
                    ["* VANISHED (EARLIER) 2,5,9", $"* 5 FETCH (UID 7 FLAGS (\\Seen) MODSEQ ({point + 3}))"],
                    await talk.Ok($"UID FETCH 1:* FLAGS (CHANGEDSINCE {point} VANISHED)"));
            }

            await host.StopAsync();
            Assert.Empty(host.Errors);
        }

        Directory.Delete(folder, recursive: true);
    }
}
