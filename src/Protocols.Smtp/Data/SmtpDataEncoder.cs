using System.Buffers;

namespace Protocols.Smtp;

/// <summary>
/// What to do with what no text may hold: a CR or LF that is not part of a CRLF (RFC 5321 §2.3.8), or NUL (RFC 2045 §2.7, §2.8). It is never
/// passed on, for others read it otherwise than we do, and may see the end of a message where there is none.
/// </summary>
public enum BareLineEndWriting
{
    /// <summary>Make a CRLF of a CR or LF, so that the message has a line end there for everybody, and leave NUL out.</summary>
    Normalise,

    /// <summary>Refuse the message.</summary>
    Refuse,
}

/// <summary>
/// Turns a message into what follows DATA: dots doubled where a line begins with one, every line end a CRLF, no NUL, CRLF "." CRLF at the end
/// (RFC 5321 §4.5.2). It takes the message in pieces cut anywhere, and allocates nothing.
/// </summary>
/// <param name="bareLineEnds">What to do with a CR or LF alone, and with NUL.</param>
/// <param name="isStuffed">False for BDAT, where neither dots are doubled nor an end is written (RFC 3030 §2).</param>
public sealed class SmtpDataEncoder(BareLineEndWriting bareLineEnds, bool isStuffed = true)
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create("\r\n\0"u8);

    private bool _isAtLineStart = true;
    private bool _hasCr;

    /// <summary>Begins a new message.</summary>
    public void Reset()
    {
        _isAtLineStart = true;
        _hasCr = false;
    }

    /// <summary>Takes a piece of the message.</summary>
    /// <param name="bytes">The piece.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>False if it has a CR or LF alone or NUL, and such are refused: what came before it is written, and the message cannot go on.</returns>
    public bool TryWrite(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (!bytes.IsEmpty)
        {
            if (_hasCr && !TryEndCr(ref bytes, output))
            {
                return false;
            }

            if (bytes.IsEmpty)
            {
                return true;
            }

            if (_isAtLineStart && isStuffed && bytes[0] == '.')
            {
                output.Write("."u8);
            }

            int end = bytes.IndexOfAny(s_special);
            if (end < 0)
            {
                output.Write(bytes);
                _isAtLineStart = false;
                return true;
            }

            if (bytes[end] == '\r' && end + 1 < bytes.Length && bytes[end + 1] == '\n')
            {
                output.Write(bytes[..(end + 2)]);
                bytes = bytes[(end + 2)..];
                _isAtLineStart = true;
                continue;
            }

            output.Write(bytes[..end]);
            _isAtLineStart &= end == 0;
            if (bytes[end] == '\r')
            {
                // Whether it stands alone is known with the next byte, which may be in the next piece.
                _hasCr = true;
            }
            else if (bytes[end] == '\0' ? bareLineEnds == BareLineEndWriting.Refuse : !TryWriteBare(output))
            {
                return false;
            }

            bytes = bytes[(end + 1)..];
        }

        return true;
    }

    /// <summary>Ends the message.</summary>
    /// <param name="output">Where the end goes.</param>
    /// <returns>False if the message ends with a CR alone, and such are refused.</returns>
    public bool TryEnd(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_hasCr && !TryWriteBare(output))
        {
            return false;
        }

        if (isStuffed)
        {
            // RFC 5321 §4.1.1.4: a message that does not end a line gets the end of one.
            output.Write(_isAtLineStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
        }

        return true;
    }

    private bool TryEndCr(ref ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (bytes[0] != '\n')
        {
            return TryWriteBare(output);
        }

        bytes = bytes[1..];
        WriteLineEnd(output);
        return true;
    }

    private bool TryWriteBare(IBufferWriter<byte> output)
    {
        if (bareLineEnds == BareLineEndWriting.Refuse)
        {
            return false;
        }

        WriteLineEnd(output);
        return true;
    }

    private void WriteLineEnd(IBufferWriter<byte> output)
    {
        output.Write("\r\n"u8);
        _hasCr = false;
        _isAtLineStart = true;
    }
}
