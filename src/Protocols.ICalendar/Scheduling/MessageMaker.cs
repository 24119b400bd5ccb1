using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Makes messages: by the tables of RFC 5546 §3, with the time zones they need, without what is its owner's alone.</summary>
internal sealed class MessageMaker(SchedulingOptions options)
{
    private readonly List<OutgoingMessage> _messages = [];
    private int _components;
    private int _attendees;

    public IReadOnlyList<OutgoingMessage> Messages => _messages;

    /// <summary>Whether more was to be made than the limits allow; nothing may be sent then.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A copy of a component for others: RFC 6638 §7 keeps the parameters of scheduling at home, RFC 7986 §8 what moderators alone may know.</summary>
    public SchedulableComponent Share(SchedulableComponent component, ITipMethod method)
    {
        SchedulableComponent shared = component.CopyWithout(
            static property => property.Is("REQUEST-STATUS"u8) || (property.Is("CONFERENCE"u8) && property.GetParameterValues("FEATURE").Contains("MODERATOR", StringComparer.OrdinalIgnoreCase)),
            inner => inner is Alarm && !options.ShareAlarms);
        Strip(shared);
        if (shared.Find("SUMMARY"u8) is null && shared is not Journal)
        {
            // "Can be null" is an empty one.
            shared.Summary = "";
        }

        if (shared is Todo && shared.Find("PRIORITY"u8) is null)
        {
            shared.Priority = 0;
        }

        if (method is ITipMethod.Add)
        {
            shared.RecurrenceId = null;
        }

        return shared;
    }

    /// <summary>A component that says no more than what it is about.</summary>
    public static SchedulableComponent Bare(SchedulableComponent component, CalendarDateTime stamp, params ReadOnlySpan<string> further)
    {
        SchedulableComponent bare = component switch
        {
            Todo => new Todo(),
            Journal => new Journal(),
            _ => new Event(),
        };
        bare.Uid = component.Uid;
        bare.Stamp = stamp;
        if (component.Organizer is { } organizer)
        {
            bare.Organizer = new CalendarUser(Stripped(organizer.Property.Clone().Cleaned()));
        }

        bare.Sequence = component.Sequence;
        foreach (string name in further)
        {
            foreach (ContentProperty property in component.FindAll(name))
            {
                bare.Add(property.Clone().Cleaned());
            }
        }

        if (component.Find("RECURRENCE-ID"u8) is { } id)
        {
            bare.Add(id.Clone().Cleaned());
        }

        return bare;
    }

    /// <summary>An ATTENDEE or ORGANIZER without what is kept at home.</summary>
    public static ContentProperty Stripped(ContentProperty user)
    {
        foreach (string name in (ReadOnlySpan<string>)["SCHEDULE-AGENT", "SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND", ReplyMark.Parameter])
        {
            if (user.GetParameter(name) is not null)
            {
                user.Cleaned().SetParameter(name, (string?)null);
            }
        }

        return user;
    }

    /// <summary>Whether so much can be made, before it is.</summary>
    public bool Reserve(long components, long attendees)
    {
        IsOver |= _components + components > options.MaxSentComponents || _attendees + attendees > options.MaxSentAttendees;
        return !IsOver;
    }

    /// <summary>Adds a message of components that are the message's own.</summary>
    public void Add(ITipMethod method, IReadOnlyList<SchedulableComponent> components, Calendar zones, string sender, IReadOnlyList<string> recipients)
    {
        _components += components.Count;
        foreach (SchedulableComponent component in components)
        {
            _attendees += ITipMessage.AttendeeCount(component);
        }

        IsOver |= _components > options.MaxSentComponents || _attendees > options.MaxSentAttendees;
        if (IsOver || recipients.Count == 0 || components.Count == 0)
        {
            return;
        }

        Calendar message = Begin(method, options);
        AddZones(message, components, zones);
        foreach (SchedulableComponent component in components)
        {
            message.Components.Add(component);
        }

        _messages.Add(new OutgoingMessage(method, message, sender, recipients));
    }

    public static Calendar Begin(ITipMethod method, SchedulingOptions options)
    {
        Calendar message = Calendar.Create(options.ProductId);
        message.Method = method.ToWord();
        return message;
    }

    /// <summary>Adds the definitions of the zones that components name (RFC 5546 §3.1.2): those that the source has, or made ones.</summary>
    public static void AddZones(Calendar target, IReadOnlyList<SchedulableComponent> components, Calendar source)
    {
        Dictionary<string, DateTime> named = new(StringComparer.Ordinal);
        foreach (SchedulableComponent component in components)
        {
            foreach (ContentProperty property in component.Properties)
            {
                if (property.GetParameter("TZID") is { Length: > 0 } zone)
                {
                    DateTime time = CalendarDateTime.TryParse(property.RawValue.Split(',', '/')[0], zone, out CalendarDateTime parsed) ? parsed.Local : DateTime.MaxValue;
                    named[zone] = named.TryGetValue(zone, out DateTime earlier) && earlier < time ? earlier : time;
                }
            }
        }

        foreach ((string zone, DateTime from) in named)
        {
            if (target.TimeZones.Any(defined => defined.TimeZoneId == zone))
            {
                continue;
            }

            if (source.TimeZones.FirstOrDefault(defined => defined.TimeZoneId == zone) is { } definition)
            {
                target.Components.Insert(0, definition.Copy());
            }
            else if (CalendarTimeZone.Find(zone) is { } known)
            {
                DateTime begin = from.Year is > 1 and < 9999 ? from.AddDays(-1) : new DateTime(1970, 1, 1);
                TimeZoneComponent made = TimeZoneComponent.Create(known, new DateTimeOffset(begin, TimeSpan.Zero));
                made.TimeZoneId = zone;
                target.Components.Insert(0, made);
            }
        }
    }

    private static void Strip(SchedulableComponent component)
    {
        foreach (ContentProperty property in component.Properties)
        {
            if (property.Is("ATTENDEE"u8) || property.Is("ORGANIZER"u8))
            {
                Stripped(property);
            }
        }
    }
}
