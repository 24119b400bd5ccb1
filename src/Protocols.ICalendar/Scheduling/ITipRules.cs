using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A rule of RFC 5546 §3 that a message breaks.</summary>
/// <param name="Component">The number of the component among those of the calendar, from 0; −1 for the calendar itself.</param>
/// <param name="Property">The property or component that is wrong: <c>ATTENDEE</c>.</param>
/// <param name="Section">The section of RFC 5546.</param>
/// <param name="Explanation">What is wrong.</param>
public readonly record struct ITipDefect(int Component, string Property, string Section, string Explanation)
{
    /// <summary>Gives it in one line.</summary>
    public override string ToString() => $"{Property}: {Explanation} (RFC 5546 §{Section})";
}

/// <summary>The restriction tables of RFC 5546 §3, and whether a message keeps them. The messages of this package do.</summary>
public static class ITipRules
{
    private static readonly Dictionary<(ITipMethod, string), ITipTable> s_tables = ITipTables.All.ToDictionary(static table => (table.Method, table.Component));

    /// <summary>All tables.</summary>
    public static IReadOnlyList<ITipTable> Tables => ITipTables.All;

    /// <summary>The table of a method and a component; null where the component has no such method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="component">The component: <c>VEVENT</c>.</param>
    public static ITipTable? TableOf(ITipMethod method, string component) => s_tables.GetValueOrDefault((method, component));

    /// <summary>
    /// Looks a message through by the tables. A REPLY may name more attendees than one where one delegates to the other, as §3.2.2.3 asks for.
    /// </summary>
    /// <param name="calendar">The message.</param>
    /// <returns>What is wrong, in the order of the message; empty where nothing is. One defect tells of all properties of a name.</returns>
    public static IReadOnlyList<ITipDefect> Check(Calendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return new Run(calendar).Check();
    }

    private sealed class Run(Calendar calendar)
    {
        private readonly List<ITipDefect> _defects = [];
        private readonly HashSet<string> _zones = [.. calendar.TimeZones.Select(static zone => zone.TimeZoneId ?? "")];
        private string _section = "3.1.1";
        private int _number = -1;

        public List<ITipDefect> Check()
        {
            Presence(calendar, "PRODID", ITipPresence.One);
            Presence(calendar, "VERSION", ITipPresence.One);
            Presence(calendar, "CALSCALE", ITipPresence.AtMostOne);
            Presence(calendar, "METHOD", ITipPresence.One);
            if (calendar.Version is { } version && version != "2.0")
            {
                Tell("VERSION", "it is 2.0");
            }

            List<CalendarComponent> components = [.. calendar.ComponentsOf<CalendarComponent>()];
            List<CalendarComponent> scheduled = components.FindAll(ITipMessage.IsScheduled);
            ITipTable? table = null;
            if (!ITipMethods.TryParse(calendar.Method, out ITipMethod method) || scheduled.Count == 0 || (table = TableOf(method, scheduled[0].Name)) is null)
            {
                _section = "3";
                Tell("METHOD", scheduled.Count == 0 ? "there is no component" : $"{calendar.Method} is no method of {scheduled[0].Name}");
            }
            else
            {
                CheckComponents(scheduled, table, components);
            }

            for (_number = 0; _number < components.Count; _number++)
            {
                if (components[_number] is TimeZoneComponent zone)
                {
                    CheckZone(zone);
                }
                else if (table is not null && components[_number].Name == table.Component)
                {
                    CheckComponent(components[_number], table);
                }
            }

            CheckStatusClasses(scheduled);
            return _defects;
        }

        private void CheckComponents(List<CalendarComponent> scheduled, ITipTable table, List<CalendarComponent> all)
        {
            _section = table.Section;
            if (scheduled.Exists(component => component.Name != table.Component))
            {
                Tell(scheduled.First(component => component.Name != table.Component).Name, $"it does not stand beside {table.Component}");
            }

            if (table.Components == ITipPresence.One && scheduled.Count > 1)
            {
                Tell(table.Component, "there is one");
            }

            if (table.Method != ITipMethod.Publish && scheduled.Exists(component => component.Uid != scheduled[0].Uid))
            {
                Tell("UID", "all components have the same");
            }

            if (table.Component == "VFREEBUSY" && all.Exists(static component => component is TimeZoneComponent))
            {
                Tell("VTIMEZONE", "there is none");
            }
        }

