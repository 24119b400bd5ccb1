namespace Protocols.Mime;

/// <summary>The parts directly inside a part. Enumerating allocates nothing.</summary>
public readonly struct ChildList
{
    private readonly MimeIndex _index;
    private readonly int _version;
    private readonly int _parent;

    internal ChildList(MimeIndex index, int version, int parent)
    {
        _index = index;
        _version = version;
        _parent = parent;
    }

    /// <summary>Gives each part in the order of the message.</summary>
    public Enumerator GetEnumerator() => new(_index, _version, _parent);

    /// <summary>Walks the parts directly inside a part.</summary>
    public struct Enumerator
    {
        private readonly MimeIndex _index;
        private readonly int _version;
        private readonly int _end;
        private int _row;
        private int _next;

        internal Enumerator(MimeIndex index, int version, int parent)
        {
            index.Guard(version);
            _index = index;
            _version = version;
            _end = index.Parts[parent].SubtreeEnd;
            _row = -1;
            _next = parent + 1;
        }

        /// <summary>The part that <see cref="MoveNext"/> came to.</summary>
        public readonly MimePart Current => new(_index, _version, _row);

        /// <summary>Goes on to the next part.</summary>
        public bool MoveNext()
        {
            _index.Guard(_version);
            if (_next >= _end)
            {
                return false;
            }

            _row = _next;
            _next = _index.Parts[_row].SubtreeEnd;
            return true;
        }
    }
}

/// <summary>The header fields of a part. Enumerating allocates nothing.</summary>
public readonly struct HeaderList
{
    private readonly MimeIndex _index;
    private readonly int _version;
    private readonly int _part;

    internal HeaderList(MimeIndex index, int version, int part)
    {
        _index = index;
        _version = version;
        _part = part;
    }

    /// <summary>How many fields there are. Lines that are no fields do not count.</summary>
    public int Count
    {
        get
        {
            _index.Guard(_version);
            return _index.Parts[_part].FieldCount;
        }
    }

    /// <summary>Gives each field in the order of the message.</summary>
    public Enumerator GetEnumerator() => new(_index, _version, _part);

    /// <summary>Walks the header fields of a part.</summary>
    public struct Enumerator
    {
        private readonly MimeIndex _index;
        private readonly int _version;
        private readonly int _part;
        private readonly int _end;
        private int _row;

        internal Enumerator(MimeIndex index, int version, int part)
        {
            index.Guard(version);
            _index = index;
            _version = version;
            _part = part;
            _row = index.Parts[part].FirstField - 1;
            _end = _row + index.Parts[part].FieldCount;
        }

        /// <summary>The field that <see cref="MoveNext"/> came to.</summary>
        public readonly HeaderField Current => new(_index, _version, _part, _row);

        /// <summary>Goes on to the next field.</summary>
        public bool MoveNext()
        {
            if (_row >= _end)
            {
                return false;
            }

            _row++;
            return true;
        }
    }
}
