using System.Buffers;
using System.Text;
using Protocols.Formats.Tests.ICalendar;
using Protocols.Text;
using Protocols.VCard;

namespace Protocols.Formats.Tests.VCard;

/// <summary>Cards of two other projects, which collected them from many programs.</summary>
public sealed class VCardCorpusTests
{
    [Theory, Rfc(6350, "3.2"), Rfc(6350, "3.3")]
    [InlineData("vcard-calcard", 95)]
    [InlineData("vcard-ezvcard", 10)]
    public void What_is_read_is_written_and_read_again(string suite, int least)
    {
        int count = 0;
        foreach (string path in Cards(suite))
        {
            byte[] source = File.ReadAllBytes(path);
            ContentTree tree = Card.ReadAll(source);
            byte[] written = Write(tree);
            ContentTree again = Card.ReadAll(written);
            Assert.All(again.Defects, static defect => Assert.True(defect.Code is ContentLineDefectCode.MalformedName or ContentLineDefectCode.UnbalancedQuote, defect.ToString()));
            Assert.Equal(Encoding.Latin1.GetString(written), Encoding.Latin1.GetString(Write(again)));
            Assert.Equal(Values(tree), Values(again));
            count++;
        }

        Assert.True(count >= least, $"{count} files.");
    }

    [Theory, Rfc(6350, "6.2.1")]
    [InlineData("vcard-calcard")]
    [InlineData("vcard-ezvcard")]
    public void Every_card_can_be_asked_for_all_it_has_and_made_another_version(string suite)
    {
        foreach (string path in Cards(suite))
        {
            foreach (Card card in Card.ReadAll(File.ReadAllBytes(path)).Components.OfType<Card>())
            {
                Assert.True(Exercise.Ask(card) > 0);
                foreach (CardVersion version in new[] { CardVersion.V3, CardVersion.V4 })
                {
                    Card made = Card.Parse(card.ToVersion(version).ToBytes());
                    Assert.Equal(version, made.Version);
                    Assert.NotNull(made.FormattedName);
                    Assert.DoesNotContain("QUOTED-PRINTABLE", made.ToString(), StringComparison.OrdinalIgnoreCase);
                    Assert.Equal(card.Emails.Select(static email => email.Text), made.Emails.Select(static email => email.Text));
                    Assert.Equal(card.Notes.Select(static note => note.Text.ReplaceLineEndings("\n")), made.Notes.Select(static note => note.Text));
                    Assert.Equal(card.Photos.Select(static photo => photo.GetBytes()), made.Photos.Select(static photo => photo.GetBytes()));
                }
            }
        }
    }

    private static IEnumerable<string> Cards(string suite) =>
        Suites.Files(suite, "*").Where(static path => Path.GetExtension(path) == ".vcf" || path.EndsWith(".vcf.out", StringComparison.Ordinal));

    private static byte[] Write(ContentTree tree)
    {
        ArrayBufferWriter<byte> output = new();
        foreach (ContentComponent component in tree.Components)
        {
            component.Write(output);
        }

        return output.WrittenSpan.ToArray();
    }

    private static List<string> Values(ContentTree tree) =>
        [.. tree.Components.SelectMany(static component => component.Properties).Select(static property => $"{property.Group}.{property.Name}:{property.RawValue}")];
}
