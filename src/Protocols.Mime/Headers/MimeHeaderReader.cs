namespace Protocols.Mime;

/// <summary>
/// Reads the fields of a header one after another, and no further than it is asked: three fields of a message cost three fields,
/// however many follow and however large the body is. Allocates nothing and keeps nothing; what is no field is passed over.
/// </summary>
/// <example>
/// <code>
/// MimeHeaderReader reader = new(message);
/// while (reader.Read())
/// {
///     if (reader.Current.Id == HeaderId.Subject) { … }
/// }
/// </code>
/// </example>
public ref struct MimeHeaderReader
{
    private readonly ReadOnlySpan<byte> _source;

    /// <summary>Stands before the first field.</summary>
    /// <param name="source">A message, or anything that begins with a header.</param>
    public MimeHeaderReader(ReadOnlySpan<byte> source) => _source = source;

    /// <summary>The field that <see cref="Read"/> came to.</summary>
    public HeaderFieldView Current { get; private set; }

    /// <summary>The offset of what is read next: how many octets have been looked at. At the end of the header, where the body begins.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the header has been read to its empty line, or to the end of the source.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Whether the header ended with an empty line; false as well while it has not ended.</summary>
    public bool HasEmptyLine { get; private set; }

    /// <summary>How many lines were passed over because they are no fields.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Goes on to the next field; false at the end of the header.</summary>
    public bool Read()
    {
        while (!IsAtEnd)
        {
            if (Position >= _source.Length)
            {
                IsAtEnd = true;
                break;
            }

            int emptyLine = HeaderFieldSyntax.EmptyLineLength(_source, Position);
            if (emptyLine > 0)
            {
                Position += emptyLine;
                IsAtEnd = HasEmptyLine = true;
                break;
            }

            int start = Position;
            Position = HeaderFieldSyntax.EndOfField(_source, start);
            start += start == 0 ? HeaderFieldSyntax.ByteOrderMarkLength(_source[..Position]) : 0;
            if (HeaderFieldSyntax.TryReadName(_source, start, Position, out int colon, out int nameLength, out HeaderId id))
            {
                ReadOnlySpan<byte> field = _source[start..Position];
                Current = new HeaderFieldView(id, field, nameLength, colon + 1, HeaderFieldSyntax.ValueEnd(field));
                return true;
            }

            PassedOver++;
        }

        Current = default;
        return false;
    }

    /// <summary>Goes on to the next field of a name; false, and at the end of the header, where there is none.</summary>
    /// <param name="id">The name; not <see cref="HeaderId.Other"/>.</param>
    public bool ReadTo(HeaderId id)
    {
        while (Read())
        {
            if (Current.Id == id)
            {
                return true;
            }
        }

        return false;
    }
}
