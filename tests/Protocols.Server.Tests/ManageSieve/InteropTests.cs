using System.Globalization;
using Protocols.Server.Tests.Interop;

namespace Protocols.Server.Tests.ManageSieve;

/// <summary>ManageSieve clients by others, against the sample server.</summary>
public sealed class InteropTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-sieve-").FullName;
    private ReferenceServerProcess? _server;

    private string Port => _server!.Port("managesieve").ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync() => _server = await ReferenceServerProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory, Rfc(5804, "2.6"), Rfc(5804, "2.7"), Rfc(5804, "2.8"), Rfc(5804, "2.9"), Rfc(5804, "2.10")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sieve_connect_uploads_lists_activates_downloads_and_deletes(bool isOverTls)
    {
        Programs.Require("sieve-connect", "bash");
        await File.WriteAllTextAsync(Path.Combine(_folder, "good.sieve"), "require [\"fileinto\"];\r\nif header :contains \"subject\" \"spam\" { fileinto \"Junk\"; stop; }\r\nkeep;\r\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.sieve"), "keep;\r\n\r\nfrobnicate;\r\n");
        async Task<(int ExitCode, string Output)> RunAsync(string arguments)
        {
            string tls = isOverTls ? "--notlsverify" : "--notls";
            (int code, string said) = await Programs.RunAsync("bash", ["-c", $"exec timeout 30 sieve-connect -s 127.0.0.1 -p {Port} -u {_server!.Address} {tls} --passwordfd 3 {arguments} 3<<<'{_server.Password}'"], _folder);
            output.WriteLine($"{arguments}: {code} {said}");
            return (code, said);
        }

        Assert.Equal(0, (await RunAsync("--upload --localsieve good.sieve --remotesieve main")).ExitCode);
        Assert.Contains("main", (await RunAsync("--list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("--activate --remotesieve main")).ExitCode);
        Assert.Contains("ACTIVE", (await RunAsync("--list")).Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, (await RunAsync("--download --remotesieve main --localsieve back.sieve")).ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_folder, "good.sieve")), await File.ReadAllTextAsync(Path.Combine(_folder, "back.sieve")));
        (int code, string said) = await RunAsync("--upload --localsieve bad.sieve --remotesieve other");
        Assert.NotEqual(0, code);
        Assert.Contains("line 3", said, StringComparison.Ordinal);
        Assert.NotEqual(0, (await RunAsync("--delete --remotesieve main")).ExitCode);
        Assert.Equal(0, (await RunAsync("--deactivate")).ExitCode);
        Assert.Equal(0, (await RunAsync("--delete --remotesieve main")).ExitCode);
        Assert.DoesNotContain("main", (await RunAsync("--list")).Output, StringComparison.Ordinal);
    }

    [Theory, Rfc(5804, "2.5"), Rfc(5804, "2.11"), Rfc(5804, "2.12")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sievelib_checks_puts_renames_and_is_told_the_line_of_an_error(bool isOverTls)
    {
        Programs.Require("python3");
        Assert.SkipUnless((await Programs.RunAsync("/usr/bin/python3", ["-c", "import sievelib"])).ExitCode == 0, "not installed: python3-sievelib");
        string program = Path.Combine(_folder, "client.py");
        await File.WriteAllTextAsync(program, $$"""
            import ssl, sys
            from sievelib.managesieve import Client
            ssl.create_default_context = ssl._create_unverified_context
            c = Client('127.0.0.1', {{Port}})
            assert c.connect('{{_server!.Address}}', '{{_server.Password}}', starttls={{(isOverTls ? "True" : "False")}}, authmech='PLAIN')
            caps = c.get_sieve_capabilities()
            assert b'fileinto' in caps or 'fileinto' in caps, caps
            assert c.havespace('one', 100)
            assert not c.havespace('one', 100000000)
            assert c.putscript('one', 'keep;\n')
            assert c.putscript('zwei ä', 'discard;\n')
            assert c.setactive('one')
            active, others = c.listscripts()
            assert active == 'one' and others == ['zwei ä'], (active, others)
            assert c.getscript('zwei ä').strip() == 'discard;'
            assert c.checkscript('stop;\n')
            assert not c.putscript('bad', 'keep;\nfrobnicate;\n')
            print('told', c.errmsg)
            assert c.renamescript('one', 'first')
            active, others = c.listscripts()
            assert active == 'first', active
            assert not c.deletescript('first')
            assert c.setactive('')
            assert c.deletescript('first') and c.deletescript('zwei ä')
            assert c.listscripts() in (('', []), (None, [])), c.listscripts()
            c.logout()
            print('done')
            """);
        (int code, string said) = await Programs.RunAsync("/usr/bin/python3", [program], _folder);
        output.WriteLine(said);
        Assert.True(code == 0, said);
        Assert.Contains("line 2", said, StringComparison.Ordinal);
        Assert.Contains("done", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_driver_of_command_line_clients_passes()
    {
        string driver = Suites.RequireShared("peers/cli-mail.sh");
        Programs.Require("bash", "sieve-connect", "timeout");
        Assert.SkipUnless((await Programs.RunAsync("/usr/bin/python3", ["-c", "import sievelib"])).ExitCode == 0, "not installed: python3-sievelib");
        (int code, string said) = await Programs.RunAsync("bash", [driver, "127.0.0.1", "0", "0", "0", Port, _server!.Address, _server.Password, _server.Address]);
        output.WriteLine(said);
        Assert.True(code == 0, said);
        Assert.Contains(" passed, 0 failed", said, StringComparison.Ordinal);
    }
}
