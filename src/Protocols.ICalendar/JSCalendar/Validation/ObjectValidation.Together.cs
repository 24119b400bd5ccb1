using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <content>What properties of an object ask of each other.</content>
internal sealed partial class ObjectValidation
{
    private static readonly string[] s_needAddress = ["email", "kind", "roles", "participationStatus", "expectReply", "sentBy", "delegatedTo", "delegatedFrom", "memberOf", "progress"];

    private void Together(JsonObject json, string type)
    {
        switch (type)
        {
            case "Event" or "Task":
                Entry(json, type == "Task");
                break;
            case "Location" when !json.Any(static member => member.Key != "@type"):
                Tell(JSCalendarDefectCode.InvalidValue, "it has to have a property", "jscalendarbis §3.2.5");
                break;
            case "Participant":
                Participant(json);
                break;
            case "RecurrenceRule" when json.ContainsKey("count") && json.ContainsKey("until"):
                Tell(JSCalendarDefectCode.ForbiddenProperty, "until", "it does not stand beside 'count'", "jscalendarbis §3.3.3");
                break;
        }
    }

    private void Entry(JsonObject json, bool isTask)
    {
        if (json.ContainsKey("recurrenceId"))
        {
            foreach (string name in (ReadOnlySpan<string>)["recurrenceRule", "recurrenceOverrides", "recurrenceRules"])
            {
                if (json.ContainsKey(name))
                {
                    Tell(JSCalendarDefectCode.ForbiddenProperty, name, "an occurrence does not recur", "jscalendarbis §3.3.1");
                }
            }
        }
        else if (json["recurrenceIdTimeZone"] is not null)
        {
            Tell(JSCalendarDefectCode.ForbiddenProperty, "recurrenceIdTimeZone", "it needs 'recurrenceId'", "jscalendarbis §3.3.2");
        }

        if (!isFirst)
        {
            Places(json);
            Scheduling(json);
            if (json.ContainsKey("endTimeZone") && !json.ContainsKey("timeZone"))
            {
                Tell(JSCalendarDefectCode.ForbiddenProperty, "endTimeZone", "it needs 'timeZone'", "jscalendarbis §4.1.3");
            }

            Alerts(json);
        }

        if (isTask)
        {
            Task(json);
        }
    }

    private void Places(JsonObject json)
    {
        if (JSValues.String(json["mainLocationId"]) is { } main && JSValues.String(((json["locations"] as JsonObject)?[main] as JsonObject)?["name"]) is null)
        {
            Tell(JSCalendarDefectCode.InvalidValue, "mainLocationId", "there is no location with a name behind this id", "jscalendarbis §3.2.6");
        }
    }

    private void Scheduling(JsonObject json)
    {
        bool hasOrganizer = json.ContainsKey("organizerCalendarAddress");
        bool hasAddress = json["participants"] is JsonObject participants && participants.Any(static entry => entry.Value is JsonObject participant && participant.ContainsKey("calendarAddress"));
        if (hasOrganizer && !hasAddress)
        {
            Tell(JSCalendarDefectCode.ForbiddenProperty, "organizerCalendarAddress", "it needs a participant with a calendar address", "jscalendarbis §3.4.4");
        }

        if (hasAddress && !hasOrganizer)
        {
            Tell(JSCalendarDefectCode.MissingProperty, "organizerCalendarAddress", "participants with calendar addresses need it", "jscalendarbis §3.4.6");
        }

        if (json.ContainsKey("sentBy") && !hasOrganizer)
        {
            Tell(JSCalendarDefectCode.ForbiddenProperty, "sentBy", "it needs 'organizerCalendarAddress'", "jscalendarbis §3.4.5");
        }
    }

    private void Alerts(JsonObject json)
    {
        if (json["alerts"] is not JsonObject alerts)
        {
            return;
        }

        _path.Add("alerts");
        foreach ((string key, JsonNode? alert) in alerts)
        {
            if (alert?.GetValueKind() == System.Text.Json.JsonValueKind.Object && alert["relatedTo"] is JsonObject related)
            {
                _path.Add(key);
                _path.Add("relatedTo");
                foreach ((string other, JsonNode? _) in related)
                {
                    if (!alerts.ContainsKey(other))
                    {
                        Tell(JSCalendarDefectCode.InvalidKey, other, "there is no alert behind this id", "jscalendarbis §3.5.1");
                    }
                }

                _path.RemoveRange(_path.Count - 2, 2);
            }
        }

        _path.RemoveAt(_path.Count - 1);
    }

    // §4.2 asks for a time where "timeZone" is not set, which its own example of a simple task contradicts; Appendix A.2.3 has it where it is set.
    private void Task(JsonObject json)
    {
        bool hasTime = json.ContainsKey("start") || json.ContainsKey("due");
        if (!isFirst && !hasTime && (json.ContainsKey("timeZone") || JSValues.Boolean(json["showWithoutTime"]) == true))
        {
            Tell(JSCalendarDefectCode.MissingProperty, "due", "a task with a zone, or without time, has a start or is due", "jscalendarbis §4.2");
        }

        bool needsStart = json.ContainsKey("recurrenceRule") || json.ContainsKey("recurrenceId");
        if (!isFirst && needsStart && !json.ContainsKey("start"))
        {
            Tell(JSCalendarDefectCode.MissingProperty, "start", "a task that recurs has it", "jscalendarbis §4.2.2");
        }
    }

    private void Participant(JsonObject json)
    {
        if (isFirst)
        {
            if (!json.ContainsKey("roles"))
            {
                Tell(JSCalendarDefectCode.MissingProperty, "roles", "it has to be there", "RFC 8984 §4.4.6");
            }

            return;
        }

        if (!json.ContainsKey("calendarAddress"))
        {
            foreach (string name in s_needAddress)
            {
                if (json.ContainsKey(name))
                {
                    Tell(JSCalendarDefectCode.ForbiddenProperty, name, "it needs 'calendarAddress'", "jscalendarbis §3.4.6");
                }
            }
        }

        if (json.ContainsKey("descriptionContentType") && !json.ContainsKey("description"))
        {
            Tell(JSCalendarDefectCode.ForbiddenProperty, "descriptionContentType", "it needs 'description'", "jscalendarbis §3.4.6");
        }

        foreach (string name in (ReadOnlySpan<string>)["progress", "percentComplete"])
        {
            if (json.ContainsKey(name) && !_isInTask)
            {
                Tell(JSCalendarDefectCode.ForbiddenProperty, name, "only participants of tasks have it", "jscalendarbis §3.4.6");
            }
        }

        if (_isInTask && json.ContainsKey("progress") && JSValues.String(json["participationStatus"]) != "accepted")
        {
            Tell(JSCalendarDefectCode.InvalidValue, "participationStatus", "with 'progress' it is 'accepted'", "jscalendarbis §3.4.6");
        }
    }
}
