using System.Buffers;
using System.Text;

namespace Protocols.Mime;

public sealed partial class MimeWriter
{
    private readonly BodyEncoder _body = new();

    /// <summary>Writes a Content-Transfer-Encoding, ends the header and writes the body in the least encoding that carries it (<see cref="BodyScan"/>).</summary>
    /// <param name="body">The octets as they are before encoding.</param>
    /// <returns>The encoding.</returns>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public TransferEncoding WriteBody(ReadOnlySpan<byte> body)
    {
        BodyScan scan = default;
        scan.Add(body);
        TransferEncoding encoding = Choose(scan, HoldsBoundary(body));
        WriteBody(body, encoding);
        return encoding;
    }

    /// <summary>Writes a Content-Transfer-Encoding, ends the header and writes the body in the least encoding that carries it (<see cref="BodyScan"/>).</summary>
    /// <param name="body">The octets as they are before encoding.</param>
    /// <returns>The encoding.</returns>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public TransferEncoding WriteBody(in ReadOnlySequence<byte> body)
    {
        BodyScan scan = default;
        scan.Add(body);
        TransferEncoding encoding = Choose(scan, HoldsBoundary(body));
        WriteBody(body, encoding);
        return encoding;
    }

    /// <summary>Writes a Content-Transfer-Encoding, ends the header and writes the body in that encoding.</summary>
    /// <param name="body">The octets as they are before encoding. For 7bit and 8bit: whole lines with CRLF, none longer than 998.</param>
    /// <param name="encoding">Base64 takes any octets; quoted-printable takes text, in which LF becomes CRLF. uuencode is only read.</param>
    /// <exception cref="ArgumentException">The body cannot be written in this encoding or this mode, or holds a boundary of a multipart around it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoding cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public void WriteBody(ReadOnlySpan<byte> body, TransferEncoding encoding)
    {
        Require(Place.Header, "The body was written already.");
        _body.Begin(encoding, _boundaries);
        _body.Check(body);
        BeginBody(encoding);
        Write(body);
        EndBody();
    }

    /// <summary>Writes a Content-Transfer-Encoding, ends the header and writes the body in that encoding.</summary>
    /// <param name="body">The octets as they are before encoding.</param>
    /// <param name="encoding">The encoding, as for <see cref="WriteBody(ReadOnlySpan{byte}, TransferEncoding)"/>.</param>
    /// <exception cref="ArgumentException">The body cannot be written in this encoding or this mode, or holds a boundary of a multipart around it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoding cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public void WriteBody(in ReadOnlySequence<byte> body, TransferEncoding encoding)
    {
        BeginBody(encoding);
        foreach (ReadOnlyMemory<byte> piece in body)
        {
            Write(piece.Span);
        }

        EndBody();
    }

    /// <summary>Writes a Content-Transfer-Encoding and ends the header. The body comes next, in pieces (<see cref="Write"/>), so that it is never held whole.</summary>
    /// <param name="encoding">The encoding, as for <see cref="WriteBody(ReadOnlySpan{byte}, TransferEncoding)"/>. Base64 takes whatever may come.</param>
    /// <exception cref="ArgumentException">The mode does not allow this encoding.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoding cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public void BeginBody(TransferEncoding encoding)
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
        if (_options.Mode == MimeOutputMode.SevenBit && encoding is TransferEncoding.EightBit or TransferEncoding.Binary)
        {
            throw new ArgumentException("In seven bits a body is 7bit, quoted-printable or base64.", nameof(encoding));
        }

        if (encoding == TransferEncoding.Binary && !_options.AllowBinary)
        {
            throw new ArgumentException("Binary has to be allowed: see MimeWriteOptions.AllowBinary.", nameof(encoding));
        }

