using System.Collections.Frozen;

namespace Protocols.Mime;

/// <summary>What an element means for the text around it.</summary>
internal enum HtmlLayout : byte
{
    /// <summary>Nothing: it is part of the line.</summary>
    Inline,

    /// <summary>It begins and ends a line.</summary>
    Line,

    /// <summary>An empty line stands before and behind it.</summary>
    Paragraph,

    /// <summary>It is a line end.</summary>
    Break,

    /// <summary>A cell of a table: a space stands between it and the next.</summary>
    Cell,

    /// <summary>An item of a list: a line that begins with a hyphen.</summary>
    Item,

    /// <summary>A paragraph whose white space is kept.</summary>
    Preformatted,

    /// <summary>A link.</summary>
    Anchor,

    /// <summary>An image, of which the alternative text is shown.</summary>
    Image,
}

/// <summary>An element.</summary>
internal readonly record struct HtmlElement(HtmlLayout Layout, bool IsSkipped);

internal static class HtmlElements
{
    private static readonly FrozenDictionary<string, HtmlElement> s_byName = Read();
    private static readonly FrozenDictionary<string, HtmlElement>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_byName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds what an element means; one that is not known is part of the line.</summary>
    public static HtmlElement Find(ReadOnlySpan<char> name) => s_lookup.TryGetValue(name, out HtmlElement element) ? element : default;

    private static FrozenDictionary<string, HtmlElement> Read()
    {
        Dictionary<string, HtmlElement> byName = new(StringComparer.OrdinalIgnoreCase);
        Add("script style title iframe noembed noframes xmp template object svg math", HtmlLayout.Inline, isSkipped: true);
        Add("div tr table tbody thead tfoot section article header footer nav main aside address form fieldset center dl dt dd body html caption hr option", HtmlLayout.Line);
        Add("p h1 h2 h3 h4 h5 h6 blockquote ul ol", HtmlLayout.Paragraph);
        Add("br", HtmlLayout.Break);
        Add("td th", HtmlLayout.Cell);
        Add("li", HtmlLayout.Item);
        Add("pre listing", HtmlLayout.Preformatted);
        Add("a", HtmlLayout.Anchor);
        Add("img", HtmlLayout.Image);
        return byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(string names, HtmlLayout layout, bool isSkipped = false)
        {
            foreach (string name in names.Split(' '))
            {
                byName.Add(name, new HtmlElement(layout, isSkipped));
            }
        }
    }
}
