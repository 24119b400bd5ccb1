using System.Text;

namespace Protocols.Server.Tests.Interop;

/// <summary>The queue of the sample server as its operator works on it, from another process.</summary>
public sealed class QueueVerbTests
{
    // Nothing listens on this port, so that what is submitted stays.
    private static readonly string[] s_nowhere = ["--Server:Relay:SmartHost:Host", "127.0.0.1", "--Server:Relay:SmartHost:Port", "1", "--Server:Relay:SmartHost:RequireAuthenticatedTls", "false"];

    [Fact]
    public async Task Messages_are_listed_shown_held_released_tried_again_and_cancelled_while_the_server_runs()
    {
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, s_nowhere);
        await SubmitAsync(server, "ann@a.test", "ben@a.test");
        await SubmitAsync(server, "cat@b.test");

        Assert.Matches($"^1\t.*<{server.Address}>.*2 of 2 recipients pending\r?\n2\t.*1 of 1 recipients pending\r?\n$", await QueueAsync(server, "list"));
        Assert.Matches("^2\t", await QueueAsync(server, "list", "--destination", "b.test"));
        Assert.Matches("^1\t[^\n]*\n$", await QueueAsync(server, "list", "--max", "1"));
        Assert.Empty(await QueueAsync(server, "list", "--sender", "nobody@example.test"));

        string shown = await QueueAsync(server, "show", "1");
        Assert.Matches("\n  1\tann@a.test\ta.test\tPending\t", shown);
        Assert.Matches("\n  2\tben@a.test\ta.test\tPending\t", shown);

        Assert.Contains("hold done for 2 recipients", await QueueAsync(server, "hold", "1"), StringComparison.Ordinal);
        Assert.Matches("^1\t.*\theld\r?\n$", await QueueAsync(server, "list", "--held", "true"));
        Assert.Matches("a.test\t2 recipients\t1 batches\t. being delivered\t1 held", await QueueAsync(server, "destinations"));
        Assert.Contains("release done for 1 messages", await QueueAsync(server, "release", "all", "--held", "true"), StringComparison.Ordinal);
        Assert.Contains("retry done for", await QueueAsync(server, "retry", "1"), StringComparison.Ordinal);
        Assert.Contains("batches for b.test are due now", await QueueAsync(server, "retry", "destination", "b.test"), StringComparison.Ordinal);

        // What is tried at this very moment is left alone.
        string left = "?";
        for (int i = 0; i < 20 && left.Length > 0; i++)
        {
            Assert.Contains("cancel done for", await QueueAsync(server, "cancel", "all", "--before", "2100-01-01"), StringComparison.Ordinal);
            left = await QueueAsync(server, "list");
        }

        Assert.Empty(left);
        Assert.Contains("Operator: Cancel of message 2", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_told_in_plain_words()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-op-").FullName;
        await FailAsync("No server has run with the data folder", folder, "list");
        string token;
        await using (ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(folder, s_nowhere))
        {
            token = Path.Combine(folder, "admin-token");
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(token));
            }

            await FailAsync("There is no such message in the queue", folder, "show", "99");
            await FailAsync("There is no such message in the queue", folder, "cancel", "99", "--recipient", "1");
            await FailAsync("'soon' is no number of a message", folder, "retry", "soon");
            await FailAsync("'queue frobnicate' is no command", folder, "frobnicate");
            await FailAsync("The option --recipient has no meaning with this command", folder, "list", "--recipient", "1");
            await FailAsync("The status has to be one of", folder, "list", "--status", "lost");

            string[] kept = await File.ReadAllLinesAsync(token);
            await File.WriteAllLinesAsync(token, [new string('x', 64), kept[1]]);
            await FailAsync("The server that answers is not the one of this data folder", folder, "list");
            await File.WriteAllLinesAsync(token, kept);
            Assert.Equal(0, await server.StopAsync());
        }

        string before = (await File.ReadAllLinesAsync(token))[0];
        await FailAsync("does not answer", folder, "list");
        await using (await ReferenceServerProcess.StartAsync(folder, s_nowhere))
        {
            Assert.Equal(before, (await File.ReadAllLinesAsync(token))[0]);
        }

        (int code, string said) = await RunAsync("--data", folder, "--smtp", "", "--submission", "", "--submissions", "", "--imap", "", "--imaps", "", "--admin", "0.0.0.0:0");
        Assert.Equal(2, code);
        Assert.Contains("may be on this machine alone", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact, Rfc(8460, "4.1")]
    public async Task Connections_that_mail_goes_out_on_are_counted_for_reports_of_TLS()
    {
        await using ReferenceServerProcess receiver = await ReferenceServerProcess.StartAsync(null, "--host-name", "b.test");
        string[] options = [.. s_nowhere, "--Server:Relay:SmartHost:Port", $"{receiver.Port("smtp")}", "--Server:TlsReports:Enabled", "true"];
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, options);
        await SubmitAsync(server, receiver.Address);
        for (int i = 0; i < 100 && (await QueueAsync(server, "list")).Length > 0; i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(0, await server.StopAsync());
        string counts = await File.ReadAllTextAsync(Path.Combine(server.Folder, "tls-reports", "counts.jsonl"));
        Assert.Contains("\"type\":\"no-policy-found\"", counts, StringComparison.Ordinal);
        Assert.Contains("\"successfulSessions\":1", counts, StringComparison.Ordinal);
    }

    private static async Task SubmitAsync(ReferenceServerProcess server, params string[] recipients)
    {
        using LineClient client = await LineClient.ConnectAsync(server.Port("submission"));
        await client.ReadReplyAsync();
        string login = Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{server.Address}\0{server.Password}"));
        string[] commands =
        [
            "EHLO laptop", $"AUTH PLAIN {login}", $"MAIL FROM:<{server.Address}>", .. recipients.Select(static one => $"RCPT TO:<{one}>"), "DATA",
            $"From: {server.Address}\r\nSubject: a\r\n\r\nHi\r\n.",
        ];
        foreach (string command in commands)
        {
            await client.SendAsync(command + "\r\n");
            string reply = await client.ReadReplyAsync() ?? "closed";
            Assert.True(reply[0] is '2' or '3', reply);
        }
    }

    private static async Task<string> QueueAsync(ReferenceServerProcess server, params string[] words)
    {
        (int code, string said) = await RunAsync(["queue", .. words, "--data", server.Folder]);
        Assert.True(code == 0, said);
        return said;
    }

    private static async Task FailAsync(string expected, string folder, params string[] words)
    {
        (int code, string said) = await RunAsync(["queue", .. words, "--data", folder]);
        Assert.Equal(2, code);
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments) =>
        await Programs.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "ReferenceServer.dll"), .. arguments]);
}
