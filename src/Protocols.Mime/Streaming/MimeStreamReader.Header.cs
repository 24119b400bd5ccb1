using System.Buffers;

namespace Protocols.Mime;

public sealed partial class MimeStreamReader
{
    private bool _isMidLine;
    private bool _needsMore;
    private bool _isNoneOfOpen;
    private int _hyphenLines;
    private long _ownWaiting;
    private HeaderEnd _headerEnd;

    private enum HeaderEnd
    {
        EmptyLine,
        Delimiter,
        EndOfMessage,
        OwnDelimiter,
        Limit,
    }

    // Keeps lines until the header is whole.
    private Step ReadHeader(ref ReadOnlySequence<byte> input, bool isFinal)
    {
        while (true)
        {
            if (AtHeaderEnd(input, isFinal, out int emptyLine) is { } end)
            {
                if (emptyLine > 0)
                {
                    Keep(ref input, emptyLine);
                }

                return EndHeader(end);
            }

            if (input.IsEmpty || _needsMore)
            {
                return Step.NeedMore;
            }

            ReadOnlySpan<byte> line = NextLine(input);
            int kept = _header.Append(line);
            Advance(ref input, line[..kept]);
            if (_header.IsOverLimit)
            {
                return EndHeader(HeaderEnd.Limit);
            }
        }
    }

    // Passes over the lines of a header that is larger than its limit.
    private Step ReadHeaderRest(ref ReadOnlySequence<byte> input, bool isFinal)
    {
        if (AtHeaderEnd(input, isFinal, out int emptyLine) is { } end)
        {
            if (end != HeaderEnd.EmptyLine)
            {
                Report(DefectCode.MissingEmptyLine, _offset);
            }

            OpenPart part = Current;
            part.BodyStart = _offset + emptyLine;
            _parts[^1] = part;

            if (emptyLine > 0)
            {
                _queue.Enqueue(new MimeStreamEvent(MimeStreamEventKind.HeaderRest, Current.Number, _parts.Count - 1, _offset, input.Slice(0, emptyLine)));
                input = input.Slice(emptyLine);
                _offset += emptyLine;
            }

            _headerEnd = end;
            _state = State.AfterHeader;
            return Step.Again;
        }

        if (input.IsEmpty || _needsMore)
        {
            return Step.NeedMore;
        }

        ReadOnlySpan<byte> line = NextLine(input);
        _isMidLine = line[^1] != (byte)'\n';
        return Tell(MimeStreamEventKind.HeaderRest, line.Length, ref input);
    }

    // Tells at the start of a line whether the header ends before it, and how long the empty line is that ends it.
    private HeaderEnd? AtHeaderEnd(in ReadOnlySequence<byte> input, bool isFinal, out int emptyLine)
    {
        emptyLine = 0;
        _needsMore = false;
        if (input.IsEmpty)
        {
            return isFinal ? HeaderEnd.EndOfMessage : null;
        }

        if (_isMidLine)
        {
            return null;
        }

        SequenceReader<byte> reader = new(input);
        reader.TryRead(out byte first);
        switch (first)
        {
            case (byte)'\n':
                emptyLine = 1;
                return HeaderEnd.EmptyLine;
            case (byte)'\r':
                if (!reader.TryRead(out byte second))
                {
                    _needsMore = !isFinal;
                    return null;
                }

                emptyLine = second == (byte)'\n' ? 2 : 0;
                return emptyLine > 0 ? HeaderEnd.EmptyLine : null;
            case (byte)'-':
                Line line = _open.Count > 0 && !_isNoneOfOpen ? Look(input, 0, isFinal) : Line.Ordinary;
                if (line == Line.Ordinary && _state == State.Header && LookForOwn(input, isFinal) is var own and not Line.Ordinary)
                {
                    // What was told of the line already is not asked again when more of it comes.
                    _isNoneOfOpen = _needsMore = own == Line.Unknown;
                    return own == Line.Delimiter ? HeaderEnd.OwnDelimiter : null;
                }

                _isNoneOfOpen = false;
                _needsMore = line == Line.Unknown;
                return line == Line.Delimiter ? HeaderEnd.Delimiter : null;
            default:
                return null;
        }
    }

    // Whether the line is a delimiter of the multipart whose header this is: then its empty line was left out.
    private Line LookForOwn(in ReadOnlySequence<byte> input, bool isFinal)
    {
        if (_hyphenLines >= StructureParser.MostHyphenLines)
        {
            return Line.Ordinary;
        }

        ref OpenBoundaries own = ref _header.Own(Current.Number, Math.Max(0, _options.MaxHeaderFields - _fieldCount));
        Line line = own.Count > 0 ? Look(ref own, ref _ownWaiting, input, 0, isFinal) : Line.Ordinary;
        _hyphenLines += line == Line.Unknown ? 0 : 1;
        return line;
    }

