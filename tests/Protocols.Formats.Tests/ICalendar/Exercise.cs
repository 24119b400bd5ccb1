using System.Reflection;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Asks objects for all that they can tell.</summary>
internal static class Exercise
{
    /// <summary>Gets every property of a component or a view, and counts those that are not null.</summary>
    public static int Ask(object thing, int depth = 0)
    {
        int count = 0;
        foreach (PropertyInfo property in thing.GetType().GetProperties().Where(static property => property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike))
        {
            object? value = property.GetValue(thing);
            count += value is null ? 0 : 1;
            if (value is System.Collections.IEnumerable many and not string and not IEnumerable<ContentProperty> && depth < 3)
            {
                foreach (object item in many)
                {
                    count += item.GetType().Namespace is "Protocols.ICalendar" or "Protocols.VCard" ? Ask(item, depth + 1) : 1;
                }
            }
        }

        return count;
    }
}
