using System.Globalization;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>
/// A component of iCalendar (RFC 5545 §3.6). The typed members look at the properties when they are asked and change them when they are set;
/// what cannot be read as its type is null, and stays. Properties that no member shows are kept as they are.
/// </summary>
/// <param name="name">The name behind <c>BEGIN:</c>.</param>
public class CalendarComponent(string name) : ContentComponent(name)
{
    /// <summary>The identifier (RFC 5545 §3.8.4.7).</summary>
    public string? Uid { get => GetText("UID"u8); set => SetText("UID", value); }

    /// <summary>When this state of the object was made (RFC 5545 §3.8.7.2).</summary>
    public CalendarDateTime? Stamp { get => GetTime("DTSTAMP"u8); set => SetTime("DTSTAMP", value); }

    /// <summary>When the component was made (RFC 5545 §3.8.7.1).</summary>
    public CalendarDateTime? Created { get => GetTime("CREATED"u8); set => SetTime("CREATED", value); }

    /// <summary>When the component was changed last (RFC 5545 §3.8.7.3).</summary>
    public CalendarDateTime? LastModified { get => GetTime("LAST-MODIFIED"u8); set => SetTime("LAST-MODIFIED", value); }

    /// <summary>The summary or title (RFC 5545 §3.8.1.12).</summary>
    public string? Summary { get => GetText("SUMMARY"u8); set => SetText("SUMMARY", value); }

    /// <summary>The description (RFC 5545 §3.8.1.5).</summary>
    public string? Description { get => GetText("DESCRIPTION"u8); set => SetText("DESCRIPTION", value); }

    /// <summary>Comments (RFC 5545 §3.8.1.4).</summary>
    public IReadOnlyList<string> Comments { get => GetTexts("COMMENT"u8); set => SetTexts("COMMENT", value); }

    /// <summary>Categories, of all lines (RFC 5545 §3.8.1.2).</summary>
    public IReadOnlyList<string> Categories { get => GetTextLists("CATEGORIES"u8); set => SetTextList("CATEGORIES", value); }

    /// <summary>A page about it (RFC 5545 §3.8.4.6).</summary>
    public string? Url { get => GetRaw("URL"u8); set => SetRaw("URL", value); }

    /// <summary>Documents (RFC 5545 §3.8.1.1).</summary>
    public IReadOnlyList<Attachment> Attachments => Views("ATTACH"u8, static property => new Attachment(property));

    /// <summary>Images (RFC 7986 §5.10).</summary>
    public IReadOnlyList<CalendarImage> Images => Views("IMAGE"u8, static property => new CalendarImage(property));

    /// <summary>Descriptions in rich text (RFC 9073 §6.5).</summary>
    public IReadOnlyList<StyledDescription> StyledDescriptions => Views("STYLED-DESCRIPTION"u8, static property => new StyledDescription(property));

    /// <summary>Data of other formats (RFC 9073 §6.6).</summary>
    public IReadOnlyList<StructuredData> StructuredData => Views("STRUCTURED-DATA"u8, static property => new StructuredData(property));

    /// <summary>Relations to other components (RFC 5545 §3.8.4.5, RFC 9253 §9.1).</summary>
    public IReadOnlyList<Relation> Relations => Views("RELATED-TO"u8, static property => new Relation(property));

    /// <summary>Links to other resources (RFC 9253 §8.2).</summary>
    public IReadOnlyList<CalendarLink> Links => Views("LINK"u8, static property => new CalendarLink(property));

    /// <summary>Formal categories, as URIs (RFC 9253 §8.1).</summary>
    public IReadOnlyList<string> Concepts { get => GetRaws("CONCEPT"u8); set => SetRaws("CONCEPT", value); }

    /// <summary>Keys by which components are grouped (RFC 9253 §8.3).</summary>
    public IReadOnlyList<string> ReferenceIds { get => GetTexts("REFID"u8); set => SetTexts("REFID", value); }

    /// <summary>The components inside that are of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    public IEnumerable<T> ComponentsOf<T>()
        where T : ContentComponent
    {
        for (int i = 0; i < ComponentCount; i++)
        {
            if (Components[i] is T component)
            {
                yield return component;
            }
        }
    }

    /// <summary>The text of the first property with a name, null where there is none.</summary>
    /// <param name="property">The name in capitals.</param>
    public string? GetText(ReadOnlySpan<byte> property) => Find(property)?.Text;

    /// <summary>Sets the one property with a name to a text; its parameters stay. Null takes it away.</summary>
    /// <param name="property">The name.</param>
    /// <param name="text">The text.</param>
    public void SetText(string property, string? text) => SetRaw(property, text is null ? null : ContentText.Encode(text));

    /// <summary>The value of the first property with a name as it stands, null where there is none.</summary>
    /// <param name="property">The name in capitals.</param>
    public string? GetRaw(ReadOnlySpan<byte> property) => Find(property)?.RawValue;

