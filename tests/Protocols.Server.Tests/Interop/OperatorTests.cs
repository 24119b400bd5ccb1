namespace Protocols.Server.Tests.Interop;

/// <summary>The sample server as its operator meets it: verbs, help, and errors that say what to do.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task Help_names_every_verb_and_option()
    {
        (int code, string said) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.All(new[] { "serve", "account add", "account list", "account passwd", "dkim new", "queue list", "queue show", "queue destinations", "queue retry", "sieve check", "sieve run", "--managesieve", "--admin", "--dns", "--dmarc", "--data", "--smtp", "--imap", "--certificate" }, word => Assert.Contains(word, said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("There is no option --nonsense", "--nonsense")]
    [InlineData("'frobnicate' is no command", "frobnicate")]
    [InlineData("The option --data needs a value", "--data")]
    [InlineData("is no address:port", "--smtp", "somewhere")]
    public async Task A_command_line_that_cannot_be_understood_is_refused_in_plain_words(string words, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("protocols-op-").FullName;
        (int code, string said) = await RunAsync(arguments.Contains("--data") ? arguments : [.. arguments, "--data", folder]);
        Assert.Equal(2, code);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_port_in_use_and_a_folder_in_use_are_named_and_the_server_stops_when_asked()
    {
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync();
        Assert.Contains($"Everything is kept in {server.Folder}", server.Log, StringComparison.Ordinal);
        (int locked, string aboutFolder) = await RunAsync("--data", server.Folder);
        Assert.Equal(1, locked);
        Assert.Contains(server.Folder, aboutFolder, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", aboutFolder, StringComparison.Ordinal);

        string folder = Directory.CreateTempSubdirectory("protocols-op-").FullName;
        (int used, string aboutPort) = await RunAsync("--data", folder, "--smtp", $"127.0.0.1:{server.Port("smtp")}", "--submission", "", "--submissions", "", "--imap", "", "--imaps", "", "--managesieve", "");
        Assert.Equal(2, used);
        Assert.Contains($"127.0.0.1:{server.Port("smtp")}", aboutPort, StringComparison.Ordinal);
        Assert.Contains("in use", aboutPort, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", aboutPort, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Accounts_are_added_listed_and_given_new_passwords()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-op-").FullName;
        (int added, string aboutAdded) = await RunAsync("account", "add", "ann@example.test", "--data", folder);
        Assert.Equal(0, added);
        Assert.Matches("ann@example.test: done, the password is [a-z2-9]{4}-", aboutAdded);
        (int again, string aboutAgain) = await RunAsync("account", "add", "Ann@example.test", "--data", folder);
        Assert.Equal(2, again);
        Assert.Contains("already", aboutAgain, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("account", "add", "no-address", "--data", folder)).Code);
        (int changed, string aboutChanged) = await RunAsync("account", "passwd", "ann@example.test", "--data", folder);
        Assert.Equal(0, changed);
        Assert.Contains("the password is", aboutChanged, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("account", "passwd", "bob@example.test", "--data", folder)).Code);
        (int listed, string list) = await RunAsync("account", "list", "--data", folder);
        Assert.Equal((0, "ann@example.test"), (listed, list.Trim()));
        Assert.Equal((0, "ann@example.test: 0 of 10737418240 octets, 0 messages, 6 mailboxes"), await QuotaAsync());
        Assert.Equal((0, "ann@example.test: 0 octets, 0 messages, 6 mailboxes"), await QuotaAsync("--storage", "none"));
        Assert.Equal((0, "ann@example.test: 0 of 1000 octets, 0 messages, 6 of 9 mailboxes"), await QuotaAsync("--storage", "1000", "--mailboxes", "9"));
        Assert.Equal((0, "ann@example.test: 0 of 1000 octets, 0 of 5 messages, 6 mailboxes"), await QuotaAsync("--mailboxes", "none", "--messages", "5"));
        Assert.Equal(2, (await QuotaAsync("--messages", "many")).Code);
        Assert.Equal(2, (await RunAsync("account", "quota", "bob@example.test", "--data", folder)).Code);
        Directory.Delete(folder, recursive: true);

        async Task<(int Code, string Said)> QuotaAsync(params string[] options)
        {
            (int code, string said) = await RunAsync(["account", "quota", "ann@example.test", "--data", folder, .. options]);
            return (code, said.Trim());
        }
    }

    [Fact]
    public async Task A_script_is_checked_and_tried_on_a_message_without_a_server()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-op-").FullName;
        string script = Path.Combine(folder, "rules.sieve");
        string message = Path.Combine(folder, "mail.eml");
        await File.WriteAllTextAsync(message, "Return-Path: <ann@example.test>\r\nSubject: an offer\r\n\r\nbody\r\n");
        await File.WriteAllTextAsync(script, "require [\"fileinto\", \"mailbox\", \"envelope\"];\nif allof (header :contains \"subject\" \"offer\", envelope :is \"from\" \"ann@example.test\", mailboxexists \"Offers\") {\n  fileinto \"Offers\";\n}\n");
        (int valid, string aboutValid) = await RunAsync("sieve", "check", script);
        Assert.Equal(0, valid);
        Assert.StartsWith($"{script} is valid; it requires ", aboutValid, StringComparison.Ordinal);
        (int run, string aboutRun) = await RunAsync("sieve", "run", script, message);
        Assert.Equal(0, run);
        Assert.Matches("asked +MailboxExists Offers: yes\n", aboutRun);
        Assert.Matches("trace +2:11 header: true \"an offer\" by \"offer\"\n", aboutRun);
        Assert.EndsWith("action    fileinto \"Offers\"\n", aboutRun, StringComparison.Ordinal);
        (_, string aboutOther) = await RunAsync("sieve", "run", script, message, "--sender", "bob@example.test");
        Assert.EndsWith("action    keep, since nothing else was asked for\n", aboutOther, StringComparison.Ordinal);
        await File.WriteAllTextAsync(script, "keep;\n  frobnicate;\n");
        (int wrong, string aboutWrong) = await RunAsync("sieve", "check", script);
        Assert.Equal(1, wrong);
        Assert.StartsWith(script + ":2:3: error: ", aboutWrong, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("sieve", "run", script)).Code);
        Assert.Equal(2, (await RunAsync("sieve", "check", Path.Combine(folder, "none"))).Code);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments) =>
        await Programs.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "ReferenceServer.dll"), .. arguments]);
}
