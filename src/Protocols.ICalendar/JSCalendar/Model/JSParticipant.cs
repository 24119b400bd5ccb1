using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>Who takes part (draft-ietf-calext-jscalendarbis-17 §3.4.6).</summary>
[JsonConverter(typeof(JSObjectConverter<JSParticipant>))]
public sealed class JSParticipant : JSObject
{
    /// <summary>Makes a participant.</summary>
    public JSParticipant()
        : base(Typed("Participant"))
    {
    }

    /// <summary>Shows a JSON object as a participant.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSParticipant(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The name to show.</summary>
    public string? Name { get => GetString("name"); set => SetString("name", value); }

    /// <summary>The address to write to, without <c>mailto:</c>.</summary>
    public string? Email { get => GetString("email"); set => SetString("email", value); }

    /// <summary>More about the participant.</summary>
    public string? Description { get => GetString("description"); set => SetString("description", value); }

    /// <summary>The media type of the description.</summary>
    public string? DescriptionContentType { get => GetString("descriptionContentType"); set => SetString("descriptionContentType", value); }

    /// <summary>The address for scheduling, a URI.</summary>
    public string? CalendarAddress { get => GetString("calendarAddress"); set => SetString("calendarAddress", value); }

    /// <summary>What the participant is: <c>individual</c>, <c>group</c>, <c>location</c>, <c>resource</c> or another word.</summary>
    public string? Kind { get => GetString("kind"); set => SetString("kind", value); }

    /// <summary>The roles: <c>owner</c>, <c>chair</c>, <c>required</c>, <c>optional</c>, <c>informational</c> or other words.</summary>
    public JSSet Roles => Set("roles");

    /// <summary>The status: <c>needs-action</c>, unless said, <c>accepted</c>, <c>declined</c>, <c>tentative</c> or <c>delegated</c>.</summary>
    public string? ParticipationStatus { get => GetString("participationStatus"); set => SetString("participationStatus", value); }

    /// <summary>Whether the organizer waits for an answer.</summary>
    public bool? ExpectReply { get => GetBoolean("expectReply"); set => SetBoolean("expectReply", value); }

    /// <summary>The address from which the participant answered by mail.</summary>
    public string? SentBy { get => GetString("sentBy"); set => SetString("sentBy", value); }

    /// <summary>To whom the participant has delegated: calendar addresses; ids of participants in version 1.0.</summary>
    public JSSet DelegatedTo => Set("delegatedTo");

    /// <summary>Who has delegated to the participant: calendar addresses; ids of participants in version 1.0.</summary>
    public JSSet DelegatedFrom => Set("delegatedFrom");

    /// <summary>The groups by which the participant was invited: calendar addresses; ids of participants in version 1.0.</summary>
    public JSSet MemberOf => Set("memberOf");

    /// <summary>Resources that belong to the participant, by their ids.</summary>
    public JSDictionary<JSLink> Links => Map("links", static json => new JSLink(json));

    /// <summary>How far the participant of a task is: <c>in-process</c>, <c>completed</c> or <c>failed</c>.</summary>
    public string? Progress { get => GetString("progress"); set => SetString("progress", value); }

    /// <summary>How much the participant of a task has done, from 0 to 100.</summary>
    public long? PercentComplete { get => GetNumber("percentComplete"); set => SetNumber("percentComplete", value); }

    /// <summary>The addresses of version 1.0 by their methods, such as <c>imip</c> (RFC 8984 §4.4.6); null where there are none.</summary>
    public JsonObject? SendTo { get => GetObject("sendTo"); set => this["sendTo"] = value; }
}
