using System.Text;

namespace Protocols.Text;

/// <summary>What has been learned of a date so far, word by word. The order of day, month, year and time does not matter.</summary>
internal struct DateFields
{
    private int _day;
    private int _month;
    private int _year;

    // A number where a month should stand: one, unless the name of a month comes.
    private int _number;
    private int _hour;
    private int _minute;
    private int _second;
    private int _offset;
    private bool _hasYear;
    private bool _hasTime;
    private bool _hasZone;

    /// <summary>Takes a word; false where the date is complete.</summary>
    public bool Take(ReadOnlySpan<byte> word, ref DateLexer lexer)
    {
        byte first = word[0];
        if (first is (byte)'+' or (byte)'-')
        {
            return TakeSigned(word, ref lexer);
        }

        if (first is >= (byte)'0' and <= (byte)'9')
        {
            TakeNumber(word, ref lexer);
            return true;
        }

        TakeName(word);
        return true;
    }

    public bool TryMake(out DateTimeOffset date)
    {
        date = default;
        if (_month == 0)
        {
            // The day comes first, but where it cannot.
            (_day, _month) = _number > 12 && _day <= 12 ? (_number, _day) : (_day, _number <= 12 ? _number : 0);
        }

        if (_month == 0 || !_hasYear || _year is < 1 or > 9999 || _day < 1 || _day > DateTime.DaysInMonth(_year, _month)
            || _hour > 23 || _minute > 59 || _second > 60)
        {
            return false;
        }

        DateTime local = new(_year, _month, _day, _hour, _minute, Math.Min(_second, 59), DateTimeKind.Unspecified);
        long utc = local.Ticks - (_offset * TimeSpan.TicksPerMinute);
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        date = new DateTimeOffset(local, TimeSpan.FromMinutes(_offset));
        return true;
    }

    private bool TakeSigned(ReadOnlySpan<byte> word, ref DateLexer lexer)
    {
        // "01-Jul-2003" has its year behind a hyphen, "2003-07-01" its month and its day; a zone comes after the time.
        if (!_hasTime)
        {
            if (word[0] == (byte)'-')
            {
                TakeDateNumber(word[1..]);
            }

            return true;
        }

        if (word.Length > 5)
        {
            return true;
        }

        int value = Number(word[1..]);
        int minutes = word.Length > 3 ? (value / 100 * 60) + (value % 100) : (value * 60) + (lexer.TryReadTimePiece(out int rest) ? rest : 0);
        _offset = word[0] == (byte)'-' ? -minutes : minutes;
        _hasZone = true;

        // What .NET can bear is ±14 h; RFC 5322 §3.3 allows up to 99 h, which no place on earth has.
        if (Math.Abs(_offset) > 14 * 60)
        {
            _offset = 0;
        }

        return !_hasYear;
    }

    private void TakeNumber(ReadOnlySpan<byte> word, ref DateLexer lexer)
    {
        // Some have dots between the numbers of a time, and some between those of a date, which comes first.
        bool canBeTime = !_hasTime && word.Length <= 2 && (_month > 0 || _number > 0 || !lexer.IsAt((byte)'.'));
        if (canBeTime && lexer.TryReadTimePiece(out int minute))
        {
            _hour = Number(word);
            _minute = minute;
            _hasTime = true;
            if (lexer.TryReadTimePiece(out int second))
            {
                _second = second;
                lexer.SkipFraction();
            }
        }
        else if (!_hasTime || !_hasYear)
        {
            TakeDateNumber(word);
        }
    }

    private void TakeDateNumber(ReadOnlySpan<byte> word)
    {
        if (word.Length > 2)
        {
            TakeYear(word);
        }
        else if (_hasYear && _month == 0 && _number == 0 && _day == 0)
        {
            // The year came first, so the month is next.
            _number = Number(word);
        }
        else if (_day == 0)
        {
            _day = Number(word);
        }
        else if (_month == 0 && _number == 0)
        {
            _number = Number(word);
        }
        else
        {
            TakeYear(word);
        }
    }

    private void TakeYear(ReadOnlySpan<byte> word)
    {
        if (_hasYear || word.Length is < 2 or > 4)
        {
            return;
        }

        int value = Number(word);

        // RFC 5322 §4.3: two digits up to 49 are 2000 and later, other ones and three digits count from 1900.
        _year = word.Length switch
        {
            2 => value < 50 ? 2000 + value : 1900 + value,
            3 => 1900 + value,
            _ => value,
        };
        _hasYear = true;
    }

    private void TakeName(ReadOnlySpan<byte> word)
    {
        int month;
        if (_month == 0 && (month = MailDate.MonthOf(word)) > 0)
        {
            _month = month;
            if (_number > 0 && !_hasYear)
            {
                // RFC 5322 §4.3: it was a year of two digits.
                _year = _number < 50 ? 2000 + _number : 1900 + _number;
                _hasYear = true;
            }
        }
        else if (_hasTime && word.Length == 2 && (word[1] | 0x20) == 'm' && (word[0] | 0x20) is 'a' or 'p')
        {
            _hour = (_hour % 12) + ((word[0] | 0x20) == 'p' ? 12 : 0);
        }
        else if (_hasTime && !_hasZone && !MailDate.IsDay(word))
        {
            _offset = ZoneOffset(word);
            _hasZone = true;
        }
    }

    // RFC 5322 §4.3. Military zones mean nothing, since RFC 822 had them the wrong way round.
    private static int ZoneOffset(ReadOnlySpan<byte> word)
    {
        if (word.Length != 3)
        {
            return 0;
        }

        Span<byte> name = stackalloc byte[3];
        Ascii.ToUpper(word, name, out _);
        int hours = name switch
        {
            [(byte)'E', (byte)'D', (byte)'T'] => -4,
            [(byte)'E', (byte)'S', (byte)'T'] => -5,
            [(byte)'C', (byte)'D', (byte)'T'] => -5,
            [(byte)'C', (byte)'S', (byte)'T'] => -6,
            [(byte)'M', (byte)'D', (byte)'T'] => -6,
            [(byte)'M', (byte)'S', (byte)'T'] => -7,
            [(byte)'P', (byte)'D', (byte)'T'] => -7,
            [(byte)'P', (byte)'S', (byte)'T'] => -8,
            _ => 0,
        };
        return hours * 60;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits[..Math.Min(digits.Length, 6)])
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
