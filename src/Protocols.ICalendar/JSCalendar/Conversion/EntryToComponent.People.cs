using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Participants (§3.6).</content>
internal sealed partial class EntryToComponent
{
    private static readonly (string Role, string ICalendar)[] s_roles = [("chair", "CHAIR"), ("required", "REQ-PARTICIPANT"), ("optional", "OPT-PARTICIPANT"), ("informational", "NON-PARTICIPANT")];
    private readonly ElementKeys _people = new();

    private void People()
    {
        string? organizer = JSValues.String(_entry.Json["organizerCalendarAddress"]) is { Length: > 0 } said && ComponentMaker.IsRaw(said) ? said : null;
        JsonObject map = _entry.Json["participants"] as JsonObject ?? [];
        List<(string, JsonNode?)> left = [];
        List<Person> people = [];
        HashSet<string> addresses = new(StringComparer.Ordinal);
        foreach ((string key, JsonNode? node) in map)
        {
            if (node is not JsonObject json || !JSValues.IsId(key))
            {
                left.Add((key, node));
                continue;
            }

            string? address = JSValues.String(json["calendarAddress"]) is { Length: > 0 } text && ComponentMaker.IsRaw(text) ? text : null;
            if (address is not null && !addresses.Add(address))
            {
                // Of two with one address, the second would come back as a part of the first.
                left.Add((key, node));
                continue;
            }

            people.Add(new Person(key, new JSParticipant(json), address, address is not null && address == organizer));
        }

        if (_entry.Json["participants"] is JsonObject)
        {
            _maker.Take("participants");
        }

        bool hasOtherOwner = people.Exists(person => !person.IsOrganizer && MainRole(person.Participant.Roles) == "OWNER");
        foreach (Person person in people.Where(person => IsAttendee(person, hasOtherOwner)))
        {
            person.IsAttendee = true;
            Attendee(person, hasOtherOwner);
        }

        if (organizer is not null)
        {
            _maker.Take("organizerCalendarAddress");
            Organizer(organizer, people.Find(static person => person.IsOrganizer));
        }

        foreach (Person person in people.Where(IsComponent))
        {
            Component(person);
        }

        _maker.Leave("participants", left, people.Count > 0);
    }

    private bool IsAttendee(Person person, bool hasOtherOwner)
    {
        JsonObject json = person.Participant.Json;
        if (person.Address is null)
        {
            return false;
        }

        bool isOfComponent = person.Participant.ICalendar?.ConvertedProperties.TryGetValue("calendarAddress", out JSICalProperty? kept) == true && "calendar-address".Equals(kept.Name, StringComparison.OrdinalIgnoreCase);
        if (isOfComponent && !json.Any(static member => member.Key is "kind" or "roles" or "participationStatus" or "expectReply" or "delegatedTo" or "delegatedFrom" or "memberOf" or "email" or "sentBy" or "progress"))
        {
            return false;
        }

        if (!person.IsOrganizer)
        {
            return true;
        }

        bool isOwnerAlone = !json.ContainsKey("roles") || (person.Participant.Roles is { Count: 1 } roles && roles.Contains("owner") && ((JsonObject)json["roles"]!).Count == 1);
        bool isBare = json.All(static member => member.Key is "@type" or "calendarAddress" or "name" or "email" or "sentBy" or "roles" or "iCalendar");
        bool isRestored = json.ContainsKey("name") || json.ContainsKey("email") || json.ContainsKey("sentBy") || !hasOtherOwner;
        return !(isOwnerAlone && (isBare || isOfComponent) && isRestored) || _maker.KeptName($"participants/{person.Key}/calendarAddress") == "ATTENDEE";
    }

    private static bool IsComponent(Person person)
    {
        JsonObject json = person.Participant.Json;
        return person.Participant.ICalendar?.Name == "participant" || json.ContainsKey("description") || json.ContainsKey("descriptionContentType") || json.ContainsKey("links") || json.ContainsKey("percentComplete")
            || (!person.IsAttendee && !person.IsOrganizer);
    }

