using System.Text;
using System.Text.RegularExpressions;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.Mime;
using YamlDotNet.RepresentationModel;

namespace Protocols.MailAuth.Tests.Arc;

public sealed class ArcSuiteTests(ITestOutputHelper output)
{
    [Fact, Rfc(8617, "5.2"), Rfc(8617, "4.1"), Rfc(8617, "4.2")]
    public async Task Every_case_of_the_suite_of_valimail_has_its_chain_status()
    {
        string file = Path.Combine(Suites.Require("arc-valimail"), "arc-draft-validation-tests.dev.yml");
        YamlStream yaml = [];

        // The reader refuses a first line of spaces alone, which a message of nothing has here.
        using StringReader reader = new(Regex.Replace(File.ReadAllText(file), @"(\|-?\s*\n)(?: +\n)+", "$1\n"));
        yaml.Load(reader);
        int count = 0;
        IReadOnlySet<string> leftOut = LeftOut.Cases("arc-valimail");
        List<string> wrong = [];
        foreach (YamlMappingNode scenario in yaml.Documents.Select(d => (YamlMappingNode)d.RootNode))
        {
            DnsZone zone = new();
            foreach ((YamlNode name, YamlNode text) in ((YamlMappingNode)scenario["txt-records"]).Children)
            {
                zone.AddText(Text(name), Text(text).ReplaceLineEndings(""));
            }

            foreach ((YamlNode name, YamlNode test) in ((YamlMappingNode)scenario["tests"]).Children)
            {
                using MimeDocument message = MimeDocument.Parse(Encoding.UTF8.GetBytes(Text(test["message"]).ReplaceLineEndings("\r\n")));
                ArcResult result = await new ArcVerifier(zone, new ManualTime()).VerifyAsync(message, TestContext.Current.CancellationToken);
                string wanted = Text(test["cv"]);
                count++;
                bool isRight = wanted.Length == 0 || result.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase);
                if (isRight == leftOut.Contains(Text(name)))
                {
                    wrong.Add($"{Text(name)} ({Text(test["description"])}): wanted {wanted}, got {result}");
                }
            }
        }

        output.WriteLine($"arc: {count - leftOut.Count} of {count}, {leftOut.Count} left out");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count > 100);
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";
}
