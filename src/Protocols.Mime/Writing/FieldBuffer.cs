using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>
/// Composes one header field, with a fold at the last white space before a line becomes too long (RFC 5322 §2.2.3). The field is written
/// when it is whole: one that is refused midway leaves nothing behind.
/// </summary>
internal sealed class FieldBuffer
{
    // RFC 2047 §2: the most for a line with an encoded word in it.
    private const int LineWithWord = 76;

    private byte[] _octets = new byte[512];
    private int _length;
    private int _lineStart;
    private int _lineLength;
    private int _maxLength;
    private bool _isTooLong;

    // Where the line can be broken, and where its last encoded word begins; -1 for nowhere.
    private int _fold;
    private int _word;

    /// <summary>The most for an encoded word and the white space before it, on a line of their own. Room is left for what is joined to it: ":;," behind the name of an empty group.</summary>
    public int LongestWord => Math.Min(LineWithWord, _lineLength) - 3;

    /// <summary>How many octets of the line at hand are left for an encoded word behind one octet of white space.</summary>
    public int RoomForWord => LongestWord - (_length - _lineStart) - 1;

    public void Begin(ReadOnlySpan<char> name, MimeWriteOptions options)
    {
        _length = _lineStart = 0;
        _lineLength = options.LineLength;
        _maxLength = options.MaxFieldLength;
        _fold = _word = -1;
        _isTooLong = false;
        Append(name);
        Append(':');
    }

    /// <summary>Writes white space at which the line can be broken. A piece that is not blank has to follow.</summary>
    public void Space(scoped ReadOnlySpan<char> space)
    {
        // White space alone on a line would be the end of the header for some: never break before more of it.
        if (_fold < 0 || _octets.AsSpan(_fold, _length - _fold).IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
        {
            _fold = _length;
        }

        Append(space);
    }

    public void Space() => Space(" ");

    public void Append(scoped ReadOnlySpan<char> text)
    {
        Span<byte> room = GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        Advance(Encoding.UTF8.GetBytes(text, room));
    }

    public void Append(char ascii)
    {
        GetSpan(1)[0] = (byte)ascii;
        Advance(1);
    }

    public void Append(scoped ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(GetSpan(octets.Length));
        Advance(octets.Length);
    }

    /// <summary>Appends a value that has its own folds.</summary>
    public void AppendFolded(ReadOnlySpan<byte> value)
    {
        value.CopyTo(GetSpan(value.Length));
        _length += value.Length;
        _lineStart = _length;
    }

    /// <summary>Says that an encoded word begins here.</summary>
    public void BeginWord() => _word = _length;

    public Span<byte> GetSpan(int size)
    {
        // Room for the line end and the fold as well.
        if (_octets.Length - _length < size + 4)
        {
            if (_length + (long)size > _maxLength + 4096L)
            {
                // What is written from here on is thrown away.
                _isTooLong = true;
                _length = _lineStart = 0;
                _fold = _word = -1;
            }

            Array.Resize(ref _octets, Math.Max(_octets.Length * 2, _length + size + 4));
        }

        return _octets.AsSpan(_length, size);
    }

    public void Advance(int count)
    {
        _length += count;
        int limit = _word >= 0 ? Math.Min(LineWithWord, _lineLength) : _lineLength;
        if (_length - _lineStart > limit && _fold >= 0)
        {
            Fold();
        }
    }

    public WriteStatus End(IBufferWriter<byte> output)
    {
        const int Kept = 64 * 1024;
        if (_isTooLong || _length > _maxLength)
        {
            return WriteStatus.TooLong;
        }

        "\r\n"u8.CopyTo(_octets.AsSpan(_length));
        output.Write(_octets.AsSpan(0, _length + 2));
        if (_octets.Length > Kept)
        {
            _octets = new byte[512];
        }

        return WriteStatus.Ok;
    }

    private void Fold()
    {
        _octets.AsSpan(_fold, _length - _fold).CopyTo(_octets.AsSpan(_fold + 2));
        "\r\n"u8.CopyTo(_octets.AsSpan(_fold));
        _word = _word < _fold ? -1 : _word + 2;
        _lineStart = _fold + 2;
        _length += 2;
        _fold = -1;
    }
}
