using System.Globalization;

namespace Protocols.Server.Tests.Interop;

/// <summary>swaks with its options crossed: what should be taken is, and what should be refused is refused where it should be.</summary>
public sealed class SwaksTests(RunningServer running, ITestOutputHelper output)
{
    private const int Taken = 0;

    // What swaks says by its exit code.
    private const int MailRefused = 23;
    private const int RecipientRefused = 24;
    private const int LoginRefused = 28;

    [Fact, Rfc(5321, "4.1"), Rfc(3207, "4"), Rfc(4954, "4"), Rfc(2920, "3.1"), Rfc(2033, "4.1"), Rfc(8314, "3.3")]
    public async Task The_matrix_of_options_ends_as_it_should()
    {
        Programs.Require("swaks", "perl");
        Assert.SkipUnless((await Programs.RunAsync("perl", ["-MNet::SSLeay", "-e", "1"])).ExitCode == 0, "swaks has no TLS: Net::SSLeay is not installed");
        List<(string Port, string[] Options, int Code)> cases = [];
        foreach (string[] pipelining in new string[][] { [], ["--pipeline"] })
        {
            cases.Add(("smtp", ["--protocol", "ESMTP", .. pipelining], Taken));
            cases.Add(("smtp", ["--protocol", "ESMTP", "--tls", .. pipelining], Taken));
            cases.Add(("smtp", ["--protocol", "ESMTP", "--tls-optional", .. pipelining], Taken));
            cases.Add(("lmtp", ["--protocol", "LMTP", .. pipelining], Taken));
            cases.Add(("smtp", ["--to", "nobody@localhost", .. pipelining], RecipientRefused));
            cases.Add(("smtp", ["--to", "someone@elsewhere.test", .. pipelining], RecipientRefused));
            cases.Add(("smtp", ["--to", $"{running.Address},nobody@localhost", .. pipelining], Taken));
            cases.Add(("lmtp", ["--protocol", "LMTP", "--to", $"{running.Address},nobody@localhost", .. pipelining], Taken));
            cases.Add(("submission", ["--tls", .. pipelining], MailRefused));
            foreach (string[] security in new string[][] { ["--tls"], ["--tls-on-connect"], [] })
            {
                string port = security is ["--tls-on-connect"] ? "submissions" : "submission";
                foreach (string mechanism in new[] { "PLAIN", "LOGIN" })
                {
                    cases.Add((port, [.. security, .. Login(mechanism, running.Password), .. pipelining], Taken));
                    cases.Add((port, [.. security, .. Login(mechanism, "wrong"), .. pipelining], LoginRefused));
                }

                cases.Add((port, [.. security, .. Login("PLAIN", running.Password), "--from", "someone@elsewhere.test", .. pipelining], MailRefused));
            }
        }

        cases.Add(("smtp", ["--protocol", "SMTP"], Taken));
        cases.Add(("smtp", ["--helo", "[127.0.0.1]"], Taken));
        cases.Add(("smtp", ["--from", "<>"], Taken));
        cases.Add(("smtp", ["--to", running.Address.Replace("@", "+detail@", StringComparison.Ordinal)], Taken));
        cases.Add(("smtp", ["--body", ".\n..\n.x"], Taken));
        cases.Add(("smtp", ["--attach-body", "text", "--attach-type", "text/html", "--add-header", "X-Test: 1"], Taken));

        List<string> failures = [];
        foreach ((string port, string[] options, int expected) in cases)
        {
            (int code, string said) = await Programs.RunAsync("swaks",
            [
                "--server", "127.0.0.1", "--port", running.Server.Port(port).ToString(CultureInfo.InvariantCulture), "--from", "me@localhost", "--to", running.Address, .. options,
            ]);
            if (code != expected)
            {
                failures.Add($"{port} {string.Join(' ', options)}: {code} where {expected} was expected\n{said}");
            }
        }

        output.WriteLine($"{cases.Count} calls of swaks, {failures.Count} of which ended otherwise.");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private string[] Login(string mechanism, string password) => ["--auth", mechanism, "--auth-user", running.Address, "--auth-password", password];
}
