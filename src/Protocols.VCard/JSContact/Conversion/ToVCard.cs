using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>From JSContact to vCard (RFC 9555 §3): by the reverse rules, and what they leave as JSPROP.</summary>
internal sealed partial class ToVCard
{
    private readonly JSCard _card;
    private readonly JsonObject _json;
    private readonly JSContactConversionOptions _options;
    private readonly List<ContentProperty> _lines = [];

    // The lines that a value became, by its pointer, for those in other languages.
    private readonly Dictionary<string, List<ContentProperty>> _made = [];
    private readonly HashSet<string> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _labels = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _organizationGroups = [];
    private readonly HashSet<string> _altIds = [];
    private int _lastGroup;
    private int _lastAltId;

    // The language that lines are made for, null for the card's own.
    private string? _language;

    public ToVCard(JSCard card, JSContactConversionOptions options)
    {
        (_card, _json, _options) = (card, card.Json, options);
        foreach (string map in s_maps)
        {
            foreach ((string _, JsonNode? value) in _json[map] as JsonObject ?? [])
            {
                Reserve(Parameter(value as JsonObject, "group"), Parameter(value as JsonObject, "altid"));
            }
        }

        Reserve(Parameter(_json["name"] as JsonObject, "group"), Parameter(_json["name"] as JsonObject, "altid"));
        foreach (ContentProperty property in Kept())
        {
            Reserve(property.Group, property.GetParameter("ALTID"));
        }
    }

    public Card Run()
    {
        AddCard();
        AddName(_json["name"] as JsonObject);
        AddSpeaking(_json["speakToAs"] as JsonObject);
        LinkTitles();
        foreach (string map in s_maps)
        {
            foreach ((string id, JsonNode? node) in _json[map] as JsonObject ?? [])
            {
                if (node is JsonObject value)
                {
                    AddEntry(map, id, value);
                }
            }
        }

        AddLocalizations();
        AddKept();
        Card made = new();
        made.AddRaw("VERSION", "4.0");
        foreach (ContentProperty line in _lines)
        {
            made.Add(line);
        }

        AddRest(made);
        return made;
    }

    private static string? Text(JsonObject? value, string name) => value is null ? null : JSContactObject.TextOf(value[name]);

    private static string? Parameter(JsonObject? value, string name) => Text(value?["vCardParams"] as JsonObject, name);

    private static IEnumerable<string> Set(JsonObject value, string name) =>
        (value[name] as JsonObject ?? []).Where(static entry => JSContactObject.BooleanOf(entry.Value) == true).Select(static entry => entry.Key);

    private void Reserve(string? group, string? altId)
    {
        if (group is not null)
        {
            _groups.Add(group);
        }

        if (altId is not null)
        {
            _altIds.Add(altId);
        }
    }

    private string NewGroup()
    {
        string group;
        do
        {
            group = string.Create(CultureInfo.InvariantCulture, $"item{++_lastGroup}");
        }
        while (!_groups.Add(group));
        return group;
    }

    private string NewAltId()
    {
        string altId;
        do
        {
            altId = (++_lastAltId).ToString(CultureInfo.InvariantCulture);
        }
        while (!_altIds.Add(altId));
        return altId;
    }

    // A line of a text, by the type that its value is of: that of vCardParams, the one given, or that of the property. A nickname is one of a list whatever it says.
    private static ContentProperty MakeText(string name, string value, JsonObject? source, string? type = null)
    {
        string known = JCard.DefaultTypeOf(name.ToLowerInvariant());
        string used = Parameter(source, "value")?.ToLowerInvariant() ?? type ?? known;
        ContentProperty line = new(name, used == "text" || name == "NICKNAME" ? ContentText.Encode(Components.Printable(value)) : Uncut(value));
        if (used != known)
        {
            line.SetParameter("VALUE", Printable(used));
        }

        return line;
    }

    // What would make another line of a value is not in one; the JSPROP that tells the difference has it (RFC 9555 §3.1.1).
    private static string Uncut(string value) => value.AsSpan().ContainsAny("\r\n\0") ? string.Concat(value.Where(static c => c is not ('\r' or '\n' or '\0'))) : value;

