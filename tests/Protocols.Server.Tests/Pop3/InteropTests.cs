using System.Globalization;
using Protocols.Server.Tests.Interop;

namespace Protocols.Server.Tests.Pop3;

/// <summary>POP3 clients by others, against the sample server.</summary>
public sealed class InteropTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-pop3-").FullName;
    private ReferenceServerProcess? _server;

    private string Port => _server!.Port("pop3").ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync() => _server = await ReferenceServerProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory, Rfc(1939, "5"), Rfc(5034, "4"), Rfc(2595, "4")]
    [InlineData("--login-options AUTH=PLAIN")]
    [InlineData("--login-options AUTH=LOGIN")]
    [InlineData("--ssl-reqd -k")]
    public async Task Curl_lists_and_fetches(string options)
    {
        Programs.Require("curl", "bash");
        await SendAsync("first");
        string user = $"-u '{_server!.Address}:{_server.Password}'";
        Assert.Contains("1 ", (await ShellAsync($"curl -sS {options} {user} pop3://127.0.0.1:{Port}/")).Output, StringComparison.Ordinal);
        (int code, string said) = await ShellAsync($"curl -sS {options} {user} pop3://127.0.0.1:{Port}/1");
        Assert.Equal(0, code);
        Assert.Contains("body of first", said, StringComparison.Ordinal);
        Assert.NotEqual(0, (await ShellAsync($"curl -sS {options} -u '{_server.Address}:wrong' pop3://127.0.0.1:{Port}/")).ExitCode);
    }

    [Theory, Rfc(1939, "6"), Rfc(1939, "7"), Rfc(2595, "4")]
    [InlineData("pop3", "sslproto '' keep")]
    [InlineData("pop3", "sslproto 'auto' no sslcertck")]
    [InlineData("pop3s", "ssl no sslcertck")]
    public async Task Fetchmail_fetches_all_and_leaves_nothing(string port, string options)
    {
        Programs.Require("fetchmail", "bash");
        foreach (string name in (string[])["first", "second", "third"])
        {
            await SendAsync(name);
        }

        string keeps = options.Contains("keep", StringComparison.Ordinal) ? "keep" : "nokeep";
        options = options.Replace(" keep", "", StringComparison.Ordinal);
        string configuration = Path.Combine(_folder, "fetchmailrc");
        await File.WriteAllTextAsync(configuration, $"""
            poll 127.0.0.1 service {_server!.Port(port).ToString(CultureInfo.InvariantCulture)} proto POP3 uidl
              user "{_server.Address}" password "{_server.Password}" is nobody here {options} {keeps} fetchall no rewrite mda "cat >> {_folder}/mail"

            """);
        (int code, string said) = await ShellAsync($"chmod 600 {configuration} && timeout 60 fetchmail -v -f {configuration} --pidfile {_folder}/pid -i {_folder}/ids --nosyslog");
        Assert.True(code == 0, said);
        string mail = await File.ReadAllTextAsync(Path.Combine(_folder, "mail"));
        Assert.All((string[])["first", "second", "third"], name => Assert.Contains("body of " + name, mail, StringComparison.Ordinal));
        string left = (await ShellAsync($"curl -sS -u '{_server.Address}:{_server.Password}' pop3://127.0.0.1:{Port}/")).Output;
        Assert.Equal(keeps == "keep" ? 3 : 0, left.Split('\n').Count(static l => l.Length > 2));
    }

    [Fact, Rfc(1939, "7"), Rfc(5034, "4")]
    public async Task Mpop_delivers_to_a_maildir()
    {
        Programs.Require("mpop", "bash");
        await SendAsync("first");
        await SendAsync("second");
        string maildir = Path.Combine(_folder, "md");
        string configuration = Path.Combine(_folder, "mpoprc");
        await File.WriteAllTextAsync(configuration, $"account d\nhost 127.0.0.1\nport {Port}\nuser {_server!.Address}\npassword {_server.Password}\ntls off\nauth plain\ndelivery maildir {maildir}\nuidls_file {_folder}/uidls\nkeep off\naccount default : d\n");
        (int code, string said) = await ShellAsync($"mkdir -p {maildir}/cur {maildir}/new {maildir}/tmp && chmod 600 {configuration} && timeout 60 mpop -C {configuration} -d");
        Assert.True(code == 0, said);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(maildir, "new")).Length);
    }

    private async Task SendAsync(string name)
    {
        string mail = Path.Combine(_folder, name + ".eml");
        await File.WriteAllTextAsync(mail, $"From: a@example.test\r\nTo: {_server!.Address}\r\nSubject: {name}\r\n\r\nbody of {name}\r\n.\r\n.dot\r\n");
        (int code, string said) = await ShellAsync(
            $"curl -sS smtp://127.0.0.1:{_server.Port("smtp").ToString(CultureInfo.InvariantCulture)} --mail-from a@example.test --mail-rcpt {_server.Address} -T {mail}");
        Assert.True(code == 0, said);
    }

    private async Task<(int ExitCode, string Output)> ShellAsync(string command)
    {
        (int code, string said) = await Programs.RunAsync("bash", ["-c", command], _folder);
        output.WriteLine($"{command}: {code}\n{said}");
        return (code, said);
    }
}
