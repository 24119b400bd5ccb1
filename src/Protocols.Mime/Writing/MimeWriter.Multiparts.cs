using System.Buffers;

namespace Protocols.Mime;

public sealed partial class MimeWriter
{
    /// <summary>Writes a Content-Type of multipart with a boundary and ends the header (RFC 2046 §5.1). <see cref="BeginPart"/> comes next.</summary>
    /// <param name="subtype">The subtype, such as <c>mixed</c>.</param>
    /// <param name="boundary">The boundary; <see cref="MimeBoundary"/> makes good ones.</param>
    /// <param name="parameters">Further parameters, such as <c>type</c> of multipart/related.</param>
    /// <exception cref="ArgumentException">The boundary is none, or is like that of a multipart around this one; or as for <see cref="WriteContentType"/>.</exception>
    /// <exception cref="InvalidOperationException">No header is being written, or there are more multiparts and messages in each other than <see cref="MimeWriteOptions.MaxDepth"/>.</exception>
    public void BeginMultipart(ReadOnlySpan<char> subtype, ReadOnlySpan<char> boundary, params ReadOnlySpan<MimeParameter> parameters)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckBoundary(boundary), nameof(boundary));
        foreach (MimeParameter parameter in parameters)
        {
            MimeValueException.ThrowUnlessOk(
                "boundary".Equals(parameter.Name, StringComparison.OrdinalIgnoreCase) ? WriteStatus.BadToken : WriteStatus.Ok, nameof(parameters));
        }

        if (!_boundaries.CanPush(boundary))
        {
            throw new ArgumentException("A boundary must not begin like that of a multipart around it.", nameof(boundary));
        }

        RequireDepth();
        WriteMediaType("multipart", subtype, parameters);
        _field.Append(';');
        _field.Space();
        _field.Append("boundary=\""u8);
        _field.Append(boundary);
        _field.Append('"');
        EndParameterized(parameters);
        WriteCompositeEncoding();
        _output.Write("\r\n"u8);
        _boundaries.Push(boundary, ++_depth);
        _place = Place.MultipartStart;
    }

    /// <summary>Begins the next part of the multipart at hand; its header comes next.</summary>
    /// <exception cref="InvalidOperationException">There is no multipart, or the part before has no body yet.</exception>
    public void BeginPart()
    {
        WriteDelimiter("\r\n"u8);
        _place = Place.Header;
    }

    /// <summary>Ends the multipart at hand.</summary>
    /// <exception cref="InvalidOperationException">There is no multipart, it has no part, or the last one has no body yet.</exception>
    public void EndMultipart()
    {
        Require(Place.AfterBody, "A multipart ends behind the body of its last part.");
        WriteDelimiter("--\r\n"u8);
        _boundaries.Pop();
        _depth--;
    }

    /// <summary>
    /// Writes a Content-Type of <c>message/rfc822</c> (RFC 2046 §5.2.1), or <c>message/global</c> in <see cref="MimeOutputMode.SmtpUtf8"/>
    /// (RFC 6532 §3.7), and ends the header. The header of the message that is inside comes next; it ends with its body.
    /// </summary>
    /// <exception cref="InvalidOperationException">No header is being written, or there are more multiparts and messages in each other than <see cref="MimeWriteOptions.MaxDepth"/>.</exception>
    public void BeginMessage()
    {
        RequireDepth();
        WriteMediaType("message", _options.IsUtf8 ? "global" : "rfc822", default);
        EndField();
        WriteCompositeEncoding();
        _output.Write("\r\n"u8);
        _depth++;
    }

    // RFC 2045 §6.4: what holds parts is labelled by the most that may be in them, and is never encoded itself.
    private void WriteCompositeEncoding()
    {
        if (_options.Mode != MimeOutputMode.SevenBit)
        {
            WriteToken("Content-Transfer-Encoding", _options.AllowBinary ? "binary" : "8bit");
        }
    }

    private void RequireDepth()
    {
        if (_depth >= _options.MaxDepth)
        {
            throw new InvalidOperationException("There are too many multiparts and messages in each other: see MimeWriteOptions.MaxDepth.");
        }
    }

    private void WriteDelimiter(ReadOnlySpan<byte> end)
    {
        if (_boundaries.Count == 0 || _place is Place.Header or Place.Body)
        {
            throw new InvalidOperationException("This has to be inside a multipart, behind the body of the part before.");
        }

        if (_place == Place.AfterBody)
        {
            _output.Write("\r\n"u8);
        }

        _depth = _boundaries.Depth;
        _output.Write(_boundaries.Delimiter);
        _output.Write(end);
    }
}
