using System.Buffers;
using System.Text;
using Protocols.VCard;

namespace Protocols.Formats.Tests.VCard;

/// <summary>The example of the package's README, run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_README_is_the_one_that_runs_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.VCard", "README.md"));
        string source = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "VCard", "ReadmeTests.cs"));
        string example = readme.Split("```")[1]["csharp".Length..];
        Assert.Contains(string.Concat(example.Where(static c => !char.IsWhiteSpace(c))), string.Concat(source.Where(static c => !char.IsWhiteSpace(c))), StringComparison.Ordinal);
    }

    [Fact]
    public void It_reads_and_writes()
    {
        StringWriter console = new();
        TextWriter before = Console.Out;
        Console.SetOut(console);
        ArrayBufferWriter<byte> output = new();
        try
        {
            Run("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob\r\nEMAIL:a@example.com\r\nEMAIL;TYPE=pref:b@example.com\r\nitem1.TEL;TYPE=CELL:123\r\nitem1.X-ABLabel:_$!<Boat>!$_\r\nEND:VCARD\r\n"u8.ToArray(), output);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Equal($"Bob, b@example.com{Environment.NewLine}  cell Boat 123{Environment.NewLine}", console.ToString());
        Assert.Equal(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Example\r\nN:Example;Ann;;;\r\nEMAIL;TYPE=work,pref:ann@example.com\r\nitem1.TEL:+49 30 1234\r\nitem1.X-ABLabel:Reception\r\nEND:VCARD\r\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static void Run(byte[] octets, IBufferWriter<byte> output)
    {
        foreach (Card card in Card.ReadAll(octets).Components.OfType<Card>())
        {
            Console.WriteLine($"{card.FormattedName}, {card.Preferred("EMAIL"u8)?.Text}");
            foreach (CardProperty telephone in card.Telephones)
            {
                Console.WriteLine($"  {string.Join(' ', telephone.Types)} {card.LabelOf(telephone)} {telephone.Text}");
            }
        }

        Card made = Card.Create("Ann Example");
        made.StructuredName = new CardName { Given = ["Ann"], Family = ["Example"] };
        made.Add("EMAIL", "ann@example.com", "work").Preference = 1;
        made.SetLabel(made.Add("TEL", "+49 30 1234"), "Reception");
        made.ToVersion(CardVersion.V3).Write(output);
    }
}
