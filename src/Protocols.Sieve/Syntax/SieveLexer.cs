using System.Buffers;
using System.Text;

namespace Protocols.Sieve;

/// <summary>Cuts a script into tokens (RFC 5228 §8.1). Takes LF for CRLF, as scripts in files have it.</summary>
internal ref struct SieveLexer
{
    private static readonly SearchValues<byte> s_quotedSpecial = SearchValues.Create("\"\\\0"u8);

    private readonly ReadOnlySpan<byte> _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<(int Start, int End)>? _comments;
    private int _position;

    public SieveLexer(ReadOnlySpan<byte> source, DiagnosticBag diagnostics, List<(int Start, int End)>? comments = null)
    {
        _source = source;
        _diagnostics = diagnostics;
        _comments = comments;

        // What editors put before UTF-8 is no part of the script.
        _position = source.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
    }

    public SieveTokenKind Kind { get; private set; }

    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>The value of a number.</summary>
    public long Number { get; private set; }

    public readonly ReadOnlySpan<byte> Text => _source[Start..End];

    public void Next()
    {
        SkipWhiteSpace();
        Start = _position;
        if (_position >= _source.Length)
        {
            Kind = SieveTokenKind.End;
            End = _position;
            return;
        }

        byte octet = _source[_position];
        switch (octet)
        {
            case (byte)'"':
                ReadQuoted();
                break;
            case (byte)':':
                ReadTag();
                break;
            case (byte)'[':
                Single(SieveTokenKind.LeftBracket);
                break;
            case (byte)']':
                Single(SieveTokenKind.RightBracket);
                break;
            case (byte)'(':
                Single(SieveTokenKind.LeftParenthesis);
                break;
            case (byte)')':
                Single(SieveTokenKind.RightParenthesis);
                break;
            case (byte)'{':
                Single(SieveTokenKind.LeftBrace);
                break;
            case (byte)'}':
                Single(SieveTokenKind.RightBrace);
                break;
            case (byte)',':
                Single(SieveTokenKind.Comma);
                break;
            case (byte)';':
                Single(SieveTokenKind.Semicolon);
                break;
            default:
                if (char.IsAsciiLetter((char)octet) || octet == (byte)'_')
                {
                    ReadIdentifier();
                }
                else if (char.IsAsciiDigit((char)octet))
                {
                    ReadNumber();
                }
                else
                {
                    ReadInvalid();
                }

                break;
        }

        End = _position;
    }

    private void Single(SieveTokenKind kind)
    {
        Kind = kind;
        _position++;
    }

    private void SkipWhiteSpace()
    {
        ReadOnlySpan<byte> source = _source;
        int position = _position;
        for (; position < source.Length; position++)
        {
            switch (source[position])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    continue;
                case (byte)'#':
                    _position = position;
                    SkipHashComment();
                    break;
                case (byte)'/' when position + 1 < source.Length && source[position + 1] == (byte)'*':
                    _position = position;
                    SkipBracketComment();
                    break;
                default:
                    _position = position;
                    return;
            }

            position = _position - 1;
        }

        _position = position;
    }

    // Where an identifier ends (RFC 5228 §8.1). They are too short for a search to pay.
    private readonly int EndOfIdentifier(int position)
    {
        ReadOnlySpan<byte> source = _source;
        while (position < source.Length && (char.IsAsciiLetterOrDigit((char)source[position]) || source[position] == (byte)'_'))
        {
            position++;
        }

        return position;
    }

    private void SkipHashComment()
    {
        int start = _position;
        int length = _source[_position..].IndexOf((byte)'\n');
        int end = length < 0 ? _source.Length : _position + length;
        _position = end;
        _comments?.Add((start, end > start && _source[end - 1] == (byte)'\r' ? end - 1 : end));
    }

    private void SkipBracketComment()
    {
        int start = _position;
        int length = _source[(_position + 2)..].IndexOf("*/"u8);
        if (length < 0)
        {
            _diagnostics.Error(SieveDiagnosticCode.Unterminated, start, start + 2, "This comment is never closed: \"*/\" is missing.");
            _position = _source.Length;
            return;
        }

        _position += length + 4;
        _comments?.Add((start, _position));
    }

    private void ReadIdentifier()
    {
        _position = EndOfIdentifier(_position);
        Kind = SieveTokenKind.Identifier;
        if (_position - Start == 4 && _position < _source.Length && _source[_position] == (byte)':' && Ascii.EqualsIgnoreCase(_source[Start.._position], "text"u8))
        {
            ReadMultiLine();
        }
    }

    private void ReadTag()
    {
        _position++;
        int end = EndOfIdentifier(_position);
        if (end == _position || char.IsAsciiDigit((char)_source[_position]))
        {
            Kind = SieveTokenKind.Invalid;
            _position = end;
            _diagnostics.Error(SieveDiagnosticCode.UnexpectedCharacter, Start, end, "A colon must be followed by the name of a tag.");
            return;
        }

        Kind = SieveTokenKind.Tag;
        _position = end;
    }

    private void ReadNumber()
    {
        // RFC 5228 §2.4.1
        ulong value = 0;
        bool isTooLarge = false;
        while (_position < _source.Length && char.IsAsciiDigit((char)_source[_position]))
        {
            ulong digit = (ulong)(_source[_position++] - '0');
            isTooLarge |= value > (long.MaxValue - digit) / 10;
            value = isTooLarge ? 0 : (value * 10) + digit;
        }

        int end = EndOfIdentifier(_position);
        ReadOnlySpan<byte> suffix = _source[_position..end];
        _position = end;
        Kind = SieveTokenKind.Number;
        int shift = suffix.Length == 0 ? 0 : suffix.Length > 1 ? -1 : (suffix[0] | 0x20) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => -1 };
        if (shift < 0)
        {
            Kind = SieveTokenKind.Invalid;
            _diagnostics.Error(SieveDiagnosticCode.InvalidNumber, Start, end, $"\"{Encoding.ASCII.GetString(suffix)}\" cannot stand behind a number: there are K, M and G.");
        }
        else if (isTooLarge || value > (ulong)long.MaxValue >> shift)
        {
            Kind = SieveTokenKind.Invalid;
            _diagnostics.Error(SieveDiagnosticCode.InvalidNumber, Start, end, "This number is too large.");
        }
        else
        {
            Number = (long)(value << shift);
        }
    }

    private void ReadQuoted()
    {
        int position = _position + 1;
        while (true)
        {
            int length = _source[position..].IndexOfAny(s_quotedSpecial);
            if (length < 0)
            {
                Kind = SieveTokenKind.Invalid;
                _diagnostics.Error(SieveDiagnosticCode.Unterminated, Start, Start + 1, "This string is never closed.");
                _position = _source.Length;
                return;
            }

            position += length;
            switch (_source[position])
            {
                case (byte)'"':
                    Kind = SieveTokenKind.Quoted;
                    _position = position + 1;
                    return;
                case (byte)'\\':
                    position = Math.Min(position + 2, _source.Length);
                    break;
                default:
                    TellOfNul(position);
                    position++;
                    break;
            }
        }
    }

    // From behind "text". The text runs to a line with a single dot.
    private void ReadMultiLine()
    {
        int position = _position + 1;
        while (position < _source.Length && _source[position] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            position++;
        }

        if (position < _source.Length && _source[position] == (byte)'#')
        {
            _position = position;
            SkipHashComment();
            position = _position;
        }

        if (position >= _source.Length || _source[position] != (byte)'\n')
        {
            Kind = SieveTokenKind.Invalid;
            _position = position;
            _diagnostics.Error(SieveDiagnosticCode.UnexpectedToken, Start, position, "\"text:\" must be followed by the end of the line.");
            return;
        }

        int line = position + 1;
        while (line < _source.Length)
        {
            ReadOnlySpan<byte> rest = _source[line..];
            int length = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = length < 0 ? rest : rest[..length];
            if (text.Length <= 2 && text.TrimEnd((byte)'\r').SequenceEqual("."u8))
            {
                Kind = SieveTokenKind.MultiLine;
                _position = line + text.Length;
                return;
            }

            if (text.IndexOf((byte)0) is >= 0 and int nul)
            {
                TellOfNul(line + nul);
            }

            line = length < 0 ? _source.Length : line + length + 1;
        }

        Kind = SieveTokenKind.Invalid;
        _diagnostics.Error(SieveDiagnosticCode.Unterminated, Start, _position + 1, "This text is never closed: a line with a single dot is missing.");
        _position = _source.Length;
    }

    private void ReadInvalid()
    {
        byte octet = _source[_position++];
        Kind = SieveTokenKind.Invalid;
        while (octet >= 0x80 && _position < _source.Length && _source[_position] >= 0x80)
        {
            _position++;
        }

        string shown = octet is > 0x20 and < 0x7F ? $"\"{(char)octet}\"" : octet >= 0x80 ? "A character outside ASCII" : $"The control character {octet:X2}";
        _diagnostics.Error(SieveDiagnosticCode.UnexpectedCharacter, Start, _position, shown + " cannot stand here.");
    }

    // RFC 5228 §2.1
    private readonly void TellOfNul(int position) =>
        _diagnostics.Error(SieveDiagnosticCode.UnexpectedCharacter, position, position + 1, "The character NUL cannot stand in a script.");
}
