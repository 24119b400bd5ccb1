namespace Protocols.Mime;

public sealed partial class MimeWriter
{
    /// <summary>Writes <c>MIME-Version: 1.0</c> (RFC 2045 §4), which a message has once and its parts do not.</summary>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteMimeVersion() => WriteToken("MIME-Version", "1.0");

    /// <summary>Writes a Content-Type (RFC 2045 §5).</summary>
    /// <param name="type">The type, such as <c>text</c>. For a multipart use <see cref="BeginMultipart"/>.</param>
    /// <param name="subtype">The subtype, such as <c>plain</c>.</param>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="MimeValueException">A name is no token or stands twice, or a value has CR, LF or NUL in it.</exception>
    /// <exception cref="ArgumentException">The type is multipart.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentType(ReadOnlySpan<char> type, ReadOnlySpan<char> subtype, params ReadOnlySpan<MimeParameter> parameters)
    {
        if (type.Equals("multipart", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("A multipart is begun by BeginMultipart.", nameof(type));
        }

        WriteMediaType(type, subtype, parameters);
        EndParameterized(parameters);
    }

    /// <summary>Writes a Content-Disposition (RFC 2183).</summary>
    /// <param name="disposition">The disposition, such as <c>attachment</c>.</param>
    /// <param name="parameters">The parameters, such as <c>filename</c>.</param>
    /// <exception cref="MimeValueException">A name is no token or stands twice, or a value has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentDisposition(ReadOnlySpan<char> disposition, params ReadOnlySpan<MimeParameter> parameters) =>
        WriteToken("Content-Disposition", disposition, parameters);

    /// <summary>Writes a Content-ID (RFC 2045 §7).</summary>
    /// <param name="id">The identifier without its angle brackets, as <c>cid:</c> URLs have it (RFC 2392).</param>
    /// <exception cref="MimeValueException">The identifier is none.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentId(string id) => WriteMessageIds("Content-ID", id);

    /// <summary>Writes a Content-Description (RFC 2045 §8).</summary>
    /// <param name="text">The plain text.</param>
    /// <exception cref="MimeValueException">The text has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentDescription(ReadOnlySpan<char> text) => WriteText("Content-Description", text);

    /// <summary>Writes a Content-Language (RFC 3282 §2).</summary>
    /// <param name="tags">Language tags such as <c>de-AT</c>; at least one.</param>
    /// <exception cref="MimeValueException">There is no tag, or one is not letters, digits and hyphens.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentLanguage(params ReadOnlySpan<string> tags)
    {
        MimeValueException.ThrowUnlessOk(tags.IsEmpty ? WriteStatus.Empty : WriteStatus.Ok, nameof(tags));
        BeginField("Content-Language");
        for (int i = 0; i < tags.Length; i++)
        {
            ReadOnlySpan<char> tag = tags[i];
            foreach (char c in tag)
            {
                MimeValueException.ThrowUnlessOk(char.IsAsciiLetterOrDigit(c) || c == '-' ? WriteStatus.Ok : WriteStatus.BadToken, nameof(tags));
            }

            MimeValueException.ThrowUnlessOk(WriterGrammar.CheckToken(tag), nameof(tags));
            _field.Space();
            _field.Append(tag);
            AppendComma(i + 1 < tags.Length);
        }

        EndField();
    }

    /// <summary>Writes a Content-Location (RFC 2557 §4.2).</summary>
    /// <param name="uri">The URI, in ASCII.</param>
    /// <exception cref="MimeValueException">This is no URI.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentLocation(ReadOnlySpan<char> uri)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckUri(uri), nameof(uri));
        BeginField("Content-Location");
        _field.Space();
        _field.Append(uri);
        EndField();
    }

    private void WriteMediaType(ReadOnlySpan<char> type, ReadOnlySpan<char> subtype, ReadOnlySpan<MimeParameter> parameters)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckToken(type), nameof(type));
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckToken(subtype), nameof(subtype));
        MimeValueException.ThrowUnlessOk(ParameterWriting.Check(parameters), nameof(parameters));
        BeginField("Content-Type");
        _field.Space();
        _field.Append(type);
        _field.Append('/');
        _field.Append(subtype);
    }
}
