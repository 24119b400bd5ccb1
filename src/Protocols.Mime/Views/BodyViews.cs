using System.Buffers;

namespace Protocols.Mime;

/// <summary>
/// The parts of a message as a reader shows them (RFC 8621 §4.1.4): what to show as text, what to show as HTML, and what to offer as
/// attachments. Made by the algorithm of that section, without allocating; the lists lie in a rented array, so dispose it. Embedded
/// messages are attachments, and their own parts in no list: ask the embedded message for its views.
/// </summary>
/// <remarks>One thing is not in the section: a multipart whose boundary never appears is text/plain here, so that its reader sees it.</remarks>
public ref struct BodyViews : IDisposable
{
    private readonly MimeIndex _index;
    private readonly int _version;
    private readonly int _most;
    private int[]? _rows;
    private int _textCount;
    private int _htmlCount;
    private int _attachmentCount;

    internal BodyViews(MimeIndex index, int version, int root)
    {
        _index = index;
        _version = version;
        _most = index.Parts[root].SubtreeEnd - root;
        _rows = ArrayPool<int>.Shared.Rent(_most * 3);
        Decompose(root);
    }

    /// <summary>What to show, one after another, where plain text is wanted.</summary>
    public readonly PartList TextBody => List(0, _textCount);

    /// <summary>What to show, one after another, where HTML is wanted.</summary>
    public readonly PartList HtmlBody => List(_most, _htmlCount);

    /// <summary>What to offer as attachments. An image may be here and in one of the bodies.</summary>
    public readonly PartList Attachments => List(_most * 2, _attachmentCount);

    /// <summary>Whether there is an attachment that is not to be shown inline.</summary>
    public readonly bool HasAttachment
    {
        get
        {
            foreach (MimePart part in Attachments)
            {
                if (part.Disposition != DispositionType.Inline)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Gives back what was rented. The lists are dead from then on.</summary>
    public void Dispose()
    {
        if (_rows is { } rows)
        {
            _rows = null;
            _textCount = _htmlCount = _attachmentCount = 0;
            ArrayPool<int>.Shared.Return(rows);
        }
    }

    private readonly PartList List(int start, int count)
    {
        _index.Guard(_version);
        return new PartList(_index, _version, _rows.AsSpan(start, count));
    }

    // The recursion of the section, with its frames in an array. That a body list is null in it is a flag of the frame here.
    private void Decompose(int root)
    {
        Frame[] frames = ArrayPool<Frame>.Shared.Rent(16);
        int depth = 0;
        frames[0] = new Frame { Next = root, End = _index.Parts[root].SubtreeEnd, Kind = KnownMediaType.MultipartMixed, HasText = true, HasHtml = true };
        while (depth >= 0)
        {
            ref Frame frame = ref frames[depth];
            if (frame.Next >= frame.End)
            {
                Complete(frame);
                depth--;
                continue;
            }

            int row = frame.Next;
            int position = frame.Position++;
            frame.Next = _index.Parts[row].SubtreeEnd;
            MimePart part = new(_index, _version, row);
            if (!part.IsMultipart)
            {
                Place(ref frame, part, position);
                continue;
            }

            Frame inner = new()
            {
                Next = row + 1,
                End = frame.Next,
                Kind = part.KnownMediaType,
                InAlternative = frame.InAlternative || part.KnownMediaType == KnownMediaType.MultipartAlternative,
                HasText = frame.HasText,
                HasHtml = frame.HasHtml,
                TextCount = _textCount,
                HtmlCount = _htmlCount,
            };
            if (++depth == frames.Length)
            {
                Frame[] larger = ArrayPool<Frame>.Shared.Rent(depth * 2);
                frames.AsSpan().CopyTo(larger);
                ArrayPool<Frame>.Shared.Return(frames);
                frames = larger;
            }

            frames[depth] = inner;
        }

        ArrayPool<Frame>.Shared.Return(frames);
    }

    private void Place(ref Frame frame, MimePart part, int position)
    {
        int row = part.Number;
        bool isMedia = part.MediaType is MediaType.Image or MediaType.Audio or MediaType.Video;
        bool isPlain = part.KnownMediaType == KnownMediaType.TextPlain || part.MediaType == MediaType.Multipart;
        bool isHtml = part.KnownMediaType == KnownMediaType.TextHtml;
        bool isInline = (isPlain || isHtml || isMedia) && part.Disposition != DispositionType.Attachment
            && (position == 0 || (frame.Kind != KnownMediaType.MultipartRelated && (isMedia || !part.HasFileName)));
        if (!isInline)
        {
            AddAttachment(row);
            return;
        }

        if (frame.Kind == KnownMediaType.MultipartAlternative)
        {
            // A list that is null takes nothing: the section's code would fail here, in an alternative inside one that was decided.
            if (isPlain)
            {
                AddText(row, frame.HasText);
            }
            else if (isHtml)
            {
                AddHtml(row, frame.HasHtml);
            }
            else
            {
                AddAttachment(row);
            }

            return;
        }

        if (frame.InAlternative)
        {
            frame.HasHtml &= !isPlain;
            frame.HasText &= !isHtml;
        }

        AddText(row, frame.HasText);
        AddHtml(row, frame.HasHtml);
        if (isMedia && !(frame.HasText && frame.HasHtml))
        {
            AddAttachment(row);
        }
    }

    private void Complete(in Frame frame)
    {
        if (frame.Kind != KnownMediaType.MultipartAlternative || !frame.HasText || !frame.HasHtml)
        {
            return;
        }

        Span<int> rows = _rows;
        int textCount = _textCount;
        int htmlCount = _htmlCount;
        if (frame.TextCount == textCount && frame.HtmlCount != htmlCount)
        {
            foreach (int row in rows[(_most + frame.HtmlCount)..(_most + htmlCount)])
            {
                AddText(row, true);
            }
        }

        if (frame.HtmlCount == htmlCount && frame.TextCount != textCount)
        {
            foreach (int row in rows[frame.TextCount..textCount])
            {
                AddHtml(row, true);
            }
        }
    }

    private void AddText(int row, bool isWanted)
    {
        if (isWanted)
        {
            _rows![_textCount++] = row;
        }
    }

    private void AddHtml(int row, bool isWanted)
    {
        if (isWanted)
        {
            _rows![_most + _htmlCount++] = row;
        }
    }

    private void AddAttachment(int row) => _rows![(_most * 2) + _attachmentCount++] = row;

    private struct Frame
    {
        public int Next;
        public int End;
        public int Position;
        public KnownMediaType Kind;
        public bool InAlternative;
        public bool HasText;
        public bool HasHtml;
        public int TextCount;
        public int HtmlCount;
    }
}

/// <summary>Some parts of a document, in order. Enumerating allocates nothing.</summary>
public readonly ref struct PartList
{
    private readonly MimeIndex _index;
    private readonly int _version;
    private readonly ReadOnlySpan<int> _rows;

    internal PartList(MimeIndex index, int version, ReadOnlySpan<int> rows)
    {
        _index = index;
        _version = version;
        _rows = rows;
    }

    /// <summary>How many parts there are.</summary>
    public int Count => _rows.Length;

    /// <summary>A part by its place in the list, from 0.</summary>
    /// <param name="position">The place.</param>
    public MimePart this[int position] => new(_index, _version, _rows[position]);

    /// <summary>Gives each part in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the parts.</summary>
    public ref struct Enumerator
    {
        private readonly PartList _list;
        private int _position;

        internal Enumerator(PartList list)
        {
            _list = list;
            _position = -1;
        }

        /// <summary>The part that <see cref="MoveNext"/> came to.</summary>
        public readonly MimePart Current => _list[_position];

        /// <summary>Goes on to the next part.</summary>
        public bool MoveNext() => ++_position < _list.Count;
    }
}
