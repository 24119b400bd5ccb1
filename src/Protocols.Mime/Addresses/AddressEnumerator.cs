using System.Buffers;

namespace Protocols.Mime;

/// <summary>Walks the addresses of a field.</summary>
public ref struct AddressEnumerator
{
    private static readonly SearchValues<byte> s_decisive = SearchValues.Create("\"(<>:;,@[="u8);

    private readonly ReadOnlySpan<byte> _source;
    private HeaderLexer _lexer;
    private bool _isInGroup;

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
                case (byte)'"':
                    _lexer.ReadQuoted();
                    break;
                case (byte)'(':
                    _lexer.SkipComment();
                    NoteComment(position);
                    break;
                case (byte)'[':
                    SkipLiteral();
                    break;
                case (byte)'@':
                    _at = position;
                    _lexer.Position++;
                    break;
                case (byte)'=':
                    SkipEncodedWord();
                    break;
                case (byte)'<':
                    ReadAngle(position);
                    return true;
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
    private readonly bool IsPending(int end) => !WithoutCfws(_start, end).IsEmpty;

    private readonly ReadOnlySpan<byte> Trim(int start, int end) => _source[start..end].Trim(" \t\r\n"u8);

    // Takes white space off both ends, and the comments too where they are all there is at an end.
    private readonly ReadOnlySpan<byte> WithoutCfws(int start, int end)
    {
        HeaderLexer lexer = new(_source[..end]) { Position = start };
        lexer.SkipCfws();
        start = lexer.Position;
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
        return (comment.EndsWith(")"u8) ? comment[..^1] : comment).Trim(" \t\r\n"u8);
    }

    // An addr-spec without angle brackets, with its name perhaps in a comment behind it.
    private void FinishBare(int end)
    {
        ReadOnlySpan<byte> name = CommentName();
        if (_at >= 0)
        {
            Current = new Address(AddressKind.Mailbox, name, !name.IsEmpty, default, WithoutCfws(_start, _at), WithoutCfws(_at + 1, end));
            return;
        }

        // No at sign. One word is a local part; several are somebody's name.
        ReadOnlySpan<byte> words = WithoutCfws(_start, end);
        bool isName = words[0] != (byte)'"' && words.IndexOfAny(" \t\n"u8) >= 0;
        Current = isName
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
        while (_lexer.Current == (byte)'<')
        {
            _lexer.Position++;
        }

        int start = _lexer.Position;
        int routeEnd = -1;
        int at = -1;
        _lexer.SkipCfws();
        bool canBeRoute = _lexer.Current == (byte)'@';
        while (!_lexer.AtEnd && _lexer.Current != (byte)'>')
        {
            switch (_lexer.Current)
            {
                case (byte)'"':
                    _lexer.ReadQuoted();
                    continue;
                case (byte)'(':
                    _lexer.SkipComment();
                    continue;
                case (byte)'[':
                    SkipLiteral();
                    continue;
                case (byte)':' when canBeRoute && routeEnd < 0:
                    routeEnd = _lexer.Position;
                    at = -1;
                    break;
                case (byte)'@':
                    at = _lexer.Position;
                    break;
                default:
                    break;
            }

            _lexer.Position++;
        }

        int end = _lexer.Position;
        ReadOnlySpan<byte> route = routeEnd < 0 ? default : Trim(start, routeEnd);
        int specStart = routeEnd < 0 ? start : routeEnd + 1;
        _commentStart = _commentEnd = -1;
        ReadOnlySpan<byte> local = at < 0 ? WithoutCfws(specStart, end) : WithoutCfws(specStart, at);
        ReadOnlySpan<byte> domain = at < 0 ? default : WithoutCfws(at + 1, end);
        SkipRest();
        if (!hasName && comment.IsEmpty)
        {
            comment = CommentName();
        }

        Current = new Address(AddressKind.Mailbox, hasName ? name : comment, !comment.IsEmpty, route, local, domain);
    }

    // Passes over what stands between an angle-addr and the comma or semicolon behind it, or the next one where the comma is missing.
    private void SkipRest()
    {
        while (!_lexer.AtEnd)
        {
            int position = _lexer.Position;
            switch (_lexer.Current)
            {
                case (byte)',':
                    _lexer.Position++;
                    return;
                case (byte)';' or (byte)'<':
                    return;
                case (byte)'"':
                    _lexer.ReadQuoted();
                    break;
                case (byte)'(':
                    _lexer.SkipComment();
                    NoteComment(position);
                    break;
                default:
                    _lexer.Position++;
                    break;
            }
        }
    }

    private void SkipAtom()
    {
        int length = _source[(_lexer.Position + 1)..].IndexOfAny(s_decisive);
        _lexer.Position = length < 0 ? _source.Length : _lexer.Position + 1 + length;
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
