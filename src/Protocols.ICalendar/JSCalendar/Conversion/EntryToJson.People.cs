using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>ATTENDEE, ORGANIZER and PARTICIPANT (§2.2.1, §2.3.4, §2.3.5, §2.3.29).</content>
internal sealed partial class EntryToJson
{
    private static readonly string[] s_statuses = ["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"];
    private static readonly string[] s_progress = ["COMPLETED", "IN-PROCESS", "FAILED"];
    private readonly ElementKeys _people = new();
    private readonly Dictionary<string, (string Key, JSParticipant Participant)> _byAddress = new(StringComparer.Ordinal);

    private void People()
    {
        // The JSID of a component counts for the ATTENDEE with its address, too.
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        foreach (Participant participant in component.Participants)
        {
            if (participant.CalendarAddress is { } address && participant.Find("JSID"u8)?.Text is { } name)
            {
                named.TryAdd(address, name);
            }
        }

        bool hasOwner = false;
        foreach (ContentProperty property in component.FindAll("ATTENDEE"u8))
        {
            hasOwner |= "OWNER".Equals(property.GetParameter("ROLE"), StringComparison.OrdinalIgnoreCase);
            if (!Attendee(property, named))
            {
                _made.Left.Add(property);
            }
        }

        bool isFirst = true;
        foreach (ContentProperty property in component.FindAll("ORGANIZER"u8))
        {
            if (!isFirst || !PropertyToJson.IsUri(property, "CAL-ADDRESS", "URI"))
            {
                _made.Left.Add(property);
                continue;
            }

            isFirst = false;
            Organizer(property, named, hasOwner);
        }

        foreach (Participant participant in component.Participants)
        {
            PersonToJson.Convert(participant, _made, _people, _byAddress, _isTask, options.IsLossless);
        }
    }

    private bool Attendee(ContentProperty property, Dictionary<string, string> named)
    {
        string address = property.RawValue;
        if (!PropertyToJson.IsUri(property, "CAL-ADDRESS", "URI") || _byAddress.ContainsKey(address))
        {
            return false;
        }

        JSParticipant participant = new() { CalendarAddress = address };
        List<string> taken = [];
        participant.Name = Take(property, "CN", taken);
        TakeWord(property, "CUTYPE", taken, word => participant.Kind = word switch { "INDIVIDUAL" => "individual", "GROUP" => "group", "RESOURCE" => "resource", "ROOM" => "location", _ => null });
        TakeSet(property, "DELEGATED-FROM", taken, participant.DelegatedFrom);
        TakeSet(property, "DELEGATED-TO", taken, participant.DelegatedTo);
        TakeSet(property, "MEMBER", taken, participant.MemberOf);
        TakeEmail(property, taken, participant);
        TakeWord(property, "PARTSTAT", taken, word => Status(participant, word));
        TakeWord(property, "ROLE", taken, word => Role(word) is { } role ? Added(participant.Roles, role) : null);
        TakeWord(property, "RSVP", taken, word => word switch { "TRUE" => (participant.ExpectReply = true).ToString(), "FALSE" => (participant.ExpectReply = false).ToString(), _ => null });
        participant.SentBy = SentBy(property, taken);
        string key = TakeKey(property, address, named, taken);
        _byAddress[address] = (key, participant);
        _made.Map("participants")[key] = participant.Json;

        // Of one that looks as the ORGANIZER alone would leave it, the name has to be told.
        bool isBare = participant.Json.All(static member => member.Key is "@type" or "calendarAddress" or "name" or "email" or "sentBy") && component.Find("ORGANIZER"u8)?.RawValue == address;
        _made.Keep(property, $"participants/{key}/calendarAddress", taken.ToArray(), isNamed: isBare);
        return true;
    }

