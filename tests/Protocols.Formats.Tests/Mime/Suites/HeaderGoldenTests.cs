using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>
/// Every header field of every part of the messages of mail-parser, by what it means: text, addresses, identifiers, dates, types with their
/// parameters, URLs and trace. Where the two see the same parts.
/// </summary>
public sealed class HeaderGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void The_fields_of_all_parts_mean_what_mail_parser_finds() => SuiteDecisions.Check(output, "mail-parser-headers", Cases());

    private static IEnumerable<(string Name, string Wanted, string Got)> Cases()
    {
        foreach (string file in Suites.Files("mime-mail-parser-rs", "*.eml"))
        {
            string name = Path.GetFileName(Path.GetDirectoryName(file)) + "/" + Path.GetFileNameWithoutExtension(file);
            if (SuiteDecisions.Tables["mail-parser"].ContainsKey(name))
            {
                continue;
            }

            List<(string Name, JsonElement Value)> wanted = [];
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(file, ".json")));
            Collect(json.RootElement, wanted);
            List<string> got = [];
            using MimeDocument document = MimeDocument.Parse(File.ReadAllBytes(file));
            Collect(document, wanted, got);
            yield return (name, wanted.Count.ToString(CultureInfo.InvariantCulture), got.Count.ToString(CultureInfo.InvariantCulture));
            for (int i = 0; i < Math.Min(wanted.Count, got.Count); i++)
            {
                yield return ($"{name}#{i}", Describe(wanted[i].Name, wanted[i].Value), got[i]);
            }
        }
    }

    private static void Collect(JsonElement message, List<(string Name, JsonElement Value)> fields)
    {
        foreach (JsonElement part in message.GetProperty("parts").EnumerateArray())
        {
            foreach (JsonElement header in part.GetProperty("headers").EnumerateArray())
            {
                JsonElement name = header.GetProperty("name");
                fields.Add((name.ValueKind == JsonValueKind.String ? name.GetString()! : "other", header.GetProperty("value")));
            }

            if (part.GetProperty("body").TryGetProperty("Message", out JsonElement inner))
            {
                Collect(inner, fields);
            }
        }
    }

    private static void Collect(MimeDocument document, List<(string Name, JsonElement Value)> wanted, List<string> got)
    {
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            foreach (HeaderField field in part.Headers)
            {
                got.Add(got.Count < wanted.Count ? Describe(wanted[got.Count].Name, wanted[got.Count].Value, field) : "");
            }

            if (part.TryOpenEncodedMessage(out MimeDocument inner))
            {
                using (inner)
                {
                    Collect(inner, wanted, got);
                }
            }
        }
    }

    // The form that mail-parser chose decides the form that is compared.
    private static string Describe(string name, JsonElement value, HeaderField field) => $"{name} " + (Kind(value), name) switch
    {
        ("Empty", _) => "",
        ("Address", "list_id") => $"{field.ListId.GetDescription()}<{MimeText.Latin(field.ListId.Id)}>",
        ("Address", _) when name.StartsWith("list_", StringComparison.Ordinal) => Urls(field),
        ("Address", _) => Addresses(field),
        ("DateTime", _) => field.TryGetDate(out DateTimeOffset date) ? Date(date) : "none",
        ("ContentType", "content_type" or "content_disposition") => Type(field),
        ("Received", _) => Trace(field.Received),
        ("TextList", _) or (_, "message_id" or "content_id" or "return_path" or "in_reply_to" or "references") => Ids(field),
        _ => field.GetText(),
    };

    private static string Describe(string name, JsonElement value) => $"{name} " + Kind(value) switch
    {
        "Empty" => "",
        "Address" => string.Join('|', Mailboxes(value.GetProperty("Address"))),
        "DateTime" => Date(value.GetProperty("DateTime")),
        "ContentType" => Type(value.GetProperty("ContentType")),
        "Received" => Trace(value.GetProperty("Received")),
        "TextList" => string.Join('|', value.GetProperty("TextList").EnumerateArray().Select(e => e.GetString())),
        _ => value.GetProperty("Text").GetString(),
    };

    private static string Kind(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().First().Name : value.GetString()!;

    private static IEnumerable<string> Mailboxes(JsonElement address) => address.TryGetProperty("List", out JsonElement list)
        ? list.EnumerateArray().Select(m => $"{m.GetProperty("name").GetString()}<{m.GetProperty("address").GetString()}>")
        : address.GetProperty("Group").EnumerateArray().SelectMany(g => Mailboxes(JsonDocument.Parse($"{{\"List\":{g.GetProperty("addresses").GetRawText()}}}").RootElement));

    private static string Addresses(HeaderField field)
    {
        List<string> found = [];
        foreach (Address address in field.Addresses)
        {
            if (address.Kind == AddressKind.Mailbox)
            {
                found.Add($"{address.GetDisplayName()}<{address.GetAddress()}>");
            }
        }

        return string.Join('|', found);
    }

    private static string Urls(HeaderField field)
    {
        List<string> found = [];
        UrlList urls = field.Urls;
        while (urls.MoveNext())
        {
            found.Add($"<{urls.GetString()}>");
        }

        return string.Join('|', found);
    }

    private static string Ids(HeaderField field)
    {
        List<string> found = [];
        MessageIdList ids = field.MessageIds;
        while (ids.MoveNext())
        {
            found.Add(ids.GetString());
        }

        return string.Join('|', found);
    }

    private static string Date(DateTimeOffset date) => $"{date.Year}-{date.Month}-{date.Day} {date.Hour}:{date.Minute}:{date.Second} {date.Offset.TotalMinutes}";

    private static string Date(JsonElement date)
    {
        int offset = (date.GetProperty("tz_hour").GetInt32() * 60) + date.GetProperty("tz_minute").GetInt32();
        return $"{date.GetProperty("year")}-{date.GetProperty("month")}-{date.GetProperty("day")} {date.GetProperty("hour")}:{date.GetProperty("minute")}:{date.GetProperty("second")} {(date.GetProperty("tz_before_gmt").GetBoolean() ? -offset : offset)}";
    }

    private static string Type(HeaderField field)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (HeaderParameter parameter in field.Parameters)
        {
            names.Add(MimeText.Latin(parameter.Name).Split('*')[0].ToLowerInvariant());
        }

        StringBuilder text = new(MimeText.Latin(field.View.Token).ToLowerInvariant());
        foreach (string name in names)
        {
            text.Append(field.Parameters.TryGetString(Encoding.Latin1.GetBytes(name), out string value) ? $"; {name}={value}" : $"; {name}");
        }

        return text.ToString();
    }

    private static string Type(JsonElement type)
    {
        StringBuilder text = new(type.GetProperty("c_type").GetString()!.ToLowerInvariant());
        if (type.GetProperty("attributes").ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement attribute in type.GetProperty("attributes").EnumerateArray().OrderBy(a => a.GetProperty("name").GetString(), StringComparer.Ordinal))
            {
                text.Append($"; {attribute.GetProperty("name").GetString()}={attribute.GetProperty("value").GetString()}");
            }
        }

        return text.ToString();
    }

    private static string Trace(ReceivedTrace trace)
    {
        string recipient = "";
        foreach (Address address in new AddressList(trace.For))
        {
            recipient = address.GetAddress();
        }

        return $"from {MimeText.Latin(trace.From).Trim('[', ']')} ip {(trace.TryGetFromAddress(out IPAddress found) ? found : null)} by {MimeText.Latin(trace.By)} for {recipient} with {MimeText.Latin(trace.With)} id {MimeText.Latin(trace.Id)} at {(trace.TryGetDate(out DateTimeOffset date) ? Date(date) : null)}";
    }

    private static string Trace(JsonElement trace) =>
        $"from {Host(trace, "from")} ip {Text(trace, "from_ip")} by {Host(trace, "by")} for {Text(trace, "for_")} with {Text(trace, "with")} id {Text(trace, "id")} at {(trace.GetProperty("date").ValueKind == JsonValueKind.Object ? Date(trace.GetProperty("date")) : null)}";

    private static string? Host(JsonElement trace, string name) =>
        trace.TryGetProperty(name, out JsonElement host) && host.ValueKind == JsonValueKind.Object ? host.EnumerateObject().First().Value.GetString()!.Trim() : null;

    private static string? Text(JsonElement trace, string name) => trace.TryGetProperty(name, out JsonElement text) ? text.GetString()?.Trim() : null;
}
