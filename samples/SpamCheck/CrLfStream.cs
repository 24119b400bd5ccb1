namespace Protocols.Samples.SpamCheck;

/// <summary>Reads another stream with its line ends brought to CRLF: signatures are made over those, and files mostly have LF alone.</summary>
internal sealed class CrLfStream(Stream inner) : Stream
{
    private readonly byte[] _piece = new byte[32 * 1024];
    private bool _heldReturn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Each octet may become two.
        int most = Math.Min(_piece.Length, buffer.Length / 2);
        if (most == 0)
        {
            throw new ArgumentException("There is no room for a line end.", nameof(buffer));
        }

        int length = await inner.ReadAsync(_piece.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
        return Convert(_piece.AsSpan(0, length), buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Convert(ReadOnlySpan<byte> piece, Span<byte> output)
    {
        int written = 0;
        while (!piece.IsEmpty)
        {
            int end = piece.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? piece : piece[..end];
            line.CopyTo(output[written..]);
            written += line.Length;
            bool isAfterReturn = line.IsEmpty ? _heldReturn : line[^1] == (byte)'\r';
            _heldReturn = end < 0 && isAfterReturn;
            if (end < 0)
            {
                break;
            }

            if (!isAfterReturn)
            {
                output[written++] = (byte)'\r';
            }

            output[written++] = (byte)'\n';
            piece = piece[(end + 1)..];
        }

        return written;
    }
}
