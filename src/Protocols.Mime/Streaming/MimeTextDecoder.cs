using System.Buffers;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>
/// Makes text of the body of a part that comes in pieces, cut anywhere: transfer encoding and character set decoded. Keeps a few octets
/// between pieces. Where no character set is named, or one that is not known, see <see cref="CharsetDecoder"/>: it cannot be judged by the whole
/// text, as <see cref="MimePart.GetBodyText()"/> does.
/// </summary>
public sealed class MimeTextDecoder
{
    private const int Piece = 4096;

    private readonly MimeBodyDecoder _body;
    private readonly CharsetDecoder _characters;
    private readonly ArrayBufferWriter<byte> _octets = new(Piece);

    /// <summary>A decoder for the body of a part.</summary>
    /// <param name="part">The part. Its header is needed now, and not afterwards.</param>
    public MimeTextDecoder(MimePart part)
    {
        _body = new MimeBodyDecoder(part);
        _characters = new CharsetDecoder(part.Charset);
    }

    /// <summary>Decodes the next piece.</summary>
    /// <param name="piece">The piece; it is used up.</param>
    /// <param name="output">Takes the characters that are complete.</param>
    public void Decode(in ReadOnlySequence<byte> piece, IBufferWriter<char> output)
    {
        foreach (ReadOnlyMemory<byte> segment in piece)
        {
            for (ReadOnlySpan<byte> octets = segment.Span; !octets.IsEmpty; octets = octets[Math.Min(octets.Length, Piece)..])
            {
                _body.Decode(octets[..Math.Min(octets.Length, Piece)], _octets);
                Pass(output);
            }
        }
    }

    /// <summary>Gives what is still held, as the end of the body leaves it.</summary>
    /// <param name="output">Takes the characters.</param>
    /// <returns>By which character set the text was made.</returns>
    public CharsetOutcome Finish(IBufferWriter<char> output)
    {
        _body.Finish(_octets);
        Pass(output);
        return _characters.Finish(output);
    }

    private void Pass(IBufferWriter<char> output)
    {
        _characters.Decode(_octets.WrittenSpan, output);
        _octets.ResetWrittenCount();
    }
}
