using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>VALARM (§2.2.2, §2.3.1, §2.3.2, §2.3.35, §2.3.44).</content>
internal sealed partial class EntryToJson
{
    private void Alerts()
    {
        List<Alarm> alarms = [.. component.Alarms];
        if (alarms.Count == 0)
        {
            return;
        }

        ElementKeys keys = new();
        Dictionary<string, string> byUid = new(StringComparer.Ordinal);
        List<string> keyOf = [];
        foreach (Alarm alarm in alarms)
        {
            string key = keys.Take(alarm.Find("JSID"u8)?.Text, ElementKeys.OfComponent(alarm));
            keyOf.Add(key);
            if (alarm.Uid is { } uid)
            {
                byUid.TryAdd(uid, key);
            }
        }

        JsonObject map = _made.Map("alerts");
        for (int i = 0; i < alarms.Count; i++)
        {
            map[keyOf[i]] = Alert(alarms[i], keyOf[i], byUid);
        }
    }

    private JsonObject Alert(Alarm alarm, string key, Dictionary<string, string> byUid)
    {
        MadeObject made = new("Alert", "valarm");
        string? named = alarm.Find("JSID"u8)?.Text;
        foreach (ContentProperty property in alarm.Properties)
        {
            // Table 4.
            bool isConverted = property.Name.ToUpperInvariant() switch
            {
                "ACKNOWLEDGED" => PropertyToJson.Utc(property, made, "acknowledged"),
                "ACTION" => PropertyToJson.Word(property, made, "action", ("DISPLAY", "display"), ("EMAIL", "email")),
                "RELATED-TO" => RelatedAlert(property, made, byUid),
                "TRIGGER" => Trigger(property, made),
                "JSID" => property.Text == key,
                "UID" => property.Text == key && named == key,
                "JSPROP" => true,
                _ => false,
            };
            if (!isConverted)
            {
                made.Left.Add(property);
            }
        }

        made.LeftComponents.AddRange(alarm.Components);
        JsonProperties.Apply(made, alarm);
        return made.Finish(options.IsLossless);
    }

    private static bool RelatedAlert(ContentProperty property, MadeObject made, Dictionary<string, string> byUid)
    {
        if (!PropertyToJson.IsOfType(property, "TEXT") || !byUid.TryGetValue(property.Text, out string? other) || (made.Json["relatedTo"] as JsonObject)?.ContainsKey(other) == true)
        {
            return false;
        }

        JSRelation relation = new();
        foreach (string type in property.GetParameterValues("RELTYPE"))
        {
            relation.Relation.Add(type.ToLowerInvariant());
        }

        made.Map("relatedTo")[other] = relation.Json;
        made.Keep(property, $"relatedTo/{other}", ["RELTYPE"]);
        return true;
    }

    private static bool Trigger(ContentProperty property, MadeObject made)
    {
        string raw = property.RawValue;
        string? related = property.GetParameter("RELATED");
        bool isRelated = related is null || related.Equals("START", StringComparison.OrdinalIgnoreCase) || related.Equals("END", StringComparison.OrdinalIgnoreCase);
        JSTrigger? trigger = null;
        if (PropertyToJson.IsOfType(property, "DURATION") && PropertyToJson.DurationText(raw) is { } offset)
        {
            trigger = new JSOffsetTrigger(new JsonObject { ["@type"] = "OffsetTrigger", ["offset"] = offset });
            if (isRelated && related is not null)
            {
                ((JSOffsetTrigger)trigger).RelativeTo = related.ToLowerInvariant();
            }
        }
        else if (PropertyToJson.IsOfType(property, "DATE-TIME") && CalendarDateTime.TryParse(raw, null, out CalendarDateTime time) && time.Form == CalendarTimeForm.Utc)
        {
            trigger = new JSAbsoluteTrigger(time.ToUtc(null));
            isRelated = false;
        }

        if (trigger is null || !made.TrySet("trigger", trigger.Json))
        {
            return false;
        }

        made.Keep(property, "trigger", isRelated ? ["RELATED"] : []);
        return true;
    }
}
