using System.Globalization;
using Protocols.Text;

namespace Protocols.VCard;

/// <content>Labels of one's own, as Apple writes them: <c>item1.TEL</c> and <c>item1.X-ABLabel</c>.</content>
public sealed partial class Card
{
    private const string KnownBegin = "_$!<";
    private const string KnownEnd = ">!$_";

    /// <summary>The label of a property, null where it has none. Apple's own labels, <c>_$!&lt;HomePage&gt;!$_</c>, come without their frame.</summary>
    /// <param name="property">The property.</param>
    public string? LabelOf(CardProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Property.Group is not { } group)
        {
            return null;
        }

        foreach (ContentProperty label in FindAll("X-ABLABEL"u8))
        {
            if (group.Equals(label.Group, StringComparison.OrdinalIgnoreCase))
            {
                string text = CardProperty.TextOf(label);
                return text.StartsWith(KnownBegin, StringComparison.Ordinal) && text.EndsWith(KnownEnd, StringComparison.Ordinal) && text.Length >= KnownBegin.Length + KnownEnd.Length
                    ? text[KnownBegin.Length..^KnownEnd.Length] : text;
            }
        }

        return null;
    }

    /// <summary>Gives a property a label, in the group that it has or a new one; null takes the label away.</summary>
    /// <param name="property">A property of this card.</param>
    /// <param name="label">The label.</param>
    public void SetLabel(CardProperty property, string? label)
    {
        ArgumentNullException.ThrowIfNull(property);
        string group = property.Property.Group ??= NewGroup();
        foreach (ContentProperty old in FindAll("X-ABLABEL"u8))
        {
            if (group.Equals(old.Group, StringComparison.OrdinalIgnoreCase))
            {
                _ = Remove(old);
            }
        }

        if (label is not null)
        {
            Add(new ContentProperty("X-ABLabel", ContentText.Encode(label)) { Group = group });
        }
    }

    private string NewGroup()
    {
        HashSet<string> groups = new(Properties.Select(static property => property.Group ?? ""), StringComparer.OrdinalIgnoreCase);
        for (int i = 1; ; i++)
        {
            string group = string.Create(CultureInfo.InvariantCulture, $"item{i}");
            if (!groups.Contains(group))
            {
                return group;
            }
        }
    }
}
