using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>Encodes a body that comes in pieces (RFC 2045 §6). What comes out does not depend on how it was cut.</summary>
internal sealed class BodyEncoder
{
    // RFC 2045 §6.8: lines of 76 characters, which 57 octets make.
    private const int OctetsOfLine = 57;
    private const int LengthOfLine = 78;

    // A longer line of text is cut here before it is encoded, so that it need not be held whole.
    private const int LongestHeld = 1024;

    // RFC 5322 §2.1.1
    private const int LongestLine = 998;

    private readonly byte[] _held = new byte[LongestHeld + 1];
    private int _heldCount;
    private TransferEncoding _encoding;
    private BoundaryStack? _boundaries;
    private int _lineLength;
    private bool _endsInReturn;

    public void Begin(TransferEncoding encoding, BoundaryStack boundaries)
    {
        _encoding = encoding;
        _heldCount = _lineLength = 0;
        _endsInReturn = false;

        // Base64 has no hyphen, and what begins with "=_" cannot be in quoted-printable: nothing to look for.
        bool isSafe = encoding == TransferEncoding.Base64 || (encoding == TransferEncoding.QuotedPrintable && boundaries.AreSafe);
        _boundaries = isSafe ? null : boundaries;
        boundaries.BeginWatch();
    }

    /// <summary>Throws where a whole body cannot be written as it is; only looks at it.</summary>
    public void Check(ReadOnlySpan<byte> body)
    {
        if (_encoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable))
        {
            CheckLines(body);
            CheckBoundaries(body);
            if (_endsInReturn)
            {
                ThrowNoLines();
            }
        }
    }

    public void Write(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        switch (_encoding)
        {
            case TransferEncoding.Base64:
                WriteBase64(piece, output);
                break;
            case TransferEncoding.QuotedPrintable:
                WriteQuotedPrintable(piece, output);
                break;
            default:
                CheckLines(piece);
                CheckBoundaries(piece);
                output.Write(piece);
                break;
        }
    }

    public void End(IBufferWriter<byte> output)
    {
        if (_encoding == TransferEncoding.Base64)
        {
            EncodeBase64(_held.AsSpan(0, _heldCount), output);
        }
        else if (_encoding == TransferEncoding.QuotedPrintable)
        {
            EncodeQuotedPrintable(_held.AsSpan(0, _heldCount), output);
        }
        else if (_endsInReturn)
        {
            ThrowNoLines();
        }
    }

    private static void ThrowNoLines() =>
        throw new ArgumentException("A body in 7bit or 8bit has lines of up to 998 octets that end in CRLF, and no NUL.", "body");

    private void WriteBase64(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        if (_heldCount > 0)
        {
            int more = Math.Min(OctetsOfLine - _heldCount, piece.Length);
            piece[..more].CopyTo(_held.AsSpan(_heldCount));
            _heldCount += more;
            piece = piece[more..];
            if (_heldCount < OctetsOfLine)
            {
                return;
            }

            EncodeBase64(_held.AsSpan(0, OctetsOfLine), output);
            _heldCount = 0;
        }

        int whole = piece.Length / OctetsOfLine * OctetsOfLine;
        EncodeBase64(piece[..whole], output);
        piece = piece[whole..];
        piece.CopyTo(_held);
        _heldCount = piece.Length;
    }

    private static void EncodeBase64(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        const int LinesAtOnce = 64;
        while (!octets.IsEmpty)
        {
            int lines = Math.Min(LinesAtOnce, (octets.Length + OctetsOfLine - 1) / OctetsOfLine);
            Span<byte> target = output.GetSpan(lines * LengthOfLine);
            int written = 0;
            while (lines-- > 0)
            {
                ReadOnlySpan<byte> line = octets[..Math.Min(OctetsOfLine, octets.Length)];
                Base64.EncodeToUtf8(line, target[written..], out _, out int length);
                "\r\n"u8.CopyTo(target[(written + length)..]);
                written += length + 2;
                octets = octets[line.Length..];
            }

            output.Advance(written);
        }
    }

    private void WriteQuotedPrintable(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        while (!piece.IsEmpty)
        {
            if (_heldCount == 0)
            {
                piece = piece[EncodeLines(piece, output)..];
            }

            int more = Math.Min(_held.Length - _heldCount, piece.Length);
            int lineEnd = piece[..more].IndexOf((byte)'\n');
            more = lineEnd < 0 ? more : lineEnd + 1;
            piece[..more].CopyTo(_held.AsSpan(_heldCount));
            _heldCount += more;
            piece = piece[more..];
            int used = EncodeLines(_held.AsSpan(0, _heldCount), output);
            _held.AsSpan(used, _heldCount - used).CopyTo(_held);
            _heldCount -= used;
        }
    }

    // Encodes the whole lines at the beginning, and what is cut off lines that are too long; tells how much that was.
    private int EncodeLines(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        const int AtOnce = 8 * 1024;
        int done = 0;
        int position = 0;
        while (true)
        {
            int lineEnd = text[position..].IndexOf((byte)'\n');
            int length = lineEnd < 0 ? text.Length - position : lineEnd + 1;
            if (length > LongestHeld)
            {
                // Never between CR and LF.
                length = text[position + LongestHeld - 1] == (byte)'\r' ? LongestHeld - 1 : LongestHeld;
                EncodeQuotedPrintable(text[done..(position + length)], output);
                WriteEncoded("=\r\n"u8, output);
                done = position += length;
                continue;
            }

            if (lineEnd < 0)
            {
                EncodeQuotedPrintable(text[done..position], output);
                return position;
            }

            position += length;
            if (position - done > AtOnce)
            {
                EncodeQuotedPrintable(text[done..position], output);
                done = position;
            }
        }
    }

    private void EncodeQuotedPrintable(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (!text.IsEmpty)
        {
            Span<byte> target = output.GetSpan(QuotedPrintable.GetMaxEncodedLength(text.Length));
            int length = QuotedPrintable.Encode(text, target);
            CheckBoundaries(target[..length]);
            output.Advance(length);
        }
    }

    private void WriteEncoded(ReadOnlySpan<byte> encoded, IBufferWriter<byte> output)
    {
        CheckBoundaries(encoded);
        output.Write(encoded);
    }

    private void CheckBoundaries(ReadOnlySpan<byte> piece)
    {
        if (_boundaries is not null && _boundaries.Find(piece))
        {
            throw new ArgumentException("The body holds a boundary of a multipart around it.", nameof(piece));
        }
    }

    // RFC 2045 §2.7 and §2.8
    private void CheckLines(ReadOnlySpan<byte> piece)
    {
        if (_encoding == TransferEncoding.SevenBit && !Ascii.IsValid(piece))
        {
            throw new ArgumentException("A body in 7bit is ASCII.", nameof(piece));
        }

        while (_encoding != TransferEncoding.Binary && !piece.IsEmpty)
        {
            if (_endsInReturn)
            {
                if (piece[0] != (byte)'\n')
                {
                    ThrowNoLines();
                }

                _endsInReturn = false;
                _lineLength = 0;
                piece = piece[1..];
                continue;
            }

            int length = piece.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            _lineLength += length < 0 ? piece.Length : length;
            if (_lineLength > LongestLine || (length >= 0 && piece[length] != (byte)'\r'))
            {
                ThrowNoLines();
            }

            _endsInReturn = length >= 0;
            piece = length < 0 ? default : piece[(length + 1)..];
        }
    }
}
