using System.Net;
using System.Text.RegularExpressions;
using Protocols.Dns;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth.Tests.Spf;

public sealed partial class SuiteTests(ITestOutputHelper output)
{
    [Fact, Rfc(7208, "4"), Rfc(7208, "5"), Rfc(7208, "6"), Rfc(7208, "7")]
    public async Task Every_case_of_the_openspf_suite_has_its_result_and_explanation()
    {
        List<OpenSpfSuite.Case> cases = OpenSpfSuite.Read();
        List<string> wrong = [];
        foreach (OpenSpfSuite.Case test in cases)
        {
            SpfVerifier verifier = new(test.Zone, new ManualTime(), new SpfOptions { DefaultExplanation = "DEFAULT", Receiver = "receiver.example", Trace = true });
            SpfResult result = await verifier.CheckMailFromAsync(IPAddress.Parse(test.Client), test.Helo, test.MailFrom, TestContext.Current.CancellationToken);
            bool isRight = test.Results.Contains(result.Name) && (test.Explanation is null || test.Explanation == result.Explanation);
            if (!isRight)
            {
                wrong.Add($"{test}: wanted {string.Join('|', test.Results)} '{test.Explanation}', got {result} '{result.Explanation}'\n{string.Join('\n', result.Trace)}\n");
            }
        }

        output.WriteLine($"openspf: {cases.Count - wrong.Count} of {cases.Count}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(cases.Count > 200);
    }

    [Fact, Rfc(7208, "5")]
    public async Task Every_case_of_mail_auths_files_has_its_result_but_for_those_left_out()
    {
        int count = 0;
        IReadOnlySet<string> leftOut = LeftOut.Cases("spf-mailauth-rs");
        List<string> wrong = [];
        foreach (string file in Suites.Files("spf-mailauth-rs", "*.yml"))
        {
            foreach (string document in File.ReadAllText(file).ReplaceLineEndings("\n").Split("\n---\n"))
            {
                // Its keys repeat, so that it is read line by line.
                string scenario = Scenario().Match(document).Groups[1].Value;
                DnsZone zone = new DnsZone().AddFailure("_dns_error.org");
                foreach (Match line in RecordLine().Matches(document))
                {
                    Add(zone, line.Groups[1].Value, line.Groups[2].Value, line.Groups[3].Value.Trim());
                }

                foreach (Match test in Test().Matches(document))
                {
                    (string domain, string sender, string client) = (test.Groups[1].Value, test.Groups[2].Value, test.Groups[3].Value);
                    string name = $"{Path.GetFileName(file)}, {scenario}: {sender} from {client}";
                    SpfVerifier verifier = new(zone, new ManualTime(), new SpfOptions { Trace = true });
                    SpfResult result = scenario == "HELO identity"
                        ? await verifier.CheckHeloAsync(IPAddress.Parse(client), domain, TestContext.Current.CancellationToken)
                        : await verifier.CheckMailFromAsync(IPAddress.Parse(client), domain, sender, TestContext.Current.CancellationToken);
                    string explanation = test.Groups[5].Value.Trim();
                    bool isRight = result.Name.Equals(test.Groups[4].Value, StringComparison.OrdinalIgnoreCase) && (explanation.Length == 0 || explanation == result.Explanation);
                    count++;
                    if (isRight == leftOut.Contains(name))
                    {
                        wrong.Add($"{name}: wanted {test.Groups[4]} {explanation}, got {result} {result.Explanation}\n{string.Join('\n', result.Trace)}\n");
                    }
                }
            }
        }

        output.WriteLine($"mail-auth: {count - leftOut.Count} of {count}, {leftOut.Count} left out");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count > 50);
    }

    private static void Add(DnsZone zone, string type, string name, string values)
    {
        if (type is "spf" or "exp")
        {
            zone.AddText(name, values);
            return;
        }

        int number = 0;
        foreach (string value in values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (type)
            {
                case "mx":
                    // It gives the hosts of a domain by their addresses alone.
                    string host = IPAddress.TryParse(value, out IPAddress? address) ? $"host{number}.{name}" : value;
                    zone.Add(name, new MxRecord((ushort)number++, host));
                    if (address is not null)
                    {
                        zone.Add(host, new AddressRecord(address));
                    }

                    break;
                case "ptr":
                    zone.Add(IPAddress.TryParse(name, out IPAddress? client) ? DnsNames.Reverse(client) : name, new NameRecord(DnsRecordType.Ptr, value));
                    break;
                default:
                    zone.Add(name, new AddressRecord(IPAddress.Parse(value)));
                    break;
            }
        }
    }

    [GeneratedRegex(@"^name: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Scenario();

    [GeneratedRegex(@"^  (a|aaaa|mx|ptr|spf|exp): (\S+) (.*)$", RegexOptions.Multiline)]
    private static partial Regex RecordLine();

    [GeneratedRegex(@"- domain: (\S+)\s+sender:[ \t]*(\S*)\s+ip: (\S+)\s+expect: (\w+)(.*)")]
    private static partial Regex Test();
}
