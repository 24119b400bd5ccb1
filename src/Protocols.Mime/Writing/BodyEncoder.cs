using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>Encodes a body that comes in pieces (RFC 2045 §6). What comes out does not depend on how it was cut.</summary>
internal sealed class BodyEncoder
{
    // How much is encoded at once.
    private const int Piece = 8 * 1024;

    // RFC 5322 §2.1.1
    private const int LongestLine = 998;

    private Base64Encoder _base64;
    private QuotedPrintableEncoder _quotedPrintable;
    private TransferEncoding _encoding;
    private BoundaryStack? _boundaries;
    private int _lineLength;
    private bool _endsInReturn;

    public void Begin(TransferEncoding encoding, BoundaryStack boundaries)
    {
        _encoding = encoding;
        _base64 = default;
        _quotedPrintable = default;
        _lineLength = 0;
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
        if (_encoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable))
        {
            CheckLines(piece);
            CheckBoundaries(piece);
            output.Write(piece);
            return;
        }

        while (!piece.IsEmpty)
        {
            ReadOnlySpan<byte> next = piece[..Math.Min(piece.Length, Piece)];
            piece = piece[next.Length..];
            bool isBase64 = _encoding == TransferEncoding.Base64;
            Span<byte> target = output.GetSpan(isBase64 ? Base64Encoder.GetMaxEncodedLength(next.Length) : QuotedPrintableEncoder.GetMaxEncodedLength(next.Length));
            Take(target, isBase64 ? _base64.Encode(next, target) : _quotedPrintable.Encode(next, target), output);
        }
    }

    public void End(IBufferWriter<byte> output)
    {
        if (_encoding == TransferEncoding.Base64)
        {
            Span<byte> target = output.GetSpan(Base64Encoder.GetMaxEncodedLength(0));
            Take(target, _base64.Finish(target), output);
        }
        else if (_encoding == TransferEncoding.QuotedPrintable)
        {
            Span<byte> target = output.GetSpan(QuotedPrintableEncoder.GetMaxEncodedLength(0));
            Take(target, _quotedPrintable.Finish(target), output);
        }
        else if (_endsInReturn)
        {
            ThrowNoLines();
        }
    }

    private static void ThrowNoLines() =>
        throw new ArgumentException("A body in 7bit or 8bit has lines of up to 998 octets that end in CRLF, and no NUL.", "body");

    private void Take(ReadOnlySpan<byte> target, int written, IBufferWriter<byte> output)
    {
        CheckBoundaries(target[..written]);
        output.Advance(written);
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
