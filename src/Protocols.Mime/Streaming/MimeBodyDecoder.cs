using System.Buffers;

namespace Protocols.Mime;

/// <summary>
/// Decodes the transfer encoding (RFC 2045 §6) of a body that comes in pieces, as a stream gives it: what <see cref="MimePart.DecodeBody"/>
/// gives of a body that is at hand, however it is cut. Keeps at most a kilobyte between pieces; allocates nothing once made.
/// </summary>
/// <example>
/// <code>
/// case MimeStreamEventKind.Header: decoder.Begin(reader.Part); break;
/// case MimeStreamEventKind.Body: decoder.Decode(step.Octets, output); break;
/// case MimeStreamEventKind.PartEnd: decoder.Finish(output); break;
/// </code>
/// </example>
public sealed class MimeBodyDecoder
{
    private readonly byte[] _sample = new byte[BodyDecoder.Sample];
    private int _sampleLength;
    private bool _isUndecided;
    private TransferDecoder _decoder;

    /// <summary>A decoder that leaves octets as they are, until <see cref="Begin(MimePart)"/>.</summary>
    public MimeBodyDecoder()
    {
        Begin(TransferEncoding.Binary);
    }

    /// <summary>A decoder for one encoding.</summary>
    /// <param name="encoding">The encoding; one that is not known leaves the octets as they are (RFC 2045 §6.4).</param>
    public MimeBodyDecoder(TransferEncoding encoding)
    {
        Begin(encoding);
    }

    /// <summary>A decoder for the body of a part.</summary>
    /// <param name="part">The part. Its header is needed now, and not afterwards.</param>
    public MimeBodyDecoder(MimePart part)
    {
        Begin(part);
    }

    /// <summary>Begins another body. What was held of the one before is forgotten.</summary>
    /// <param name="encoding">Its encoding.</param>
    public void Begin(TransferEncoding encoding)
    {
        _sampleLength = 0;
        _isUndecided = false;
        _decoder = new TransferDecoder(encoding);
    }

    /// <summary>
    /// Begins the body of another part. A text that is labelled base64 and plainly is none stays as it is, see
    /// <see cref="MimePart.EffectiveEncoding"/>: its first kilobyte is held until that can be told.
    /// </summary>
    /// <param name="part">The part. Its header is needed now, and not afterwards.</param>
    public void Begin(MimePart part)
    {
        Begin(part.HasChildren ? TransferEncoding.Binary : part.TransferEncoding);
        _isUndecided = _decoder.Encoding == TransferEncoding.Base64 && part.MediaType == MediaType.Text;
    }

    /// <summary>Decodes the next piece.</summary>
    /// <param name="piece">The piece; it is used up.</param>
    /// <param name="output">Takes what is decoded.</param>
    public void Decode(in ReadOnlySequence<byte> piece, IBufferWriter<byte> output)
    {
        foreach (ReadOnlyMemory<byte> segment in piece)
        {
            Decode(segment.Span, output);
        }
    }

    /// <summary>Decodes the next piece.</summary>
    /// <param name="piece">The piece; it is used up.</param>
    /// <param name="output">Takes what is decoded.</param>
    public void Decode(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_isUndecided)
        {
            int more = Math.Min(piece.Length, _sample.Length - _sampleLength);
            piece[..more].CopyTo(_sample.AsSpan(_sampleLength));
            _sampleLength += more;
            piece = piece[more..];
            if (_sampleLength < _sample.Length)
            {
                return;
            }

            Decide(output);
        }

        _decoder.Decode(piece, output);
    }

    /// <summary>Gives what is still held, as the end of the body leaves it. The same decoder can then take another body of the same encoding.</summary>
    /// <param name="output">Takes what is decoded.</param>
    public void Finish(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_isUndecided)
        {
            Decide(output);
        }

        _decoder.Finish(output);
    }

    private void Decide(IBufferWriter<byte> output)
    {
        _isUndecided = false;
        ReadOnlySpan<byte> sample = _sample.AsSpan(0, _sampleLength);
        _sampleLength = 0;
        if (!BodyDecoder.IsPlausibleBase64(sample))
        {
            _decoder = new TransferDecoder(TransferEncoding.Binary);
        }

        _decoder.Decode(sample, output);
    }
}
