using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>One value of a structured property, and where it stands.</summary>
internal readonly record struct ComponentPart(int Position, int Index, string Kind, string Value);

/// <summary>
/// The components of N and ADR and those of Name and Address (RFC 9555 §2.5.5 Table 1, §2.6.1 Table 2), and the order that JSCOMPS says (§3.3.1).
/// </summary>
internal sealed class Components
{
    /// <summary>The name.</summary>
    public static Components Name { get; } = new(
        ["surname", "given", "given2", "title", "credential", "surname2", "generation"],
        [("surname2", 0), ("generation", 4)],
        7);

    /// <summary>The address.</summary>
    public static Components Address { get; } = new(
        [
            "postOfficeBox", "apartment", "name", "locality", "region", "postcode", "country",
            "room", "apartment", "floor", "number", "name", "building", "block", "subdistrict", "district", "landmark", "direction",
        ],
        [
            ("room", 1), ("floor", 1), ("apartment", 1), ("building", 1),
            ("number", 2), ("name", 2), ("block", 2), ("direction", 2), ("landmark", 2), ("subdistrict", 2), ("district", 2),
        ],
        7);

    private readonly string[] _kinds;
    private readonly (string Kind, int Position)[] _olds;
    private readonly int _firstNew;

    // A kind that stands twice has its own place last, and an old one that programs before RFC 9554 look at.
    private Components(string[] kinds, (string Kind, int Position)[] olds, int firstNew) => (_kinds, _olds, _firstNew) = (kinds, olds, firstNew);

    /// <summary>The kinds in the order of their places.</summary>
    public IReadOnlyList<string> Kinds => _kinds;

    private bool IsName => ReferenceEquals(this, Name);

    /// <summary>Splits a value.</summary>
    public static List<List<string>> Split(string raw) => [.. ContentText.Split(raw, ';').Select(static component => component.Length == 0 ? [] : ContentText.DecodeList(component, ','))];

    /// <summary>The values that count, from left to right (Tables 1 and 2).</summary>
    public List<ComponentPart> Read(List<List<string>> components)
    {
        bool isNew = !IsName && components.Skip(_firstNew).Any(static component => component.Exists(static value => value.Length > 0));
        List<ComponentPart> parts = [];
        for (int position = 0; position < components.Count && position < _kinds.Length; position++)
        {
            if (isNew && position is 1 or 2)
            {
                continue;
            }

            HashSet<string>? twice = IsName && position is 0 or 4 ? [.. components.ElementAtOrDefault(position == 0 ? 5 : 6) ?? []] : null;
            for (int index = 0; index < components[position].Count; index++)
            {
                string value = components[position][index];
                if (value.Length > 0 && twice?.Contains(value) != true)
                {
                    parts.Add(new ComponentPart(position, index, _kinds[position], value));
                }
            }
        }

        return parts;
    }

    /// <summary>Puts the values in the order of JSCOMPS; null where it is not valid. A separator has position -1.</summary>
    public List<ComponentPart>? Order(string order, List<List<string>> components, List<ComponentPart> parts, out string? separator)
    {
        separator = null;
        List<string> entries = ContentText.Split(order, ';');
        if (entries[0].Length > 0 && (separator = Separator(entries[0])) is null)
        {
            return null;
        }

        List<ComponentPart> ordered = [];
        int count = 0;
        foreach (string entry in entries.Skip(1))
        {
            if (Separator(entry) is { } verbatim)
            {
                ordered.Add(new ComponentPart(-1, 0, "separator", verbatim));
                continue;
            }

            string[] numbers = entry.Split(',');
            int index = 0;
            if (numbers.Length > 2 || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int position)
                || (numbers.Length == 2 && !int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out index))
                || position >= Math.Min(components.Count, _kinds.Length) || index >= components[position].Count)
            {
                return null;
            }

            ordered.Add(new ComponentPart(position, index, _kinds[position], components[position][index]));
            count++;
        }

        return count == parts.Count && count > 0 ? ordered : null;
    }

    /// <summary>Makes the value of a property of JSON components, and where each of them came; null where one has no place.</summary>
    /// <param name="list">The components.</param>
    /// <param name="member">The member of them that is the value: <c>value</c> or <c>phonetic</c>.</param>
    /// <param name="places">For each component its place; -1 for separators and what is none.</param>
    public string Write(JsonArray? list, string member, out List<(int Position, int Index)> places)
    {
        List<string>[] components = new List<string>[_kinds.Length];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = [];
        }

        places = [];
        List<(int Rank, int Old, string Value)> olds = [];
        foreach (JsonNode? node in list ?? [])
        {
            JsonObject? component = node as JsonObject;
            string? kind = component is null ? null : JSContactObject.TextOf(component["kind"]);
            string? value = component is null ? null : JSContactObject.TextOf(component[member]);
            int position = kind is null || value is null or "" ? -1 : Array.LastIndexOf(_kinds, kind);
            if (position < 0 || kind is null || value is null)
            {
                places.Add((-1, 0));
                continue;
            }

            places.Add((position, components[position].Count));
            components[position].Add(value);
            int rank = Array.FindIndex(_olds, old => old.Kind == kind);
            if (rank >= 0)
            {
                olds.Add((rank, _olds[rank].Position, value));
            }
        }

        // In the order of the table, whatever that of the components.
        foreach ((int _, int old, string value) in olds.OrderBy(static one => one.Rank))
        {
            components[old].Add(value);
        }

        return string.Join(';', components.Select(static values => ContentText.EncodeList(values.Select(Printable), ',')));
    }

    /// <summary>The value of the phonetic property for components that have their places.</summary>
    public string WritePhonetic(JsonArray list, List<(int Position, int Index)> places)
    {
        string[][] components = new string[_kinds.Length][];
        for (int position = 0; position < components.Length; position++)
        {
            int count = places.Where(place => place.Position == position).Select(static place => place.Index + 1).DefaultIfEmpty(0).Max();
            components[position] = new string[count];
            Array.Fill(components[position], "");
        }

        for (int i = 0; i < places.Count; i++)
        {
            if (places[i].Position >= 0 && list[i] is JsonObject component && JSContactObject.TextOf(component["phonetic"]) is { } phonetic)
            {
                components[places[i].Position][places[i].Index] = phonetic;
            }
        }

        return string.Join(';', components.Select(static values => ContentText.EncodeList(values.Select(Printable), ',')));
    }

    /// <summary>Makes the value of JSCOMPS.</summary>
    public static string WriteOrder(JsonArray list, string? separator, List<(int Position, int Index)> places)
    {
        StringBuilder order = new(separator is null ? "" : "s," + ContentText.Encode(Printable(separator)));
        for (int i = 0; i < places.Count; i++)
        {
            if (places[i].Position >= 0)
            {
                order.Append(CultureInfo.InvariantCulture, $";{places[i].Position}");
                _ = places[i].Index > 0 ? order.Append(CultureInfo.InvariantCulture, $",{places[i].Index}") : order;
            }
            else if (list[i] is JsonObject component && JSContactObject.TextOf(component["kind"]) == "separator" && JSContactObject.TextOf(component["value"]) is { } value)
            {
                order.Append(";s,").Append(ContentText.Encode(Printable(value)));
            }
        }

        return order.ToString();
    }

    internal static string Printable(string value) => value.Contains('\0', StringComparison.Ordinal) ? value.Replace("\0", "", StringComparison.Ordinal) : value;

    private static string? Separator(string entry) => entry.StartsWith("s,", StringComparison.Ordinal) ? ContentText.Decode(entry.AsSpan(2)) : null;
}
