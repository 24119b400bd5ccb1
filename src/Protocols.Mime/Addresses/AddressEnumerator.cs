using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Protocols.Mime;

/// <summary>Walks the addresses of a field.</summary>
public ref partial struct AddressEnumerator
{
    private const int NotSought = -2;
    private const int MostPlain = 32;

    // One bit for each octet that means itself.
    private const ulong PlainBelow64 = 0x03FF_ECFA_0000_0000;
    private const ulong PlainFrom64 = 0x7FFF_FFFF_C7FF_FFFE;

    private static readonly SearchValues<byte> s_decisive = SearchValues.Create("\"(<>:;,@[="u8);

    private readonly ReadOnlySpan<byte> _source;
    private int _position;
    private bool _isInGroup;

    // From where on quotes are never closed, and where the last closing bracket stands: sought once, so that the cost stays linear.
    private int _strayQuotes = int.MaxValue;
    private int _lastClose = NotSought;

    // What has been read of the address at hand.
    private int _start;
    private int _at;
    private int _commentStart;
    private int _commentEnd;

    // What the address is made of. It is put together only when it is asked for.
    private AddressKind _kind;
    private bool _isNameFromComment;
    private Extent _name;
    private Extent _route;
    private Extent _local;
    private Extent _domain;

    internal AddressEnumerator(ReadOnlySpan<byte> source) => _source = source;

    /// <summary>The address that <see cref="MoveNext"/> came to.</summary>
    public readonly Address Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_kind, Octets(_name), _isNameFromComment, Octets(_route), Octets(_local), Octets(_domain));
    }

    /// <summary>Goes on to the next address. What is none is passed over.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> source = _source;
        int position = Begin(_position);
        if (TryReadPlain(ref position))
        {
            return true;
        }

        while ((uint)position < (uint)source.Length)
        {
            switch (source[position])
            {
                case (byte)'"' or (byte)'(' or (byte)'=':
                case (byte)'[' when _at >= 0:
                    position = EndOfDelimited(position);
                    break;
                case (byte)'@':
                    _at = position++;
                    break;
                case (byte)'<':
                    ReadAngle(position);
                    return true;
                case (byte)':' when _at < 0 && Ascii.EqualsIgnoreCase(Octets(Trim(_start, position)), "mailto"u8):
                    // A URL that was pasted for an address.
                    position = Begin(position + 1);
                    break;
                case (byte)':' when !_isInGroup && _at < 0:
                    _isInGroup = true;
                    _position = position + 1;
                    Give(AddressKind.GroupStart, Trim(_start, position));
                    return true;
                case (byte)',' or (byte)';' when IsPending(position):
                    // A semicolon that ends the group as well is looked at again.
                    _position = source[position] == (byte)',' || !_isInGroup ? position + 1 : position;
                    FinishBare(position);
                    return true;
                case (byte)';' when _isInGroup:
                    _isInGroup = false;
                    _position = position + 1;
                    Give(AddressKind.GroupEnd, default);
                    return true;
                case (byte)',' or (byte)';':
                    position = Begin(position + 1);
                    break;
                default:
                    position = EndOfAtom(position);
                    break;
            }
        }

        _position = source.Length;
        return Finish();
    }

    // Many addresses are nothing but a local part and a domain, of octets that mean themselves, with a comma or nothing behind them. Where it is
    // another, it is gone on with behind what was looked at.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadPlain(ref int position)
    {
        ReadOnlySpan<byte> source = _source;
        int start = position;
        int end = position = EndOfPlain(start, out int at);
        _at = at;
        if (at < 0 || (end < source.Length && source[end] != (byte)','))
        {
            return false;
        }

        _position = Math.Min(end + 1, source.Length);
        Give(AddressKind.Mailbox, default, local: new Extent(start, at - start), domain: new Extent(at + 1, end - at - 1));
        return true;
    }

    private int Begin(int position)
    {
        while ((uint)position < (uint)_source.Length && Blanks.IsBlank(_source[position]))
        {
            position++;
        }

        _at = -1;
        _commentStart = _commentEnd = -1;
        return _start = position;
    }

    private bool Finish()
    {
        if (IsPending(_source.Length))
        {
            FinishBare(_source.Length);
            return true;
        }

        bool wasInGroup = _isInGroup;
        _isInGroup = false;
        Give(wasInGroup ? AddressKind.GroupEnd : default, default);
        return wasInGroup;
    }

    private void Give(AddressKind kind, Extent name, bool isComment = false, Extent route = default, Extent local = default, Extent domain = default)
    {
        _kind = kind;
        _name = name;
        _isNameFromComment = isComment;
        _route = route;
        _local = local;
        _domain = domain;
    }

    // An addr-spec without angle brackets, with its name perhaps in a comment behind it.
    private void FinishBare(int end)
    {
        if (_at < 0)
        {
            FinishWords(end);
            return;
        }

        // The brackets are missing, or one of them: Mary Smith mary@example.net>
        Extent local = WithoutCfws(_start, _at);
        Extent domain = WithoutCfws(_at + 1, end);
        while (domain.Length > 0 && _source[domain.End - 1] == (byte)'>')
        {
            domain = new Extent(domain.Start, domain.Length - 1);
        }

        if (Blanks.IsSeveralWords(Octets(local)) && StartOfLastWord(Octets(local)) is > 0 and int lastWord)
        {
            Extent name = Trim(local.Start, local.Start + lastWord);
            Give(AddressKind.Mailbox, name, local: new Extent(local.Start + lastWord, local.Length - lastWord), domain: domain);
            return;
        }

        Extent comment = CommentName();
        Give(AddressKind.Mailbox, comment, !comment.IsEmpty, local: local, domain: domain);
    }

    // No at sign. One word is a local part; several are somebody's name.
    private void FinishWords(int end)
    {
        Extent comment = CommentName();
        Extent words = WithoutCfws(_start, end);
        ReadOnlySpan<byte> text = Octets(words);
        bool isQuoted = text.Length > 1 && text[0] == (byte)'"' && text[^1] == (byte)'"';
        bool isSeveral = Blanks.IsSeveralWords(text);
        if (!isQuoted && !isSeveral)
        {
            Give(AddressKind.Mailbox, comment, !comment.IsEmpty, local: words);
            return;
        }

        ReadOnlySpan<byte> remark = Octets(comment);
        if (remark.IndexOf((byte)'@') is > 0 and int at && remark.IndexOfAny(" \t\n,"u8) < 0)
        {
            // The name and the comment have changed places: "John Doe" (jdoe@example.org)
            Give(AddressKind.Mailbox, words, local: new Extent(comment.Start, at), domain: new Extent(comment.Start + at + 1, comment.Length - at - 1));
        }
        else if (isQuoted)
        {
            Give(AddressKind.Mailbox, comment, !comment.IsEmpty, local: words);
        }
        else
        {
            Give(AddressKind.Mailbox, words);
        }
    }

    // RFC 5322 §4.4 lets white space stand about the dots of a local part, and nowhere else: what stands before other white space is a name.
    private static int StartOfLastWord(ReadOnlySpan<byte> local)
    {
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
}
