using System.Buffers;

namespace Protocols.Smtp;

/// <summary>What a step of <see cref="DataDecoder"/> found.</summary>
internal enum DataDecoderStatus
{
    /// <summary>All input is used; there is a chunk if it is not empty.</summary>
    NeedMoreData,

    /// <summary>A chunk, with more input behind it.</summary>
    Chunk,

    /// <summary>The end of the message; what follows are commands.</summary>
    End,
}

/// <summary>
/// Takes dots off the lines that were stuffed and finds the end of the message (RFC 5321 §4.5.2). Only CRLF ends a line, so only
/// CRLF.CRLF ends a message; a CR or LF alone is noticed and otherwise a byte like any other.
/// </summary>
internal struct DataDecoder
{
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);
    private static readonly byte[] s_carriageReturn = [(byte)'\r'];

    private enum State : byte
    {
        // The first line of a message begins a line too: an empty message is a dot alone.
        LineStart,
        Dot,
        DotCr,
        Text,
        Cr,
    }

    private State _state;

    /// <summary>Whether a CR or an LF stood alone.</summary>
    public bool HasBareLineEnd { get; private set; }

    /// <summary>Takes input up to the next event.</summary>
    /// <param name="input">The input; what was used is cut off.</param>
    /// <param name="chunk">Bytes of the message: part of the input's first segment.</param>
    public DataDecoderStatus Read(ref ReadOnlySequence<byte> input, out ReadOnlyMemory<byte> chunk)
    {
        while (!input.IsEmpty)
        {
            ReadOnlyMemory<byte> segment = input.First;
            ReadOnlySpan<byte> bytes = segment.Span;
            int start = 0;
            int i = 0;
            while (i < bytes.Length)
            {
                switch (_state)
                {
                    case State.LineStart when bytes[i] == '.':
                        _state = State.Dot;
                        if (i > start)
                        {
                            chunk = segment[start..i];
                            input = input.Slice(i + 1);
                            return DataDecoderStatus.Chunk;
                        }

                        start = ++i;
                        break;

                    case State.Dot when bytes[i] == '\r':
                        // The CR is held back: it belongs to the end of the message, or to a line that begins with it.
                        _state = State.DotCr;
                        start = ++i;
                        break;

                    case State.DotCr when bytes[i] == '\n':
                        _state = State.LineStart;
                        input = input.Slice(i + 1);
                        chunk = default;
                        return DataDecoderStatus.End;

                    case State.DotCr:
                        _state = State.Cr;
                        chunk = s_carriageReturn;
                        input = input.Slice(i);
                        return DataDecoderStatus.Chunk;

                    case State.Cr when bytes[i] == '\n':
                        _state = State.LineStart;
                        i++;
                        break;

                    case State.Cr:
                        HasBareLineEnd = true;
                        _state = State.Text;
                        break;

                    default:
                        i = Text(bytes, i);
                        break;
                }
            }

            input = input.Slice(bytes.Length);
            if (bytes.Length > start)
            {
                chunk = segment[start..];
                return input.IsEmpty ? DataDecoderStatus.NeedMoreData : DataDecoderStatus.Chunk;
            }
        }

        chunk = default;
        return DataDecoderStatus.NeedMoreData;
    }

    private int Text(ReadOnlySpan<byte> bytes, int i)
    {
        int end = bytes[i..].IndexOfAny(s_lineEnds);
        if (end < 0)
        {
            _state = State.Text;
            return bytes.Length;
        }

        if (bytes[i + end] == '\r')
        {
            _state = State.Cr;
        }
        else
        {
            HasBareLineEnd = true;
            _state = State.Text;
        }

        return i + end + 1;
    }
}
