using System.Text;
using System.Text.RegularExpressions;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>Suites by others, read in place. They are of servers with words of their own: of a reply the class is compared, 2, 3, 4 or 5.</summary>
public sealed partial class SmtpSuiteTests
{
    private static readonly SmtpServerOptions s_options = new()
    {
        OfferAuthentication = true, AcceptBarePaths = true, MaxMessageSize = 1024 * 1024, MaxErrors = 3,
    };

    [Fact]
    public void The_dialogs_of_chasquid_go_as_there()
    {
        const string Suite = "smtp-dialogs-chasquid";
        int steps = 0;
        foreach (string file in Suites.Files(Suite, "*.cmy"))
        {
            SmtpExchange exchange = null!;
            string heard = string.Empty;
            bool isData = false;
            string[] lines = File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (!lines[i].StartsWith("c ", StringComparison.Ordinal))
                {
                    continue;
                }

                string step = lines[i][2..];
                string name = $"{Path.GetFileName(file)}:{i + 1}: {step}";
                if (step.Contains("_connect ", StringComparison.Ordinal))
                {
                    exchange = new SmtpExchange(s_options, isSecure: step.StartsWith("tls", StringComparison.Ordinal));
                    exchange.Greet();
                    heard = Encoding.UTF8.GetString(exchange.TakeReplies());
                }
                else if (step.StartsWith("-> ", StringComparison.Ordinal) || step == "->")
                {
                    exchange.Feed(Encoding.UTF8.GetBytes((step.Length > 3 ? step[3..] : "") + "\r\n"));
                    heard = Encoding.UTF8.GetString(exchange.TakeReplies());
                }
                else if (step.StartsWith("~> ", StringComparison.Ordinal))
                {
                    // The suite has one such step.
                    Assert.Equal("~> ('a' * 899 + '\\r\\n') * 1166", step);
                    exchange.Feed(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 899) + "\r\n", 1166))));
                }
                else if (step.StartsWith('<'))
                {
                    Match expected = Code().Match(step);
                    Assert.True(expected.Success, name);
                    isData |= expected.Value == "354";
                    string code = heard.TrimEnd().Split("\r\n")[^1];
                    Assert.True(LeftOut.Cases(Suite).Contains($"{Path.GetFileName(file)}, {step}") || (code.Length > 0 && code[0] == expected.Value[0]), $"{name} was answered with {heard}");
                    steps++;
                }
            }

            Assert.True(isData || !file.EndsWith("sendmail.cmy", StringComparison.Ordinal));
        }

        Assert.True(steps > 60, $"{steps} steps were compared.");
    }

    [Fact, Rfc(3207, "4.2")]
    public void The_scripts_of_james_go_as_there()
    {
        const string Suite = "mpt-james";
        int scripts = 0;
        foreach (string file in Suites.Files(Suite, "*.test").Where(f => f.Contains($"{Path.DirectorySeparatorChar}smtp{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            SmtpExchange exchange = new(s_options with { AllowPlaintextAuthentication = true }, canStartTls: true);
            exchange.Greet();
            StringBuilder expected = new();
            StringBuilder answered = new();
            string[] lines = File.ReadAllLines(file);

            // What is said in a row comes in one piece, as James' own test sends it.
            StringBuilder said = new();
            foreach (string line in lines.Append("S: "))
            {
                if (line.StartsWith("C:", StringComparison.Ordinal))
                {
                    said.Append(line.Length > 3 ? line[3..] : "").Append("\r\n");
                }
                else if (line.StartsWith("S: ", StringComparison.Ordinal))
                {
                    exchange.Feed(Encoding.UTF8.GetBytes(said.ToString()));
                    said.Clear();
                    expected.Append(line.Length > 6 && char.IsAsciiDigit(line[3]) && line[6] == ' ' ? line[3] : "");
                }
            }

            foreach (string line in Encoding.UTF8.GetString(exchange.TakeReplies()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            {
                answered.Append(line[3] == ' ' ? line[0] : "");
            }

            if (!LeftOut.Cases(Suite).Contains($"smtp/{Path.GetFileName(file)}"))
            {
                Assert.True(expected.ToString() == answered.ToString(), $"{file}: {expected} was answered with {answered}: {exchange.Output}");
            }

            scripts++;
        }

        Assert.Equal(6, scripts);
    }

    [Fact]
    public void The_fuzzers_corpus_of_another_server_is_taken_alike_however_it_is_cut()
    {
        int inputs = 0;
        foreach (string file in Suites.Files("fuzz-smtp-chasquid", "*").Where(f => f.Contains("testdata", StringComparison.Ordinal)))
        {
            string text = File.ReadAllText(file, Encoding.UTF8);
            foreach (Match literal in GoString().Matches(text))
            {
                string value = Unescape(literal.Groups[1].Value);
                foreach (string input in new[] { value, value.ReplaceLineEndings("\r\n"), $"220 {value}\r\n250 {value.ReplaceLineEndings("\r\n")}\r\n" }.Where(v => v.Length is > 0 and < 1500).Distinct())
                {
                    SplitInvariance.Check(Encoding.UTF8.GetBytes(input), SmtpExchange.Replay);
                    SplitInvariance.Check(Encoding.UTF8.GetBytes(input), pieces =>
                    {
                        SmtpClientHost host = new();
                        foreach (byte[] piece in pieces)
                        {
                            host.Feed(piece);
                        }

                        // What was there before it was asked for depends on the cut; that there is one end does not.
                        host.Session.ConnectionLost();
                        host.Feed([]);
                        return string.Join('\n', host.Events.Where(e => e.Kind == SmtpClientEventKind.Closed).Select(e => e.Kind));
                    });
                    inputs++;
                }
            }
        }

        Assert.True(inputs > 40, $"{inputs} inputs were read.");
    }

    [GeneratedRegex("[2-5][0-9][0-9]")]
    private static partial Regex Code();

    [GeneratedRegex("""(?:\[\]byte|string)\("((?:[^"\\]|\\.)*)"\)""")]
    private static partial Regex GoString();

    [GeneratedRegex(@"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")]
    private static partial Regex GoEscape();

    private static string Unescape(string text) => GoEscape().Replace(text, m => m.Groups[1].Value switch
    {
        ['x' or 'u', .. string hex] when hex.Length > 1 => ((char)Convert.ToInt32(hex, 16)).ToString(),
        "n" => "\n",
        "r" => "\r",
        "t" => "\t",
        "a" => "\a",
        "b" => "\b",
        "f" => "\f",
        "v" => "\v",
        string other => other,
    });
}
