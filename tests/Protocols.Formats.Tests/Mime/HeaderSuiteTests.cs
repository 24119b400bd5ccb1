using System.Text;
using System.Text.Json;
using Protocols.Mime;
using Protocols.Text;

namespace Protocols.Formats.Tests.Mime;

/// <summary>
/// The tables of mail-parser. Not all of them are followed: it joins comments to display names, keeps routes in addresses, and makes
/// one space of a fold and the white space around it, where RFC 5322 §2.2.3 only takes out the line end.
/// </summary>
public sealed class HeaderSuiteTests(ITestOutputHelper output)
{
    [Fact, Rfc(5322, "3.3"), Rfc(5322, "4.3")]
    public void Dates_are_read_as_the_suite_reads_them() => Compare("date.json", 36, (header, expected) =>
    {
        if (!MailDate.TryParse(header, out DateTimeOffset date))
        {
            return expected.ValueKind == JsonValueKind.Null ? null : "unreadable";
        }

        if (expected.ValueKind == JsonValueKind.Null)
        {
            return $"wanted none, got {date}";
        }

        int offset = (expected.GetProperty("tz_hour").GetInt32() * 60) + expected.GetProperty("tz_minute").GetInt32();
        if (expected.GetProperty("tz_before_gmt").GetBoolean())
        {
            offset = -offset;
        }

        string wanted = $"{expected.GetProperty("year")}-{expected.GetProperty("month")}-{expected.GetProperty("day")} {expected.GetProperty("hour")}:{expected.GetProperty("minute")}:{expected.GetProperty("second")} {offset}";
        string got = $"{date.Year}-{date.Month}-{date.Day} {date.Hour}:{date.Minute}:{date.Second} {date.Offset.TotalMinutes}";
        return wanted == got ? null : $"wanted {wanted}, got {got}";
    });

    [Fact, Rfc(2047, "8"), Rfc(5322, "2.2.3")]
    public void Unstructured_text_is_read_as_the_suite_reads_it() => Compare("unstructured.json", 18, (header, expected) =>
    {
        string got = HeaderText.Decode(header);
        return got == expected.GetString() ? null : $"wanted {expected.GetString()}, got {got}";
    });

    [Fact, Rfc(5322, "3.6.4")]
    public void Message_ids_are_read_as_the_suite_reads_them() => Compare("id.json", 10, (header, expected) =>
    {
        List<string> ids = [];
        foreach (ReadOnlySpan<byte> id in new MessageIdList(header))
        {
            ids.Add(Encoding.UTF8.GetString(id));
        }

        string wanted = expected.ValueKind == JsonValueKind.Array ? string.Join('|', expected.EnumerateArray().Select(e => e.GetString())) : expected.ToString();
        return wanted == string.Join('|', ids) ? null : $"wanted {wanted}, got {string.Join('|', ids)}";
    });

    [Fact, Rfc(5322, "3.4"), Rfc(5322, "4.4")]
    public void Addresses_are_read_as_the_suite_reads_them() => Compare("address.json", 49, (header, expected) =>
    {
        List<string> found = [];
        foreach (Address address in new AddressList(header))
        {
            found.Add(address.Kind switch
            {
                AddressKind.GroupStart => "[" + address.GetDisplayName(),
                AddressKind.GroupEnd => "]",
                _ => $"{address.GetDisplayName()}<{address.GetLocalPart()}{(address.Domain.IsEmpty ? "" : "@")}{address.GetDomain()}>",
            });
        }

        string got = string.Join('|', found);
        string wanted = string.Join('|', Describe(expected));
        return got == wanted ? null : $"wanted {wanted}, got {got}";
    });

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

    private delegate string? Check(ReadOnlySpan<byte> header, JsonElement expected);

    private void Compare(string file, int least, Check check)
    {
        int all = 0;
        int agreed = 0;
        foreach ((string header, JsonElement expected) in SuiteJson.Cases(file))
        {
            all++;
            byte[] octets = Encoding.UTF8.GetBytes(header);
            string? difference = check(octets, expected);
            if (difference is null)
            {
                agreed++;
            }
            else
            {
                output.WriteLine($"{header.TrimEnd()} => {difference}");
            }
        }

        output.WriteLine($"{file}: {agreed} of {all}");
        Assert.True(agreed >= least, $"{agreed} of {all} agree, where {least} did.");
    }
}
