namespace Protocols.Text;

/// <summary>Gives the words of a date one by one: what comments, white space, commas and hyphens leave (RFC 5322 §4.3).</summary>
internal ref struct DateLexer(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;

    /// <summary>Reads a word: letters, or digits, or a sign with digits; false at the end.</summary>
    public bool Read(out ReadOnlySpan<byte> word)
    {
        while (_position < _text.Length)
        {
            int start = _position;
            byte b = _text[_position++];
            if (b == (byte)'(')
            {
                _position = EndOfComment(_position);
            }
            else if (IsDigit(b) || (b is (byte)'+' or (byte)'-' && _position < _text.Length && IsDigit(_text[_position])))
            {
                while (_position < _text.Length && IsDigit(_text[_position]))
                {
                    _position++;
                }

                word = _text[start.._position];
                return true;
            }
            else if (IsLetter(b))
            {
                while (_position < _text.Length && IsLetter(_text[_position]))
                {
                    _position++;
                }

                word = _text[start.._position];
                return true;
            }
        }

        word = default;
        return false;
    }

    /// <summary>Reads digits behind a colon or a dot, with white space and comments around it; false where none stands.</summary>
    public bool TryReadTimePiece(out int value)
    {
        int position = SkipSpace(_position);
        value = 0;
        if (position >= _text.Length || _text[position] is not ((byte)':' or (byte)'.'))
        {
            return false;
        }

        position = SkipSpace(position + 1);
        int start = position;
        while (position < _text.Length && IsDigit(_text[position]) && position - start < 2)
        {
            value = (value * 10) + (_text[position++] - '0');
        }

        if (position == start)
        {
            return false;
        }

        _position = position;
        return true;
    }

    /// <summary>Passes over parts of a second.</summary>
    public void SkipFraction()
    {
        if (_position < _text.Length && _text[_position] is (byte)'.' or (byte)',' && _position + 1 < _text.Length && IsDigit(_text[_position + 1]))
        {
            _position++;
            while (_position < _text.Length && IsDigit(_text[_position]))
            {
                _position++;
            }
        }
    }

    /// <summary>Whether an octet comes next.</summary>
    public readonly bool IsAt(byte octet) => _position < _text.Length && _text[_position] == octet;

    private readonly int SkipSpace(int position)
    {
        while (position < _text.Length)
        {
            byte b = _text[position];
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                position++;
            }
            else if (b == (byte)'(')
            {
                position = EndOfComment(position + 1);
            }
            else
            {
                break;
            }
        }

        return position;
    }

    // RFC 5322 §3.2.2: comments nest. A comment that is never closed goes to the end.
    private readonly int EndOfComment(int position)
    {
        int depth = 1;
        while (position < _text.Length && depth > 0)
        {
            switch (_text[position++])
            {
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')':
                    depth--;
                    break;
                case (byte)'\\':
                    position++;
                    break;
                default:
                    break;
            }
        }

        return Math.Min(position, _text.Length);
    }

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    private static bool IsLetter(byte b) => (byte)(b | 0x20) is >= (byte)'a' and <= (byte)'z';
}
