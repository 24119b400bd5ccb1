using System.Buffers;

namespace Protocols.Mime;

public sealed partial class MimeStreamReader
{
    // Where the front of the input is a short piece, so much of what follows is looked at in one.
    private const int Window = 4096;

    // "\r\n-": what may begin a delimiter line at the end of what is at hand.
    private const int MostHeld = 3;

    private byte[] _window = [];
    private byte[] _line = [];
    private bool _isAtBodyStart;

    // The length of the line end before the place where a body or what follows a delimiter begins.
    private int _lineEndBefore;

    // How much of a line that is not whole was looked at in vain.
    private long _waiting;

    // The delimiter line that was found last: which open boundary, whether it closes it, its length from its hyphens to behind its line end.
    private int _foundFrame;
    private bool _isClose;
    private int _foundLength;
    private int _foundLineEnd;
    private bool _foundHasText;

    // What has still to be told of the delimiter line at the front of the input, with the line end before it.
    private int _delimiterLength;
    private ReadOnlyMemory<byte> _heldLineEnd;

    private enum Line
    {
        Ordinary,
        Delimiter,
        Unknown,
    }

    private Step ReadBody(ref ReadOnlySequence<byte> input, bool isFinal)
    {
        if (input.IsEmpty)
        {
            return !isFinal ? Step.NeedMore : _heldLineEnd.IsEmpty ? EndMessage() : TakeHeldLineEnd();
        }

        MimeStreamEventKind kind = !Current.IsSplit ? MimeStreamEventKind.Body : Current.HasParts ? MimeStreamEventKind.Epilogue : MimeStreamEventKind.Preamble;
        if (_open.Count == 0)
        {
            return Tell(kind, input.Length, ref input);
        }

        if (_isAtBodyStart)
        {
            // The octet before a body is a line end.
            switch (Look(input, 0, isFinal))
            {
                case Line.Delimiter:
                    EndByDelimiter(0, _lineEndBefore);
                    return Step.Again;
                case Line.Unknown:
                    return Step.NeedMore;
                default:
                    _isAtBodyStart = false;
                    break;
            }
        }

        if (!_heldLineEnd.IsEmpty)
        {
            return TakeHeldLineEnd();
        }

        ReadOnlySpan<byte> window = LookAhead(input, 0, Window, MostHeld + 1, ref _window);
        bool isAll = window.Length == input.Length;
        int position = 0;
        while (window[position..].IndexOf("\n--"u8) is >= 0 and int found)
        {
            position += found + 1;
            int lineEnd = position > 1 && window[position - 2] == (byte)'\r' ? 2 : 1;
            Line line = Look(input, position, isFinal);
            if (line == Line.Ordinary)
            {
                continue;
            }

            if (position > lineEnd)
            {
                _waiting = 0;
                return Tell(kind, position - lineEnd, ref input);
            }

            if (line == Line.Unknown)
            {
                return Step.NeedMore;
            }

            EndByDelimiter(lineEnd, lineEnd);
            return Step.Again;
        }

        int length = window.Length - (isAll && isFinal ? 0 : Held(window));
        return length > 0 ? Tell(kind, length, ref input) : Step.NeedMore;
    }

    // No delimiter came behind the text that stood in place of a header: its last line end is text as well.
    private Step TakeHeldLineEnd()
    {
        ReadOnlySequence<byte> held = new(_heldLineEnd);
        _heldLineEnd = default;
        _event = new MimeStreamEvent(MimeStreamEventKind.Body, Current.Number, _parts.Count - 1, _offset - held.Length, held);
        return Step.Event;
    }

    // Tells what a line is, by as much of it as that takes.
    private Line Look(in ReadOnlySequence<byte> input, int start, bool isFinal) => Look(ref _open, ref _waiting, input, start, isFinal);

    private Line Look(ref OpenBoundaries open, ref long waiting, in ReadOnlySequence<byte> input, int start, bool isFinal)
    {
        long left = input.Length - start;
        ReadOnlySpan<byte> mark = LookAhead(input, start, 3, 3, ref _line);
        if (!"--"u8.StartsWith(mark[..Math.Min(mark.Length, 2)]))
        {
            return Line.Ordinary;
        }

        if (left < 3)
        {
            return isFinal ? Line.Ordinary : Line.Unknown;
        }

        if (!open.MayMatch(mark[2]))
        {
            return Line.Ordinary;
        }

        int most = open.MostLookedAt;
        if (!isFinal && left - 2 < most)
        {
            // What was looked at before is not looked at again, so that input in tiny pieces costs no more than any other.
            long from = Math.Max(2, waiting);
            if (from <= left && !Contains(input.Slice(start + from), (byte)'\n'))
            {
                waiting = left;
                return Line.Unknown;
            }
        }

        waiting = 0;
        ReadOnlySpan<byte> rest = LookAhead(input, start + 2, LengthOfLine(input.Slice(start + 2), most), most, ref _line);
        _foundFrame = open.Match(rest, out _isClose, out int length);
        if (_foundFrame < 0)
        {
            return Line.Ordinary;
        }

        _foundHasText = open.HasText;
        _foundLength = length + 2;
        _foundLineEnd = LineEndLength(rest[..length]);
        return Line.Delimiter;
    }