    private static string Printable(string value) => value.Any(static c => c is not ('\t' or '\n') && char.IsControl(c)) ? string.Concat(value.Where(static c => c is '\t' or '\n' || !char.IsControl(c))) : value;

    private static void Put(ContentProperty line, string parameter, string? value)
    {
        if (value is not null)
        {
            line.SetParameter(parameter, Printable(value));
        }
    }

    // Puts the line there with what all have: PREF and TYPE, vCardParams over those, the Id, and the language.
    private void Finish(ContentProperty line, string path, string? id, JsonObject? source, IEnumerable<string>? types = null)
    {
        if (source is not null && JSContactObject.IntegerOf(source["pref"]) is >= 1 and <= 100 and { } preference)
        {
            line.SetParameter("PREF", preference.ToString(CultureInfo.InvariantCulture));
        }

        OrderedDictionary<string, IReadOnlyList<string>> kept = new(StringComparer.OrdinalIgnoreCase);
        foreach (ContentPropertyParameter parameter in line.Parameters)
        {
            kept[parameter.Name] = parameter.Values;
        }

        List<string> all = [.. (source is null ? [] : Set(source, "contexts").Select(Type).OfType<string>()).Concat(types ?? [])];
        JsonObject? parameters = source?["vCardParams"] as JsonObject;
        foreach ((string name, JsonNode? node) in parameters ?? [])
        {
            string[] values = [.. (node is JsonArray list ? list.Select(JSContactObject.TextOf).OfType<string>() : new[] { JSContactObject.TextOf(node) }.OfType<string>()).Select(Printable)];
            if (name == "group" && values is [var group] && ContentLineWriter.IsName(group))
            {
                line.Group = group;
            }
            else if (name == "type")
            {
                all.AddRange(values);
            }
            else if (name == "value" && values is [var type])
            {
                // A structured value has none of its own, and that of a place is told where it is made.
                _ = line.Name is "GEO" or "TZ" || kept.TryAdd("VALUE", [type]);
            }
            else if (name is not ("group" or "value" or "language" or "prop-id") && ContentLineWriter.IsName(name) && values.Length > 0)
            {
                kept[name.ToUpperInvariant()] = values;
            }
            else if (name == "language" && _language is null && values is [var language])
            {
                kept["LANGUAGE"] = [language];
            }
        }

        if (all.Count > 0)
        {
            kept["TYPE"] = [.. all.Select(Printable).Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        line.SetParameters(kept.Select(static one => new ContentPropertyParameter(one.Key, one.Value)));

        string? known = Parameter(source, "prop-id") is { } said && JSContactSyntax.IsId(said) ? said : id;
        if (known is not null && JSContactSyntax.IsId(known))
        {
            line.SetParameter("PROP-ID", known);
        }

        if (_language is not null)
        {
            line.SetParameter("LANGUAGE", _language);
            Pair(line, path);
        }
        else
        {
            if (!_made.TryGetValue(path, out List<ContentProperty>? made))
            {
                _made.Add(path, made = []);
            }

            made.Add(line);
        }

        _lines.Add(line);
    }

    // Representations of one thing have one ALTID (RFC 6350 §5.4).
    private void Pair(ContentProperty line, string path)
    {
        List<ContentProperty> mains = [.. (_made.GetValueOrDefault(path) ?? []).Where(main => main.Name == line.Name && main.GetParameter("PHONETIC") is null)];
        if (mains.Count == 0)
        {
            return;
        }

        string altId = mains[0].GetParameter("ALTID") ?? NewAltId();
        mains.ForEach(main => main.SetParameter("ALTID", altId));
        line.SetParameter("ALTID", altId);
    }

    private static string? Type(string context) => context switch
    {
        "private" => "home",
        "work" or "billing" or "delivery" => context,
        _ => JSContactSyntax.IsVendorName(context) && !context.Contains(',', StringComparison.Ordinal) ? context : null,
    };
}
