using System.Buffers;
using System.Runtime.CompilerServices;

namespace Protocols.Mime;

public ref partial struct AddressEnumerator
{
    // The end of plain octets with an at sign between them, if one is; where there are none before it or behind it they end there. Not many are
    // looked at: what is long is searched faster.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int EndOfPlain(int start, out int at)
    {
        ReadOnlySpan<byte> source = _source;
        int position = start;
        at = -1;
        for (int most = Math.Min(start + MostPlain, source.Length); position < most && IsPlain(source[position]);)
        {
            position++;
        }

        if (position == start || position >= source.Length || source[position] != (byte)'@')
        {
            return position;
        }

        int sign = position++;
        for (int most = Math.Min(position + MostPlain, source.Length); position < most && IsPlain(source[position]);)
        {
            position++;
        }

        if (position == sign + 1)
        {
            return sign;
        }

        at = sign;
        return position;
    }

    // RFC 5322 §3.2.3 dot-atom, but for the equals and question marks that encoded words are made of.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(byte octet) =>
        octet < 64 ? ((PlainBelow64 >> octet) & 1) != 0 : octet < 128 && ((PlainFrom64 >> (octet - 64)) & 1) != 0;

    private readonly ReadOnlySpan<byte> Octets(Extent extent) => _source.Slice(extent.Start, extent.Length);

    // Whether anything but white space and comments stands before a position.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsPending(int end) => _start < end && (!BeginsCfws(_start) || !WithoutCfws(_start, end).IsEmpty);

    private readonly bool BeginsCfws(int position) => _source[position] == (byte)'(' || Blanks.IsBlank(_source[position]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Extent Trim(int start, int end)
    {
        ReadOnlySpan<byte> source = _source;
        while (start < end && Blanks.IsBlank(source[start]))
        {
            start++;
        }

        while (start < end && Blanks.IsBlank(source[end - 1]))
        {
            end--;
        }

        return new Extent(start, end - start);
    }

    // Takes white space off both ends, and the comments too where they are all there is at an end. Mostly there is neither.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Extent WithoutCfws(int start, int end) =>
        _commentStart < 0 && (start >= end || !BeginsCfws(start)) ? Trim(start, end) : WithoutAnyCfws(start, end);

    private readonly Extent WithoutAnyCfws(int start, int end)
    {
        if (start < end && BeginsCfws(start))
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

    private readonly Extent CommentName()
    {
        if (_commentStart < 0)
        {
            return default;
        }

        int start = _commentStart + 1;
        return Trim(start, _commentEnd > start && _source[_commentEnd - 1] == (byte)')' ? _commentEnd - 1 : _commentEnd);
    }

    // The end of what begins at an octet that means something until it is closed.
    private int EndOfDelimited(int position)
    {
        switch (_source[position])
        {
            case (byte)'"':
                return EndOfQuoted(position);
            case (byte)'(':
                HeaderLexer lexer = new(_source) { Position = position };
                lexer.SkipComment();
                _commentStart = position;
                return _commentEnd = lexer.Position;
            case (byte)'[':
                return EndOfLiteral(position);
            default:
                // Programs put commas and other specials into encoded words of display names: a word is one atom, whatever is in it.
                return position + Math.Max(EncodedWord.LengthOfAtom(_source[position..]), 1);
        }
    }

    // A quote that is never closed is a character like others: it must not swallow the addresses behind it.
    private int EndOfQuoted(int position)
    {
        if (position >= _strayQuotes)
        {
            return position + 1;
        }

        HeaderLexer lexer = new(_source) { Position = position };
        lexer.ReadQuoted();
        if (lexer.AtEnd && (_source[^1] != (byte)'"' || lexer.Position - position < 2 || !IsQuoted(_source[position..])))
        {
            _strayQuotes = position;
            return position + 1;
        }

        return lexer.Position;
    }

    // Whether the quote at the end is the one that closes, not an escaped one.
    private static bool IsQuoted(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> inside = source[1..^1];
        return ((inside.Length - inside.TrimEnd((byte)'\\').Length) & 1) == 0;
    }

    // Most atoms are short: starting a search costs more than looking at the nearest octets.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int EndOfAtom(int position)
    {
        const int Near = 8;
        ReadOnlySpan<byte> source = _source;
        int near = Math.Min(++position + Near, source.Length);
        while (position < near && !IsDecisive(source[position]))
        {
            position++;
        }

        return position < near ? position : EndOfLongAtom(position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDecisive(byte octet) =>
        octet is (byte)'"' or (byte)'(' or (byte)'<' or (byte)'>' or (byte)':' or (byte)';' or (byte)',' or (byte)'@' or (byte)'[' or (byte)'=';

    private readonly int EndOfLongAtom(int position)
    {
        int length = _source[position..].IndexOfAny(s_decisive);
        return length < 0 ? _source.Length : position + length;
    }

    // RFC 5322 §3.4.1 domain-literal
    private readonly int EndOfLiteral(int position)
    {
        int length = _source[position..].IndexOfAny((byte)']', (byte)',', (byte)'>');
        return length < 0 ? _source.Length : _source[position + length] == (byte)']' ? position + length + 1 : position + Math.Max(length, 1);
    }

    // A piece of the field, in one number: a structure of two is written in halves and read whole, for which the processor waits.
    private readonly struct Extent(int start, int length)
    {
        private readonly long _both = ((long)length << 32) | (uint)start;

        public int Start => (int)_both;

        public int Length => (int)(_both >> 32);

        public int End => Start + Length;

        public bool IsEmpty => Length == 0;
    }
}
