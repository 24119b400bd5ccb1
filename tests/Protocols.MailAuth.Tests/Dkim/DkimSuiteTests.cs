using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Dkim;

public sealed partial class DkimSuiteTests(ITestOutputHelper output)
{
    private static readonly DkimOptions s_anything = new() { AllowSha1 = true, MinRsaBits = 512, HeedGranularity = true, ClockSkew = TimeSpan.FromDays(36_500) };

    [Fact, Rfc(6376, "6.1"), Rfc(8463, "3")]
    public async Task The_corpus_of_mail_dkim_has_the_verdicts_of_its_authors()
    {
        DnsZone zone = ReadZone(Path.Combine(Suites.Require("dkim-mail-dkim"), "FAKE_DNS.dat"));
        List<string> wrong = [];
        int count = 0;
        IReadOnlySet<string> leftOut = LeftOut.Cases("dkim-mail-dkim");
        foreach (string[] row in File.ReadAllLines(Path.Combine(Suites.Require("dkim-mail-dkim"), "expected.tsv")).Where(l => !l.StartsWith('#')).Select(l => l.Split('\t')))
        {
            // DomainKeys, which came before DKIM, and drafts of it.
            if (row[0].Contains("_dk_", StringComparison.Ordinal) || row[0].StartsWith("dk_", StringComparison.Ordinal) || row[0].StartsWith("good_ietf00", StringComparison.Ordinal))
            {
                continue;
            }

            ImmutableArray<DkimResult> results = await VerifyAsync(File.ReadAllBytes(Path.Combine(Suites.Require("dkim-mail-dkim"), "corpus", row[0])), zone);
            string got = results.IsEmpty ? "none"
                : results.Any(r => r.Verdict == DkimVerdict.Pass) ? "pass"
                : results.Any(r => r.Verdict == DkimVerdict.Fail) ? "fail"
                : "invalid";
            count++;
            if ((got == row[1]) == leftOut.Contains(row[0]))
            {
                wrong.Add($"{row[0]}: wanted {row[1]}, got {string.Join("; ", results)}");
            }
        }

        output.WriteLine($"mail-dkim: {count - leftOut.Count} of {count}, {leftOut.Count} left out");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count > 20);
    }

    [Fact, Rfc(6376, "6.1.3"), Rfc(8463, "A")]
    public async Task Every_signature_of_mail_auths_messages_passes()
    {
        int count = 0;
        foreach (string file in Suites.Files("dkim-mailauth-rs", "*.txt").Where(f => f.Contains("dkim/0", StringComparison.Ordinal)))
        {
            (byte[] message, DnsZone zone) = ReadWithZone(file);
            ImmutableArray<DkimResult> results = await VerifyAsync(message, zone);
            Assert.NotEmpty(results);
            Assert.All(results, r => Assert.True(r.Verdict == DkimVerdict.Pass, $"{file}: {r}"));
            count += results.Length;
        }

        output.WriteLine($"{count} signatures");
        Assert.True(count >= 4);
    }

    // A mailing list signed it twice and changed the body before.
    [Fact, Rfc(8617, "5.2"), Rfc(6376, "6.1.3")]
    public async Task Mail_auths_chain_passes_and_its_signatures_have_the_verdicts_that_google_wrote_into_it()
    {
        (byte[] message, DnsZone zone) = ReadWithZone(Path.Combine(Suites.Require("dkim-mailauth-rs"), "arc", "001.txt"));
        using MimeDocument document = MimeDocument.Parse(message);
        Assert.Equal(ArcStatus.Pass, (await new ArcVerifier(zone, new ManualTime()).VerifyAsync(document, TestContext.Current.CancellationToken)).Status);
        Assert.Equal([DkimReason.None, DkimReason.None, DkimReason.BodyChanged], (await VerifyAsync(message, zone)).Select(static r => r.Reason));
    }

    [Theory, Rfc(6376, "6.1.3")]
    [InlineData("gmail.msg")]
    [InlineData("related.msg")]
    [InlineData("multipart-no-end-boundary.msg")]
    public async Task The_messages_of_gmail_that_mimekit_keeps_pass_until_they_are_changed(string file)
    {
        string folder = Suites.Require("dkim-mimekit");
        string key = string.Concat(File.ReadAllLines(Path.Combine(folder, "gmail.pub")).Where(static l => !l.StartsWith('-')));
        DnsZone zone = new DnsZone().AddText("20120113._domainkey.gmail.com", $"k=rsa; p={key}");
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder, file))).ReplaceLineEndings("\r\n");
        Assert.Equal(DkimVerdict.Pass, Assert.Single(await VerifyAsync(Encoding.Latin1.GetBytes(text), zone)).Verdict);
        Assert.Equal(DkimReason.BodyChanged, Assert.Single(await VerifyAsync(Encoding.Latin1.GetBytes(text + "x\r\n"), zone)).Reason);
    }

    [Fact, Rfc(8463, "A.3")]
    public async Task Both_signatures_of_the_example_of_ed25519_pass()
    {
        DnsZone zone = new DnsZone()
            .AddText("brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
            .AddText("test._domainkey.football.example.com", "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB");
        byte[] message = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Suites.Require("dkim-mimekit"), "rfc8463-example.msg"))).ReplaceLineEndings("\r\n"));
        using MimeDocument document = MimeDocument.Parse(message);
        DkimVerifier verifier = new(zone, new ManualTime());
        ImmutableArray<DkimResult> results = await verifier.VerifyAsync(document, TestContext.Current.CancellationToken);
        Assert.Equal(["pass (football.example.com)", "pass (football.example.com)"], results.Select(r => r.ToString()));
        Assert.Equal([DkimAlgorithm.Ed25519Sha256, DkimAlgorithm.RsaSha256], results.Select(r => r.Signature!.Algorithm));
    }

    // The names and keys stand before the message.
    internal static (byte[] Message, DnsZone Zone) ReadWithZone(string file)
    {
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(file)).ReplaceLineEndings("\r\n");
        int gap = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        DnsZone zone = new();
        foreach (string line in text[..gap].Split("\r\n"))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            zone.AddText(line[..space].TrimEnd('.'), line[(space + 1)..].Trim());
        }

        return (Encoding.Latin1.GetBytes(text[(gap + 4)..]), zone);
    }

    internal static DnsZone ReadZone(string file)
    {
        DnsZone zone = new();
        foreach (Match line in ZoneLine().Matches(File.ReadAllText(file)))
        {
            (string name, string value) = (line.Groups[1].Value, line.Groups[2].Value.Trim());
            switch (value)
            {
                case "NXDOMAIN":
                    break;
                case "~~Query timed out~~" or "~~SERVFAIL~~":
                    zone.AddFailure(name, DnsRecordType.Txt, value);
                    break;
                case "\"\"":
                    zone.AddText(name, "");
                    break;
                default:
                    zone.AddText(name, value);
                    break;
            }
        }

        return zone;
    }

    private static async Task<ImmutableArray<DkimResult>> VerifyAsync(byte[] message, DnsZone zone)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        return await new DkimVerifier(zone, new ManualTime(), s_anything).VerifyAsync(document, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"^([^#\s]\S*)[ \t]+(.+)$", RegexOptions.Multiline)]
    private static partial Regex ZoneLine();
}
