using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Protocols.Text;
using Protocols.VCard;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>Cards from many programs, made JSContact and vCard again.</summary>
public sealed class JSContactCorpusTests
{
    private static readonly JSContactConversionOptions s_options = new() { Version = JSCard.Version2 };

    /// <summary>What is not kept is told in docs/calendar-decisions.md, and made equal by <see cref="Normal"/>.</summary>
    [Theory, Rfc(9555, "2"), Rfc(9555, "3"), Rfc(9555, "2.15.1"), Rfc(9555, "2.15.2")]
    [InlineData("vcard-calcard", 95)]
    [InlineData("vcard-ezvcard", 10)]
    public void Every_card_comes_back(string suite, int least)
    {
        List<string> failures = [];
        int count = 0;
        foreach (string path in Suites.Files(suite, "*").Where(static path => Path.GetExtension(path) == ".vcf" || path.EndsWith(".vcf.out", StringComparison.Ordinal)))
        {
            count++;
            foreach (Card card in Card.ReadAll(File.ReadAllBytes(path)).Components.OfType<Card>())
            {
                JSCard made = JSContactConverter.FromCard(card, s_options);
                Card back = JSContactConverter.ToCard(made, s_options);
                Assert.Empty(Card.ReadAll(back.ToBytes()).Defects);
                SortedSet<string> was = Normal(card);
                SortedSet<string> now = Normal(Card.Parse(back.ToBytes()));
                if (card.Find("LANGUAGE"u8) is null)
                {
                    // That of most properties, where there are several.
                    now.RemoveWhere(static line => line.StartsWith(".LANGUAGE;:", StringComparison.Ordinal));
                }

                if (!was.SetEquals(now))
                {
                    failures.Add($"{Path.GetFileName(path)}\n  - {string.Join("\n  - ", was.Except(now))}\n  + {string.Join("\n  + ", now.Except(was))}");
                }

                // And what was made is what is made again.
                JSCard again = JSContactConverter.FromCard(back, s_options);
                JSCard third = JSContactConverter.FromCard(JSContactConverter.ToCard(again, s_options), s_options);
                Assert.True(JsonNode.DeepEquals(again.Json, third.Json), path);
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join("\n", failures.Take(60))}");
        Assert.True(count >= least, $"{count} files.");
    }

    [Theory, Rfc(9553, "1.7")]
    [InlineData("vcard-calcard")]
    [InlineData("vcard-ezvcard")]
    public void What_is_made_is_valid(string suite)
    {
        List<string> failures = [];
        foreach (string path in Suites.Files(suite, "*.vcf"))
        {
            foreach (Card card in Card.ReadAll(File.ReadAllBytes(path)).Components.OfType<Card>())
            {
                JSCardReading reading = JSCard.Read(JSContactConverter.FromCard(card).ToBytes());

                // What was no URI, mail address, language or name of a zone in the vCard is none here.
                failures.AddRange(reading.Defects.Where(static defect => defect.Code != JSContactDefectCode.InvalidValue).Select(defect => $"{Path.GetFileName(path)} {defect}"));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(60)));
    }

    private static SortedSet<string> Normal(Card card)
    {
        Card modern = card.Version == CardVersion.V4 && !card.Properties.Any(static property => property.Parameters.Any(static parameter => parameter.Name is "" or "ENCODING" or "CHARSET" or "encoding" or "charset")) ? card : card.ToVersion(CardVersion.V4);
        SortedSet<string> lines = new(StringComparer.Ordinal);
        foreach (ContentProperty property in modern.Properties)
        {
            string name = property.Name.ToUpperInvariant();
            if (name is "VERSION" || !ContentLineWriter.IsName(property.Name) || (name == "FN" && (property.RawValue.Length == 0 || card.Find("FN"u8) is null || property.GetParameter("DERIVED") is not null)))
            {
                continue;
            }

            string type = property.GetParameter("VALUE")?.ToLowerInvariant() ?? "";
            IEnumerable<string> parameters = property.Parameters.Where(static parameter => !parameter.Name.Equals("PROP-ID", StringComparison.OrdinalIgnoreCase) && !parameter.Name.Equals("VALUE", StringComparison.OrdinalIgnoreCase))
                .GroupBy(static parameter => parameter.Name.Length == 0 ? "TYPE" : parameter.Name.ToUpperInvariant())
                .Select(static group => $"{group.Key}={string.Join(',', Values(group.Key, group.SelectMany(static parameter => parameter.Values)))}").Order(StringComparer.Ordinal);

            // Places and zones of one group may be of another one, or of ADR.
            string head = $"{(name is "GEO" or "TZ" ? "" : property.Group?.ToUpperInvariant())}.{name};{string.Join(';', parameters)}:";
            foreach (string value in Contents(name, type, property.RawValue.Trim()))
            {
                lines.Add(head + value);
            }
        }

        return lines;
    }

    private static IEnumerable<string> Values(string name, IEnumerable<string> values) => name switch
    {
        "TYPE" => values.SelectMany(static value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(static value => value.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal),
        "LANGUAGE" or "LEVEL" or "PHONETIC" or "CALSCALE" => values.Select(static value => value.ToLowerInvariant()),
        "LABEL" => values.Select(static value => value.Replace("\\n", "\n", StringComparison.Ordinal)),
        "SORT-AS" => [string.Join(',', values)],
        _ => values,
    };

    private static IEnumerable<string> Contents(string name, string type, string raw)
    {
        switch (name)
        {
            case "N" or "ADR":
                string[] parts = [.. ContentText.Split(raw, ';').Take(name == "N" ? 7 : 7).Select(static part => ContentText.EncodeList(ContentText.DecodeList(part, ',').Where(static one => one.Length > 0), ','))];
                yield return string.Join(';', parts).TrimEnd(';');
                break;
            case "NICKNAME" or "CATEGORIES":
                foreach (string one in ContentText.DecodeList(raw, ','))
                {
                    yield return one;
                }

                break;
            case "TZ" when raw.StartsWith("Etc/GMT", StringComparison.Ordinal):
                yield return string.Create(CultureInfo.InvariantCulture, $"{(raw[7] == '+' ? '-' : '+')}{int.Parse(raw.AsSpan(8), CultureInfo.InvariantCulture):00}00");
                break;
            case "TZ":
                yield return raw.Replace(":", "", StringComparison.Ordinal);
                break;
            case "ORG":
                yield return ContentText.EncodeList(ContentText.DecodeList(raw, ';'), ';');
                break;
            case "BDAY" or "ANNIVERSARY" or "DEATHDATE" when type != "text" && raw.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(raw, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTimeOffset point):
                yield return point.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
                break;
            case "BDAY" or "ANNIVERSARY" or "DEATHDATE" when type != "text" && raw.All(static c => char.IsAsciiDigit(c) || c == '-'):
                yield return raw.StartsWith("--", StringComparison.Ordinal) ? raw : raw.Replace("-", "", StringComparison.Ordinal);
                break;
            case "REV" or "CREATED" when raw.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(raw, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTimeOffset time):
                yield return time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
                break;
            case "REV":
                yield return raw.Replace("-", "", StringComparison.Ordinal);
                break;
            case "KIND" or "GRAMGENDER":
                yield return raw.ToLowerInvariant();
                break;
            default:
                yield return ContentText.Decode(raw.AsSpan());
                break;
        }
    }
}
