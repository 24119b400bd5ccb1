using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A group, or entries without one, become a calendar (draft-ietf-calext-jscalendar-icalendar-25 §3.3).</summary>
internal sealed class GroupToCalendar(JSCalendarConversionOptions options)
{
    public Calendar Run(JSGroup? group, IReadOnlyList<JSEntry> entries)
    {
        Calendar calendar = new();
        string? productId = Known(group?.ProductId) ?? entries.Select(static entry => Known(entry.ProductId)).FirstOrDefault(static id => id is not null) ?? (options.AddsMandatory ? options.ProductId : null);
        JSGroup shown = group ?? new JSGroup();
        ComponentMaker maker = new(shown, calendar, options);
        bool hasVersion = options.IsLossless && JCalParts.Read(shown.ICalendar?.Properties, null).Find("VERSION"u8) is not null;
        if (!hasVersion)
        {
            calendar.Version = "2.0";
        }

        if (productId is not null)
        {
            maker.Add("PRODID", ContentText.Encode(productId), "prodId");
        }

        if (Known(shown.ProductId) is not null)
        {
            maker.Take("prodId");
        }

        if (entries.Select(static entry => entry.Method).FirstOrDefault(static method => method is not null && ComponentMaker.IsWord(method)) is { } word)
        {
            calendar.Method = word.ToUpperInvariant();
        }

        Properties(maker);
        maker.Take("entries");
        maker.Finish();
        ConversionZones zones = new(calendar);
        foreach (JSEntry entry in entries)
        {
            foreach (SchedulableComponent component in new EntryToComponent(JSCalendarVersions.ToVersion2(entry), zones, options).Run(productId))
            {
                calendar.Components.Add(component);
            }
        }

        if (options.AddsMandatory)
        {
            ZoneDefinitions.Add(calendar);
        }

        return calendar;
    }

    // Table 27.
    private static void Properties(ComponentMaker maker)
    {
        maker.Text("uid", "UID");
        maker.Utc("updated", "LAST-MODIFIED");
        maker.Utc("created", "CREATED");
        maker.Texts("NAME");
        maker.Text("color", "COLOR");
        maker.Set("keywords", "CATEGORIES", isList: true);
        maker.Set("categories", "CONCEPT", isList: false);
        maker.Raw("source", "SOURCE")?.SetParameter("VALUE", "URI");
        LinksToProperties.Convert(maker);
    }

    private static string? Known(string? productId) => productId is { Length: > 0 } && JCalParts.IsPrintable(productId) ? productId : null;
}
