using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Protocols.Mime;

/// <summary>
/// Finds the parts and header fields of a message in one pass. Bodies are not walked line by line: only where a multipart is
/// open are they searched, for a line end with two hyphens after it.
/// </summary>
internal ref struct StructureParser
{
    // How many lines of a header that begin with a hyphen are held against its own boundary.
    public const int MostHyphenLines = 8;

    private readonly ReadOnlySpan<byte> _source;
    private readonly MimeIndex _index;
    private readonly MimeReadOptions _options;
    private readonly int _fieldLimit;
    private OpenBoundaries _open;
    private int _current;

    // Of the header that was read last: where its body would begin, if it is text, and the rows of the fields that tell what it is, -1 for none.
    private int _textStart;
    private int _typeField;
    private int _encodingField;

    // The delimiter line that was found last.
    private int _frame;
    private bool _isClose;
    private int _delimiterStart;
    private int _delimiterEnd;

    // Thirty-two octets that were searched for delimiters, and what was found in them.
    private int _block = -Vector256<byte>.Count - 1;
    private uint _candidates;

    private StructureParser(ReadOnlySpan<byte> source, MimeIndex index, MimeReadOptions options, int fieldLimit)
    {
        _source = source;
        _index = index;
        _options = options;
        _fieldLimit = fieldLimit;
    }

    public static void Run(ReadOnlySpan<byte> source, MimeIndex index, MimeReadOptions options)
    {
        StructureParser parser = new(source, index, options, options.MaxHeaderFields);
        try
        {
            parser.ReadMessage();
        }
        finally
        {
            parser._open.Dispose();
        }
    }

    /// <summary>Reads the header of one part, which is all there is of the source.</summary>
    /// <param name="source">The header with its empty line, if it has one.</param>
    /// <param name="index">An empty index; it gets one part.</param>
    /// <param name="options">The limits.</param>
    /// <param name="fieldLimit">How many fields are indexed.</param>
    /// <param name="isCut">Whether the header goes on behind the source, which is longer than the limit.</param>
    /// <param name="isInDigest">Whether the part lies directly in a multipart/digest.</param>
    public static void RunHeader(ReadOnlySpan<byte> source, MimeIndex index, MimeReadOptions options, int fieldLimit, bool isCut, bool isInDigest)
    {
        StructureParser parser = new(source, index, options, fieldLimit);
        parser.AddPart(-1, 0);
        int position = 0;
        parser.ReadHeader(ref position, isCut);
        parser.ReadFacts(isInDigest);
        ref PartRow row = ref index.Parts[0];
        row.BodyEnd = row.BodyStart;
        row.SubtreeEnd = 1;
    }

    private void ReadMessage()
    {
        AddPart(-1, 0);
        int position = 0;
        while (true)
        {
            bool atDelimiter = false;
            if (!PassNoHeader(ref position))
            {
                atDelimiter = ReadHeader(ref position);
                ReadFacts(_index.IsInDigest(_current));
                if (!atDelimiter && OpenContainer(position))
                {
                    continue;
                }
            }

            if (!FindNextPart(ref position, atDelimiter))
            {
                break;
            }
        }

        for (int frame = 0; frame < _open.Count; frame++)
        {
            ReportUnclosed(frame, _source.Length);
        }

        CloseParts(-1, _source.Length);
    }

    /// <summary>Finds, among the fields of a header that is still being read, the Content-Type of a multipart.</summary>
    public static bool TryFindMultipart(MimeIndex index, ReadOnlySpan<byte> source, int firstField, out ReadOnlySpan<byte> contentType)
    {
        foreach (ref readonly FieldRow field in index.Fields.AsSpan(firstField, index.FieldCount - firstField))
        {
            if (field.Id == HeaderId.ContentType)
            {
                contentType = source[field.ValueStart..field.ValueEnd];
                return ContentFacts.TryReadType(contentType, out ReadOnlySpan<byte> type, out _) && MediaTypeNames.TopLevel(type) == MediaType.Multipart;
            }
        }

        contentType = default;
        return false;
    }

    // Lines that are no fields at the end of a header that was never closed are text, and so are all of them where there is no field at
    // all; but nothing of a multipart or message, where they would be a preamble or break an embedded header.
    private readonly void ReadFacts(bool isInDigest)
    {
        ContentFacts.Read(_index, _current, _typeField, _encodingField, isInDigest, _options.MaxDefects);
        ref PartRow part = ref _index.Parts[_current];
        if (part.Type != MediaType.Multipart && part.Known is not (KnownMediaType.MessageRfc822 or KnownMediaType.MessageGlobal))
        {
            part.BodyStart = _textStart;
        }
    }

    private void AddPart(int parent, int start)
    {
        ref PartRow row = ref _index.AddPart();
        row = default;
        row.Parent = parent;
        row.HeaderStart = row.BodyStart = row.BodyEnd = start;
        row.FirstField = _index.FieldCount;
        row.TypeField = -1;
        row.Lines = -1;
        row.Depth = parent < 0 ? 0 : _index.Parts[parent].Depth + 1;
        _current = _index.PartCount - 1;
    }

    // Goes into a part that has others in it: true where an embedded message begins at once.
    private bool OpenContainer(int bodyStart)
    {
        ref PartRow part = ref _index.Parts[_current];
        bool isMultipart = part.Type == MediaType.Multipart;
        if (!isMultipart && part.Known is not (KnownMediaType.MessageRfc822 or KnownMediaType.MessageGlobal))
        {
            return false;
        }

        if (part.Encoding is not (TransferEncoding.SevenBit or TransferEncoding.EightBit or TransferEncoding.Binary))
        {
            Report(DefectCode.EncodedComposite, part.HeaderStart);
            if (!isMultipart && part.Encoding != TransferEncoding.Unknown)
            {
                return false;
            }
        }

        if (part.Depth >= _options.MaxDepth)
        {
            Report(DefectCode.DepthLimit, bodyStart);
            return false;
        }

        if (isMultipart)
        {
            if (!_open.TryPush(_current, ContentFacts.ContentTypeValue(_index, _current)))
            {
                Report(DefectCode.MissingBoundary, part.HeaderStart);
            }

            return false;
        }

        if (_index.PartCount >= _options.MaxParts)
        {
            Report(DefectCode.PartLimit, bodyStart);
            return false;
        }

        AddPart(_current, bodyStart);
        return true;
    }

    // Goes on to the next delimiter line that begins a part; false at the end of what can be split.
    private bool FindNextPart(ref int position, bool atDelimiter)
    {
        while (_open.Count > 0 && (atDelimiter || FindDelimiter(position)))
        {
            atDelimiter = false;
            position = _delimiterEnd;
            for (int frame = _frame + 1; frame < _open.Count; frame++)
            {
                ReportUnclosed(frame, _delimiterStart);
            }

            int multipart = _open.PartAt(_frame);
            if (_current != multipart)
            {
                CloseParts(multipart, StartOfLineEnd(_delimiterStart));
            }

            if (_isClose)
            {
                _open.Truncate(_frame);
                continue;
            }

            if (_frame + 1 < _open.Count)
            {
                _open.Truncate(_frame + 1);
            }

            if (_index.PartCount < _options.MaxParts)
            {
                AddPart(multipart, position);
                return true;
            }

            Report(DefectCode.PartLimit, _delimiterStart);
        }

        return false;
    }

    // RFC 2046 §5.1.1: the line end before a delimiter belongs to the delimiter.
    private readonly int StartOfLineEnd(int lineStart)
    {
        int end = lineStart;
        if (end > 0 && _source[end - 1] == (byte)'\n')
        {
            end--;
            if (end > 0 && _source[end - 1] == (byte)'\r')
            {
                end--;
            }
        }

        return end;
    }

    private void CloseParts(int until, int end)
    {
        PartRow[] parts = _index.Parts;
        while (_current != until)
        {
            ref PartRow part = ref parts[_current];
            end = Math.Max(end, part.BodyStart);
            part.BodyEnd = end;
            part.SubtreeEnd = _index.PartCount;
            _current = part.Parent;
        }
    }

    private readonly void ReportUnclosed(int frame, int offset)
    {
        int part = _open.PartAt(frame);
        bool isEmpty = _index.PartCount == part + 1;
        Report(isEmpty ? DefectCode.MultipartWithoutParts : DefectCode.UnclosedMultipart, isEmpty ? _index.Parts[part].HeaderStart : offset);
    }

    // Goes on with the candidates that the last search has left, so that looking for the next does not wait for what the last one was.
    private bool FindDelimiter(int position)
    {
        const int Near = 2;
        int width = Vector256<byte>.Count;
        ReadOnlySpan<byte> source = _source;
        int block = _block;
        uint candidates = 0;
        if ((uint)(position - 1 - block) < (uint)width)
        {
            candidates = _candidates & (uint.MaxValue << (position - 1 - block));
        }
        else if (IsDelimiter(position))
        {
            // The octet before a body is a line end, unless the body begins the message.
            return true;
        }
        else
        {
            block = position - width;
        }

        // Behind the limit of parts, delimiters that would begin another one of the same multipart change nothing: they are passed over here.
        bool isFull = _index.PartCount >= _options.MaxParts && _current == _open.PartAt(_open.Count - 1);

        // The nearest octets are looked at here: where lines are very short, starting a search costs more than it finds.
        for (int without = 0; ; without = candidates == 0 ? without + 1 : 0)
        {
            for (; candidates != 0; candidates &= candidates - 1)
            {
                int lineStart = block + BitOperations.TrailingZeroCount(candidates) + 1;
                if (isFull && _open.IsShortLineOfInnermost(source[(lineStart + 2)..]))
                {
                    Report(DefectCode.PartLimit, lineStart);
                }
                else if (IsDelimiterBehindHyphens(lineStart))
                {
                    _block = block;
                    _candidates = candidates;
                    return true;
                }
            }

            block += width;
            if (without > Near)
            {
                block = PassText(source, block);
                without = 0;
            }

            if (source.Length - block < width + 2)
            {
                break;
            }

            candidates = LineEndsBeforeHyphens(source, block);
        }

        for (int found = source[block..].IndexOf("\n--"u8); found >= 0; found = source[block..].IndexOf("\n--"u8))
        {
            block += found + 1;
            if (IsDelimiterBehindHyphens(block))
            {
                return true;
            }
        }

        return false;
    }

    // Goes on, four times as much at once, to where a line end with two hyphens behind it is, or to near the end.
    private static int PassText(ReadOnlySpan<byte> source, int position)
    {
        int width = Vector256<byte>.Count;
        ref byte start = ref MemoryMarshal.GetReference(source);
        for (int last = source.Length - (4 * width) - 2; position <= last; position += 4 * width)
        {
            ref byte next = ref Unsafe.Add(ref start, position + 1);
            Vector256<byte> hyphens = TwoHyphens(ref next, 0) | TwoHyphens(ref next, width) | TwoHyphens(ref next, 2 * width) | TwoHyphens(ref next, 3 * width);
            if (hyphens == Vector256<byte>.Zero)
            {
                continue;
            }

            for (int block = position; block < position + (4 * width); block += width)
            {
                if (LineEndsBeforeHyphens(source, block) != 0)
                {
                    return block;
                }
            }
        }

        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> TwoHyphens(ref byte start, int position) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)position), Vector256.Create((byte)'-'))
        & Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)position + 1), Vector256.Create((byte)'-'));

    // One bit for each of thirty-two octets that is a line end with two hyphens behind it.
    private static uint LineEndsBeforeHyphens(ReadOnlySpan<byte> source, int position)
    {
        int width = Vector256<byte>.Count;
        Vector256<byte> lineEnds = Vector256.Equals(Vector256.Create(source.Slice(position, width)), Vector256.Create((byte)'\n'));
        Vector256<byte> first = Vector256.Equals(Vector256.Create(source.Slice(position + 1, width)), Vector256.Create((byte)'-'));
        Vector256<byte> second = Vector256.Equals(Vector256.Create(source.Slice(position + 2, width)), Vector256.Create((byte)'-'));
        return (lineEnds & first & second).ExtractMostSignificantBits();
    }

    private bool IsDelimiter(int lineStart) => _source[lineStart..].StartsWith("--"u8) && IsDelimiterBehindHyphens(lineStart);

    private bool IsDelimiterBehindHyphens(int lineStart)
    {
        int frame = _open.Match(_source[(lineStart + 2)..], out _isClose, out int length);
        if (frame < 0)
        {
            return false;
        }

        if (_open.HasText)
        {
            Report(DefectCode.TextBehindBoundary, lineStart);
        }

        _frame = frame;
        _delimiterStart = lineStart;
        _delimiterEnd = lineStart + 2 + length;
        return true;
    }

    // A part that begins with the empty line is text of no particular kind (RFC 2045 §5.2), but in a digest.
    private bool PassNoHeader(ref int position)
    {
        int emptyLine = position < _source.Length ? HeaderFieldSyntax.EmptyLineLength(_source, position) : 0;
        if (emptyLine == 0 || _index.IsInDigest(_current))
        {
            return false;
        }

        position += emptyLine;
        ref PartRow part = ref _index.Parts[_current];
        part.BodyStart = _textStart = position;
        part.Type = MediaType.Text;
        part.Known = KnownMediaType.TextPlain;
        return true;
    }

    // Reads the header of the current part; true where a delimiter line ended it.
    private bool ReadHeader(ref int position, bool isCut = false)
    {
        ReadOnlySpan<byte> source = _source;
        int headerStart = position;
        int limit = _options.MaxHeaderBytes;
        bool full = false;
        int firstField = _index.FieldCount;
        _typeField = _encodingField = -1;
        bool atDelimiter = false;
        bool endsOpen = false;
        int behindLastField = position;
        int hyphenLines = 0;
        while (true)
        {
            if (position >= source.Length)
            {
                endsOpen = position > headerStart && !isCut;
                break;
            }

            byte first = source[position];
            if (first == (byte)'\n')
            {
                position++;
                break;
            }

            if (first == (byte)'\r' && position + 1 < source.Length && source[position + 1] == (byte)'\n')
            {
                position += 2;
                break;
            }

            if (first == (byte)'-' && _open.Count > 0 && IsDelimiter(position))
            {
                atDelimiter = true;
                endsOpen = position > headerStart;
                break;
            }

            if (first == (byte)'-' && position - headerStart <= limit && ++hyphenLines <= MostHyphenLines && BeginsOwnBody(position, firstField))
            {
                // The empty line was left out, and this is the first delimiter of the multipart whose header it is.
                endsOpen = true;
                break;
            }

            int end = HeaderFieldSyntax.EndOfField(source, position);
            if (!full && end - headerStart > limit)
            {
                full = true;
                Report(DefectCode.HeaderSizeLimit, position);
            }
            else if (!full && _index.FieldCount >= _fieldLimit)
            {
                full = true;
                Report(DefectCode.HeaderFieldLimit, position);
            }

            if (full || ReadField(position, end, isFirst: position == headerStart))
            {
                behindLastField = end;
            }

            position = end;
        }

        ref PartRow part = ref _index.Parts[_current];
        part.FieldCount = _index.FieldCount - firstField;
        part.BodyStart = _textStart = position;
        part.IsHeaderCut = full;
        bool isText = part.FieldCount == 0 && !full && behindLastField < position && source[headerStart] is not ((byte)'\r' or (byte)'\n');
        if (endsOpen || isText)
        {
            Report(DefectCode.MissingEmptyLine, position);
            _textStart = behindLastField;
        }

        return atDelimiter;
    }

    // Whether a line of the header is a delimiter of the multipart that the header itself declares.
    private readonly bool BeginsOwnBody(int lineStart, int firstField)
    {
        if (!_source[lineStart..].StartsWith("--"u8) || !TryFindMultipart(_index, _source, firstField, out ReadOnlySpan<byte> contentType))
        {
            return false;
        }

        OpenBoundaries own = default;
        bool begins = own.TryPush(_current, contentType) && own.Match(_source[(lineStart + 2)..], out _, out _) == 0;
        own.Dispose();
        return begins;
    }

    private bool ReadField(int start, int end, bool isFirst)
    {
        start += isFirst ? HeaderFieldSyntax.ByteOrderMarkLength(_source[start..end]) : 0;
        if (!HeaderFieldSyntax.TryReadName(_source, start, end, out int colon, out int nameLength, out HeaderId id))
        {
            bool isContinuation = start < end && _source[start] is (byte)' ' or (byte)'\t';
            Report(isContinuation ? DefectCode.ContinuationWithoutField : DefectCode.MalformedHeaderLine, start);
            return false;
        }

        if (nameLength != colon)
        {
            Report(DefectCode.SpaceBeforeColon, start);
        }

        ref FieldRow row = ref _index.AddField();
        row.Start = start;
        row.NameLength = nameLength;
        row.ValueStart = start + colon + 1;
        row.ValueEnd = start + HeaderFieldSyntax.ValueEnd(_source[start..end]);
        row.End = end;
        row.Id = id;
        if (id == HeaderId.ContentType && _typeField < 0)
        {
            // The first of a name holds.
            _typeField = _index.FieldCount - 1;
        }
        else if (id == HeaderId.ContentTransferEncoding && _encodingField < 0)
        {
            _encodingField = _index.FieldCount - 1;
        }

        return true;
    }

    private readonly void Report(DefectCode code, int offset) => _index.AddDefect(code, offset, _options.MaxDefects);
}
