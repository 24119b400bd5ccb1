using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Alerts (§3.1).</content>
internal sealed partial class EntryToComponent
{
    private void Alerts()
    {
        if (_entry.Json["alerts"] is not JsonObject map)
        {
            return;
        }

        _maker.Take("alerts");
        List<(string, JsonNode?)> left = [];
        List<(string Key, JSAlert Alert, ComponentMaker Maker)> alerts = [];
        foreach ((string key, JsonNode? node) in map)
        {
            if (node is not JsonObject json || !JSValues.IsId(key))
            {
                left.Add((key, node));
                continue;
            }

            JSAlert alert = new(json);
            alerts.Add((key, alert, new ComponentMaker(alert, new Alarm(), _options)));
        }

        // Those that others relate to have a UID.
        HashSet<string> related = [.. alerts.SelectMany(static alert => alert.Alert.RelatedTo.Keys)];
        Dictionary<string, string> uids = new(StringComparer.Ordinal);
        foreach ((string key, JSAlert alert, _) in alerts)
        {
            if (KeptUid(alert) is { } uid)
            {
                uids[key] = uid;
            }
            else if (related.Contains(key))
            {
                uids[key] = key;
            }
        }

        ElementKeys keys = new();
        foreach ((string key, JSAlert alert, ComponentMaker maker) in alerts)
        {
            Alarm alarm = (Alarm)maker.Component;
            maker.Word("action", "ACTION", ("DISPLAY", "display"), ("EMAIL", "email"));
            Trigger(maker, alert);
            maker.Utc("acknowledged", "ACKNOWLEDGED");
            maker.Relations(other => uids.GetValueOrDefault(other));
            maker.Finish();
            Complete(alarm, alert);
            bool isGiven = alarm.Uid is null && uids.ContainsKey(key);
            if (isGiven)
            {
                alarm.Uid = key;
            }

            if ((keys.NeedsNaming(key, ElementKeys.OfComponent(alarm)) || isGiven) && _maker.IsLossless)
            {
                alarm.AddText("JSID", key);
            }

            _component.Components.Add(alarm);
        }

        _maker.Leave("alerts", left, alerts.Count > 0);
    }

    private string? KeptUid(JSAlert alert)
    {
        if (!_maker.IsLossless || alert.ICalendar?.Properties is not { } properties)
        {
            return null;
        }

        foreach (JsonNode? node in properties)
        {
            if (node is JsonArray { Count: >= 4 } parts && "uid".Equals(JSValues.String(parts[0]), StringComparison.OrdinalIgnoreCase))
            {
                return JSValues.String(parts[3]);
            }
        }

        return null;
    }

    // RFC 5545 §3.6.6: each kind of alarm has what it cannot do without.
    private void Complete(Alarm alarm, JSAlert alert)
    {
        if (!_options.AddsMandatory)
        {
            return;
        }

        // A word that iCalendar does not know is told by a JSPROP, which counts only where ACTION is none of JSCalendar's.
        alarm.Action ??= alert.Json.ContainsKey("action") ? "X-JSCALENDAR" : "DISPLAY";
        bool isMail = alarm.Action.Equals("EMAIL", StringComparison.OrdinalIgnoreCase);
        if (isMail || alarm.Action.Equals("DISPLAY", StringComparison.OrdinalIgnoreCase))
        {
            string text = _maker.String("title") ?? "";
            alarm.Description ??= text;
            alarm.Summary ??= isMail ? text : null;
        }
    }

    // §2.3.44.
    private static void Trigger(ComponentMaker maker, JSAlert alert)
    {
        HashSet<string> taken = ["@type"];
        ContentProperty? property = null;
        switch (alert.Trigger)
        {
            case JSOffsetTrigger offset when JSValues.String(offset.Json["offset"]) is { } text && JSValues.TryDuration(text, out CalendarDuration duration):
                property = maker.Add("TRIGGER", JSValues.HasFraction(text) ? duration.ToString() : text, "trigger");
                taken.Add("offset");
                if (offset.RelativeTo is "start" or "end")
                {
                    property.SetParameter("RELATED", offset.RelativeTo.ToUpperInvariant());
                    taken.Add("relativeTo");
                }

                break;
            case JSAbsoluteTrigger { When: { } when }:
                property = maker.Add("TRIGGER", CalendarDateTime.Utc(when).Value, "trigger");
                property.SetParameter("VALUE", "DATE-TIME");
                taken.Add("when");
                break;
        }

        if (property is null)
        {
            return;
        }

        maker.Take("trigger");
        foreach ((string name, JsonNode? value) in alert.Trigger!.Json)
        {
            if (!taken.Contains(name))
            {
                maker.Leave($"trigger/{JsonPointer.Escape(name)}", value);
            }
        }
    }
}
