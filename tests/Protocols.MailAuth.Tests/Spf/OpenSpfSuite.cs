using System.Net;
using System.Text;
using Protocols.Dns;
using YamlDotNet.RepresentationModel;

namespace Protocols.MailAuth.Tests.Spf;

/// <summary>The suite of openspf.org for RFC 7208: scenarios of zone data, and tests over them.</summary>
internal static class OpenSpfSuite
{
    public sealed record Case(string Scenario, string Name, string Helo, string Client, string MailFrom, string[] Results, string? Explanation, DnsZone Zone)
    {
        public override string ToString() => $"{Scenario}: {Name}";
    }

    public static List<Case> Read()
    {
        string file = Path.Combine(Suites.Require("spf-openspf"), "rfc7208-tests.yml");
        YamlStream yaml = [];

        // Its octets that are no ASCII are meant to be octets.
        using StringReader reader = new(Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        yaml.Load(reader);
        List<Case> cases = [];
        foreach (YamlMappingNode scenario in yaml.Documents.Select(d => (YamlMappingNode)d.RootNode))
        {
            DnsZone zone = Zone((YamlMappingNode)scenario["zonedata"]);
            foreach ((YamlNode name, YamlNode test) in ((YamlMappingNode)scenario["tests"]).Children)
            {
                string[] results = test["result"] is YamlSequenceNode several ? [.. several.Select(Text)] : [Text(test["result"])];
                cases.Add(new Case(Text(scenario["description"]), Text(name), Text(test["helo"]), Text(test["host"]), Text(test["mailfrom"]), results, Optional(test, "explanation"), zone));
            }
        }

        return cases;
    }

    private static DnsZone Zone(YamlMappingNode data)
    {
        DnsZone zone = new();
        foreach ((YamlNode nameNode, YamlNode recordsNode) in data.Children)
        {
            string name = Text(nameNode).TrimEnd('.');
            YamlNode[] records = [.. (YamlSequenceNode)recordsNode];
            bool hasText = records.Any(r => r is YamlMappingNode m && m.Children.ContainsKey("TXT"));
            foreach (YamlNode record in records)
            {
                if (record is not YamlMappingNode mapping)
                {
                    foreach (DnsRecordType type in Enum.GetValues<DnsRecordType>().Where(t => zone.Query(name, t).Status != DnsStatus.Success))
                    {
                        zone.AddFailure(name, type, Text(record));
                    }

                    continue;
                }

                (YamlNode type1, YamlNode value) = mapping.Children.Single();
                Add(zone, name, Text(type1), value, hasText);
            }
        }

        return zone;
    }

    private static void Add(DnsZone zone, string name, string type, YamlNode value, bool hasText)
    {
        switch (type)
        {
            case "A" or "AAAA":
                zone.Add(name, new AddressRecord(IPAddress.Parse(Text(value))));
                break;
            case "MX":
                zone.Add(name, new MxRecord(ushort.Parse(Text(value[0]), System.Globalization.CultureInfo.InvariantCulture), Text(value[1]).TrimEnd('.')));
                break;
            case "PTR":
                zone.Add(name, new NameRecord(DnsRecordType.Ptr, Text(value).TrimEnd('.')));
                break;
            case "CNAME":
                zone.Add(name, new NameRecord(DnsRecordType.CName, Text(value).TrimEnd('.')));
                break;
            case "SPF" when hasText:
                break;
            case "SPF" or "TXT" when value is YamlScalarNode { Value: "TIMEOUT" }:
                zone.AddFailure(name, DnsRecordType.Txt);
                break;
            case "TXT" when value is YamlScalarNode { Value: "NONE" }:
                zone.AddName(name);
                break;
            case "SPF" or "TXT":
                string text = value is YamlSequenceNode strings ? string.Concat(strings.Select(Text)) : Text(value);
                zone.Add(name, new TextRecord(Encoding.Latin1.GetBytes(text)));
                break;
            default:
                throw new InvalidOperationException(type);
        }
    }

    private static string? Optional(YamlNode node, string key) => ((YamlMappingNode)node).Children.TryGetValue(key, out YamlNode? value) ? Text(value) : null;

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";
}