        private void CheckComponent(CalendarComponent component, ITipTable table)
        {
            _section = table.Section;
            foreach ((string name, ITipPresence presence) in table.Rows)
            {
                if (name == "VALARM")
                {
                    if (component.ComponentsOf<Alarm>().Any())
                    {
                        Tell(name, "there is none");
                    }
                }
                else if (name != "ATTENDEE" || table.Method != ITipMethod.Reply || !IsDelegation(component))
                {
                    Presence(component, name, presence);
                }
            }

            int sequence = component.GetNumber("SEQUENCE"u8) ?? 0;
            if (table.Method == ITipMethod.Add && component.Find("SEQUENCE"u8) is not null && sequence <= 0)
            {
                Tell("SEQUENCE", "it is greater than 0");
            }

            Both(component, "DTEND", "DURATION");
            Both(component, "DUE", "DURATION");
            if (table.Statuses.Count > 0 && component.GetText("STATUS"u8) is { } status && !table.Statuses.Contains(status, StringComparer.OrdinalIgnoreCase))
            {
                Tell("STATUS", $"it is one of {string.Join('/', table.Statuses)}");
            }

            if (component is FreeBusy freeBusy)
            {
                foreach (string name in (ReadOnlySpan<string>)["DTSTART", "DTEND"])
                {
                    if (component.Find(name) is not null && (name == "DTSTART" ? freeBusy.Start : freeBusy.End) is not { Form: CalendarTimeForm.Utc })
                    {
                        Tell(name, "it is in UTC");
                    }
                }
            }

            CheckZoneNames(component);
            foreach (Alarm alarm in component.ComponentsOf<Alarm>())
            {
                CheckAlarm(alarm);
            }
        }

        // §3.1.2
        private void CheckZone(TimeZoneComponent zone)
        {
            _section = "3.1.2";
            Presence(zone, "TZID", ITipPresence.One);
            Presence(zone, "LAST-MODIFIED", ITipPresence.AtMostOne);
            Presence(zone, "TZURL", ITipPresence.AtMostOne);
            if (!zone.Observances.Any())
            {
                Tell("VTIMEZONE", "it has a STANDARD or a DAYLIGHT");
            }

            foreach (TimeZoneObservance observance in zone.Observances)
            {
                Presence(observance, "DTSTART", ITipPresence.One);
                Presence(observance, "TZOFFSETFROM", ITipPresence.One);
                Presence(observance, "TZOFFSETTO", ITipPresence.One);
                Presence(observance, "RRULE", ITipPresence.AtMostOne);
                if (observance.Start is { Form: not CalendarTimeForm.Floating })
                {
                    Tell("DTSTART", "it is a local time");
                }
            }
        }

        // §3.1.3
        private void CheckAlarm(Alarm alarm)
        {
            (string section, _section) = (_section, "3.1.3");
            Presence(alarm, "ACTION", ITipPresence.One);
            Presence(alarm, "TRIGGER", ITipPresence.One);
            Presence(alarm, "DESCRIPTION", ITipPresence.AtMostOne);
            Presence(alarm, "SUMMARY", ITipPresence.AtMostOne);
            Presence(alarm, "DURATION", ITipPresence.AtMostOne);
            Presence(alarm, "REPEAT", ITipPresence.AtMostOne);
            if (alarm.Find("DURATION"u8) is null != alarm.Find("REPEAT"u8) is null)
            {
                Tell("REPEAT", "it stands together with DURATION");
            }

            _section = section;
        }

        private void CheckZoneNames(CalendarComponent component)
        {
            foreach (ContentProperty property in component.Properties)
            {
                if (property.GetParameter("TZID") is { Length: > 0 } zone && _zones.Add(zone))
                {
                    _section = "3.1.2";
                    Tell("VTIMEZONE", $"there is one of '{zone}'");
                }
            }
        }

        // §3.6: within a component one class of codes; of failures nothing stands beside them.
        private void CheckStatusClasses(List<CalendarComponent> scheduled)
        {
            (_section, _number) = ("3.6", -1);
            HashSet<char> all = [];
            foreach (CalendarComponent component in scheduled)
            {
                HashSet<char> classes = [.. component.GetRaws("REQUEST-STATUS"u8).Where(static value => value.Length > 0).Select(static value => value[0])];
                if (classes.Count > 1)
                {
                    Tell("REQUEST-STATUS", "the codes of a component are of one class");
                }

                all.UnionWith(classes);
            }

            if (all.Count > 1 && (all.Contains('5') || all.Contains('3') || all.Contains('1')))
            {
                Tell("REQUEST-STATUS", "where one is of 5.x, 3.x or 1.x, so are all");
            }
        }

        private void Both(CalendarComponent component, string one, string other)
        {
            if (component.Find(one) is not null && component.Find(other) is not null)
            {
                Tell(one, $"it does not stand beside {other}");
            }
        }

        private void Presence(CalendarComponent component, string name, ITipPresence presence)
        {
            int count = component.FindAll(name).Count;
            string? wrong = presence switch
            {
                ITipPresence.One when count != 1 => count == 0 ? "it is missing" : "it stands once",
                ITipPresence.OneOrMore when count == 0 => "it is missing",
                ITipPresence.AtMostOne when count > 1 => "it stands once",
                ITipPresence.None when count > 0 => "there is none",
                _ => null,
            };
            if (wrong is not null)
            {
                Tell(name, wrong);
            }
        }

        private void Tell(string name, string explanation) => _defects.Add(new ITipDefect(_number, name, _section, explanation));

        // §3.2.2.3, §4.2.6: the delegator and the delegate stand side by side.
        private static bool IsDelegation(CalendarComponent component)
        {
            IReadOnlyList<CalendarUser> attendees = ITipMessage.AttendeesOf(component);
            return attendees.Count > 1 && attendees.All(static attendee => attendee.DelegatedTo.Count > 0 || attendee.DelegatedFrom.Count > 0);
        }
    }
}