    // The delimiter line that was found ends parts. The line end before it belongs to it, and so to none of them.
    private void EndByDelimiter(int lineEndAtHand, int lineEnd)
    {
        long start = _offset + lineEndAtHand;
        if (_foundHasText)
        {
            Report(DefectCode.TextBehindBoundary, start);
        }

        for (int frame = _foundFrame + 1; frame < _open.Count; frame++)
        {
            ReportUnclosed(frame, start);
        }

        EndParts(_open.PartAt(_foundFrame), start - lineEnd);
        _open.Truncate(_isClose ? _foundFrame : _foundFrame + 1);
        _delimiterLength = lineEndAtHand + _foundLength;
    }

    private Step TakeDelimiter(ref ReadOnlySequence<byte> input)
    {
        if (!_heldLineEnd.IsEmpty)
        {
            ReadOnlySequence<byte> held = new(_heldLineEnd);
            _event = new MimeStreamEvent(MimeStreamEventKind.Delimiter, Current.Number, _parts.Count - 1, _offset - held.Length, held);
            _heldLineEnd = default;
            return Step.Event;
        }

        int length = _delimiterLength;
        long start = _offset + length - _foundLength;
        _delimiterLength = 0;
        Tell(MimeStreamEventKind.Delimiter, length, ref input);
        _isAtBodyStart = true;
        _lineEndBefore = _foundLineEnd;
        _state = State.Body;
        if (_isClose)
        {
            return Step.Event;
        }

        if (_partCount >= _options.MaxParts)
        {
            Report(DefectCode.PartLimit, start);
            return Step.Event;
        }

        OpenPart multipart = Current;
        multipart.HasParts = true;
        _parts[^1] = multipart;
        BeginPart();
        return Step.Event;
    }

    // The front of the input without a seam in it: what is in one piece anyway, unless that is less than the least asked for.
    private static ReadOnlySpan<byte> LookAhead(in ReadOnlySequence<byte> input, long start, int most, int least, ref byte[] space)
    {
        ReadOnlySequence<byte> rest = input.Slice(start);
        ReadOnlySpan<byte> first = rest.FirstSpan;
        if (first.Length >= least || first.Length == rest.Length)
        {
            return first;
        }

        int length = (int)Math.Min(rest.Length, most);
        if (space.Length < length)
        {
            ArrayPool<byte>.Shared.Return(space);
            space = ArrayPool<byte>.Shared.Rent(length);
        }

        rest.Slice(0, length).CopyTo(space);
        return space.AsSpan(0, length);
    }

    // How long the line at the front is with its line end, up to a limit.
    private static int LengthOfLine(in ReadOnlySequence<byte> octets, int most)
    {
        long length = 0;
        foreach (ReadOnlyMemory<byte> piece in octets)
        {
            int end = piece.Span[..Math.Min(piece.Length, most)].IndexOf((byte)'\n');
            length += end < 0 ? piece.Length : end + 1;
            if (end >= 0 || length >= most)
            {
                break;
            }
        }

        return (int)Math.Min(length, most);
    }

    private static bool Contains(in ReadOnlySequence<byte> octets, byte sought)
    {
        foreach (ReadOnlyMemory<byte> piece in octets)
        {
            if (piece.Span.Contains(sought))
            {
                return true;
            }
        }

        return false;
    }

    // How much at the end may belong to a delimiter line that is not there yet.
    private static int Held(ReadOnlySpan<byte> window)
    {
        int hyphen = window[^1] == (byte)'-' ? 1 : 0;
        int lineEnd = LineEndLength(window[..^hyphen]);
        return lineEnd > 0 ? lineEnd + hyphen : window[^1] == (byte)'\r' ? 1 : 0;
    }

    private static int LineEndLength(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line[^1] != (byte)'\n' ? 0 : line.Length > 1 && line[^2] == (byte)'\r' ? 2 : 1;
}
