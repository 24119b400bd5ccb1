using System.Numerics;
using System.Runtime.CompilerServices;

namespace Protocols.ICalendar;

/// <summary>Enumerates the occurrences of one rule. A copy goes on by itself.</summary>
public struct RuleEnumerator
{
    private readonly RulePlan _plan;
    private readonly CalendarDateTime _start;
    private readonly int _maxSteps;
    private RuleCursor _cursor;
    private long _lower;
    private int _left;

    internal RuleEnumerator(RulePlan plan, CalendarDateTime start, int maxSteps, long from)
    {
        (_plan, _start, _maxSteps) = (plan, start, maxSteps);
        long begin = ((long)plan.StartDay * Days.SecondsPerDay) + plan.StartSecond;
        _lower = Math.Max(begin, from);
        _left = plan.Count;
        _cursor = new RuleCursor(plan);
        if (_lower > begin && plan.Count != int.MaxValue)
        {
            _left -= _cursor.CountBefore(plan, begin, _lower, plan.Count, maxSteps, out bool isWithinLimit);
            Outcome = isWithinLimit ? RecurrenceOutcome.Running : RecurrenceOutcome.StepLimit;
        }
        else
        {
            _cursor.Seek(plan, _lower);
        }
    }

    /// <summary>The occurrence, in the form and zone of the start.</summary>
    public readonly CalendarDateTime Current => _start.At(new DateTime(CurrentSeconds * TimeSpan.TicksPerSecond));

    /// <summary>How the enumeration stands.</summary>
    public RecurrenceOutcome Outcome { get; private set; }

    /// <summary>The local time of the occurrence, in seconds since the beginning of the year 1.</summary>
    internal long CurrentSeconds { readonly get; private set; }

    /// <summary>Moves to the next occurrence.</summary>
    /// <returns>False where there is none; <see cref="Outcome"/> tells why.</returns>
    public bool MoveNext()
    {
        if (Outcome != RecurrenceOutcome.Running)
        {
            return false;
        }

        int steps = 0;
        while (_left > 0)
        {
            if (_cursor.TryNext(_plan, _lower, out long seconds))
            {
                if (seconds > _plan.Until)
                {
                    break;
                }

                _left--;
                _lower = seconds + (_plan.IsDate ? Days.SecondsPerDay : 1);
                CurrentSeconds = seconds;
                return true;
            }

            if (++steps > _maxSteps)
            {
                Outcome = RecurrenceOutcome.StepLimit;
                return false;
            }

            if (!_cursor.NextPeriod(_plan, _lower))
            {
                break;
            }
        }

        Outcome = RecurrenceOutcome.Completed;
        return false;
    }
}

/// <summary>The months of a year.</summary>
[InlineArray(RulePlan.MonthsOfYear)]
internal struct MonthMasks
{
    private uint _first;
}
