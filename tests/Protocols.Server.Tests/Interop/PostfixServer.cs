using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Protocols.Server.Tests.Hosting;

namespace Protocols.Server.Tests.Interop;

/// <summary>
/// Postfix as an instance of its own, in a folder of its own and on a port that was free: takes mail for <c>ann</c>, <c>bob</c> and <c>jäg</c> at <c>postfix.test</c> into Maildirs, and sends what
/// else it is given where its settings say.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PostfixServer : IAsyncDisposable
{
    private const string Mailboxes = "inline:{ann@postfix.test=ann/, bob@postfix.test=bob/, jäg@postfix.test=jäg/}";
    private const string Program = "/usr/sbin/postfix";

    private readonly string _folder;

    private PostfixServer(string folder, int port)
    {
        _folder = folder;
        Port = port;
    }

    /// <summary>Where it takes mail in.</summary>
    public int Port { get; }

    /// <summary>All it has logged.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string Configuration => Path.Combine(_folder, "etc");

    private string LogFile => Path.Combine(_folder, "postfix.log");

    /// <summary>Starts one, or skips the running test where it cannot be.</summary>
    /// <param name="settings">More lines of its main.cf; <c>@BASE@</c> stands for its folder of settings.</param>
    public static async Task<PostfixServer> StartAsync(params string[] settings)
    {
        Assert.SkipUnless(File.Exists(Program), "not installed: postfix");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Postfix starts for root only.");
        string folder = Directory.CreateTempSubdirectory("protocols-postfix-").FullName;
        PostfixServer server = new(folder, Ports.Free());
        server.Configure(settings);
        Assert.Equal(0, (await Programs.RunAsync("chown", ["postfix", Path.Combine(folder, "data")])).ExitCode);
        (int code, string said) = await Programs.RunAsync(Program, ["-c", server.Configuration, "start"]);
        Assert.True(code == 0, said + server.Log);
        for (int i = 0; !await server.AnswersAsync(); i++)
        {
            Assert.True(i < 200, "Postfix does not answer: " + server.Log);
            await Task.Delay(50);
        }

        return server;
    }

    /// <summary>Waits for mail of a user of <c>postfix.test</c>, and gives it in no order.</summary>
    /// <param name="user">The local part.</param>
    /// <param name="count">How many messages to wait for.</param>
    public async Task<string[]> ReadAsync(string user, int count)
    {
        string inbox = Path.Combine(_folder, "mail", user, "new");
        for (int i = 0; ; i++)
        {
            string[] files = Directory.Exists(inbox) ? Directory.GetFiles(inbox) : [];
            if (files.Length >= count)
            {
                return [.. files.Select(static f => File.ReadAllText(f, Encoding.UTF8))];
            }

            Assert.True(i < 600, $"{files.Length} of {count} messages came to {user}: {Log}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until it has logged something.</summary>
    public async Task WaitForLogAsync(string text)
    {
        for (int i = 0; !Log.Contains(text, StringComparison.Ordinal); i++)
        {
            Assert.True(i < 200, $"'{text}' is not in the log: {Log}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Programs.RunAsync(Program, ["-c", Configuration, "stop"]);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using LineClient client = await LineClient.ConnectAsync(Port);
            return await client.ReadReplyAsync() is not null;
        }
        catch (SocketException)
        {
            // It is not there yet.
            return false;
        }
    }

    private void Configure(string[] settings)
    {
        Directory.CreateDirectory(Configuration);
        foreach (string folder in new[] { "spool", "data", "mail" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, folder));
        }

        File.WriteAllText(Path.Combine(Configuration, "cert.pem"), InProcessHost.Certificate.ExportCertificatePem());
        using ECDsa key = InProcessHost.Certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(Configuration, "key.pem"), key.ExportPkcs8PrivateKeyPem());

        // Nothing runs in a chroot, and mail comes in by one port.
        string master = File.ReadAllText("/usr/share/postfix/master.cf.dist");
        File.WriteAllLines(Path.Combine(Configuration, "master.cf"), master.Split('\n').Select(Service));
        File.WriteAllText(Path.Combine(Configuration, "main.cf"), string.Create(CultureInfo.InvariantCulture, $"""
            compatibility_level = 3.6
            queue_directory = {_folder}/spool
            data_directory = {_folder}/data
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            multi_instance_name = postfix-{Port}
            multi_instance_enable = yes
            syslog_name = postfix
            maillog_file = {LogFile}
            maillog_file_prefixes = {_folder}
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mx.postfix.test
            mydestination =
            mynetworks = 127.0.0.0/8
            virtual_mailbox_domains = postfix.test
            virtual_mailbox_base = {_folder}/mail
            virtual_mailbox_maps = {Mailboxes}
            virtual_minimum_uid = 1
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            smtpd_tls_chain_files = {Configuration}/key.pem, {Configuration}/cert.pem
            smtpd_tls_security_level = may
            smtpd_tls_received_header = yes
            smtpd_client_connection_count_limit = 0
            smtpd_client_connection_rate_limit = 0
            smtp_dns_support_level = disabled
            smtp_host_lookup = native
            biff = no
            {string.Join('\n', settings).Replace("@BASE@", Configuration, StringComparison.Ordinal)}

            """));
        foreach (string folder in new[] { "", "mail", "data" })
        {
            File.SetUnixFileMode(Path.Combine(_folder, folder), (UnixFileMode)(folder == "mail" ? 0b111_111_111 : 0b111_101_101));
        }
    }

    private string Service(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 8 || line[0] is '#' or ' ')
        {
            return line;
        }

        words[4] = "n";
        return words is ["smtp", "inet", ..] ? string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port} inet n - n - 200 smtpd") : string.Join(' ', words);
    }
}
