using System.Diagnostics;

namespace Protocols.Server.Tests.Durability;

/// <summary>A disk without room: what cannot be filed is refused, nothing is half filed, and all works again once there is room.</summary>
public sealed class FullDiskTests
{
    [Fact, Rfc(9051, "6.3.12")]
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
                Assert.Matches(@"^\S+ (OK \[APPENDUID|NO \[[A-Z]+\])", answer);
                Assert.Matches(@"^\S+ NO \[[A-Z]+\]", await LastAsync(client, large));
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
