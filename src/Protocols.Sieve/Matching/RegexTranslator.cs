using System.Globalization;
using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// Reads an extended regular expression of POSIX (draft-ietf-sieve-regex-01 §6) and writes it in .NET's syntax, in which nothing of .NET's own is left: back
/// references, word boundaries, look-around and named classes are refused, as the draft asks.
/// </summary>
internal ref struct RegexTranslator
{
    // RE_DUP_MAX of POSIX: how often an interval may ask for.
    private const int MostRepetitions = 255;

    // A character of the value, which is UTF-16 for .NET: half a surrogate pair is none.
    private const string AnyCharacter = @"(?:[^\n\uD800-\uDFFF]|[\uD800-\uDBFF][\uDC00-\uDFFF])";
    private const string Pairs = @"|[\uD800-\uDBFF][\uDC00-\uDFFF])";

    private readonly ReadOnlySpan<char> _source;
    private readonly bool _ignoresAsciiCase;
    private readonly StringBuilder _output = new();
    private readonly Stack<Group> _groups = new();
    private readonly SieveRegexLimits _limits;
    private int _position;
    private Group _open = new(0, 1);

    // Where in the output the last thing that can be repeated begins, and how many states it comes to; -1 for nothing.
    private int _atom = -1;
    private long _atomSize;

    public RegexTranslator(ReadOnlySpan<char> source, bool ignoresAsciiCase, SieveRegexLimits limits)
    {
        _source = source;
        _ignoresAsciiCase = ignoresAsciiCase;
        _limits = limits;
    }

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Error { get; private set; }

    /// <summary>Where that is, in characters.</summary>
    public int ErrorPosition { get; private set; }

    /// <summary>Writes the whole expression; null where it is wrong.</summary>
    public string? Translate()
    {
        while (Error is null && _position < _source.Length)
        {
            Next();
        }

        if (Error is null && _groups.Count > 0)
        {
            Fail("a parenthesis is never closed", _groups.Peek().SourceStart);
        }

        return Error is null ? _output.ToString() : null;
    }

    private void Next()
    {
        int start = _position;
        char character = _source[_position++];
        switch (character)
        {
            case '(':
                Open(start);
                break;
            case ')':
                Close(start);
                break;
            case '|':
                _output.Append('|');
                _atom = -1;
                break;
            case '*' or '+' or '?':
                Repeat(character.ToString(), character == '?' ? 1 : 2, start);
                break;
            case '{':
                Interval(start);
                break;
            case '^':
                // The value is one line: $ would let a line end stand behind it in .NET.
                _output.Append(@"\A");
                _atom = -1;
                break;
            case '$':
                _output.Append(@"\z");
                _atom = -1;
                break;
            case '.':
                Atom(AnyCharacter, 1);
                break;
            case '[':
                Bracket(start);
                break;
            case '\\':
                Escape(start);
                break;
            default:
                Literal(start);
                break;
        }
    }

    private void Open(int start)
    {
        if (_groups.Count >= _limits.MaxNesting)
        {
            Fail("parentheses stand in each other too deeply", start);
            return;
        }

        _groups.Push(_open with { SourceStart = start });
        _open = new Group(_output.Length, 1);
        _output.Append('(');
        _atom = -1;
    }

    private void Close(int start)
    {
        if (_groups.Count == 0)
        {
            Fail("a parenthesis is closed that was never opened", start);
            return;
        }

        _output.Append(')');
        _atom = _open.OutputStart;
        _atomSize = _open.Size;
        _open = _groups.Pop();
        Grow(_atomSize);
    }

    private void Literal(int start)
    {
        // A pair is one character, to be repeated whole.
        if (char.IsHighSurrogate(_source[start]) && _position < _source.Length && char.IsLowSurrogate(_source[_position]))
        {
            _position++;
            Atom($"(?:{_source[start.._position]})", 1);
            return;
        }

        Atom(Character(_source[start]), 1);
    }

    private void Escape(int start)
    {
        if (_position == _source.Length)
        {
            Fail("a backslash stands at the end", start);
            return;
        }

        char escaped = _source[_position++];
        if (char.IsAsciiLetterOrDigit(escaped))
        {
            // Back references, word boundaries and classes of other languages (draft-ietf-sieve-regex-01 §6).
            Fail($"'\\{escaped}' is not known", start);
            return;
        }

        Literal(_position - 1);
    }

    private void Repeat(string quantifier, int most, int start)
    {
        if (_atom < 0)
        {
            Fail($"there is nothing that '{quantifier}' could repeat", start);
            return;
        }

        // What is repeated may be a repetition, which .NET would read otherwise.
        _output.Insert(_atom, "(?:").Append(quantifier).Append(')');
        long size = _atomSize * most;
        Grow(size - _atomSize);
        _atomSize = size;
    }

    private void Interval(int start)
    {
        bool isKnown = TryNumber(out int least);
        int most = least;
        if (isKnown && Take(','))
        {
            most = _position < _source.Length && _source[_position] == '}' ? -1 : TryNumber(out int number) ? number : -2;
        }

        if (!isKnown || !Take('}') || most == -2 || (most >= 0 && most < least) || least > MostRepetitions || most > MostRepetitions)
        {
            Fail($"an interval is '{{n}}', '{{n,}}' or '{{n,m}}' with numbers up to {MostRepetitions}", start);
            return;
        }

        string quantifier = most == least ? $"{{{least}}}" : most < 0 ? $"{{{least},}}" : $"{{{least},{most}}}";
        Repeat(quantifier, Math.Max(most < 0 ? least + 1 : most, 1), start);
    }

    private bool TryNumber(out int number)
    {
        int start = _position;
        while (_position < _source.Length && char.IsAsciiDigit(_source[_position]) && _position - start < 4)
        {
            _position++;
        }

        number = 0;
        return _position > start && int.TryParse(_source[start.._position], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private bool Take(char character)
    {
        bool isThere = _position < _source.Length && _source[_position] == character;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private void Bracket(int start)
    {
        bool isNegated = Take('^');
        StringBuilder set = new();
        bool isFirst = true;
        while (_position < _source.Length && (isFirst || _source[_position] != ']'))
        {
            isFirst = false;
            if (!BracketItem(set, start))
            {
                return;
            }
        }

        if (!Take(']'))
        {
            Fail("a bracket is never closed", start);
            return;
        }

        // A pair is in no set of characters of .NET, so it is always among those that are not in this one.
        Atom(isNegated ? $@"(?:[^{set}\uD800-\uDFFF]{Pairs}" : $"[{set}]", 1);
    }

    private bool BracketItem(StringBuilder set, int start)
    {
        if (_source[_position] == '[' && _position + 1 < _source.Length && _source[_position + 1] == ':')
        {
            return Class(set);
        }

        int itemStart = _position;
        if (!Element(out char from))
        {
            return false;
        }

        char to = from;
        if (_position + 1 < _source.Length && _source[_position] == '-' && _source[_position + 1] != ']')
        {
            _position++;
            if (!Element(out to))
            {
                return false;
            }

            if (to < from)
            {
                return Fail("a range ends before it begins", itemStart);
            }
        }

        if (char.IsSurrogate(from) || char.IsSurrogate(to))
        {
            return Fail("characters beyond U+FFFF cannot stand in a bracket", start);
        }

        Range(set, from, to);
        return true;
    }

    // One character, or [=x=] or [.x.], which are that character here: there are no collating elements of several.
    private bool Element(out char element)
    {
        element = _source[_position++];
        if (element != '[' || _position >= _source.Length || _source[_position] is not ('.' or '='))
        {
            return true;
        }

        int start = _position - 1;
        char kind = _source[_position++];
        if (_position + 2 >= _source.Length || _source[_position + 1] != kind || _source[_position + 2] != ']')
        {
            return Fail($"'[{kind}' takes one character and '{kind}]'", start);
        }

        element = _source[_position];
        _position += 3;
        return true;
    }

    private bool Class(StringBuilder set)
    {
        int start = _position;
        ReadOnlySpan<char> rest = _source[(_position + 2)..];
        int length = rest.IndexOf(":]");
        string? ranges = length < 0 ? null : rest[..length] switch
        {
            "alnum" => "09AZaz",
            "alpha" => "AZaz",
            "blank" => "\t\t  ",
            "cntrl" => "\0\u001F\u007F\u007F",
            "digit" => "09",
            "graph" => "!~",
            "lower" => "az",
            "print" => " ~",
            "punct" => "!/:@[`{~",
            "space" => "\t\r  ",
            "upper" => "AZ",
            "xdigit" => "09AFaf",
            _ => null,
        };
        if (ranges is null)
        {
            return Fail("there is no such class of characters", start);
        }

        _position += length + 4;
        for (int i = 0; i < ranges.Length; i += 2)
        {
            Range(set, ranges[i], ranges[i + 1]);
        }

        return true;
    }

    private readonly void Range(StringBuilder set, char from, char to)
    {
        Put(set, from, to);
        if (_ignoresAsciiCase)
        {
            PutOtherCase(set, from, to, 'a', 'z', -0x20);
            PutOtherCase(set, from, to, 'A', 'Z', 0x20);
        }
    }

    private static void PutOtherCase(StringBuilder set, char from, char to, char first, char last, int distance)
    {
        char start = from < first ? first : from;
        char end = to > last ? last : to;
        if (start <= end)
        {
            Put(set, (char)(start + distance), (char)(end + distance));
        }
    }

    private static void Put(StringBuilder set, char from, char to) => set.Append(Escaped(from)).Append('-').Append(Escaped(to));

    private readonly string Character(char character) =>
        _ignoresAsciiCase && char.IsAsciiLetter(character) ? $"[{character}{(char)(character ^ 0x20)}]" : Escaped(character);

    private static string Escaped(char character) =>
        char.IsAsciiLetterOrDigit(character) ? character.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");

    private void Atom(string text, long size)
    {
        _atom = _output.Length;
        _atomSize = size;
        _output.Append(text);
        Grow(size);
    }

    private void Grow(long size)
    {
        _open = _open with { Size = _open.Size + size };
        if (_open.Size > _limits.MaxStates)
        {
            Fail("the expression is too large", Math.Max(_position - 1, 0));
        }
    }

    private bool Fail(string error, int position)
    {
        (Error, ErrorPosition) = Error is null ? (error, position) : (Error, ErrorPosition);
        return false;
    }

    private readonly record struct Group(int OutputStart, long Size, int SourceStart = 0);
}
