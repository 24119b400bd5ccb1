using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

public sealed partial class MimeWriter
{
    // RFC 5322 §2.1.1
    private const int LongestLine = 998;

    /// <summary>
    /// Writes a Content-Transfer-Encoding, ends the header and writes the body in that encoding.
    /// </summary>
    /// <param name="body">The octets as they are before encoding. For 7bit and 8bit: whole lines with CRLF, none longer than 998.</param>
    /// <param name="encoding">Base64 and quoted-printable take any octets, the latter best text. uuencode is only read.</param>
    /// <exception cref="ArgumentException">The body cannot be written in this encoding, or holds a boundary of a multipart around it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoding cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public void WriteBody(ReadOnlySpan<byte> body, TransferEncoding encoding)
    {
        Require(Place.Header, "The body was written already.");
        string name = encoding switch
        {
            TransferEncoding.SevenBit => "7bit",
            TransferEncoding.EightBit => "8bit",
            TransferEncoding.Binary => "binary",
            TransferEncoding.Base64 => "base64",
            TransferEncoding.QuotedPrintable => "quoted-printable",
            _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
        };
        if (encoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable))
        {
            CheckUnencoded(body, encoding);
        }

        WriteText("Content-Transfer-Encoding", name);
        _output.Write("\r\n"u8);
        switch (encoding)
        {
            case TransferEncoding.Base64:
                WriteBase64(body);
                break;
            case TransferEncoding.QuotedPrintable:
                WriteQuotedPrintable(body);
                break;
            default:
                _output.Write(body);
                break;
        }

        _place = Place.AfterBody;
    }

    /// <summary>Writes a text as a whole part: Content-Type with charset utf-8 (or us-ascii), the encoding that suits it, and the body.</summary>
    /// <param name="text">The text. Its line ends, LF or CRLF, become CRLF.</param>
    /// <param name="subtype">The subtype, such as <c>plain</c> or <c>html</c>.</param>
    /// <exception cref="ArgumentException">The subtype is no token.</exception>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public void WriteTextBody(string text, string subtype = "plain")
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] octets = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        bool isAscii = Ascii.IsValid(octets);
        WriteContentType("text", subtype, new MimeParameter("charset", isAscii ? "us-ascii" : "utf-8"));
        WriteBody(octets, isAscii && IsLines(octets) && !HoldsBoundary(octets) ? TransferEncoding.SevenBit : TransferEncoding.QuotedPrintable);
    }

    /// <summary>Writes a Content-Type of multipart with a boundary and ends the header. <see cref="BeginPart"/> comes next.</summary>
    /// <param name="subtype">The subtype, such as <c>mixed</c>.</param>
    /// <param name="boundary">The boundary; <see cref="MimeBoundary.Create"/> makes good ones.</param>
    /// <param name="parameters">Further parameters, such as <c>type</c> of multipart/related.</param>
    /// <exception cref="ArgumentException">The boundary is none, or is like that of a multipart around this one; or as for <see cref="WriteContentType"/>.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void BeginMultipart(string subtype, string boundary, params ReadOnlySpan<MimeParameter> parameters)
    {
        WriterGrammar.CheckToken(subtype, nameof(subtype));
        WriterGrammar.CheckBoundary(boundary);

        // RFC 2046 §5.1.2: some readers take a boundary for another that begins like it.
        if (_boundaries.Exists(other => other.StartsWith(boundary, StringComparison.Ordinal) || boundary.StartsWith(other, StringComparison.Ordinal)))
        {
            throw new ArgumentException("A boundary must not begin like that of a multipart around it.", nameof(boundary));
        }

        WriteParameterized("Content-Type", $"multipart/{subtype}", [new MimeParameter("boundary", boundary), .. parameters]);
        _output.Write("\r\n"u8);
        _boundaries.Add(boundary);
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
        _boundaries.RemoveAt(_boundaries.Count - 1);
    }

    private void WriteDelimiter(ReadOnlySpan<byte> end)
    {
        if (_boundaries.Count == 0 || _place == Place.Header)
        {
            throw new InvalidOperationException("This has to be inside a multipart, behind the body of the part before.");
        }

        if (_place == Place.AfterBody)
        {
            _output.Write("\r\n"u8);
        }

        _output.Write("--"u8);
        _output.Write(Encoding.ASCII.GetBytes(_boundaries[^1]));
        _output.Write(end);
    }

    // RFC 2045 §2.7 and §2.8
    private void CheckUnencoded(ReadOnlySpan<byte> body, TransferEncoding encoding)
    {
        if (encoding != TransferEncoding.Binary && !IsLines(body))
        {
            throw new ArgumentException("A body in 7bit or 8bit has lines of up to 998 octets that end in CRLF, and no NUL.", nameof(body));
        }

        if (encoding == TransferEncoding.SevenBit && !Ascii.IsValid(body))
        {
            throw new ArgumentException("A body in 7bit is ASCII.", nameof(body));
        }

        if (HoldsBoundary(body))
        {
            throw new ArgumentException("The body holds a boundary of a multipart around it.", nameof(body));
        }
    }

    private bool HoldsBoundary(ReadOnlySpan<byte> body)
    {
        foreach (string boundary in _boundaries)
        {
            if (body.IndexOf(Encoding.ASCII.GetBytes("--" + boundary)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLines(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int length = body.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            if (length < 0)
            {
                return body.Length <= LongestLine;
            }

            if (length > LongestLine || !body[length..].StartsWith("\r\n"u8))
            {
                return false;
            }

            body = body[(length + 2)..];
        }

        return true;
    }

    // RFC 2045 §6.8: lines of 76 characters, which 57 octets make.
    private void WriteBase64(ReadOnlySpan<byte> body)
    {
        const int OctetsOfLine = 57;
        const int LengthOfLine = 78;
        while (!body.IsEmpty)
        {
            ReadOnlySpan<byte> line = body[..Math.Min(OctetsOfLine, body.Length)];
            Span<byte> target = _output.GetSpan(LengthOfLine);
            Base64.EncodeToUtf8(line, target, out _, out int written);
            "\r\n"u8.CopyTo(target[written..]);
            _output.Advance(written + 2);
            body = body[line.Length..];
        }
    }

    private void WriteQuotedPrintable(ReadOnlySpan<byte> body)
    {
        const int Piece = 8 * 1024;
        while (!body.IsEmpty)
        {
            // Cut only behind a line end: what stands before one is written in its own way.
            int next = body.Length > Piece ? body[Piece..].IndexOf((byte)'\n') : -1;
            int length = next < 0 ? body.Length : Piece + next + 1;
            _output.Advance(QuotedPrintable.Encode(body[..length], _output.GetSpan(QuotedPrintable.GetMaxEncodedLength(length))));
            body = body[length..];
        }
    }
}
