using System.Text;

namespace Protocols.Mime;

/// <summary>
/// One part of a message: the message itself, a part of a multipart, or an embedded message. A view; it is valid until its
/// document is disposed. All offsets are octets from the start of the message.
/// </summary>
public readonly partial struct MimePart
{
    private readonly MimeIndex? _index;
    private readonly int _version;

    internal MimePart(MimeIndex index, int version, int row)
    {
        _index = index;
        _version = version;
        Number = row;
    }

    /// <summary>The place of this part in the message, from 0 for the message itself, in the order in which parts begin.</summary>
    public int Number { get; }

    /// <summary>How many parts are around this one; 0 for the message itself.</summary>
    public int Depth => Row.Depth;

    /// <summary>Where the header begins.</summary>
    public int HeaderStart => Row.HeaderStart;

    /// <summary>Where the header ends, behind its empty line: the same as <see cref="BodyStart"/>.</summary>
    public int HeaderEnd => Row.BodyStart;

    /// <summary>Where the body begins.</summary>
    public int BodyStart => Row.BodyStart;

    /// <summary>Where the body ends. The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1).</summary>
    public int BodyEnd => Row.BodyEnd;

    /// <summary>The length of the body as it is encoded, in octets.</summary>
    public int BodyLength => Row.BodyEnd - Row.BodyStart;

    /// <summary>The line ends (LF, with or without CR) in the body as it is encoded: <c>body-fld-lines</c> of RFC 9051 §7.5.2. Counted when first asked for.</summary>
    public int BodyLineCount => LineCounter.Count(Index, Number);

    /// <summary>Whether this is a multipart that was split: it has at least one child.</summary>
    public bool IsMultipart => Row.Type == MediaType.Multipart && HasChildren;

    /// <summary>Whether this is a message/rfc822 or message/global whose embedded message was read: its only child.</summary>
    public bool IsMessage => Row.Type == MediaType.Message && HasChildren;

    /// <summary>
    /// Whether the header met a limit (<see cref="MimeReadOptions.MaxHeaderBytes"/>, <see cref="MimeReadOptions.MaxHeaderFields"/>), so that there are fields
    /// in it that are not told of here. Who has to know all of them, to say who a message is from, must not rely on such a header. False in a document
    /// that was opened from an outline.
    /// </summary>
    public bool IsHeaderCut => Row.IsHeaderCut;

    /// <summary>Whether there are parts inside this one.</summary>
    public bool HasChildren => Row.SubtreeEnd > Number + 1;

    /// <summary>The parts directly inside this one.</summary>
    public ChildList Children => new(Index, _version, Number);

    /// <summary>The header fields, in the order of the message.</summary>
    public HeaderList Headers => new(Index, _version, Number);

    /// <summary>The top level of the media type; what holds by default where the part names none (RFC 2045 §5.2, RFC 2046 §5.1.5).</summary>
    public MediaType MediaType => Row.Type;

    /// <summary>The media type as one value, where it is a common one.</summary>
    public KnownMediaType KnownMediaType => Row.Known;

    /// <summary>The transfer encoding.</summary>
    public TransferEncoding TransferEncoding => Row.Encoding;

    /// <summary>The type as written, such as <c>text</c>.</summary>
    public ReadOnlySpan<byte> TypeName => Row.TypeField < 0
        ? Row.Type == MediaType.Message ? "message"u8 : "text"u8
        : ReadType(out ReadOnlySpan<byte> type, out _) ? type : default;

    /// <summary>The subtype as written, such as <c>plain</c>.</summary>
    public ReadOnlySpan<byte> SubtypeName => Row.TypeField < 0
        ? Row.Type == MediaType.Message ? "rfc822"u8 : "plain"u8
        : ReadType(out _, out ReadOnlySpan<byte> subtype) ? subtype : default;

    /// <summary>The parameters of the Content-Type as written.</summary>
    public HeaderParameters ContentTypeParameters => new(ContentFacts.ContentTypeValue(Index, Number));

    /// <summary>The <c>charset</c> parameter as written; empty where there is none.</summary>
    public ReadOnlySpan<byte> Charset => ContentTypeParameters.TryGet("charset"u8, out HeaderParameter charset) ? charset.RawValue : default;

    /// <summary>How the part wants to be shown.</summary>
    public DispositionType Disposition => MediaTypeNames.Disposition(DispositionName);

    /// <summary>The disposition as written, such as <c>attachment</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> DispositionName => ContentFacts.FirstToken(ValueOf(HeaderId.ContentDisposition));

    /// <summary>The parameters of the Content-Disposition as written.</summary>
    public HeaderParameters DispositionParameters => new(ValueOf(HeaderId.ContentDisposition));

    /// <summary>The name of the transfer encoding as written; empty where none is given.</summary>
    public ReadOnlySpan<byte> TransferEncodingName => ContentFacts.FirstToken(ValueOf(HeaderId.ContentTransferEncoding));

    /// <summary>The Content-ID as written, with its angle brackets; empty where there is none.</summary>
    public ReadOnlySpan<byte> ContentId => ValueOf(HeaderId.ContentId);

    /// <summary>The Content-Description as written, perhaps with encoded words and folds; empty where there is none.</summary>
    public ReadOnlySpan<byte> ContentDescription => ValueOf(HeaderId.ContentDescription);

    /// <summary>The Content-MD5 as written; empty where there is none.</summary>
    public ReadOnlySpan<byte> ContentMd5 => ValueOf(HeaderId.ContentMd5);

    /// <summary>The Content-Language as written: tags with commas between them; empty where there is none.</summary>
    public ReadOnlySpan<byte> ContentLanguage => ValueOf(HeaderId.ContentLanguage);

    /// <summary>The Content-Location as written; empty where there is none.</summary>
    public ReadOnlySpan<byte> ContentLocation => ValueOf(HeaderId.ContentLocation);

    /// <summary>The header with its empty line.</summary>
    public ReadOnlySpan<byte> HeaderSpan => HeaderMemory.Span;

    /// <summary>The header with its empty line.</summary>
    public ReadOnlyMemory<byte> HeaderMemory => Index.Source[(Row.HeaderStart - Row.HeaderShift)..(Row.BodyStart - Row.HeaderShift)];

    /// <summary>The body as it is encoded.</summary>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public ReadOnlySpan<byte> BodySpan => BodyMemory.Span;

    /// <summary>The body as it is encoded.</summary>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public ReadOnlyMemory<byte> BodyMemory => Index.HasBodies
        ? Index.Source[Row.BodyStart..Row.BodyEnd]
        : throw new InvalidOperationException("An outline has no bodies: read them from the message by BodyStart and BodyEnd.");

    private MimeIndex Index
    {
        get
        {
            if (_index is null)
            {
                throw new ObjectDisposedException(nameof(MimePart), "This is the part of no document.");
            }

            _index.Guard(_version);
            return _index;
        }
    }

    private ref readonly PartRow Row => ref Index.Parts[Number];

    /// <summary>The part around this one; false for the message itself.</summary>
    /// <param name="parent">The part around this one.</param>
    public bool TryGetParent(out MimePart parent)
    {
        int row = Row.Parent;
        parent = row < 0 ? default : new MimePart(_index!, _version, row);
        return row >= 0;
    }

    /// <summary>A part directly inside this one, by its place from 0. The cost is linear in the place.</summary>
    /// <param name="position">The place, from 0.</param>
    /// <param name="child">The part.</param>
    public bool TryGetChild(int position, out MimePart child)
    {
        if (position >= 0)
        {
            foreach (MimePart candidate in Children)
            {
                if (position-- == 0)
                {
                    child = candidate;
                    return true;
                }
            }
        }

        child = default;
        return false;
    }

    /// <summary>The message inside this part, where <see cref="IsMessage"/>.</summary>
    /// <param name="message">The embedded message.</param>
    public bool TryGetEmbeddedMessage(out MimePart message)
    {
        bool isMessage = IsMessage;
        message = isMessage ? new MimePart(_index!, _version, Number + 1) : default;
        return isMessage;
    }

    /// <summary>Finds the first header field with a well-known name.</summary>
    /// <param name="id">The name; not <see cref="HeaderId.Other"/>.</param>
    /// <param name="field">The field.</param>
    public bool TryGetHeader(HeaderId id, out HeaderField field)
    {
        int found = Index.FindField(Row, id);
        field = found < 0 ? default : new HeaderField(_index!, _version, Number, found);
        return found >= 0;
    }

    /// <summary>Finds the first header field of a name.</summary>
    /// <param name="name">The name in ASCII; letter case does not matter.</param>
    /// <param name="field">The field.</param>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out HeaderField field)
    {
        HeaderId id = HeaderNames.Find(name);
        if (id != HeaderId.Other)
        {
            return TryGetHeader(id, out field);
        }

        foreach (HeaderField candidate in Headers)
        {
            if (candidate.Id == HeaderId.Other && Ascii.EqualsIgnoreCase(candidate.Name, name))
            {
                field = candidate;
                return true;
            }
        }

        field = default;
        return false;
    }

    // The trimmed value of the first field, or nothing.
    private ReadOnlySpan<byte> ValueOf(HeaderId id)
    {
        MimeIndex index = Index;
        ref readonly PartRow row = ref Row;
        int found = index.FindField(row, id);
        return found < 0 ? default : index.FieldValue(row, index.Fields[found]).TrimBlanks();
    }

    private bool ReadType(out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> subtype) =>
        ContentFacts.TryReadType(ContentFacts.ContentTypeValue(Index, Number), out type, out subtype);
}
