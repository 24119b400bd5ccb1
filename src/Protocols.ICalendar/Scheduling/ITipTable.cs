namespace Protocols.ICalendar;

/// <summary>How often a property or component may stand (RFC 5546 §3).</summary>
public enum ITipPresence : byte
{
    /// <summary><c>0+</c>: as often as it likes.</summary>
    Any,

    /// <summary><c>1</c>: once.</summary>
    One,

    /// <summary><c>1+</c>: once at the least.</summary>
    OneOrMore,

    /// <summary><c>0 or 1</c>: once at the most.</summary>
    AtMostOne,

    /// <summary><c>0</c>: never.</summary>
    None,
}

/// <summary>One restriction table of RFC 5546: what a message of a method may have of a component.</summary>
public sealed class ITipTable
{
    private readonly Dictionary<string, ITipPresence> _presences = new(StringComparer.OrdinalIgnoreCase);

    internal ITipTable(ITipMethod method, string component, string section, bool isMany, string statuses, params ReadOnlySpan<(ITipPresence Presence, string Names)> rows)
    {
        (Method, Component, Section) = (method, component, section);
        Components = isMany ? ITipPresence.OneOrMore : ITipPresence.One;
        Statuses = statuses.Length == 0 ? [] : statuses.Split(' ');
        foreach ((ITipPresence presence, string names) in rows)
        {
            foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                _presences.Add(name, presence);
            }
        }
    }

    /// <summary>The method.</summary>
    public ITipMethod Method { get; }

    /// <summary>The component: <c>VEVENT</c>.</summary>
    public string Component { get; }

    /// <summary>The section of RFC 5546: <c>3.2.2</c>.</summary>
    public string Section { get; }

    /// <summary>How many of the component a message may have.</summary>
    public ITipPresence Components { get; }

    /// <summary>The values that STATUS may have; empty where all are allowed.</summary>
    public IReadOnlyList<string> Statuses { get; }

    internal IEnumerable<KeyValuePair<string, ITipPresence>> Rows => _presences;

    /// <summary>How often a property, or a component inside such as <c>VALARM</c>, may stand. What the table does not name may stand as often as it likes.</summary>
    /// <param name="name">The name, whatever its letter case.</param>
    public ITipPresence PresenceOf(string name) => _presences.GetValueOrDefault(name);
}
