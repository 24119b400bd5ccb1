using System.Text;
using System.Text.Json;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>The tables of mail-parser: headers, checked by hand, and what they mean.</summary>
public sealed class HeaderSuiteTests(ITestOutputHelper output)
{
    [Fact, Rfc(5322, "3.3"), Rfc(5322, "4.3")]
    public void Dates_are_read_as_the_suite_reads_them() => Compare("date.json", static (field, expected) =>
    {
        string got = !field.TryGetDate(out DateTimeOffset date)
            ? "none"
            : $"{date.Year}-{date.Month}-{date.Day} {date.Hour}:{date.Minute}:{date.Second} {date.Offset.TotalMinutes}";
        if (expected.ValueKind == JsonValueKind.Null)
        {
            return ("none", got);
        }

        int offset = (expected.GetProperty("tz_hour").GetInt32() * 60) + expected.GetProperty("tz_minute").GetInt32();
        if (expected.GetProperty("tz_before_gmt").GetBoolean())
        {
            offset = -offset;
        }

        return ($"{expected.GetProperty("year")}-{expected.GetProperty("month")}-{expected.GetProperty("day")} {expected.GetProperty("hour")}:{expected.GetProperty("minute")}:{expected.GetProperty("second")} {offset}", got);
    }, "Received: ;");

    [Fact, Rfc(2047, "8"), Rfc(5322, "2.2.3")]
    public void Unstructured_text_is_read_as_the_suite_reads_it() =>
        Compare("unstructured.json", static (field, expected) => (expected.GetString()!, field.GetText()));

    [Fact, Rfc(5322, "3.6.5")]
    public void Lists_of_phrases_are_read_as_the_suite_reads_them() => Compare("list.json", static (field, expected) =>
    {
        List<string> found = [];
        foreach (ReadOnlySpan<byte> phrase in field.Keywords)
        {
            found.Add(HeaderText.DecodePhrase(phrase));
        }

        return (Joined(expected), string.Join('|', found));
    });

    [Fact, Rfc(5322, "3.6.4")]
    public void Message_ids_are_read_as_the_suite_reads_them() => Compare("id.json", static (field, expected) =>
    {
        List<string> ids = [];
        foreach (ReadOnlySpan<byte> id in field.MessageIds)
        {
            ids.Add(Encoding.UTF8.GetString(id));
        }

        return (Joined(expected), string.Join('|', ids));
    });

    [Fact, Rfc(5322, "3.4"), Rfc(5322, "4.4")]
    public void Addresses_are_read_as_the_suite_reads_them() => Compare("address.json", static (field, expected) =>
    {
        List<string> found = [];
        foreach (Address address in field.Addresses)
        {
            found.Add(address.Kind switch
            {
                AddressKind.GroupStart => "[" + address.GetDisplayName(),
                AddressKind.GroupEnd => "]",
                _ => $"{address.GetDisplayName()}<{address.GetLocalPart()}{(address.Domain.IsEmpty ? "" : "@")}{address.GetDomain()}>",
            });
        }

        return (string.Join('|', Describe(expected)), string.Join('|', found));
    });

    private static string Joined(JsonElement expected) =>
        expected.ValueKind == JsonValueKind.Array ? string.Join('|', expected.EnumerateArray().Select(e => e.GetString())) : expected.ToString();

    private static IEnumerable<string> Describe(JsonElement expected)
    {
        if (expected.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        if (expected.TryGetProperty("List", out JsonElement list))
        {
            foreach (JsonElement mailbox in list.EnumerateArray())
            {
                yield return Mailbox(mailbox);
            }
        }

        if (expected.TryGetProperty("Group", out JsonElement groups))
        {
            foreach (JsonElement group in groups.EnumerateArray())
            {
                string? name = group.GetProperty("name").GetString();
                if (name is not null)
                {
                    yield return "[" + name;
                }

                foreach (JsonElement mailbox in group.GetProperty("addresses").EnumerateArray())
                {
                    yield return Mailbox(mailbox);
                }

                if (name is not null)
                {
                    yield return "]";
                }
            }
        }
    }

    private static string Mailbox(JsonElement mailbox) => $"{mailbox.GetProperty("name").GetString()}<{mailbox.GetProperty("address").GetString()}>";

    private delegate (string Wanted, string Got) Reading(HeaderField field, JsonElement expected);

    // The table has what stands behind the colon, up to where the field ends.
    private void Compare(string file, Reading read, string name = "X:") => SuiteDecisions.Check(output, file, SuiteJson.Cases(file).Select((row, number) =>
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(name + row.Header));
        HeaderList.Enumerator fields = document.Root.Headers.GetEnumerator();
        Assert.True(fields.MoveNext());
        (string wanted, string got) = read(fields.Current, row.Expected);
        return ($"{file}#{number}", wanted, got);
    }));
}