    private static string? MainRole(IEnumerable<string> roles)
    {
        foreach ((string role, string word) in s_roles)
        {
            if (roles.Contains(role))
            {
                return word;
            }
        }

        return roles.Contains("owner") ? "OWNER" : null;
    }

    private void Attendee(Person person, bool hasOtherOwner)
    {
        JSParticipant participant = person.Participant;
        JsonObject json = participant.Json;
        ContentProperty property = _component.AddRaw("ATTENDEE", person.Address!);
        HashSet<string> taken = ["@type", "calendarAddress", "iCalendar", "description", "descriptionContentType", "links"];
        if (IsComponent(person))
        {
            taken.Add("percentComplete");
        }

        Text(property, json, taken, "name", "CN");
        if (participant.Kind switch { "individual" => "INDIVIDUAL", "group" => "GROUP", "resource" => "RESOURCE", "location" => "ROOM", _ => null } is { } kind)
        {
            property.SetParameter("CUTYPE", kind);
            taken.Add("kind");
        }

        Addresses(property, json, taken, "delegatedFrom", "DELEGATED-FROM");
        Addresses(property, json, taken, "delegatedTo", "DELEGATED-TO");
        if (participant.Email is { } email && JSTexts.IsAddress(email))
        {
            Text(property, json, taken, "email", "EMAIL");
        }

        Addresses(property, json, taken, "memberOf", "MEMBER");
        Status(property, participant, taken);
        Roles(property, person, taken, hasOtherOwner);
        if (participant.ExpectReply is { } isExpected)
        {
            property.SetParameter("RSVP", isExpected ? "TRUE" : "FALSE");
            taken.Add("expectReply");
        }

        if (Sender(participant.SentBy) is { } sender)
        {
            property.SetParameter("SENT-BY", sender);
            taken.Add("sentBy");
        }

        bool hasLeft = LeaveMembers(json, taken, $"participants/{person.Key}") || person.HasLeft;
        property.SetParameter("JSID", (_people.NeedsNaming(person.Key, ElementKeys.Of(person.Address!)) || hasLeft) && _maker.IsLossless ? person.Key : null);
        _maker.Restore(property, $"participants/{person.Key}/calendarAddress");
    }

    // Table 13.
    private void Status(ContentProperty property, JSParticipant participant, HashSet<string> taken)
    {
        string? status = participant.ParticipationStatus;
        if (_isTask && status == "accepted" && participant.Progress is "completed" or "in-process" or "failed")
        {
            property.SetParameter("PARTSTAT", participant.Progress!.ToUpperInvariant());
            taken.UnionWith(["participationStatus", "progress"]);
        }
        else if (status is "needs-action" or "accepted" or "declined" or "tentative" or "delegated")
        {
            property.SetParameter("PARTSTAT", status.ToUpperInvariant());
            taken.Add("participationStatus");
        }
    }

    private void Roles(ContentProperty property, Person person, HashSet<string> taken, bool hasOtherOwner)
    {
        if (person.Participant.Json["roles"] is not JsonObject roles)
        {
            return;
        }

        // The ORGANIZER is an owner without saying so, unless others say so and it says nothing.
        bool isOwner = person.IsOrganizer && !(hasOtherOwner && !person.Participant.Json.Any(static member => member.Key is "name" or "email" or "sentBy"));
        string? word = MainRole(person.Participant.Roles);
        word = word == "OWNER" && isOwner ? null : word;
        property.SetParameter("ROLE", word);
        taken.Add("roles");
        HashSet<string> told = [word is null ? "" : word == "OWNER" ? "owner" : Array.Find(s_roles, role => role.ICalendar == word).Role, isOwner ? "owner" : ""];
        List<(string, JsonNode?)> left = [.. roles.Where(role => !told.Contains(role.Key) || JSValues.Boolean(role.Value) != true).Select(static role => (role.Key, role.Value))];
        _maker.Leave($"participants/{person.Key}/roles", left, word is not null || isOwner);
        person.HasLeft |= left.Count > 0;
    }

