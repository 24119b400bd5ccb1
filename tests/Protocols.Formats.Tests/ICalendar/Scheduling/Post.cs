using Protocols.ICalendar;
using static Protocols.Formats.Tests.ICalendar.Scheduling.Objects;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>An organizer and attendees, each with a store of one object, and messages between them that come in any order, and twice.</summary>
internal sealed class Post
{
    private readonly Dictionary<string, List<(string From, byte[] Octets)>> _held = [];
    private readonly List<(string From, string To, byte[] Octets)> _onTheWay = [];
    private readonly SchedulingOptions _options;

    public Post(string organizer, SchedulingOptions options)
    {
        (Organizer, _options) = (organizer, options);
        Now = At("20270101T000000Z");
    }

    public string Organizer { get; }

    public SchedulingOptions Options => _options;

    public DateTimeOffset Now { get; set; }

    public Dictionary<string, Calendar?> Stores { get; } = [];

    public int OnTheWay => _onTheWay.Count;

    public int Delivered { get; private set; }

    public List<string> Log { get; } = [];

    public Calendar? StoreOf(string address) => Stores.GetValueOrDefault(address);

    /// <summary>Stores what a result says, and sends its messages.</summary>
    public void Do(string who, SchedulingResult result)
    {
        Log.Add($"{who}: {Of(result)} {Messages(result)}");
        if (result.Store != StoreAction.Keep)
        {
            Stores[who] = result.Store == StoreAction.Delete ? null : Calendar.Parse(result.Stored!.ToBytes());
        }

        foreach (OutgoingMessage message in result.Messages)
        {
            foreach (string recipient in message.Recipients)
            {
                _onTheWay.Add((who, recipient, message.Calendar.ToBytes()));
            }
        }
    }

    public void Change(Func<Calendar?, Calendar?> change) => Do(Organizer, new OrganizerScheduler(new CalendarIdentity(Organizer), _options).Change(StoreOf(Organizer), change(StoreOf(Organizer)), Now));

    public AttendeeScheduler Attendee(string address) => new(new CalendarIdentity(address), _options);

    /// <summary>Delivers one of the messages, and again those that were held for want of something.</summary>
    public void Deliver(int index, bool isTwice)
    {
        (string from, string to, byte[] octets) = _onTheWay[index];
        if (!isTwice)
        {
            _onTheWay.RemoveAt(index);
        }

        Delivered++;
        if (Receive(from, to, octets) && _held.TryGetValue(to, out List<(string From, byte[] Octets)>? held))
        {
            _held.Remove(to);
            foreach ((string sender, byte[] again) in held)
            {
                Receive(sender, to, again);
            }
        }
    }

    public void DeliverAll()
    {
        while (_onTheWay.Count > 0)
        {
            Assert.True(Delivered < 20_000, "It does not end.");
            Deliver(0, false);
        }
    }

    private bool Receive(string from, string to, byte[] octets)
    {
        ITipMessage message = Message(Calendar.Parse(octets));
        SchedulingResult result = to == Organizer
            ? new OrganizerScheduler(new CalendarIdentity(to), _options).Receive(StoreOf(to), message, from, Now)
            : Attendee(to).Receive(StoreOf(to), message, from, Now);
        Log.Add($"{from} > {to} {message.Method} {string.Join(',', message.Components.Select(static component => $"{(component as SchedulableComponent)?.RecurrenceId?.Value}/{component.GetRaw("SEQUENCE"u8)}/{component.GetRaw("DTSTAMP"u8)}"))}");
        Do(to, result);
        if (result.Outcome == SchedulingOutcome.Unmatched)
        {
            if (!_held.TryGetValue(to, out List<(string From, byte[] Octets)>? held))
            {
                _held[to] = held = [];
            }

            held.Add((from, octets));
        }

        return result.Store != StoreAction.Keep;
    }
}
