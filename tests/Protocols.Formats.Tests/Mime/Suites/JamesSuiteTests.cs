using System.Globalization;
using System.Text.Json;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>The messages of James beside what it puts in its search index: who, when, which, and the text.</summary>
public sealed class JamesSuiteTests(ITestOutputHelper output)
{
    [Fact]
    public void The_facts_of_messages_are_those_that_james_indexes() => SuiteDecisions.Check(output, "james", Cases());

    private static IEnumerable<(string Name, string Wanted, string Got)> Cases()
    {
        foreach (string file in Suites.Files("mail-james", "*.json"))
        {
            string message = Path.ChangeExtension(file, ".eml");
            if (!File.Exists(message))
            {
                continue;
            }

            string name = Path.GetFileNameWithoutExtension(file);
            using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(file));
            using MimeDocument document = MimeDocument.Parse(File.ReadAllBytes(message));
            JsonElement facts = index.RootElement;
            yield return (name + " from", Addresses(facts, "from"), Addresses(document, HeaderId.From));
            yield return (name + " to", Addresses(facts, "to"), Addresses(document, HeaderId.To));
            yield return (name + " id", facts.GetProperty("mimeMessageID").GetString()!, document.Root.TryGetHeader(HeaderId.MessageId, out HeaderField id) ? MimeText.Latin(id.Value) : "");
            yield return (name + " date", Date(facts.GetProperty("sentDate").GetString()!), document.Root.TryGetDate(out DateTimeOffset date) ? Date(date) : "");
            yield return (name + " text", facts.GetProperty("textBody").GetString()!.ReplaceLineEndings("\n").Trim(), Text(document).ReplaceLineEndings("\n").Trim());
            yield return (name + " attachment", facts.GetProperty("hasAttachment").GetBoolean().ToString(), HasAttachment(document).ToString());
        }
    }

    private static string Addresses(JsonElement facts, string name) =>
        string.Join('|', facts.GetProperty(name).EnumerateArray().Select(a => $"{a.GetProperty("name").GetString()}<{a.GetProperty("address").GetString()}>"));

    private static string Addresses(MimeDocument document, HeaderId id)
    {
        List<string> found = [];
        Assert.True(document.Root.TryGetHeader(id, out HeaderField field));
        foreach (Address address in field.Addresses)
        {
            found.Add($"{address.GetDisplayName()}<{address.GetAddress()}>");
        }

        return string.Join('|', found);
    }

    private static string Date(string text) => Date(DateTimeOffset.ParseExact(text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:sszz00"], CultureInfo.InvariantCulture));

    private static string Date(DateTimeOffset date) => date.ToString("u", CultureInfo.InvariantCulture);

    private static string Text(MimeDocument document)
    {
        using BodyViews views = document.Root.GetBodyViews();
        return views.TextBody.Count == 0 ? "" : views.TextBody[0].GetBodyText();
    }

    private static bool HasAttachment(MimeDocument document)
    {
        using BodyViews views = document.Root.GetBodyViews();
        return views.HasAttachment;
    }
}
