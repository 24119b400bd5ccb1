using System.Buffers;
using System.Text.Unicode;
using Protocols.Text;

namespace Protocols.Sieve;

/// <summary>
/// A pattern of <c>:matches</c> (RFC 5228 §2.7.1), made ready for one comparator: the pieces between its stars. Each piece is put as far left as it can be, which
/// is what the wildcards' taking as little as possible comes to (RFC 5229 §3.2), and never moved again.
/// </summary>
internal sealed class SieveGlob
{
    private readonly SieveComparator _comparator;
    private readonly Piece[] _pieces;

    /// <summary>Makes a pattern ready.</summary>
    /// <param name="comparator">The comparator; one with a substring operation.</param>
    /// <param name="pattern">The pattern, in which <c>\</c> stands before a character that is meant as it is.</param>
    public SieveGlob(SieveComparator comparator, ReadOnlySpan<byte> pattern)
    {
        _comparator = comparator;
        List<Piece> pieces = [];
        ArrayBufferWriter<byte> octets = new(pattern.Length + 1);
        ArrayBufferWriter<byte> literal = new(pattern.Length + 1);
        List<int> marks = [];
        bool isText = Utf8.IsValid(pattern);
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case (byte)'*':
                    EndLiteral(literal, octets, isText);
                    pieces.Add(new Piece(octets.WrittenSpan.ToArray(), [.. marks]));
                    octets.ResetWrittenCount();
                    marks.Clear();
                    break;
                case (byte)'?':
                    EndLiteral(literal, octets, isText);
                    marks.Add(octets.WrittenCount);
                    octets.Write("?"u8);
                    break;
                case (byte)'\\' when i + 1 < pattern.Length:
                    literal.Write(pattern.Slice(++i, 1));
                    break;
                default:
                    literal.Write(pattern.Slice(i, 1));
                    break;
            }
        }

        EndLiteral(literal, octets, isText);
        pieces.Add(new Piece(octets.WrittenSpan.ToArray(), [.. marks]));
        _pieces = [.. pieces];
    }

    /// <summary>
    /// How often an octet of a value is looked at in the worst case: once, but for pieces with question marks in them, and for i;unicode-casemap, as often as the longest
    /// piece has octets. Whoever has a budget counts that.
    /// </summary>
    public int Weight
    {
        get
        {
            int weight = 1;
            foreach (Piece piece in _pieces)
            {
                bool isSought = piece.Marks.Length > 0 || _comparator == SieveComparator.UnicodeCasemap;
                weight = isSought && _pieces.Length > 1 ? Math.Max(weight, piece.Octets.Length) : weight;
            }

            return weight;
        }
    }

    /// <summary>Whether a value is as the pattern says, without what the wildcards stood for.</summary>
    /// <param name="value">The value.</param>
    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        SieveCaptures captures = default;
        return IsMatch(value, ref captures);
    }

    /// <summary>Whether a value is as the pattern says.</summary>
    /// <param name="value">The value.</param>
    /// <param name="captures">Takes the value and what each wildcard stood for, in the order of the pattern. Without meaning where it is not.</param>
    public bool IsMatch(ReadOnlySpan<byte> value, ref SieveCaptures captures)
    {
        captures.Clear();
        captures.Add(0, value.Length);
        switch (_comparator)
        {
            case SieveComparator.UnicodeCasemap:
                using (FoldedText folded = new(value, withOrigins: true))
                {
                    return MatchCharacters(folded, ref captures);
                }

            case SieveComparator.AsciiCasemap:
                return MatchOctets<AsciiCasemap>(value, ref captures);
            default:
                return MatchOctets<PlainOctets>(value, ref captures);
        }
    }

    private bool MatchOctets<TFolding>(ReadOnlySpan<byte> value, ref SieveCaptures captures)
        where TFolding : struct, IOctetFolding
    {
        Piece first = _pieces[0];
        if (!first.IsAt<TFolding>(value) || (_pieces.Length == 1 && value.Length != first.Octets.Length))
        {
            return false;
        }

        first.Capture(0, ref captures);
        int position = first.Octets.Length;
        for (int i = 1; i < _pieces.Length; i++)
        {
            Piece piece = _pieces[i];
            ReadOnlySpan<byte> rest = value[position..];
            int skipped = i < _pieces.Length - 1 ? piece.IndexIn<TFolding>(rest)
                : rest.Length >= piece.Octets.Length && piece.IsAt<TFolding>(rest[^piece.Octets.Length..]) ? rest.Length - piece.Octets.Length : -1;
            if (skipped < 0)
            {
                return false;
            }

            captures.Add(position, skipped);
            position += skipped;
            piece.Capture(position, ref captures);
            position += piece.Octets.Length;
        }

        return true;
    }

    // A question mark stands for a character here, not for an octet (RFC 5228 §2.7.1).
    private bool MatchCharacters(in FoldedText value, ref SieveCaptures captures)
    {
        int position = _pieces[0].EndAt(value, 0, ref captures);
        if (position < 0 || (_pieces.Length == 1 && position != value.Length))
        {
            return false;
        }

        for (int i = 1; i < _pieces.Length; i++)
        {
            int end = Place(_pieces[i], value, position, i == _pieces.Length - 1, ref captures);
            if (end < 0)
            {
                return false;
            }

            position = end;
        }

        return true;
    }

    private static int Place(Piece piece, in FoldedText value, int position, bool isLast, ref SieveCaptures captures)
    {
        int count = captures.Count;
        int start = isLast && piece.Marks.Length == 0 ? Math.Max(position, value.Length - piece.Octets.Length) : position;
        for (; start <= value.Length; start++)
        {
            int from = value.OriginOf(position);
            captures.Add(from, value.OriginOf(start) - from);
            int end = piece.EndAt(value, start, ref captures);
            if (end >= 0 && (!isLast || end == value.Length))
            {
                return end;
            }

            captures.Truncate(count);
        }

        return -1;
    }

    private void EndLiteral(ArrayBufferWriter<byte> literal, ArrayBufferWriter<byte> octets, bool isText)
    {
        if (_comparator == SieveComparator.UnicodeCasemap && isText)
        {
            UnicodeCasemap.Fold(literal.WrittenSpan, octets);
        }
        else
        {
            Span<byte> room = octets.GetSpan(literal.WrittenCount + 1);
            literal.WrittenSpan.CopyTo(room);
            if (_comparator == SieveComparator.AsciiCasemap)
            {
                AsciiCasemap.FoldAll(room[..literal.WrittenCount]);
            }

            octets.Advance(literal.WrittenCount);
        }

        literal.ResetWrittenCount();
    }

    /// <summary>What stands between two stars: octets, and at which of them a question mark stands.</summary>
    private readonly record struct Piece(byte[] Octets, int[] Marks)
    {
        public bool IsAt<TFolding>(ReadOnlySpan<byte> value)
            where TFolding : struct, IOctetFolding
        {
            if (Marks.Length == 0)
            {
                return OctetSearch<TFolding>.StartsWith(value, Octets);
            }

            if (value.Length < Octets.Length)
            {
                return false;
            }

            int start = 0;
            foreach (int mark in Marks)
            {
                if (!OctetSearch<TFolding>.StartsWith(value[start..], Octets.AsSpan(start, mark - start)))
                {
                    return false;
                }

                start = mark + 1;
            }

            return OctetSearch<TFolding>.StartsWith(value[start..], Octets.AsSpan(start));
        }

        public int IndexIn<TFolding>(ReadOnlySpan<byte> value)
            where TFolding : struct, IOctetFolding
        {
            if (Marks.Length == 0)
            {
                return OctetSearch<TFolding>.IndexOf(value, Octets);
            }

            for (int i = 0; i <= value.Length - Octets.Length; i++)
            {
                if (IsAt<TFolding>(value[i..]))
                {
                    return i;
                }
            }

            return -1;
        }

        public void Capture(int position, ref SieveCaptures captures)
        {
            foreach (int mark in Marks)
            {
                captures.Add(position + mark, 1);
            }
        }

        /// <summary>Where the piece ends in a value if it begins at a place; -1 where it does not.</summary>
        public int EndAt(in FoldedText value, int position, ref SieveCaptures captures)
        {
            ReadOnlySpan<byte> octets = value.Octets;
            int next = 0;
            for (int i = 0; i < Octets.Length; i++)
            {
                if (position >= octets.Length)
                {
                    return -1;
                }

                if (next < Marks.Length && Marks[next] == i)
                {
                    int end = value.CharacterEnd(position);
                    int from = value.OriginOf(position);
                    captures.Add(from, value.OriginOf(end) - from);
                    position = end;
                    next++;
                }
                else if (octets[position++] != Octets[i])
                {
                    return -1;
                }
            }

            return position;
        }
    }
}