    /// <summary>Sets the one property with a name to a value that stands ready; its parameters stay. Null takes it away.</summary>
    /// <param name="property">The name.</param>
    /// <param name="rawValue">The value.</param>
    public void SetRaw(string property, string? rawValue)
    {
        if (rawValue is null)
        {
            RemoveAll(property);
        }
        else if (Find(property) is { } found)
        {
            found.RawValue = rawValue;
        }
        else
        {
            AddRaw(property, rawValue);
        }
    }

    /// <summary>The number that the first property with a name has, null where there is none.</summary>
    /// <param name="property">The name in capitals.</param>
    public int? GetNumber(ReadOnlySpan<byte> property) =>
        int.TryParse(GetRaw(property), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>Sets the one property with a name to a number. Null takes it away.</summary>
    /// <param name="property">The name.</param>
    /// <param name="number">The number.</param>
    public void SetNumber(string property, int? number) => SetRaw(property, number?.ToString(CultureInfo.InvariantCulture));

    /// <summary>The date or time that the first property with a name has, null where there is none.</summary>
    /// <param name="property">The name in capitals.</param>
    public CalendarDateTime? GetTime(ReadOnlySpan<byte> property) =>
        Find(property) is { } found && CalendarDateTime.TryParse(found.RawValue, found.GetParameter("TZID"), out CalendarDateTime time) ? time : null;

    /// <summary>Sets the one property with a name to a date or time, with its VALUE and TZID. Null takes it away.</summary>
    /// <param name="property">The name.</param>
    /// <param name="time">The date or time.</param>
    public void SetTime(string property, CalendarDateTime? time)
    {
        SetRaw(property, time?.Value);
        if (time is { } set)
        {
            ContentProperty found = Find(property)!;
            found.SetParameter("VALUE", set.IsDate ? "DATE" : null);
            found.SetParameter("TZID", set.TimeZoneId);
        }
    }

    /// <summary>The duration that the first property with a name has, null where there is none.</summary>
    /// <param name="property">The name in capitals.</param>
    public CalendarDuration? GetDuration(ReadOnlySpan<byte> property) =>
        Find(property) is { } found && CalendarDuration.TryParse(found.RawValue, out CalendarDuration duration) ? duration : null;

    /// <summary>Sets the one property with a name to a duration. Null takes it away.</summary>
    /// <param name="property">The name.</param>
    /// <param name="duration">The duration.</param>
    public void SetDuration(string property, CalendarDuration? duration) => SetRaw(property, duration?.ToString());

    /// <summary>The texts of all properties with a name.</summary>
    /// <param name="property">The name in capitals.</param>
    public IReadOnlyList<string> GetTexts(ReadOnlySpan<byte> property) => [.. FindAll(property).Select(static found => found.Text)];

    /// <summary>Puts properties of these texts in the place of all with the name.</summary>
    /// <param name="property">The name.</param>
    /// <param name="texts">The texts.</param>
    public void SetTexts(string property, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        SetRaws(property, [.. texts.Select(static text => ContentText.Encode(text))]);
    }

    /// <summary>The values, as they stand, of all properties with a name.</summary>
    /// <param name="property">The name in capitals.</param>
    public IReadOnlyList<string> GetRaws(ReadOnlySpan<byte> property) => [.. FindAll(property).Select(static found => found.RawValue)];

    /// <summary>Puts properties of these values in the place of all with the name.</summary>
    /// <param name="property">The name.</param>
    /// <param name="rawValues">The values, with the escapes that their type asks for.</param>
    public void SetRaws(string property, IReadOnlyList<string> rawValues)
    {
        ArgumentNullException.ThrowIfNull(rawValues);
        string[] values = [.. rawValues];
        RemoveAll(property);
        foreach (string value in values)
        {
            AddRaw(property, value);
        }
    }

    /// <summary>The texts of all properties with a name, each a list with commas.</summary>
    /// <param name="property">The name in capitals.</param>
    public IReadOnlyList<string> GetTextLists(ReadOnlySpan<byte> property) => [.. FindAll(property).SelectMany(static found => ContentText.DecodeList(found.RawValue, ','))];

    /// <summary>Puts one property of a list of texts in the place of all with the name; none where the list is empty.</summary>
    /// <param name="property">The name.</param>
    /// <param name="texts">The texts.</param>
    public void SetTextList(string property, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        SetRaws(property, texts.Count == 0 ? [] : [ContentText.EncodeList(texts, ',')]);
    }

    /// <summary>Typed views of all properties with a name.</summary>
    /// <typeparam name="T">The view.</typeparam>
    /// <param name="property">The name in capitals.</param>
    /// <param name="view">Makes a view.</param>
    public IReadOnlyList<T> Views<T>(ReadOnlySpan<byte> property, Func<ContentProperty, T> view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return [.. FindAll(property).Select(view)];
    }

    private protected T? View<T>(ReadOnlySpan<byte> property, Func<ContentProperty, T> view)
        where T : class => Find(property) is { } found ? view(found) : null;

    private protected void SetView(string property, PropertyView? view)
    {
        if (view is null)
        {
            RemoveAll(property);
        }
        else
        {
            Set(view.Property);
        }
    }
}
