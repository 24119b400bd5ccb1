using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>
/// Tells what is wrong with objects of JSCalendar (draft-ietf-calext-jscalendarbis-17 §1.7): those of version 1.0 by RFC 8984. Properties that are not
/// known are none of it (§1.7.4), nor are those of vendors.
/// </summary>
public static class JSCalendarValidator
{
    /// <summary>Validates an object.</summary>
    /// <param name="value">The event, task or group.</param>
    /// <param name="options">How to validate; <see cref="JSCalendarOptions.Default"/> unless given.</param>
    /// <returns>What is wrong, at most <see cref="JSCalendarOptions.MaxDefects"/>; nothing where it is valid.</returns>
    public static IReadOnlyList<JSCalendarDefect> Validate(JSCalendarObject value, JSCalendarOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        options ??= JSCalendarOptions.Default;
        DefectList defects = new(options.MaxDefects);
        Validate(value.Json, options, defects);
        return defects.Found;
    }

    internal static void Validate(JsonObject json, JSCalendarOptions options, DefectList defects)
    {
        string? type = JSValues.String(json["@type"]);
        if (type is not ("Event" or "Task" or "Group"))
        {
            bool isMisspelled = type is not null && JSSchema.Misspelled(type) is not null;
            defects.Add(
                isMisspelled ? JSCalendarDefectCode.WrongCase : type is null ? JSCalendarDefectCode.MissingProperty : JSCalendarDefectCode.UnknownObject,
                "/@type",
                isMisspelled ? $"'{type}' is '{JSSchema.Misspelled(type!)}' in other letter case" : "it has to be Event, Task or Group",
                "jscalendarbis §1.4.4");
            return;
        }

        string? said = JSValues.String(json["version"]);
        string version = said is "1.0" or "2.0" ? said : said is null ? options.AssumedVersion : "2.0";
        new ObjectValidation(options, defects, version == "1.0").Run(json, type);
    }
}
