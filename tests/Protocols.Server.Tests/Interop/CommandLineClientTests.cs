using System.Globalization;

namespace Protocols.Server.Tests.Interop;

/// <summary>Command-line mail programs, as a new user would try the server.</summary>
public sealed class CommandLineClientTests(RunningServer running, ITestOutputHelper output)
{
    [Fact, Rfc(5321, "4.1"), Rfc(3501, "6")]
    public async Task Curl_sends_a_message_and_reads_it_back()
    {
        Programs.Require("curl");
        string folder = Directory.CreateTempSubdirectory("protocols-curl-").FullName;
        string subject = "curl-" + Guid.NewGuid().ToString("N");
        string file = Path.Combine(folder, "mail.eml");
        await File.WriteAllTextAsync(file, $"From: me@localhost\r\nTo: me@localhost\r\nSubject: {subject}\r\n\r\n.It works.\r\n");
        await CurlAsync("smtp", running.Server.Port("smtp"), "", "--mail-from", "me@localhost", "--mail-rcpt", running.Address, "-T", file);
        await CurlAsync("smtp", running.Server.Port("submission"), "", "--ssl-reqd", "-k", "-u", Credentials, "--mail-from", "me@localhost", "--mail-rcpt", running.Address, "-T", file);
        await CurlAsync("smtps", running.Server.Port("submissions"), "", "-k", "-u", Credentials, "--mail-from", "me@localhost", "--mail-rcpt", running.Address, "-T", file);

        string found = await CurlAsync("imap", running.Server.Port("imap"), $"/INBOX?SUBJECT%20{subject}", "-u", Credentials);
        string[] numbers = found.Trim()["* SEARCH ".Length..].Split(' ');
        Assert.Equal(3, numbers.Length);
        foreach (string number in numbers)
        {
            string message = await CurlAsync("imaps", running.Server.Port("imaps"), $"/INBOX;MAILINDEX={number}", "-k", "-u", Credentials);
            Assert.Contains($"Subject: {subject}\r\n\r\n.It works.\r\n", message, StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact, Rfc(3207, "4"), Rfc(4954, "4")]
    public async Task Swaks_sends_with_starttls_and_each_mechanism()
    {
        Programs.Require("swaks", "perl");
        Assert.SkipUnless((await Programs.RunAsync("perl", ["-MNet::SSLeay", "-e", "1"])).ExitCode == 0, "swaks has no TLS: Net::SSLeay is not installed");
        foreach (string mechanism in new[] { "PLAIN", "LOGIN" })
        {
            (int code, string said) = await Programs.RunAsync("swaks",
            [
                "--server", $"127.0.0.1:{running.Server.Port("submission").ToString(CultureInfo.InvariantCulture)}", "--tls", "--auth", mechanism, "--auth-user", running.Address,
                "--auth-password", running.Password, "--from", "me@localhost", "--to", running.Address, "--header", "Subject: swaks", "--body", "hello",
            ]);
            Assert.True(code == 0, said);
            Assert.Contains("<~  250 2.0.0 ", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_driver_of_twelve_command_line_clients_passes()
    {
        string driver = Suites.RequireShared("peers/cli-mail.sh");
        Programs.Require("bash", "curl", "swaks", "msmtp", "mbsync", "offlineimap", "neomutt", "imapfilter", "fetchmail", "mpop", "sieve-connect", "python3", "script", "timeout");
        (int code, string said) = await Programs.RunAsync("bash",
        [
            driver, "127.0.0.1", Port("imap"), Port("pop3"), Port("smtp"), Port("managesieve"), running.Address, running.Password, running.Address,
        ]);
        output.WriteLine(said);
        Assert.True(code == 0, said);
        Assert.Contains(" passed, 0 failed", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_driver_of_imapflow_passes()
    {
        string drivers = Suites.RequireShared("peers/node");
        Programs.Require("node");
        string folder = Path.Combine(Suites.RepositoryRoot, "artifacts", "peers-node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "imapflow")), "imapflow is not installed in artifacts/peers-node: .ci/run does that");
        foreach (string file in new[] { "imapflow.mjs", "lib.mjs" })
        {
            File.Copy(Path.Combine(drivers, file), Path.Combine(folder, file), overwrite: true);
        }

        (int code, string said) = await Programs.RunAsync("node",
            ["imapflow.mjs", "--host=127.0.0.1", $"--port={Port("imap")}", $"--user={running.Address}", $"--pass={running.Password}"], folder);
        output.WriteLine(said);
        Assert.True(code == 0, said);
        Assert.Contains(" passed, 0 failed", said, StringComparison.Ordinal);
    }

    private string Credentials => $"{running.Address}:{running.Password}";

    private string Port(string name) => running.Server.Port(name).ToString(CultureInfo.InvariantCulture);

    private static async Task<string> CurlAsync(string scheme, int port, string path, params string[] options)
    {
        (int code, string said) = await Programs.RunAsync("curl", ["-s", "--show-error", string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}{path}"), .. options]);
        Assert.True(code == 0, $"curl ended with {code}: {said}");
        return said;
    }
}