    private void Organizer(ContentProperty property, Dictionary<string, string> named, bool hasOwner)
    {
        string address = property.RawValue;
        _made.Json["organizerCalendarAddress"] = address;
        List<string> taken = [];
        JSParticipant found = new() { CalendarAddress = address };
        found.Name = Take(property, "CN", taken);
        TakeEmail(property, taken, found);
        found.SentBy = SentBy(property, taken);
        if (found.SentBy is { } sender)
        {
            _made.Json["sentBy"] = sender;
        }

        if (taken.Count == 0 && hasOwner)
        {
            _made.Keep(property, "organizerCalendarAddress", []);
            return;
        }

        if (_byAddress.TryGetValue(address, out (string Key, JSParticipant Participant) known))
        {
            // Where the two differ, the ATTENDEE counts, and what the ORGANIZER says is kept.
            Join("CN", found.Name, known.Participant.Name, value => known.Participant.Name = value);
            Join("EMAIL", found.Email, known.Participant.Email, value => known.Participant.Email = value);
            Join("SENT-BY", found.SentBy, known.Participant.SentBy, value => known.Participant.SentBy = value);
            known.Participant.Roles.Add("owner");
            if (property.GetParameter("JSID") == known.Key)
            {
                taken.Add("JSID");
            }
        }
        else
        {
            found.Roles.Add("owner");
            string key = TakeKey(property, address, named, taken);
            _byAddress[address] = (key, found);
            _made.Map("participants")[key] = found.Json;
        }

        _made.Keep(property, "organizerCalendarAddress", taken.ToArray());

        void Join(string parameter, string? said, string? other, Action<string> set)
        {
            if (said is not null && other is null)
            {
                set(said);
            }
            else if (said != other)
            {
                taken.Remove(parameter);
            }
        }
    }

    private string TakeKey(ContentProperty property, string address, Dictionary<string, string> named, List<string> taken)
    {
        string? own = property.GetParameter("JSID");
        string key = _people.Take(own ?? named.GetValueOrDefault(address), ElementKeys.Of(address));
        if (own == key)
        {
            taken.Add("JSID");
        }

        return key;
    }

    private string? Status(JSParticipant participant, string word)
    {
        if (Array.IndexOf(s_statuses, word) >= 0)
        {
            return participant.ParticipationStatus = word.ToLowerInvariant();
        }

        // Table 13.
        if (!_isTask || Array.IndexOf(s_progress, word) < 0)
        {
            return null;
        }

        participant.ParticipationStatus = "accepted";
        return participant.Progress = word.ToLowerInvariant();
    }

    private static string? Role(string word) => word switch
    {
        "REQ-PARTICIPANT" => "required",
        "OPT-PARTICIPANT" => "optional",
        "NON-PARTICIPANT" => "informational",
        "CHAIR" => "chair",
        "OWNER" => "owner",
        _ => null,
    };

    private static string Added(JSSet set, string word)
    {
        set.Add(word);
        return word;
    }

    private static string? Take(ContentProperty property, string parameter, List<string> taken)
    {
        if (property.GetParameterValues(parameter) is not [var text] || !ComponentMaker.IsParameter(text))
        {
            return null;
        }

        taken.Add(parameter);
        return text;
    }

    private static void TakeWord(ContentProperty property, string parameter, List<string> taken, Func<string, string?> set)
    {
        if (property.GetParameterValues(parameter) is [var word] && set(word.ToUpperInvariant()) is not null)
        {
            taken.Add(parameter);
        }
    }

    private static void TakeSet(ContentProperty property, string parameter, List<string> taken, JSSet set)
    {
        IReadOnlyList<string> values = property.GetParameterValues(parameter);
        if (values.Count > 0 && values.All(static value => value.Length > 0 && ComponentMaker.IsParameter(value)))
        {
            taken.Add(parameter);
            foreach (string value in values)
            {
                set.Add(value);
            }
        }
    }

    private static void TakeEmail(ContentProperty property, List<string> taken, JSParticipant participant)
    {
        if (property.GetParameterValues("EMAIL") is [var email] && JSTexts.IsAddress(email))
        {
            participant.Email = email;
            taken.Add("EMAIL");
        }
    }

    // JSCalendar has an address there, iCalendar a mailto: URI.
    private static string? SentBy(ContentProperty property, List<string> taken)
    {
        if (property.GetParameterValues("SENT-BY") is not [var uri] || !uri.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || uri.AsSpan().ContainsAny('%', '?') || !JSTexts.IsAddress(uri.AsSpan(7)))
        {
            return null;
        }

        taken.Add("SENT-BY");
        return uri[7..];
    }
}
