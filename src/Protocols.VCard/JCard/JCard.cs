using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Protocols.Text;

namespace Protocols.VCard;

/// <summary>
/// jCard (RFC 7095): vCard 4.0 as JSON, <c>application/vcard+json</c>, both ways. All properties, groups and parameters are kept, those that are not
/// known too; how values are written (folds, escapes, plus signs) is not. Cards of other versions become 4.0 on the way.
/// </summary>
public static class JCard
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly ContentJsonFormat s_format = new()
    {
        HasGroups = true,
        DefaultTypes = DefaultTypes(),
        Lists = new[] { "nickname", "categories" }.ToFrozenSet(),
        Structures = new Dictionary<string, bool> { ["n"] = true, ["adr"] = true, ["org"] = false, ["gender"] = false, ["clientpidmap"] = false }.ToFrozenDictionary(),
    };

    /// <summary>Writes a card; one of another version than 4.0 as <see cref="Card.ToVersion"/> makes it.</summary>
    /// <param name="card">The card.</param>
    /// <param name="writer">Takes the JSON; it is not flushed.</param>
    public static void Write(Card card, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(card);
        Card written = card.Version == CardVersion.V4 ? card : card.ToVersion(CardVersion.V4);
        if (written.Properties is not [{ } first, ..] || !first.Is("VERSION"u8))
        {
            // RFC 7095 §3.3.1.1: it is there, and the first.
            written = Copy(written);
            ContentProperty version = written.Find("VERSION"u8) ?? new ContentProperty("VERSION", "4.0");
            written.RemoveAll("VERSION"u8);
            written.Insert(0, version);
        }

        s_format.Write(written, writer);
    }

    /// <summary>Writes a card; one of another version than 4.0 as <see cref="Card.ToVersion"/> makes it.</summary>
    /// <param name="card">The card.</param>
    /// <param name="output">Takes the JSON, in UTF-8.</param>
    public static void Write(Card card, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, s_writing);
        Write(card, writer);
    }

    /// <summary>Reads the first card: leniently, whatever the octets are.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="ContentTreeOptions.VCard"/> unless given.</param>
    /// <returns>The card, null where there is none.</returns>
    public static Card? TryRead(ReadOnlySpan<byte> source, ContentTreeOptions? options = null) => ReadAll(source, options).Components.OfType<Card>().FirstOrDefault();

    /// <summary>Reads one card strictly.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="ContentTreeOptions.VCard"/> unless given.</param>
    /// <exception cref="CardFormatException">It is no JSON, something is not as RFC 7095 has it, or there is no card or more than one.</exception>
    public static Card Parse(ReadOnlySpan<byte> source, ContentTreeOptions? options = null)
    {
        ContentTree tree = ReadAll(source, options);
        if (tree.Defects.Count > 0)
        {
            throw new CardFormatException($"{tree.Defects[0].Code} at octet {tree.Defects[0].Position}.", tree.Defects[0]);
        }

        return tree.Components is [Card card] ? card : throw new CardFormatException("There is not one vcard.", default);
    }

    /// <summary>Reads a card, or an array of them (RFC 7095 §3.2): leniently, whatever the octets are, in time linear in them.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="ContentTreeOptions.VCard"/> unless given.</param>
    /// <returns>The components, <see cref="Card"/>s as a rule, and what was wrong.</returns>
    public static ContentTree ReadAll(ReadOnlySpan<byte> source, ContentTreeOptions? options = null) => s_format.Read(
        source,
        static (name, _) => Ascii.EqualsIgnoreCase(name, "VCARD"u8) ? new Card() : new ContentComponent(Encoding.UTF8.GetString(name).ToUpperInvariant()),
        options ?? ContentTreeOptions.VCard);

    /// <summary>The type of a value that does not say (RFC 6350 §5.2).</summary>
    /// <param name="name">The name of the property in small letters.</param>
    internal static string DefaultTypeOf(string name) => s_format.DefaultTypes.GetValueOrDefault(name, "unknown");

    private static Card Copy(Card card)
    {
        Card copy = new();
        foreach (ContentProperty property in card.Properties)
        {
            copy.Add(property.Clone());
        }

        return copy;
    }

    private static FrozenDictionary<string, string> DefaultTypes()
    {
        Dictionary<string, string> types = [];
        Add("text", "version", "kind", "xml", "fn", "n", "nickname", "gender", "adr", "tel", "email", "tz", "title", "role", "org", "categories", "note", "prodid", "clientpidmap", "birthplace", "deathplace", "expertise", "hobby",
            "interest", "gramgender", "pronouns", "jsprop");
        Add("uri", "source", "photo", "impp", "geo", "logo", "member", "related", "sound", "uid", "url", "key", "fburl", "caladruri", "caluri", "org-directory", "contact-uri", "socialprofile");
        Add("date-and-or-time", "bday", "anniversary", "deathdate");
        Add("language-tag", "lang", "language");
        Add("timestamp", "rev", "created");
        return types.ToFrozenDictionary();

        void Add(string type, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                types.Add(name, type);
            }
        }
    }
}
