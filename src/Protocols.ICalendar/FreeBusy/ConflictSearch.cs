namespace Protocols.ICalendar;

/// <summary>An occurrence that is in the way.</summary>
/// <param name="Calendar">The calendar that it is in.</param>
/// <param name="Occurrence">The occurrence.</param>
/// <param name="Candidate">The occurrence of the candidate that it overlaps; null where a span was asked for.</param>
public readonly record struct Conflict(Calendar Calendar, Occurrence Occurrence, Occurrence? Candidate);

/// <summary>Looks for events that take time (<see cref="Event.IsBusy"/>, and <see cref="FreeBusyOptions.Owner"/> has not declined) where other time is wanted, in several calendars, lazily and in the order of their starts.</summary>
/// <param name="calendars">The calendars.</param>
/// <param name="options">How; <see cref="FreeBusyOptions.Default"/> unless given.</param>
public sealed class ConflictSearch(IReadOnlyList<Calendar> calendars, FreeBusyOptions? options = null)
{
    private readonly IReadOnlyList<Calendar> _calendars = calendars ?? throw new ArgumentNullException(nameof(calendars));
    private readonly FreeBusyOptions _options = options ?? FreeBusyOptions.Default;

    /// <summary>How the latest enumeration ended.</summary>
    public CalendarWalkOutcome Outcome { get; private set; }

    /// <summary>What overlaps a span of time, in the order of the starts.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment behind it.</param>
    public IEnumerable<Conflict> In(DateTimeOffset from, DateTimeOffset to)
    {
        Walk walk = Begin();
        foreach (Conflict conflict in Merge(walk, from, to, null))
        {
            yield return conflict;
        }
    }

    /// <summary>What overlaps the occurrences of a candidate, in the order of the candidate's. What has the candidate's own UID is not in its way.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="from">The first moment of the span in which its occurrences are looked at.</param>
    /// <param name="to">The first moment behind that span.</param>
    public IEnumerable<Conflict> With(RecurrenceSet candidate, DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Overlap(candidate, from, to);
    }

    private Walk Begin()
    {
        Outcome = CalendarWalkOutcome.Complete;
        return new Walk(this, _options.MaxOccurrences);
    }

    private IEnumerable<Conflict> Overlap(RecurrenceSet candidate, DateTimeOffset from, DateTimeOffset to)
    {
        Walk walk = Begin();
        List<Conflict> window = [];

        // Candidates reach beyond the span; what they meet there is in their way too.
        using IEnumerator<Conflict> others = Merge(walk, from, DateTimeOffset.MaxValue, candidate.Component.Uid).GetEnumerator();
        bool hasOther = others.MoveNext();
        foreach (Occurrence? passed in candidate.Walk(from, to, walk.GaveUp))
        {
            if (!walk.Count())
            {
                yield break;
            }

            if (passed is not { } occurrence || occurrence.Component is Event { IsBusy: false })
            {
                continue;
            }

            (DateTimeOffset start, DateTimeOffset end) = (occurrence.StartUtc, occurrence.EndUtc);
            window.RemoveAll(other => other.Occurrence.EndUtc <= start);
            while (hasOther && others.Current.Occurrence.StartUtc < end)
            {
                if (others.Current.Occurrence.EndUtc > start)
                {
                    window.Add(others.Current);
                }

                hasOther = others.MoveNext();
            }

            foreach (Conflict other in window)
            {
                if (other.Occurrence.StartUtc >= end)
                {
                    continue;
                }

                if (!walk.Count())
                {
                    yield break;
                }

                yield return other with { Candidate = occurrence };
            }
        }
    }

    // The sets in step: of their next occurrences the one that begins first, of two the one whose calendar comes first.
    private IEnumerable<Conflict> Merge(Walk walk, DateTimeOffset from, DateTimeOffset to, string? except)
    {
        PriorityQueue<(Calendar Calendar, IEnumerator<Occurrence?> Occurrences), (DateTimeOffset, int)> queue = new();
        int number = 0;
        foreach (Calendar calendar in _calendars)
        {
            foreach (RecurrenceSet set in RecurrenceSet.Of(calendar, _options.Floating, _options.Recurrence))
            {
                if (set.Component is Event && (except is null || set.Component.Uid != except))
                {
                    IEnumerator<Occurrence?> occurrences = set.Walk(from, to, walk.GaveUp).GetEnumerator();
                    if (walk.Next(occurrences))
                    {
                        queue.Enqueue((calendar, occurrences), (occurrences.Current!.Value.StartUtc, number));
                    }

                    number++;
                }
            }
        }

        while (queue.TryDequeue(out (Calendar Calendar, IEnumerator<Occurrence?> Occurrences) first, out (DateTimeOffset, int Number) key))
        {
            yield return new Conflict(first.Calendar, first.Occurrences.Current!.Value, null);
            if (walk.Next(first.Occurrences))
            {
                queue.Enqueue(first, (first.Occurrences.Current!.Value.StartUtc, key.Number));
            }
        }
    }

    private sealed class Walk(ConflictSearch search, int left)
    {
        private readonly BusyKinds _kinds = new(search._options);

        public void GaveUp() => search.Outcome = search.Outcome == CalendarWalkOutcome.Complete ? CalendarWalkOutcome.StepLimit : search.Outcome;

        public bool Count()
        {
            if (left == 0)
            {
                search.Outcome = CalendarWalkOutcome.OccurrenceLimit;
                return false;
            }

            left--;
            return true;
        }

        public bool Next(IEnumerator<Occurrence?> occurrences)
        {
            while (occurrences.MoveNext())
            {
                if (!Count())
                {
                    return false;
                }

                if (occurrences.Current is { } occurrence && _kinds.Of(occurrence.Component) != BusyKind.Free && occurrence.EndUtc > occurrence.StartUtc)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
