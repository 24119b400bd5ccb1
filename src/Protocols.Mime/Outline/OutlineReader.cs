namespace Protocols.Mime;

/// <summary>Opens an outline. Every number is checked against what encloses it, so that no later access can leave its bytes.</summary>
internal ref struct OutlineReader
{
    // A part, field or defect takes at least this many bytes here: what says there are more is refused before room is made for them.
    private const int LeastPart = 6;
    private const int LeastField = 5;
    private const int LeastDefect = 2;

    private readonly ReadOnlyMemory<byte> _outline;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly MimeIndex _index;
    private int _position;
    private OutlineStatus _status;

    private OutlineReader(ReadOnlyMemory<byte> outline, MimeIndex index)
    {
        _outline = outline;
        _bytes = outline.Span;
        _index = index;
    }

    public static OutlineStatus Read(ReadOnlyMemory<byte> outline, MimeIndex index)
    {
        OutlineReader reader = new(outline, index);
        reader.ReadAll();
        return reader._status;
    }

    private void ReadAll()
    {
        ReadOnlySpan<byte> magic = OutlineWriter.Magic;
        if (_bytes.Length <= magic.Length || !_bytes.StartsWith(magic))
        {
            _status = OutlineStatus.NotAnOutline;
            return;
        }

        if (_bytes[magic.Length] != OutlineWriter.FormatVersion)
        {
            _status = OutlineStatus.UnknownVersion;
            return;
        }

        _position = magic.Length + 1;
        int length = Next();
        int partCount = Next();
        int fieldCount = Next();
        int defectCount = Next();
        int headerBytes = Next();
        long least = ((long)partCount * LeastPart) + ((long)fieldCount * LeastField) + ((long)defectCount * LeastDefect) + headerBytes;
        if (_status == OutlineStatus.Ok && least > _bytes.Length - _position)
        {
            _status = OutlineStatus.Truncated;
        }

        Check(partCount > 0);
        if (_status != OutlineStatus.Ok)
        {
            return;
        }

        _index.MessageLength = length;
        _index.HasBodies = false;
        ReadParts(partCount, fieldCount, headerBytes, _bytes.Length - headerBytes);
        ReadFields();
        for (int i = 0; i < defectCount && _status == OutlineStatus.Ok; i++)
        {
            int code = Next();
            _index.AddDefect((DefectCode)code, Next(), defectCount);
        }

        if (_status == OutlineStatus.Ok)
        {
            Check(_position == _bytes.Length - headerBytes);
            _index.Source = _outline;
            ReadFacts();
        }
    }

    private void ReadParts(int partCount, int fieldCount, int headerBytes, int headersAt)
    {
        int previous = -1;
        long start = 0;
        int headerBytesSeen = 0;
        int fieldsSeen = 0;
        for (int i = 0; i < partCount && _status == OutlineStatus.Ok; i++)
        {
            int depth = Next();
            start += Next();
            int headerLength = Next();
            int bodyLength = Next();
            int lines = Next();
            int fields = Next();
            int parent = previous;
            while (parent >= 0 && _index.Parts[parent].Depth >= depth)
            {
                _index.Parts[parent].SubtreeEnd = i;
                parent = _index.Parts[parent].Parent;
            }

            long bodyStart = start + headerLength;
            long bodyEnd = bodyStart + bodyLength;
            Check(parent < 0
                ? i == 0 && depth == 0 && start == 0 && bodyEnd == _index.MessageLength
                : depth == _index.Parts[parent].Depth + 1 && start >= _index.Parts[parent].BodyStart && bodyEnd <= _index.Parts[parent].BodyEnd);
            Check(headerLength <= headerBytes - headerBytesSeen && fields <= fieldCount - fieldsSeen && lines <= bodyLength);
            if (_status != OutlineStatus.Ok)
            {
                return;
            }

            ref PartRow row = ref _index.AddPart();
            row = default;
            row.Parent = parent;
            row.Depth = depth;
            row.HeaderStart = (int)start;
            row.BodyStart = (int)bodyStart;
            row.BodyEnd = (int)bodyEnd;
            row.HeaderShift = (int)start - headersAt - headerBytesSeen;
            row.FirstField = fieldsSeen;
            row.FieldCount = fields;
            row.TypeField = -1;
            row.Lines = lines;
            headerBytesSeen += headerLength;
            fieldsSeen += fields;
            previous = i;
        }

        for (int open = previous; open >= 0; open = _index.Parts[open].Parent)
        {
            _index.Parts[open].SubtreeEnd = partCount;
        }

        Check(headerBytesSeen == headerBytes && fieldsSeen == fieldCount);
    }

    private void ReadFields()
    {
        for (int i = 0; i < _index.PartCount && _status == OutlineStatus.Ok; i++)
        {
            PartRow part = _index.Parts[i];
            long position = part.HeaderStart;
            for (int f = 0; f < part.FieldCount && _status == OutlineStatus.Ok; f++)
            {
                long start = position + Next();
                int nameLength = Next();
                long valueStart = start + nameLength + Next();
                long valueEnd = valueStart + Next();
                position = valueEnd + Next();
                Check(position <= part.BodyStart);
                if (_status == OutlineStatus.Ok)
                {
                    ref FieldRow row = ref _index.AddField();
                    row.Start = (int)start;
                    row.NameLength = nameLength;
                    row.ValueStart = (int)valueStart;
                    row.ValueEnd = (int)valueEnd;
                    row.End = (int)position;
                }
            }
        }
    }

    // Ids and media types are not stored: their numbers may differ between versions of this library.
    private readonly void ReadFacts()
    {
        for (int i = 0; i < _index.PartCount; i++)
        {
            ref PartRow part = ref _index.Parts[i];
            foreach (ref FieldRow field in _index.Fields.AsSpan(part.FirstField, part.FieldCount))
            {
                field.Id = HeaderNames.Find(_index.FieldName(part, field));
            }

            ContentFacts.Read(_index, i, _index.IsInDigest(i), mostDefects: 0);
        }
    }

    private void Check(bool holds)
    {
        if (!holds && _status == OutlineStatus.Ok)
        {
            _status = OutlineStatus.Inconsistent;
        }
    }

    private int Next()
    {
        uint value = 0;
        for (int shift = 0; shift < 35 && _status == OutlineStatus.Ok; shift += 7)
        {
            if (_position >= _bytes.Length)
            {
                _status = OutlineStatus.Truncated;
                return 0;
            }

            byte b = _bytes[_position++];
            if (shift == 28 && b > 0x07)
            {
                break;
            }

            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return (int)value;
            }
        }

        Check(false);
        return 0;
    }
}
