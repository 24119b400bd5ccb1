using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Durability;

/// <summary>A disk without room: what cannot be filed is refused, nothing is half filed, and all works again once there is room.</summary>
public sealed class FullDiskTests
{
    // RFC 5530 §3: what stands in the way is not of the command's making.
    private const string Refused = @"^\S+ NO \[(UNAVAILABLE|OVERQUOTA|TOOBIG|LIMIT)\]";

    [Fact, Rfc(9051, "6.3.12"), Rfc(5530, "3")]
    public async Task A_message_for_which_there_is_no_room_is_refused_and_the_server_lives_on()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-full-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=32m", "none", folder), "A small file system cannot be mounted here.");
        try
        {
            await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(folder);
            using LineClient client = await LineClient.ConnectAsync(server.Port("imap"));
            await client.ReadLineAsync();
            Assert.Contains(" OK ", await LastAsync(client, $"LOGIN {server.Address} {server.Password}"), StringComparison.Ordinal);
            string small = "APPEND INBOX {16+}\r\nSubject: x\r\n\r\n\r\n";
            string large = $"APPEND INBOX {{{200_016}+}}\r\nSubject: x\r\n\r\n{new string('x', 200_000)}\r\n";
            Assert.Contains(" OK [APPENDUID ", await LastAsync(client, small), StringComparison.Ordinal);
            string filler = Path.Combine(folder, "filler");
            Fill(filler);
            int filed = 1;
            for (int i = 0; i < 20; i++)
            {
                // A small one may still find room in what the store has of its own.
                string answer = await LastAsync(client, small);
                filed += answer.Contains(" OK [APPENDUID ", StringComparison.Ordinal) ? 1 : 0;
                Assert.True(answer.Contains(" OK [APPENDUID ", StringComparison.Ordinal) || Regex.IsMatch(answer, Refused), answer);
                Assert.Matches(Refused, await LastAsync(client, large));
            }

            File.Delete(filler);
            Assert.Contains(" OK [APPENDUID ", await LastAsync(client, large), StringComparison.Ordinal);
            Assert.Contains(" OK [APPENDUID ", await LastAsync(client, small), StringComparison.Ordinal);
            Assert.Contains($"(MESSAGES {filed + 2})", (await client.CommandAsync("STATUS INBOX (MESSAGES)"))[0], StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("umount", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact, Rfc(9051, "6.4.6"), Rfc(9051, "6.4.7"), Rfc(9051, "6.4.8"), Rfc(9051, "6.4.3"), Rfc(5530, "3")]
    public async Task A_change_for_which_there_is_no_room_is_made_whole_or_not_at_all()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-full-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=48m", "none", folder), "A small file system cannot be mounted here.");
        try
        {
            await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(folder);
            using LineClient client = await LineClient.ConnectAsync(server.Port("imap"));
            await client.ReadLineAsync();
            await LastAsync(client, $"LOGIN {server.Address} {server.Password}");
            await LastAsync(client, "CREATE there");
            const int Messages = 400;
            for (int i = 0; i < 4; i++)
            {
                await LastAsync(client, "APPEND INBOX" + string.Concat(Enumerable.Repeat(" {16+}\r\nSubject: x\r\n\r\n\r\n", Messages / 4)));
            }

            await LastAsync(client, "SELECT INBOX");
            string filler = Path.Combine(folder, "filler");
            Fill(filler);
            (int copied, int moved, int expunged, int refused) = (0, 0, 0, 0);
            HashSet<string> keywords = [];
            for (int i = 0; i < 60; i++)
            {
                copied += await IsDoneAsync($"UID COPY 1:{Messages} there") ? Messages - moved - expunged : 0;
                string keyword = $"k{i % 30}";
                if (await IsDoneAsync($"UID STORE 1:{Messages} +FLAGS.SILENT ({keyword})"))
                {
                    keywords.Add(keyword);
                }

                int uid = Messages - i;
                if (i % 2 == 0)
                {
                    moved += await IsDoneAsync($"UID MOVE {uid} there") ? 1 : 0;
                }
                else if (await IsDoneAsync($"UID STORE {uid} +FLAGS.SILENT (\\Deleted)") && await IsDoneAsync($"UID EXPUNGE {uid}"))
                {
                    expunged++;
                }
            }

            Assert.True(refused > 0, "The disk was to be full.");
            File.Delete(filler);
            Assert.True(await IsDoneAsync("UID COPY 1 there"));
            Assert.True(await IsDoneAsync("UID STORE 1 +FLAGS.SILENT (last)"));

            // What was refused has left nothing behind, and what was done is there; also to one who looks anew.
            using LineClient other = await LineClient.ConnectAsync(server.Port("imap"));
            await other.ReadLineAsync();
            await LastAsync(other, $"LOGIN {server.Address} {server.Password}");
            Assert.Contains($"(MESSAGES {copied + moved + 1})", (await other.CommandAsync("STATUS there (MESSAGES)"))[0], StringComparison.Ordinal);
            await LastAsync(other, "SELECT INBOX");
            List<string> flags = await other.CommandAsync("FETCH 1:* FLAGS");
            Assert.Equal(Messages - moved - expunged, flags.Count - 1);
            foreach (string line in flags[..^1])
            {
                Assert.All(keywords, keyword => Assert.Matches($@"[( ]{keyword}[ )]", line));
            }

            async Task<bool> IsDoneAsync(string command)
            {
                string answer = await LastAsync(client, command);
                bool isDone = Regex.IsMatch(answer, @"^\S+ OK ");
                Assert.True(isDone || Regex.IsMatch(answer, Refused), $"{command}: {answer}");
                refused += isDone ? 0 : 1;
                return isDone;
            }
        }
        finally
        {
            await RunAsync("umount", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> LastAsync(LineClient client, string command) => (await client.CommandAsync(command))[^1];

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, which was wanted.
            return;
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program here.
            return false;
        }
    }
}
