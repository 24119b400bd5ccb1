namespace Protocols.Mime;

/// <summary>Learns from the header of a part what its body is: media type and transfer encoding.</summary>
internal static class ContentFacts
{
    public static void Read(MimeIndex index, int row, bool isInDigest, int mostDefects)
    {
        ref PartRow part = ref index.Parts[row];
        Read(index, row, index.FindField(part, HeaderId.ContentType), index.FindField(part, HeaderId.ContentTransferEncoding), isInDigest, mostDefects);
    }

    /// <summary>The same, where the rows of the two fields are known; -1 for none.</summary>
    public static void Read(MimeIndex index, int row, int typeField, int encodingField, bool isInDigest, int mostDefects)
    {
        ref PartRow part = ref index.Parts[row];
        if (encodingField >= 0)
        {
            part.Encoding = MediaTypeNames.Encoding(FirstToken(index.FieldValue(part, index.Fields[encodingField])));
        }

        if (typeField >= 0)
        {
            if (TryReadType(index.FieldValue(part, index.Fields[typeField]), out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> subtype))
            {
                part.TypeField = typeField;
                part.Type = MediaTypeNames.TopLevel(type);
                part.Known = MediaTypeNames.Known(part.Type, subtype);
                return;
            }

            index.AddDefect(DefectCode.MalformedContentType, index.Fields[typeField].Start, mostDefects);
        }
        else if (isInDigest)
        {
            // RFC 2046 §5.1.5
            part.Type = MediaType.Message;
            part.Known = KnownMediaType.MessageRfc822;
            return;
        }

        // RFC 2045 §5.2
        part.Type = MediaType.Text;
        part.Known = KnownMediaType.TextPlain;
    }

    public static ReadOnlySpan<byte> ContentTypeValue(MimeIndex index, int row)
    {
        ref PartRow part = ref index.Parts[row];
        return part.TypeField < 0 ? default : index.FieldValue(part, index.Fields[part.TypeField]);
    }

    public static bool TryReadType(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> subtype)
    {
        HeaderLexer lexer = new(value);
        lexer.SkipCfws();
        type = lexer.ReadToken();
        lexer.SkipCfws();
        subtype = default;
        if (type.IsEmpty || lexer.Current != (byte)'/')
        {
            return false;
        }

        lexer.Position++;
        lexer.SkipCfws();
        subtype = lexer.ReadToken();
        return !subtype.IsEmpty;
    }

    public static ReadOnlySpan<byte> FirstToken(ReadOnlySpan<byte> value)
    {
        HeaderLexer lexer = new(value);
        lexer.SkipCfws();
        return lexer.ReadToken();
    }
}
