using System.Text;
using System.Text.RegularExpressions;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>The tables of Jakarta Mail: headers, and what they are expected to hold.</summary>
public sealed class JakartaSuiteTests(ITestOutputHelper output)
{
    [Fact, Rfc(5322, "3.4"), Rfc(5322, "4.4")]
    public void Addresses_are_read_as_jakarta_reads_them() => Compare("addrlist", "To", header =>
    {
        List<string> addresses = [];
        foreach (Address address in new AddressList(header))
        {
            if (address.Kind == AddressKind.Mailbox)
            {
                addresses.Add(address.GetAddress());
            }
        }

        return addresses;
    });

    [Fact, Rfc(2231, "3"), Rfc(2231, "4")]
    public void Parameters_are_read_as_jakarta_reads_them() => Compare(Path.Combine("providers", "angus-mail", "src", "test", "resources", "org", "eclipse", "angus", "mail", "util", "paramdata"), "Content-Type", header =>
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes("Content-Type: " + Encoding.Latin1.GetString(header) + "\r\n\r\n"));
        HeaderParameters parameters = document.Root.ContentTypeParameters;
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (HeaderParameter parameter in parameters)
        {
            names.Add(MimeText.Latin(parameter.Name).Split('*')[0]);
        }

        List<string> found = [];
        foreach (string name in names)
        {
            if (parameters.TryGetString(Encoding.ASCII.GetBytes(name), out string value))
            {
                found.Add($"{name}={value}");
            }
        }

        return found;
    });

    private delegate List<string> Read(ReadOnlySpan<byte> header);

    private void Compare(string file, string field, Read read) => SuiteDecisions.Check(
        output,
        Path.GetFileName(file),
        Cases(Path.Combine(Suites.Require("headers-jakarta-mail"), file), field).Select((c, number) =>
        {
            List<string> got = read(Encoding.Latin1.GetBytes(c.Header));
            return ($"{Path.GetFileName(file)}#{number}", Sorted(c.Expected), Sorted(got));
        }));

    private static string Sorted(List<string> values) => string.Join('\n', values.Order(StringComparer.Ordinal));

    // Only headers with a number of results: those with an exception are for a strict mode.
    private static IEnumerable<(string Header, List<string> Expected)> Cases(string file, string field)
    {
        string[] lines = [.. MimeText.Latin(File.ReadAllBytes(file)).Split('\n').SkipWhile(l => !l.StartsWith("From start", StringComparison.Ordinal))];
        string? header = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.StartsWith(field + ":", StringComparison.Ordinal))
            {
                header = line[(field.Length + 1)..].Trim();
                while (i + 1 < lines.Length && lines[i + 1].Length > 0 && lines[i + 1][0] is ' ' or '\t')
                {
                    header += "\r\n" + lines[++i].TrimEnd('\r');
                }
            }
            else if (header is not null && line.StartsWith("Expect: ", StringComparison.Ordinal))
            {
                if (int.TryParse(line["Expect: ".Length..], out int count))
                {
                    yield return (header, [.. lines.Skip(i + 1).Take(count).Select(l => Regex.Unescape(l.TrimEnd('\r')[1..].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\\\\u", "\\u", StringComparison.Ordinal)))]);
                }

                header = null;
            }
        }
    }
}
