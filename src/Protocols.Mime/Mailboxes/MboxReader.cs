using System.Buffers;
using System.Buffers.Text;

namespace Protocols.Mime;

/// <summary>How the lines of messages that begin with "From " were kept apart from separators.</summary>
public enum MboxQuoting
{
    /// <summary>mboxrd: a line of any number of '&gt;' and "From " got one more. Nothing is lost.</summary>
    Mboxrd,

    /// <summary>mboxo and mboxcl: a line that begins with "From " got a '&gt;'. Lines that had one before cannot be told from these.</summary>
    Mboxo,

    /// <summary>mboxcl2: nothing was quoted; Content-Length says where a message ends.</summary>
    None,
}

/// <summary>
/// Reads the messages of an mbox that lies in memory: mboxo, mboxrd, mboxcl and mboxcl2. A separator is a line of "From ", a sender and a
/// date behind an empty line, or before a header field, so that a broken message cannot swallow the next; a Content-Length is believed only where a separator, or the
/// end, is where it says. Allocates nothing. <see cref="MboxSplitter"/> does the same for an mbox that comes in pieces.
/// </summary>
public ref struct MboxReader
{
    private readonly ReadOnlySpan<byte> _mbox;
    private readonly bool _usesContentLength;
    private int _position;

    /// <summary>Stands before the first message.</summary>
    /// <param name="mbox">The whole mbox. A byte order mark before it is passed over.</param>
    /// <param name="usesContentLength">Whether Content-Length is looked at, as mboxcl and mboxcl2 have it; where it is wrong, it does no harm.</param>
    public MboxReader(ReadOnlySpan<byte> mbox, bool usesContentLength = true)
    {
        _mbox = mbox;
        _usesContentLength = usesContentLength;
        _position = mbox.StartsWith(MboxSyntax.ByteOrderMark) ? MboxSyntax.ByteOrderMark.Length : 0;
    }

    /// <summary>The separator before the message without its line end; empty where the mbox begins with a message at once.</summary>
    public ReadOnlySpan<byte> FromLine { get; private set; }

    /// <summary>The message as it lies in the mbox, still quoted, without the empty line before the next separator.</summary>
    public ReadOnlySpan<byte> Message { get; private set; }

    /// <summary>Where <see cref="Message"/> begins in the mbox, in octets.</summary>
    public int Offset { get; private set; }

    /// <summary>Whether a Content-Length told where the message ends. Then nothing in its body need be quoted.</summary>
    public bool HasContentLength { get; private set; }

    /// <summary>Goes on to the next message.</summary>
    public bool Read()
    {
        FromLine = Message = default;
        HasContentLength = false;
        SkipEmptyLines();
        if (_position >= _mbox.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> line = LineAt(_position);
        if (MboxSyntax.IsFromLine(line))
        {
            FromLine = line.TrimEnd("\r\n"u8);
            _position += line.Length;
        }

        Offset = _position;
        if (!FromLine.IsEmpty && MboxSyntax.IsFromLine(LineAt(Offset)))
        {
            // Two separators, one behind the other: the message between them is empty.
            return true;
        }

        int end = _usesContentLength ? EndByContentLength() : -1;
        HasContentLength = end >= 0;
        _position = HasContentLength ? end : EndBySeparator();
        Message = _mbox[Offset..(HasContentLength ? end : WithoutEmptyLine(_position))];
        return true;
    }

    /// <summary>Writes <see cref="Message"/> as it was before it was quoted.</summary>
    /// <param name="quoting">How it was quoted.</param>
    /// <param name="output">Takes the message.</param>
    public readonly void WriteMessage(MboxQuoting quoting, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Unquote(Message, quoting, output);
    }

    /// <summary>Takes the quoting out of a message of an mbox.</summary>
    /// <param name="message">The message as it lies in the mbox.</param>
    /// <param name="quoting">How it was quoted.</param>
    /// <param name="output">Takes the message.</param>
    public static void Unquote(ReadOnlySpan<byte> message, MboxQuoting quoting, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        int kept = 0;
        int position = 0;
        while (quoting != MboxQuoting.None && position < message.Length)
        {
            ReadOnlySpan<byte> line = message[position..];
            if (line[0] == (byte)'>' && (quoting == MboxQuoting.Mboxrd ? MboxSyntax.IsQuotedFrom(line) : line[1..].StartsWith(MboxSyntax.From)))
            {
                output.Write(message[kept..position]);
                kept = position + 1;
            }

            // Lines that do not begin with the mark need no look.
            int next = line.IndexOf("\n>"u8);
            if (next < 0)
            {
                break;
            }

            position += next + 1;
        }

        output.Write(message[kept..]);
    }

    private void SkipEmptyLines()
    {
        while (_position < _mbox.Length && HeaderFieldSyntax.EmptyLineLength(_mbox, _position) is var length and > 0)
        {
            _position += length;
        }
    }

    private readonly ReadOnlySpan<byte> LineAt(int position)
    {
        ReadOnlySpan<byte> rest = _mbox[position..];
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..(end + 1)];
    }

    private readonly int EndBySeparator()
    {
        int position = _position;
        while (position < _mbox.Length)
        {
            int found = _mbox[position..].IndexOf("\nFrom "u8);
            if (found < 0)
            {
                return _mbox.Length;
            }

            position += found + 1;
            ReadOnlySpan<byte> line = LineAt(position);
            if (MboxSyntax.IsFromLine(line, out bool isCertain)
                && (IsBehindEmptyLine(position) || (isCertain && MboxSyntax.BeginsField(_mbox[(position + line.Length)..], isFinal: true) == true)))
            {
                return position;
            }
        }

        return _mbox.Length;
    }

    private readonly bool IsBehindEmptyLine(int lineStart)
    {
        int before = lineStart - 1;
        before -= before > 0 && _mbox[before - 1] == (byte)'\r' ? 1 : 0;
        return before <= Offset || _mbox[before - 1] == (byte)'\n';
    }

    private readonly int WithoutEmptyLine(int end)
    {
        if (end == Offset || _mbox[end - 1] != (byte)'\n')
        {
            return end;
        }

        int start = end - 1;
        start -= start > Offset && _mbox[start - 1] == (byte)'\r' ? 1 : 0;
        return start == Offset || _mbox[start - 1] == (byte)'\n' ? start : end;
    }

    private readonly int EndByContentLength()
    {
        MimeHeaderReader header = new(_mbox[Offset..]);
        long length = -1;
        while (header.Read())
        {
            if (header.Current.IsNamed("Content-Length"u8) && Utf8Parser.TryParse(header.Current.Value, out long said, out int used) && used == header.Current.Value.Length)
            {
                length = said;
            }
        }

        int bodyStart = Offset + header.Position;
        if (length < 0 || !header.HasEmptyLine || length > _mbox.Length - bodyStart)
        {
            return -1;
        }

        // Few empty lines are looked at, so that lies about many messages cost no more than the messages.
        const int MostEmptyLines = 4;
        int end = bodyStart + (int)length;
        int next = end;
        for (int i = 0; i < MostEmptyLines && next < _mbox.Length && HeaderFieldSyntax.EmptyLineLength(_mbox, next) is var empty and > 0; i++)
        {
            next += empty;
        }

        bool isAtLineStart = next > end || _mbox[end - 1] == (byte)'\n';
        return next >= _mbox.Length || (isAtLineStart && MboxSyntax.IsFromLine(LineAt(next))) ? end : -1;
    }
}
