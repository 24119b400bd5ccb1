using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>Writes one header field, with a fold where the next piece would make the line too long (RFC 5322 §2.2.3).</summary>
internal ref struct FoldingWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly int _lineLength;
    private int _column;

    public FoldingWriter(IBufferWriter<byte> output, string name, int lineLength)
    {
        _output = output;
        _lineLength = lineLength;
        Write(name);
        Write(":");
    }

    /// <summary>Writes a piece that is never broken, behind white space at which the line may be.</summary>
    /// <param name="space">Spaces and tabs; not empty.</param>
    /// <param name="piece">The piece; not empty and not beginning with white space, so that no line is ever blank.</param>
    public void WritePiece(scoped ReadOnlySpan<char> space, scoped ReadOnlySpan<char> piece)
    {
        if (_column + space.Length + Encoding.UTF8.GetByteCount(piece) > _lineLength)
        {
            _output.Write("\r\n"u8);
            _column = 0;
        }

        Write(space);
        Write(piece);
    }

    /// <summary>Writes a piece right behind the last one.</summary>
    public void WriteJoined(scoped ReadOnlySpan<char> piece) => Write(piece);

    public readonly void End() => _output.Write("\r\n"u8);

    private void Write(scoped ReadOnlySpan<char> text)
    {
        int room = Encoding.UTF8.GetMaxByteCount(text.Length);
        int written = Encoding.UTF8.GetBytes(text, _output.GetSpan(room));
        _output.Advance(written);
        _column += written;
    }
}
