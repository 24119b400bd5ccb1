namespace Protocols.ICalendar;

/// <summary>Defects, up to a number of them.</summary>
internal sealed class DefectList(int most)
{
    // Keys can be as long as the source; a defect need not be.
    private const int MostOfPointer = 2_048;

    private readonly List<JSCalendarDefect> _found = [];

    public IReadOnlyList<JSCalendarDefect> Found => _found;

    /// <summary>How many there were, those that were dropped with them.</summary>
    public int Count { get; private set; }

    /// <summary>Whether further ones are dropped, so that nobody has to say where they are.</summary>
    public bool IsFull => _found.Count >= most;

    public void Add(JSCalendarDefectCode code, string pointer, string message, string section = "")
    {
        Count++;
        if (_found.Count < most)
        {
            _found.Add(new JSCalendarDefect(code, pointer.Length > MostOfPointer ? pointer[..MostOfPointer] + "…" : pointer, message, section));
        }
    }
}