    // §2.3.29.
    private void Organizer(string address, Person? person)
    {
        ContentProperty property = _maker.Add("ORGANIZER", address, "");
        if (person is not null)
        {
            JsonObject json = person.Participant.Json;
            HashSet<string> taken = ["@type", "calendarAddress", "roles", "iCalendar", "description", "descriptionContentType", "links", "percentComplete"];
            Text(property, json, taken, "name", "CN");
            if (person.Participant.Email is { } email && JSTexts.IsAddress(email))
            {
                Text(property, json, taken, "email", "EMAIL");
            }

            string? sender = Sender(person.Participant.SentBy);
            if (!person.IsAttendee)
            {
                property.SetParameter("SENT-BY", sender);
                _ = sender is not null && taken.Add("sentBy");
                bool hasLeft = LeaveMembers(json, taken, $"participants/{person.Key}");
                property.SetParameter("JSID", (_people.NeedsNaming(person.Key, ElementKeys.Of(address)) || hasLeft) && _maker.IsLossless ? person.Key : null);
            }
        }

        if (Sender(_entry.SentBy) is { } entry)
        {
            property.SetParameter("SENT-BY", entry);
            _maker.Take("sentBy");
        }

        _maker.Restore(property, "organizerCalendarAddress");
    }

    // §2.2.1.
    private void Component(Person person)
    {
        JSParticipant participant = person.Participant;
        Participant component = new();
        ComponentMaker maker = new(participant, component, _options);
        bool isTold = person.IsAttendee || person.IsOrganizer;
        if (person.Address is not null)
        {
            maker.Raw("calendarAddress", "CALENDAR-ADDRESS");
        }

        if (!isTold || maker.KeptName("name") == "SUMMARY")
        {
            maker.Text("name", "SUMMARY");
        }

        maker.Texts("");
        LinksToProperties.Convert(maker);
        if (_isTask)
        {
            maker.Number("percentComplete", "PERCENT-COMPLETE", 0, 100);
        }

        if (isTold)
        {
            // The ATTENDEE or ORGANIZER says the rest.
            foreach ((string name, JsonNode? _) in participant.Json)
            {
                if (name is not ("description" or "descriptionContentType" or "links" or "percentComplete"))
                {
                    maker.Take(name);
                }
            }
        }

        maker.Finish();
        if (!isTold)
        {
            Name(component, person.Key, _people, made => person.Address is { } address ? ElementKeys.Of(address) : ElementKeys.OfComponent(made), participant.Json.ContainsKey("iCalendar"));
        }
        else if (_options.AddsMandatory && component.Uid is null && !participant.Json.ContainsKey("iCalendar"))
        {
            component.Uid = person.Key;
            component.AddText("JSID", person.Key);
        }

        _component.Components.Add(component);
    }

    private static void Text(ContentProperty property, JsonObject json, HashSet<string> taken, string name, string parameter)
    {
        if (JSValues.String(json[name]) is { } text && ComponentMaker.IsParameter(text))
        {
            property.SetParameter(parameter, text);
            taken.Add(name);
        }
    }

    private static void Addresses(ContentProperty property, JsonObject json, HashSet<string> taken, string name, string parameter)
    {
        if (json[name] is JsonObject { Count: > 0 } set && set.All(static entry => JSValues.Boolean(entry.Value) == true && entry.Key.Length > 0 && ComponentMaker.IsParameter(entry.Key)))
        {
            property.SetParameter(parameter, [.. set.Select(static entry => entry.Key)]);
            taken.Add(name);
        }
    }

    private static string? Sender(string? address) => address is not null && JSTexts.IsAddress(address) && ComponentMaker.IsParameter(address) && !address.AsSpan().ContainsAny('%', '?') ? "mailto:" + address : null;

    private sealed class Person(string key, JSParticipant participant, string? address, bool isOrganizer)
    {
        public string Key { get; } = key;

        public JSParticipant Participant { get; } = participant;

        public string? Address { get; } = address;

        public bool IsOrganizer { get; } = isOrganizer;

        public bool IsAttendee { get; set; }

        public bool HasLeft { get; set; }
    }
}
