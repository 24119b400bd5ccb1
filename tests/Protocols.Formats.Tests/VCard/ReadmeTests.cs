using System.Buffers;
using System.Text;
using Protocols.VCard;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard;

/// <summary>The example of the package's README, run.</summary>
[Collection("console")]
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_README_is_the_one_that_runs_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.VCard", "README.md"));
        string source = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "VCard", "ReadmeTests.cs"));
        foreach (string example in readme.Split("```").Where(static part => part.StartsWith("csharp", StringComparison.Ordinal)))
        {
            Assert.Contains(string.Concat(example["csharp".Length..].Where(static c => !char.IsWhiteSpace(c))), string.Concat(source.Where(static c => !char.IsWhiteSpace(c))), StringComparison.Ordinal);
        }
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

    [Fact]
    public void JSContact_is_read_converted_and_told_of()
    {
        StringWriter console = new();
        TextWriter before = Console.Out;
        Console.SetOut(console);
        string line;
        try
        {
            line = Convert("""{"@type":"Card","version":"1.0","uid":"a","emails":{"e":{"address":"ann@example.com","pref":0}},"titles":{"t":{"name":"Boss"}},"localizations":{"fr":{"titles/t/name":"Patron"}}}"""u8);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Equal($"/emails/e/pref: must be an integer from 1 to 100 (RFC 9553 §1.5.3).{Environment.NewLine}Patron ann@example.com{Environment.NewLine}item1.TEL;TYPE=cell;PROP-ID=k1:+49 30 1234{Environment.NewLine}", console.ToString());
        Assert.Equal("mobile", line);
    }

    private static string Convert(ReadOnlySpan<byte> octets)
    {
        JSCardReading reading = JSCard.Read(octets);
        foreach (JSContactDefect defect in reading.Defects)
        {
            Console.WriteLine(defect);
        }

        JSCard card = reading.Cards[0];
        Console.WriteLine($"{card.Localized("fr")?.Titles["t"]?.Name} {card.Emails.Preferred()?.Address}");

        card.Phones.Add(new Phone { Number = "+49 30 1234", Features = ["mobile"], Label = "Reception" });
        Card made = JSContactConverter.ToCard(card);
        Console.WriteLine(made.Telephones[0]);
        JSCard back = JSContactConverter.FromCard(made);
        return back.Phones["k1"]!.Features[0];
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
