namespace Protocols.ICalendar;

/// <summary>Enumerates the occurrences of a component. A copy does not go on by itself.</summary>
public struct OccurrenceEnumerator
{
    private readonly RecurrenceSet _set;
    private readonly RuleEnumerator[] _rules;
    private readonly RuleEnumerator[] _exceptionRules;
    private readonly long _from;
    private int _date;
    private int _override;
    private bool _isStartDue;
    private bool _hasInstance;
    private long _instance;
    private long _effective;
    private int _range;
    private CalendarDuration _duration;
    private long _last;

    internal OccurrenceEnumerator(RecurrenceSet set, long from)
    {
        _set = set;
        _from = from;
        _last = -1;
        _range = -1;
        long seek = from;
        foreach (RecurrenceSet.Override range in set.Ranges)
        {
            seek = Math.Min(seek, from == long.MinValue ? from : from - range.Shift);
        }

        seek = Math.Max(0, seek);
        _rules = Begin(set.Rules, seek);
        _exceptionRules = Begin(set.ExceptionRules, seek);
        _isStartDue = set.HasStart && set.Start.Seconds >= seek;
        while (_date < set.Dates.Length && set.Dates[_date].Local < seek)
        {
            _date++;
        }

        while (_override < set.Overrides.Length && set.Overrides[_override].StartLocal < from)
        {
            _override++;
        }
    }

    /// <summary>The occurrence.</summary>
    public Occurrence Current { readonly get; private set; }

    /// <summary>How the enumeration stands.</summary>
    public RecurrenceOutcome Outcome { get; private set; }

    /// <summary>Moves to the next occurrence.</summary>
    /// <returns>False where there is none; <see cref="Outcome"/> tells why.</returns>
    public bool MoveNext()
    {
        while (Outcome == RecurrenceOutcome.Running)
        {
            if (!_hasInstance)
            {
                _hasInstance = TryNextInstance();
                _effective = _hasInstance ? Effective(_instance) : long.MaxValue;
            }

            long other = _override < _set.Overrides.Length ? _set.Overrides[_override].StartLocal : long.MaxValue;
            if (other == long.MaxValue && !_hasInstance)
            {
                Outcome = Outcome == RecurrenceOutcome.Running ? RecurrenceOutcome.Completed : Outcome;
                return false;
            }

            if (other <= _effective)
            {
                RecurrenceSet.Override one = _set.Overrides[_override++];
                Current = new Occurrence(one.Component, one.Start, _set.At(one.Id), one.Duration, one.Zone);
                return true;
            }

            _hasInstance = false;
            if (_effective < _from)
            {
                continue;
            }

            CalendarDateTime id = _set.At(_instance);
            if (_range < 0)
            {
                Current = new Occurrence(_set.Component, id, id, _duration, _set.Zone);
            }
            else
            {
                RecurrenceSet.Override range = _set.Ranges[_range];
                Current = new Occurrence(range.Component, _set.At(_effective), id, range.Duration, _set.Zone);
            }

            return true;
        }

        return false;
    }

    private static RuleEnumerator[] Begin(RuleOccurrences[] rules, long from)
    {
        if (rules.Length == 0)
        {
            return [];
        }

        RuleEnumerator[] begun = new RuleEnumerator[rules.Length];
        for (int i = 0; i < rules.Length; i++)
        {
            begun[i] = rules[i].From(new DateTime(Math.Min(from, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond)).GetEnumerator();
            _ = begun[i].MoveNext();
        }

        return begun;
    }

    // The start of an instance, moved by the component that stands for it and all behind it.
    private long Effective(long instance)
    {
        while (_range + 1 < _set.Ranges.Length && _set.Ranges[_range + 1].Id <= instance)
        {
            _range++;
        }

        return _range < 0 ? instance : instance + _set.Ranges[_range].Shift;
    }

    private bool TryNextInstance()
    {
        for (int steps = 0; steps <= _set.Limits.MaxSteps; steps++)
        {
            long next = _isStartDue ? _set.Start.Seconds : long.MaxValue;
            for (int i = 0; i < _rules.Length; i++)
            {
                if (_rules[i].Outcome == RecurrenceOutcome.Running)
                {
                    next = Math.Min(next, _rules[i].CurrentSeconds);
                }
            }

            bool isDate = _date < _set.Dates.Length && _set.Dates[_date].Local <= next;
            next = isDate ? _set.Dates[_date].Local : next;
            if (next == long.MaxValue)
            {
                Outcome = HasGivenUp() ? RecurrenceOutcome.StepLimit : Outcome;
                return false;
            }

            _duration = isDate ? _set.Dates[_date].Duration : _set.Duration;
            _date += isDate ? 1 : 0;
            _isStartDue &= next != _set.Start.Seconds;
            for (int i = 0; i < _rules.Length; i++)
            {
                if (_rules[i].Outcome == RecurrenceOutcome.Running && _rules[i].CurrentSeconds == next)
                {
                    _ = _rules[i].MoveNext();
                }
            }

            if (next == _last || _set.IsException(next) || IsExceptionByRule(next))
            {
                _last = next;
                continue;
            }

            _last = next;
            if (Array.BinarySearch(_set.OverrideIds, next) >= 0)
            {
                continue;
            }

            _instance = next;
            return true;
        }

        Outcome = RecurrenceOutcome.StepLimit;
        return false;
    }

    private readonly bool HasGivenUp()
    {
        foreach (RuleEnumerator rule in _rules)
        {
            if (rule.Outcome == RecurrenceOutcome.StepLimit)
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool IsExceptionByRule(long local)
    {
        bool isException = false;
        for (int i = 0; i < _exceptionRules.Length; i++)
        {
            ref RuleEnumerator rule = ref _exceptionRules[i];
            while (rule.Outcome == RecurrenceOutcome.Running && rule.CurrentSeconds < local)
            {
                if (!rule.MoveNext())
                {
                    break;
                }
            }

            isException |= rule.Outcome == RecurrenceOutcome.Running && rule.CurrentSeconds == local;
        }

        return isException;
    }
}