        WriteToken("Content-Transfer-Encoding", name);
        _output.Write("\r\n"u8);
        _body.Begin(encoding, _boundaries);
        _place = Place.Body;
    }

    /// <summary>Writes the next piece of the body that <see cref="BeginBody"/> began. What comes out does not depend on how the body is cut.</summary>
    /// <param name="piece">The octets as they are before encoding.</param>
    /// <exception cref="ArgumentException">The body cannot be written in its encoding, or holds a boundary of a multipart around it.</exception>
    /// <exception cref="InvalidOperationException">No body was begun.</exception>
    public void Write(ReadOnlySpan<byte> piece)
    {
        Require(Place.Body, "BeginBody comes first.");
        _body.Write(piece, _output);
    }

    /// <summary>Ends the body.</summary>
    /// <exception cref="ArgumentException">The body ends in half a line end, which its encoding cannot carry.</exception>
    /// <exception cref="InvalidOperationException">No body was begun.</exception>
    public void EndBody()
    {
        Require(Place.Body, "BeginBody comes first.");
        _body.End(_output);
        _place = Place.AfterBody;
    }

    /// <summary>Writes a text as a whole part: Content-Type with charset utf-8 (or us-ascii), the encoding that suits it, and the body.</summary>
    /// <param name="text">The text. Its line ends, CRLF, LF or CR, become CRLF.</param>
    /// <param name="subtype">The subtype, such as <c>plain</c> or <c>html</c>.</param>
    /// <param name="parameters">Further parameters of the Content-Type, such as <c>format</c>.</param>
    /// <exception cref="MimeValueException">The subtype is no token, or as for <see cref="WriteContentType"/>; a charset cannot be among the parameters.</exception>
    /// <exception cref="InvalidOperationException">The body was written already.</exception>
    public void WriteTextBody(ReadOnlySpan<char> text, string subtype = "plain", params ReadOnlySpan<MimeParameter> parameters)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(checked(Encoding.UTF8.GetMaxByteCount(text.Length) + text.Length));
        try
        {
            ReadOnlySpan<byte> octets = rented.AsSpan(0, EncodeText(text, rented));
            BodyScan scan = default;
            scan.Add(octets);
            WriteMediaType("text", subtype, parameters);
            ParameterWriting.Write(_field, "charset", scan.HasEightBit ? "utf-8" : "us-ascii", _options);
            foreach (MimeParameter parameter in parameters)
            {
                MimeValueException.ThrowUnlessOk(
                    "charset".Equals(parameter.Name, StringComparison.OrdinalIgnoreCase) ? WriteStatus.BadToken : WriteStatus.Ok, nameof(parameters));
            }

            EndParameterized(parameters);
            WriteBody(octets, Choose(scan, HoldsBoundary(octets)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int EncodeText(ReadOnlySpan<char> text, Span<byte> octets)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            int length = text.IndexOfAny('\r', '\n');
            ReadOnlySpan<char> line = length < 0 ? text : text[..length];
            written += Encoding.UTF8.GetBytes(line, octets[written..]);
            if (length < 0)
            {
                break;
            }

            "\r\n"u8.CopyTo(octets[written..]);
            written += 2;
            bool isCrLf = text[length] == '\r' && length + 1 < text.Length && text[length + 1] == '\n';
            text = text[(length + (isCrLf ? 2 : 1))..];
        }

        return written;
    }

    private bool HoldsBoundary(ReadOnlySpan<byte> body)
    {
        _boundaries.BeginWatch();
        return _boundaries.Find(body);
    }

    internal bool HoldsBoundary(in ReadOnlySequence<byte> body)
    {
        _boundaries.BeginWatch();
        bool found = false;
        foreach (ReadOnlyMemory<byte> piece in body)
        {
            found |= _boundaries.Find(piece.Span);
        }

        return found;
    }

    private TransferEncoding Choose(in BodyScan scan, bool holdsBoundary)
    {
        TransferEncoding encoding = scan.Choose(_options.Mode, _options.AllowBinary);
        if (holdsBoundary && encoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable))
        {
            encoding = scan.ChooseEncoded();
        }

        // With an equals sign in a boundary, what becomes one only by being encoded could be in the body.
        bool isSafe = encoding != TransferEncoding.QuotedPrintable || _boundaries.AreSafe || !(holdsBoundary || _boundaries.HasEqualsSign);
        return isSafe ? encoding : TransferEncoding.Base64;
    }
}
