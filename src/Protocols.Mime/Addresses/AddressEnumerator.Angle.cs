namespace Protocols.Mime;

public ref partial struct AddressEnumerator
{
    // A plain address, as most are, in angle brackets, or behind one that is never closed.
    private bool TryReadPlainAngle(int open, Extent name, bool isComment)
    {
        ReadOnlySpan<byte> source = _source;
        int start = open + 1;
        int end = EndOfPlain(start, out int at);
        int behind = end < source.Length && source[end] == (byte)'>' ? end + 1 : end;
        if (end == start || (behind < source.Length ? source[behind] != (byte)',' : behind == end) || (behind == end && HasCloseBehind(start)))
        {
            return false;
        }

        _position = Math.Min(behind + 1, source.Length);
        Extent local = new(start, (at < 0 ? end : at) - start);
        Give(AddressKind.Mailbox, name, isComment, local: local, domain: at < 0 ? default : new Extent(at + 1, end - at - 1));
        return true;
    }

    // RFC 5322 §3.4 angle-addr, with the route of §4.4.
    private void ReadAngle(int open)
    {
        // A name of nothing but a comment is read as a comment behind the address would be.
        bool hasName = IsPending(open);
        Extent name = hasName ? Trim(_start, open) : default;
        Extent comment = hasName ? default : CommentName();
        if (TryReadPlainAngle(open, comment.IsEmpty ? name : comment, !comment.IsEmpty))
        {
            return;
        }

        ReadOnlySpan<byte> source = _source;
        int position = open;
        while (position < source.Length && source[position] == (byte)'<')
        {
            position++;
        }

        int start = position;
        int routeEnd = -1;
        int at = -1;
        if (position < source.Length && BeginsCfws(position))
        {
            HeaderLexer lexer = new(source) { Position = position };
            lexer.SkipCfws();
            position = lexer.Position;
        }

        bool canBeRoute = position < source.Length && source[position] == (byte)'@';
        bool isClosed = HasCloseBehind(start);
        for (; position < source.Length && source[position] != (byte)'>' && (isClosed || source[position] != (byte)','); position++)
        {
            switch (source[position])
            {
                case (byte)'"' or (byte)'(':
                case (byte)'[' when at >= 0:
                    position = EndOfDelimited(position) - 1;
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

        Extent route = routeEnd < 0 ? default : Trim(start, routeEnd);
        int specStart = routeEnd < 0 ? start : routeEnd + 1;
        _commentStart = _commentEnd = -1;
        Extent local = WithoutCfws(specStart, at < 0 ? position : at);
        Extent domain = at < 0 ? default : WithoutCfws(at + 1, position);
        Extent behind = PassRest(position);
        if (!hasName && comment.IsEmpty)
        {
            comment = CommentName();
            if (!behind.IsEmpty && comment.IsEmpty && Octets(behind).IndexOf((byte)'@') < 0)
            {
                // The name on the wrong side: <jdoe@example.org> John Doe.
                name = behind;
            }
        }

        Give(AddressKind.Mailbox, comment.IsEmpty ? name : comment, !comment.IsEmpty, route, local, domain);
    }

    // Passes over what stands between an angle-addr and the comma or semicolon behind it, or the next one where the comma is missing.
    private Extent PassRest(int position)
    {
        ReadOnlySpan<byte> source = _source;
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
                    _position = position + 1;
                    return position == start ? default : Trim(start, position);
                case (byte)';':
                    _position = position;
                    return position == start ? default : Trim(start, position);
                case (byte)'<':
                    // What stands before the next one is its name, not this one's.
                    _position = _commentEnd < 0 ? start : _commentEnd;
                    return default;
                case (byte)'"' or (byte)'(' or (byte)'=':
                    position = EndOfDelimited(position) - 1;
                    break;
                default:
                    break;
            }
        }

        _position = source.Length;
        return Trim(start, source.Length);
    }

    private bool HasCloseBehind(int position)
    {
        if (_lastClose == NotSought)
        {
            _lastClose = _source.LastIndexOf((byte)'>');
        }

        return _lastClose >= position;
    }
}
