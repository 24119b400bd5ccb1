using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>Walks the addresses of a field.</summary>
public ref struct AddressEnumerator
{
    private const int NotSought = -2;

    private static readonly SearchValues<byte> s_decisive = SearchValues.Create("\"(<>:;,@[="u8);

    private readonly ReadOnlySpan<byte> _source;
    private HeaderLexer _lexer;
    private bool _isInGroup;

    // From where on quotes are never closed, and where the last closing bracket stands: sought once, so that the cost stays linear.
    private int _strayQuotes = int.MaxValue;
    private int _lastClose = NotSought;

    // What has been read of the address at hand.
    private int _start;
    private int _at;
    private int _commentStart;
    private int _commentEnd;

    internal AddressEnumerator(ReadOnlySpan<byte> source)
    {
        _source = source;
        _lexer = new HeaderLexer(source);
    }

    /// <summary>The address that <see cref="MoveNext"/> came to.</summary>
    public Address Current { get; private set; }

    /// <summary>Goes on to the next address. What is none is passed over.</summary>
    public bool MoveNext()
    {
        Begin();
        while (!_lexer.AtEnd)
        {
            int position = _lexer.Position;
            switch (_lexer.Current)
            {
                case (byte)'"' or (byte)'(' or (byte)'=':
                case (byte)'[' when _at >= 0:
                    SkipDelimited();
                    break;
                case (byte)'@':
                    _at = position;
                    _lexer.Position++;
                    break;
                case (byte)'<':
                    ReadAngle(position);
                    return true;
                case (byte)':' when _at < 0 && Ascii.EqualsIgnoreCase(Trim(_start, position), "mailto"u8):
                    // A URL that was pasted for an address.
                    _lexer.Position++;
                    Begin();
                    break;
                case (byte)':' when !_isInGroup && _at < 0:
                    _isInGroup = true;
                    _lexer.Position++;
                    Current = new Address(AddressKind.GroupStart, Trim(_start, position), false, default, default, default);
                    return true;
                case (byte)';' when _isInGroup && IsPending(position):
                case (byte)',' or (byte)';' when IsPending(position):
                    // The semicolon itself is looked at again, since it also ends the group.
                    if (_lexer.Current == (byte)',' || !_isInGroup)
                    {
                        _lexer.Position++;
                    }

                    FinishBare(position);
                    return true;
                case (byte)';' when _isInGroup:
                    _isInGroup = false;
                    _lexer.Position++;
                    Current = new Address(AddressKind.GroupEnd, default, false, default, default, default);
                    return true;
                case (byte)',' or (byte)';':
                    _lexer.Position++;
                    Begin();
                    break;
                default:
                    SkipAtom();
                    break;
            }
        }

        return Finish();
    }

    private void Begin()
    {
        _start = _lexer.Position;
        _at = -1;
        _commentStart = _commentEnd = -1;
    }

    private bool Finish()
    {
        if (IsPending(_source.Length))
        {
            FinishBare(_source.Length);
            return true;
        }

        if (_isInGroup)
        {
            _isInGroup = false;
            Current = new Address(AddressKind.GroupEnd, default, false, default, default, default);
            return true;
        }

        Current = default;
        return false;
    }

    // Whether anything but white space and comments stands before a position.
    private readonly bool IsPending(int end)
    {
        int start = _start;
        while (start < end && Blanks.IsBlank(_source[start]))
        {
            start++;
        }

        return start < end && (_source[start] != (byte)'(' || !WithoutCfws(start, end).IsEmpty);
    }

    private readonly ReadOnlySpan<byte> Trim(int start, int end) => _source[start..end].TrimBlanks();

    // Takes white space off both ends, and the comments too where they are all there is at an end.
    private readonly ReadOnlySpan<byte> WithoutCfws(int start, int end)
    {
        if (start < end && (_source[start] == (byte)'(' || Blanks.IsBlank(_source[start])))
        {
            HeaderLexer lexer = new(_source[..end]) { Position = start };
            lexer.SkipCfws();
            start = lexer.Position;
        }

        if (_commentEnd > start && _commentEnd <= end && _source[_commentEnd..end].IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            end = Math.Max(_commentStart, start);
        }

        return Trim(start, end);
    }

    private void NoteComment(int start)
    {
        _commentStart = start;
        _commentEnd = _lexer.Position;
    }

    private readonly ReadOnlySpan<byte> CommentName()
    {
        if (_commentStart < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> comment = _source[(_commentStart + 1).._commentEnd];
        return (comment.EndsWith(")"u8) ? comment[..^1] : comment).TrimBlanks();
    }

    // An addr-spec without angle brackets, with its name perhaps in a comment behind it.
    private void FinishBare(int end)
    {
        ReadOnlySpan<byte> name = CommentName();
        if (_at >= 0)
        {
            // The brackets are missing, or one of them: Mary Smith mary@example.net>
            ReadOnlySpan<byte> local = WithoutCfws(_start, _at);
            int lastWord = StartOfLastWord(local);
            ReadOnlySpan<byte> domain = WithoutCfws(_at + 1, end).TrimEnd((byte)'>');
            Current = lastWord > 0
                ? new Address(AddressKind.Mailbox, local[..lastWord].TrimBlanksEnd(), false, default, local[lastWord..], domain)
                : new Address(AddressKind.Mailbox, name, !name.IsEmpty, default, local, domain);
            return;
        }

        // No at sign. One word is a local part; several are somebody's name.
        ReadOnlySpan<byte> words = WithoutCfws(_start, end);
        bool isQuoted = words.Length > 1 && words[0] == (byte)'"' && words[^1] == (byte)'"';
        bool isSeveral = words.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n') >= 0;
        if ((isQuoted || isSeveral) && name.IndexOf((byte)'@') is > 0 and int commentAt && name.IndexOfAny(" \t\n,"u8) < 0)
        {
            // The name and the comment have changed places: "John Doe" (jdoe@example.org)
            Current = new Address(AddressKind.Mailbox, words, false, default, name[..commentAt], name[(commentAt + 1)..]);
            return;
        }

        Current = isSeveral && !isQuoted
            ? new Address(AddressKind.Mailbox, words, false, default, default, default)
            : new Address(AddressKind.Mailbox, name, !name.IsEmpty, default, words, default);
    }

    // RFC 5322 §3.4 angle-addr, with the route of §4.4.
    private void ReadAngle(int open)
    {
        // A name of nothing but a comment is read as a comment behind the address would be.
        bool hasName = IsPending(open);
        ReadOnlySpan<byte> name = hasName ? Trim(_start, open) : default;
        ReadOnlySpan<byte> comment = hasName ? default : CommentName();
        ReadOnlySpan<byte> source = _source;
        int position = open;
        while (position < source.Length && source[position] == (byte)'<')
        {
            position++;
        }

        int start = position;
        int routeEnd = -1;
        int at = -1;
        _lexer.Position = position;
        _lexer.SkipCfws();
        position = _lexer.Position;
        bool canBeRoute = position < source.Length && source[position] == (byte)'@';
        bool isClosed = HasCloseBehind(start);
        for (; position < source.Length && source[position] != (byte)'>' && (isClosed || source[position] != (byte)','); position++)
        {
            switch (source[position])
            {
                case (byte)'"' or (byte)'(':
                case (byte)'[' when at >= 0:
                    _lexer.Position = position;
                    SkipDelimited();
                    position = _lexer.Position - 1;
                    break;
                case (byte)':' when canBeRoute && routeEnd < 0:
                    routeEnd = position;
                    at = -1;
                    break;
                case (byte)'@':
                    at = position;
                    break;
                default:
                    break;
            }
        }

        int end = _lexer.Position = position;
        ReadOnlySpan<byte> route = routeEnd < 0 ? default : Trim(start, routeEnd);
        int specStart = routeEnd < 0 ? start : routeEnd + 1;
        _commentStart = _commentEnd = -1;
        ReadOnlySpan<byte> local = at < 0 ? WithoutCfws(specStart, end) : WithoutCfws(specStart, at);
        ReadOnlySpan<byte> domain = at < 0 ? default : WithoutCfws(at + 1, end);
        ReadOnlySpan<byte> behind = SkipRest();
        if (!hasName && comment.IsEmpty)
        {
            comment = CommentName();
            if (!behind.IsEmpty && comment.IsEmpty && behind.IndexOf((byte)'@') < 0)
            {
                // The name on the wrong side: <jdoe@example.org> John Doe.
                name = behind;
            }
        }

        Current = new Address(AddressKind.Mailbox, comment.IsEmpty ? name : comment, !comment.IsEmpty, route, local, domain);
    }

    // Passes over what stands between an angle-addr and the comma or semicolon behind it, or the next one where the comma is missing.
    private ReadOnlySpan<byte> SkipRest()
    {
        ReadOnlySpan<byte> source = _source;
        int position = _lexer.Position;
        while (position < source.Length && source[position] == (byte)'>')
        {
            position++;
        }

        int start = position;
        for (; position < source.Length; position++)
        {
            switch (source[position])
            {
                case (byte)',':
                    _lexer.Position = position + 1;
                    return position == start ? default : Trim(start, position);
                case (byte)';':
                    _lexer.Position = position;
                    return position == start ? default : Trim(start, position);
                case (byte)'<':
                    // What stands before the next one is its name, not this one's.
                    _lexer.Position = _commentEnd < 0 ? start : _commentEnd;
                    return default;
                case (byte)'"' or (byte)'(' or (byte)'=':
                    _lexer.Position = position;
                    SkipDelimited();
                    position = _lexer.Position - 1;
                    break;
                default:
                    break;
            }
        }

        _lexer.Position = source.Length;
        return Trim(start, _source.Length);
    }

    // Passes over what begins at an octet that means something until it is closed.
    private void SkipDelimited()
    {
        int position = _lexer.Position;
        switch (_source[position])
        {
            case (byte)'"':
                SkipQuoted();
                break;
            case (byte)'(':
                _lexer.SkipComment();
                NoteComment(position);
                break;
            case (byte)'[':
                SkipLiteral();
                break;
            default:
                SkipEncodedWord();
                break;
        }
    }

    // A quote that is never closed is a character like others: it must not swallow the addresses behind it.
    private void SkipQuoted()
    {
        int position = _lexer.Position;
        if (position >= _strayQuotes)
        {
            _lexer.Position++;
            return;
        }

        _lexer.ReadQuoted();
        if (_lexer.AtEnd && (_source[^1] != (byte)'"' || _lexer.Position - position < 2 || !IsQuoted(_source[position..])))
        {
            _strayQuotes = position;
            _lexer.Position = position + 1;
        }
    }

    // Whether the quote at the end is the one that closes, not an escaped one.
    private static bool IsQuoted(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> inside = source[1..^1];
        return ((inside.Length - inside.TrimEnd((byte)'\\').Length) & 1) == 0;
    }

    // RFC 5322 §4.4 lets white space stand about the dots of a local part, and nowhere else: what stands before other white space is a name.
    private static int StartOfLastWord(ReadOnlySpan<byte> local)
    {
        if (local.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n') < 0)
        {
            return 0;
        }

        HeaderLexer lexer = new(local);
        int last = 0;
        while (!lexer.AtEnd)
        {
            int before = lexer.Position;
            lexer.SkipCfws();
            if (lexer.AtEnd)
            {
                break;
            }

            if (lexer.Position > before && before > 0 && lexer.Current != (byte)'.' && local[before - 1] != (byte)'.')
            {
                last = lexer.Position;
            }

            if (lexer.Current == (byte)'"')
            {
                lexer.ReadQuoted();
            }
            else
            {
                lexer.Position++;
            }
        }

        return last;
    }

    private bool HasCloseBehind(int position)
    {
        if (_lastClose == NotSought)
        {
            _lastClose = _source.LastIndexOf((byte)'>');
        }

        return _lastClose >= position;
    }

    private void SkipAtom()
    {
        // Most atoms are short: starting a search costs more than looking at the nearest octets.
        const int Near = 8;
        ReadOnlySpan<byte> source = _source;
        int position = _lexer.Position + 1;
        for (int near = Math.Min(position + Near, source.Length); position < near; position++)
        {
            if (source[position] is (byte)'"' or (byte)'(' or (byte)'<' or (byte)'>' or (byte)':' or (byte)';' or (byte)',' or (byte)'@' or (byte)'[' or (byte)'=')
            {
                _lexer.Position = position;
                return;
            }
        }

        int length = source[position..].IndexOfAny(s_decisive);
        _lexer.Position = length < 0 ? source.Length : position + length;
    }

    // RFC 5322 §3.4.1 domain-literal
    private void SkipLiteral()
    {
        int length = _source[_lexer.Position..].IndexOfAny((byte)']', (byte)',', (byte)'>');
        _lexer.Position = length < 0 ? _source.Length : _source[_lexer.Position + length] == (byte)']' ? _lexer.Position + length + 1 : _lexer.Position + Math.Max(length, 1);
    }

    // Programs put commas and other specials into encoded words of display names: a word is one atom, whatever is in it.
    private void SkipEncodedWord()
    {
        int length = EncodedWord.LengthOfAtom(_source[_lexer.Position..]);
        _lexer.Position += Math.Max(length, 1);
    }
}
