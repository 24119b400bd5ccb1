using System.Buffers;

namespace Protocols.Mime;

/// <summary>Walks the value of a structured field by the words of RFC 5322 §3.2 and RFC 2045 §5.1. Never fails: what it cannot read it gives as empty.</summary>
internal ref struct HeaderLexer(ReadOnlySpan<byte> source)
{
    // RFC 2045 §5.1 tspecials, white space and controls end a token. Octets from 128 on do not: real mail has them.
    private static readonly SearchValues<byte> s_endOfToken = SearchValues.Create(
        [.. Enumerable.Range(0, 33).Select(i => (byte)i), 127, .. "()<>@,;:\\\"/[]?="u8]);

    private readonly ReadOnlySpan<byte> _source = source;

    /// <summary>The offset of what is read next.</summary>
    public int Position { get; set; }

    public readonly bool AtEnd => Position >= _source.Length;

    public readonly byte Current => Position < _source.Length ? _source[Position] : (byte)0;

    /// <summary>Passes over white space, folds and comments, nested to any depth (RFC 5322 §3.2.2).</summary>
    public void SkipCfws()
    {
        while (Position < _source.Length)
        {
            byte b = _source[Position];
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                Position++;
            }
            else if (b == (byte)'(')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Reads a token (RFC 2045 §5.1); empty where none stands.</summary>
    public ReadOnlySpan<byte> ReadToken()
    {
        ReadOnlySpan<byte> rest = _source[Position..];
        int length = rest.IndexOfAny(s_endOfToken);
        if (length < 0)
        {
            length = rest.Length;
        }

        Position += length;
        return rest[..length];
    }

    /// <summary>Reads what is between the quotes of a quoted string, still escaped and folded; to the end where it is never closed.</summary>
    public ReadOnlySpan<byte> ReadQuoted()
    {
        int start = ++Position;
        while (Position < _source.Length)
        {
            int found = _source[Position..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                break;
            }

            Position += found;
            if (_source[Position] == (byte)'"')
            {
                ReadOnlySpan<byte> content = _source[start..Position];
                Position++;
                return content;
            }

            Position = Math.Min(Position + 2, _source.Length);
        }

        Position = _source.Length;
        return _source[Math.Min(start, _source.Length)..];
    }

    /// <summary>Moves to the next octet that is <paramref name="wanted"/> and stands outside quotes and comments, or to the end.</summary>
    public void SkipTo(byte wanted)
    {
        while (Position < _source.Length && _source[Position] != wanted)
        {
            switch (_source[Position])
            {
                case (byte)'"':
                    ReadQuoted();
                    break;
                case (byte)'(':
                    SkipComment();
                    break;
                default:
                    Position++;
                    break;
            }
        }
    }

    /// <summary>Passes over a comment, at whose opening it stands; to the end where it is never closed.</summary>
    public void SkipComment()
    {
        ReadOnlySpan<byte> source = _source;
        int position = Position;
        int depth = 0;
        while (position < source.Length)
        {
            switch (source[position++])
            {
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')':
                    if (--depth == 0)
                    {
                        Position = position;
                        return;
                    }

                    break;
                case (byte)'\\':
                    position = Math.Min(position + 1, source.Length);
                    break;
                default:
                    int found = source[position..].IndexOfAny((byte)'(', (byte)')', (byte)'\\');
                    position = found < 0 ? source.Length : position + found;
                    break;
            }
        }

        Position = _source.Length;
    }
}
