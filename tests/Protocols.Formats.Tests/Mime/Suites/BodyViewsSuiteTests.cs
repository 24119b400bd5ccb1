using System.Text.Json;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>What mail-parser takes for bodies and attachments, by RFC 8621 §4.1.4 as well, where it sees the same parts.</summary>
public sealed class BodyViewsSuiteTests(ITestOutputHelper output)
{
    [Fact, Rfc(8621, "4.1.4")]
    public void Bodies_and_attachments_are_those_of_mail_parser() => SuiteDecisions.Check(output, "mail-parser-views", Cases());

    private static IEnumerable<(string Name, string Wanted, string Got)> Cases()
    {
        foreach (string file in Suites.Files("mime-mail-parser-rs", "*.eml"))
        {
            string name = Path.GetFileName(Path.GetDirectoryName(file)) + "/" + Path.GetFileNameWithoutExtension(file);
            if (SuiteDecisions.Tables["mail-parser"].ContainsKey(name))
            {
                continue;
            }

            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(file, ".json")));
            yield return (name,
                $"text {Numbers(json, "text_body")}\nhtml {Numbers(json, "html_body")}\nattachments {Numbers(json, "attachments")}",
                Describe(File.ReadAllBytes(file)));
        }
    }

    private static string Describe(byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        using BodyViews views = document.Root.GetBodyViews();
        return $"text {Numbers(document, views.TextBody)}\nhtml {Numbers(document, views.HtmlBody)}\nattachments {Numbers(document, views.Attachments)}";
    }

    private static string Numbers(JsonDocument json, string list) => string.Join(' ', json.RootElement.GetProperty(list).EnumerateArray().Select(e => e.GetInt32()));

    // mail-parser numbers the parts of an embedded message for themselves.
    private static string Numbers(MimeDocument document, PartList parts)
    {
        List<int> numbers = [];
        foreach (MimePart part in parts)
        {
            int number = part.Number;
            for (int i = 0; i < part.Number; i++)
            {
                number -= IsInEmbedded(document.GetPart(i)) ? 1 : 0;
            }

            numbers.Add(number);
        }

        return string.Join(' ', numbers);
    }

    private static bool IsInEmbedded(MimePart part)
    {
        while (part.TryGetParent(out MimePart parent))
        {
            if (parent.IsMessage)
            {
                return true;
            }

            part = parent;
        }

        return false;
    }
}
