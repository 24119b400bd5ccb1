using System.Runtime.CompilerServices;

namespace Protocols.Text;

/// <summary>
/// Decodes uuencode, which predates MIME, in pieces cut anywhere: lines of a length character and groups of four characters between
/// <c>begin</c> and <c>end</c>. What stands before <c>begin</c> and behind <c>end</c> is passed over, and so are lines that cannot be.
/// </summary>
/// <remarks>
/// Some programs leave <c>begin</c> out: where the very first line that is not empty is just as long as its length character says, the
/// file begins with it. A line is kept up to the length that the longest of uuencode have; the rest of a longer one is of no account.
/// </remarks>
public struct UuDecoder
{
    // A length character, 63 octets in groups of four, and a checksum that some programs add.
    private const int LongestLine = 1 + (63 / 3 * 4) + 1;

    private LineBuffer _line;
    private int _length;
    private Phase _phase;

    private enum Phase : byte
    {
        Start,
        BeforeBegin,
        Data,
        End,
    }

    /// <summary>Whether a line was met between <c>begin</c> and <c>end</c> that cannot be one of uuencode.</summary>
    public bool HasDefects { get; private set; }

    /// <summary>The room that <see cref="Decode"/> and <see cref="Finish"/> need in all for so many characters.</summary>
    /// <param name="length">The length of the piece, in octets.</param>
    public static int GetMaxDecodedLength(int length) => checked(length + LongestLine);

    /// <summary>Decodes the next piece.</summary>
    /// <param name="source">The piece; it is used up.</param>
    /// <param name="destination">At least <see cref="GetMaxDecodedLength"/> octets long.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < GetMaxDecodedLength(source.Length))
        {
            throw new ArgumentException("The destination is shorter than GetMaxDecodedLength says.", nameof(destination));
        }

        return DecodePiece(source, destination);
    }

    /// <summary>Decodes the last line, where it has no end. The decoder can then be used anew.</summary>
    /// <param name="destination">At least <see cref="GetMaxDecodedLength"/> octets long for a length of 0.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Finish(Span<byte> destination)
    {
        if (destination.Length < LongestLine)
        {
            throw new ArgumentException("The destination is shorter than GetMaxDecodedLength says.", nameof(destination));
        }

        return FinishText(destination);
    }

    internal int DecodePiece(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = 0;
        while (!source.IsEmpty && _phase != Phase.End)
        {
            int next = source.IndexOf((byte)'\n');
            if (next < 0)
            {
                Keep(source);
                break;
            }

            if (_length == 0)
            {
                written += TakeLine(source[..next], destination[written..]);
            }
            else
            {
                Keep(source[..next]);
                written += TakeKept(destination[written..]);
            }

            source = source[(next + 1)..];
        }

        return written;
    }

    internal int FinishText(Span<byte> destination)
    {
        int written = _length > 0 ? TakeKept(destination) : 0;
        _phase = Phase.Start;
        return written;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        part = part[..Math.Min(part.Length, LongestLine + 1 - _length)];
        part.CopyTo(_line[_length..]);
        _length += part.Length;
    }

    private int TakeKept(Span<byte> destination)
    {
        LineBuffer line = _line;
        int length = _length;
        _length = 0;
        return TakeLine(line[..length], destination);
    }

    private int TakeLine(ReadOnlySpan<byte> line, Span<byte> destination)
    {
        line = line[..Math.Min(line.Length, LongestLine + 1)];
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        if (_phase != Phase.Data)
        {
            bool isFirst = _phase == Phase.Start;
            if (line.StartsWith("begin "u8))
            {
                _phase = Phase.Data;
                return 0;
            }

            if (!isFirst || line.IsEmpty)
            {
                return 0;
            }

            _phase = IsWhole(line) ? Phase.Data : Phase.BeforeBegin;
            if (_phase != Phase.Data)
            {
                return 0;
            }
        }

        if (line.SequenceEqual("end"u8))
        {
            _phase = Phase.End;
            return 0;
        }

        if (!line.IsEmpty && line[0] is > 32 and <= 96)
        {
            return DecodeLine(line[1..], (line[0] - 32) & 63, destination);
        }

        HasDefects |= !line.IsEmpty;
        return 0;
    }

    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        int length = (line[0] - 32) & 63;
        int characters = (length + 2) / 3 * 4;
        return line[0] is > 32 and < 96 && line.Length - 1 - characters is 0 or 1 && !line.ContainsAnyExceptInRange((byte)' ', (byte)'`');
    }

    private static int DecodeLine(ReadOnlySpan<byte> line, int length, Span<byte> destination)
    {
        // Trailing spaces, which stand for zero, get lost on the way: what is missing counts as spaces.
        int most = Math.Min(length, (line.Length + 3) / 4 * 3);
        int written = 0;
        for (int i = 0; written < most; i += 4)
        {
            uint bits = (Sextet(line, i) << 18) | (Sextet(line, i + 1) << 12) | (Sextet(line, i + 2) << 6) | Sextet(line, i + 3);
            for (int shift = 16; shift >= 0 && written < most; shift -= 8)
            {
                destination[written++] = (byte)(bits >> shift);
            }
        }

        return written;
    }

    private static uint Sextet(ReadOnlySpan<byte> line, int index) => index < line.Length ? (uint)(line[index] - 32) & 63 : 0;

    [InlineArray(LongestLine + 1)]
    private struct LineBuffer
    {
        private byte _first;
    }
}
