namespace Protocols.Mime;

/// <summary>
/// One header field (RFC 5322 §2.2): views into the message, decoded only when asked. Valid until its document is disposed.
/// </summary>
public readonly partial struct HeaderField
{
    private readonly MimeIndex? _index;
    private readonly int _version;
    private readonly int _part;
    private readonly int _row;

    internal HeaderField(MimeIndex index, int version, int part, int row)
    {
        _index = index;
        _version = version;
        _part = part;
        _row = row;
    }

    /// <summary>Which field it is, where its name is well known.</summary>
    public HeaderId Id => Row.Id;

    /// <summary>The name as written, without the colon.</summary>
    public ReadOnlySpan<byte> Name => Index.FieldName(Index.Parts[_part], Row);

    /// <summary>What stands between the colon and the line end that ends the field: with the white space at both ends and the folds.</summary>
    public ReadOnlySpan<byte> RawValue
    {
        get
        {
            MimeIndex index = Index;
            return index.FieldValue(index.Parts[_part], index.Fields[_row]);
        }
    }

    /// <summary>The value without white space at its ends; folds inside it are still there.</summary>
    public ReadOnlySpan<byte> Value => RawValue.TrimBlanks();

    /// <summary>The whole field: name, colon, value, and the line end.</summary>
    public ReadOnlySpan<byte> RawField => Index.HeaderBytes(Index.Parts[_part], Row.Start, Row.End);

    /// <summary>The octet of the message at which the field begins.</summary>
    public int Offset => Row.Start;

    /// <summary>The length of the whole field with its line end, in octets.</summary>
    public int Length => Row.End - Row.Start;

    private MimeIndex Index
    {
        get
        {
            if (_index is null)
            {
                throw new ObjectDisposedException(nameof(HeaderField), "This is the field of no document.");
            }

            _index.Guard(_version);
            return _index;
        }
    }

    private ref readonly FieldRow Row => ref Index.Fields[_row];
}