    private Step EndHeader(HeaderEnd end)
    {
        OpenPart parent = _parts.Count > 1 ? _parts[^2] : default;
        int bodyStart = _header.Read(Math.Max(0, _options.MaxHeaderFields - _fieldCount), parent.IsDigest && parent.IsSplit);
        MimeIndex index = _header.Index;
        _fieldCount += index.FieldCount;
        ref PartRow row = ref index.Parts[0];
        row.Depth = _parts.Count - 1;
        OpenPart part = Current;
        part.BodyStart = part.HeaderStart + bodyStart;
        part.IsDigest = row.Known == KnownMediaType.MultipartDigest;
        _parts[^1] = part;
        _headerEnd = end;
        _queue.Enqueue(new MimeStreamEvent(MimeStreamEventKind.Header, part.Number, _parts.Count - 1, part.HeaderStart));
        for (int i = 0; i < index.DefectCount; i++)
        {
            Report(index.Defects[i].Code, part.HeaderStart + index.Defects[i].Offset);
        }

        if (end == HeaderEnd.Limit)
        {
            _state = State.HeaderRest;
            return Step.Again;
        }

        if (bodyStart < _header.Length)
        {
            // The header ends in text that is told as such, or was text from the beginning.
            _state = State.TextForHeader;
            return Step.Again;
        }

        part.BodyStart = _offset;
        _parts[^1] = part;
        _state = State.AfterHeader;
        return Step.Again;
    }

    private Step TakeTextForHeader()
    {
        ReadOnlyMemory<byte> text = _header.Octets[(int)(Current.BodyStart - Current.HeaderStart)..];
        if (_headerEnd == HeaderEnd.Delimiter || (_headerEnd == HeaderEnd.EmptyLine && _open.Count > 0))
        {
            // The last line end belongs to the delimiter behind it, if there is one.
            _heldLineEnd = text[(text.Length - LineEndLength(text.Span))..];
            text = text[..^_heldLineEnd.Length];
        }

        _event = new MimeStreamEvent(MimeStreamEventKind.Body, Current.Number, _parts.Count - 1, Current.BodyStart, new ReadOnlySequence<byte>(text));
        EnterBody();
        return text.IsEmpty ? Step.Again : Step.Event;
    }

    // What comes after a header, by what ended it. This waits until the header was told of: a part inside takes its place at once.
    private Step EnterBody()
    {
        _state = State.Body;
        _isAtBodyStart = true;
        _lineEndBefore = _heldLineEnd.Length;
        if (_headerEnd == HeaderEnd.Delimiter)
        {
            EndByDelimiter(0, _heldLineEnd.Length);
        }
        else
        {
            OpenContainer();
        }

        return Step.Again;
    }

    private void OpenContainer()
    {
        ref PartRow row = ref _header.Index.Parts[0];
        bool isMultipart = row.Type == MediaType.Multipart;
        if (!isMultipart && row.Known is not (KnownMediaType.MessageRfc822 or KnownMediaType.MessageGlobal))
        {
            return;
        }

        OpenPart part = Current;
        if (row.Encoding is not (TransferEncoding.SevenBit or TransferEncoding.EightBit or TransferEncoding.Binary))
        {
            Report(DefectCode.EncodedComposite, part.HeaderStart);
            if (!isMultipart && row.Encoding != TransferEncoding.Unknown)
            {
                return;
            }
        }

        if (_parts.Count - 1 >= _options.MaxDepth)
        {
            Report(DefectCode.DepthLimit, _offset);
        }
        else if (isMultipart)
        {
            if (_open.TryPush(part.Number, ContentFacts.ContentTypeValue(_header.Index, 0)))
            {
                part.IsSplit = true;
                _parts[^1] = part;
            }
            else
            {
                Report(DefectCode.MissingBoundary, part.HeaderStart);
            }
        }
        else if (_partCount >= _options.MaxParts)
        {
            Report(DefectCode.PartLimit, _offset);
        }
        else
        {
            BeginPart();
        }
    }

    private void Keep(ref ReadOnlySequence<byte> input, int length)
    {
        Span<byte> line = stackalloc byte[2];
        input.Slice(0, length).CopyTo(line);
        _header.Add(line[..length]);
        input = input.Slice(length);
        _offset += length;
    }

    private void Advance(ref ReadOnlySequence<byte> input, ReadOnlySpan<byte> taken)
    {
        _isMidLine = taken.IsEmpty ? _isMidLine : taken[^1] != (byte)'\n';
        _offset += taken.Length;
        input = input.Slice(taken.Length);
    }

    // What is at hand of the line at the front, in one piece, with its line end if that is there.
    private static ReadOnlySpan<byte> NextLine(in ReadOnlySequence<byte> input)
    {
        ReadOnlySpan<byte> first = input.FirstSpan;
        if (first.IsEmpty)
        {
            SequencePosition position = input.Start;
            while (input.TryGet(ref position, out ReadOnlyMemory<byte> memory) && first.IsEmpty)
            {
                first = memory.Span;
            }
        }

        int end = first.IndexOf((byte)'\n');
        return end < 0 ? first : first[..(end + 1)];
    }
}
