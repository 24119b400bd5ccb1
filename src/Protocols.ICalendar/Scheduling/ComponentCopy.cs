using System.Text;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Copies components, so that what scheduling makes shares nothing with what it was given.</summary>
internal static class ComponentCopy
{
    private const int MostDeep = 250;

    public static Calendar Copy(this Calendar calendar)
    {
        Calendar copy = new();
        CopyInto(calendar, copy, 0);
        return copy;
    }

    public static T Copy<T>(this T component)
        where T : ContentComponent => (T)Copy(component, 0);

    /// <summary>Copies a component without the properties and components that a test leaves out.</summary>
    public static SchedulableComponent CopyWithout(this SchedulableComponent component, Func<ContentProperty, bool> isLeftOut, Func<ContentComponent, bool> isComponentLeftOut)
    {
        SchedulableComponent copy = (SchedulableComponent)Calendar.Create(Encoding.UTF8.GetBytes(component.Name), null);
        foreach (ContentProperty property in component.Properties)
        {
            if (!isLeftOut(property))
            {
                copy.Add(Own(property));
            }
        }

        foreach (ContentComponent inner in component.Components)
        {
            if (!isComponentLeftOut(inner))
            {
                copy.Components.Add(Copy(inner, 1));
            }
        }

        return copy;
    }

    /// <summary>
    /// Takes from a property what no writer would write, before a parameter of it is changed: a line that was read is written as it was, but one that was changed is made anew.
    /// </summary>
    public static ContentProperty Cleaned(this ContentProperty property)
    {
        if (!property.IsChanged && property.Parameters.Any(static parameter => !ContentLineWriter.IsName(parameter.Name) || parameter.Values.Any(HasControls)))
        {
            property.SetParameters([.. property.Parameters.Where(static parameter => ContentLineWriter.IsName(parameter.Name) && !parameter.Values.Any(HasControls))]);
        }

        return property;
    }

    // A clone; of what scheduling sets anew, without what no writer would write then.
    private static ContentProperty Own(ContentProperty property)
    {
        ContentProperty own = property.Clone();
        bool isSet = own.Is("DTSTAMP"u8) || own.Is("SEQUENCE"u8) || own.Is("STATUS"u8) || own.Is("SUMMARY"u8) || own.Is("DESCRIPTION"u8) || own.Is("COMMENT"u8) || own.Is("RECURRENCE-ID"u8)
            || own.Is("DTSTART"u8) || own.Is("DTEND"u8) || own.Is("DUE"u8) || own.Is("COMPLETED"u8) || own.Is("PRIORITY"u8) || own.Is("METHOD"u8) || own.Is("ATTENDEE"u8) || own.Is("ORGANIZER"u8);
        return isSet ? own.Cleaned() : own;
    }

    /// <summary>An address as a parameter can carry it, which a value may have been more lenient about.</summary>
    public static string ForParameter(this string address) => HasControls(address) ? string.Concat(address.Where(static character => !char.IsControl(character))) : address;

    private static bool HasControls(string text) => text.AsSpan().ContainsAnyInRange('\0', '\x1F') || text.Contains('\x7F', StringComparison.Ordinal);

    private static ContentComponent Copy(ContentComponent component, int depth)
    {
        ContentComponent copy = Calendar.Create(Encoding.UTF8.GetBytes(component.Name), null);
        CopyInto(component, copy, depth);
        return copy;
    }

    private static void CopyInto(ContentComponent component, ContentComponent copy, int depth)
    {
        if (depth > MostDeep)
        {
            throw new InvalidOperationException($"Components lie in each other more than {MostDeep} deep.");
        }

        foreach (ContentProperty property in component.Properties)
        {
            copy.Add(Own(property));
        }

        for (int i = 0; i < component.ComponentCount; i++)
        {
            copy.Components.Add(Copy(component.Components[i], depth + 1));
        }
    }
}
