using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>A day to remember: kind <c>birth</c>, <c>death</c> or <c>wedding</c> (RFC 9553 §2.8.1).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Anniversary(JsonObject json) : JSContactObject(json), IJSContactObject<Anniversary>
{
    /// <summary>Makes one without properties.</summary>
    public Anniversary()
        : this([])
    {
    }

    /// <summary>What it is of.</summary>
    public string? Kind { get => GetText("kind"); set => SetText("kind", value); }

    /// <summary>Where it was.</summary>
    public Address? Place { get => GetObject<Address>("place"); set => SetObject("place", value); }

    /// <summary>The day as far as it is known; null where it is a point in time or there is none.</summary>
    public PartialDate? Date { get => Json["date"] is JsonObject date && !IsTimestamp(date) ? new PartialDate(date) : null; set => SetObject("date", value); }

    /// <summary>The point in time, null where it is a day.</summary>
    public Timestamp? Timestamp { get => Json["date"] is JsonObject date && IsTimestamp(date) ? new Timestamp(date) : null; set => SetObject("date", value); }

    // Some leave out the type that RFC 9553 §1.3.4 asks for.
    internal static bool IsTimestamp(JsonObject date) => TextOf(date["@type"]) is { } type ? type == "Timestamp" : date.ContainsKey("utc");

    static Anniversary IJSContactObject<Anniversary>.Of(JsonObject json) => new(json);
}

/// <summary>A day, year, month of a year or day of a month, in the Gregorian calendar (RFC 9553 §2.8.1).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class PartialDate(JsonObject json) : JSContactObject(json), IJSContactObject<PartialDate>
{
    /// <summary>Makes one without properties.</summary>
    public PartialDate()
        : this([])
    {
    }

    /// <summary>The year.</summary>
    public int? Year { get => GetInt("year"); set => SetInt("year", value); }

    /// <summary>The month, 1 to 12.</summary>
    public int? Month { get => GetInt("month"); set => SetInt("month", value, 1, 12); }

    /// <summary>The day of the month, 1 to 31.</summary>
    public int? Day { get => GetInt("day"); set => SetInt("day", value, 1, 31); }

    /// <summary>The calendar in which it is kept (RFC 7529), in small letters.</summary>
    public string? CalendarScale { get => GetText("calendarScale"); set => SetText("calendarScale", value); }

    static PartialDate IJSContactObject<PartialDate>.Of(JsonObject json) => new(json);
}

/// <summary>A point in time (RFC 9553 §2.8.1).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Timestamp(JsonObject json) : JSContactObject(json), IJSContactObject<Timestamp>
{
    /// <summary>Makes one that says of itself what it is, as RFC 9553 §1.3.4 asks of a type that is not the default.</summary>
    public Timestamp()
        : this(new JsonObject { ["@type"] = "Timestamp" })
    {
    }

    /// <summary>The point in time.</summary>
    public DateTimeOffset? Utc { get => GetTime("utc"); set => SetTime("utc", value); }

    static Timestamp IJSContactObject<Timestamp>.Of(JsonObject json) => new(json);
}
