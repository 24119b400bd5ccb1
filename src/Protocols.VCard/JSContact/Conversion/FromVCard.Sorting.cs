using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>Which properties are the card, which are it in other languages, which tell how to speak it (RFC 9555 §2.3.1, §2.3.11, §2.3.15).</content>
internal sealed partial class FromVCard
{
    // Of these there is one in a card, whatever their ALTID.
    private static bool IsOne(string name) => name is "FN" or "N" or "GRAMGENDER";

    private (List<ContentProperty> Mains, List<(ContentProperty Main, ContentProperty Other, string Language)> Others, List<ContentProperty> Spoken) Sort()
    {
        List<ContentProperty> mains = [];
        List<ContentProperty> spoken = [];
        bool hasName = _card.FindAll("N"u8).Any(static name => name.RawValue.AsSpan().ContainsAnyExcept("; ,"));
        Dictionary<(string Name, string AltId), List<ContentProperty>> alternatives = [];
        List<(string Name, string AltId)> order = [];
        HashSet<(string, string)> twice = [.. _card.Properties.Where(static property => property.GetParameter("PROP-ID") is not null)
            .GroupBy(static property => (property.Name.ToUpperInvariant(), property.GetParameter("PROP-ID")!)).Where(static group => group.Count() > 1).Select(static group => group.Key)];
        foreach (ContentProperty property in _card.Properties)
        {
            // Some tell representations of one thing by their PROP-ID alone.
            string name = property.Name.ToUpperInvariant();
            string? id = property.GetParameter("PROP-ID");
            string? altId = IsOne(name) ? "" : property.GetParameter("ALTID") ?? (id is not null && twice.Contains((name, id)) ? "PROP-ID " + id : null);
            switch (name)
            {
                case "VERSION" or "JSPROP" or "X-ABLABEL":
                    break;
                case "N" or "ADR" when property.GetParameter("PHONETIC") is not null:
                    spoken.Add(property);
                    break;
                case "FN" when "TRUE".Equals(property.GetParameter("DERIVED"), StringComparison.OrdinalIgnoreCase) && hasName:
                    // §2.3.7: it is made again of what it was made of.
                    break;
                case not null when altId is not null:
                    if (!alternatives.TryGetValue((name, altId), out List<ContentProperty>? list))
                    {
                        alternatives.Add((name, altId), list = []);
                        order.Add((name, altId));
                    }

                    list.Add(property);
                    break;
                default:
                    mains.Add(property);
                    break;
            }
        }

        List<(ContentProperty, ContentProperty, string)> others = [];
        foreach ((string Name, string AltId) key in order)
        {
            Share(key.Name, alternatives[key], mains, others);
        }

        // The order of the card, which is that of Ids.
        Dictionary<ContentProperty, int> places = [];
        foreach (ContentProperty property in _card.Properties)
        {
            places.TryAdd(property, places.Count);
        }

        mains.Sort((x, y) => places[x].CompareTo(places[y]));
        return (mains, others, spoken);
    }

    private void Share(string name, List<ContentProperty> list, List<ContentProperty> mains, List<(ContentProperty, ContentProperty, string)> others)
    {
        // §2.5.2: of names to show without a language, that with the least parameters.
        ContentProperty main = list.Where(static property => Tag(property) is null).OrderBy(property => name == "FN" ? property.Parameters.Count : 0).FirstOrDefault()
            ?? list.Find(property => _language is not null && _language.Equals(Tag(property), StringComparison.OrdinalIgnoreCase)) ?? list[0];
        HashSet<string> languages = new(StringComparer.OrdinalIgnoreCase) { Tag(main) ?? _language ?? "" };
        mains.Add(main);
        foreach (ContentProperty property in list)
        {
            if (ReferenceEquals(property, main))
            {
                continue;
            }

            if (Tag(property) is { } language && languages.Add(language))
            {
                others.Add((main, property, language));
            }
            else if (IsOne(name))
            {
                _left.Add(property);
            }
            else
            {
                mains.Add(property);
            }
        }
    }
}
