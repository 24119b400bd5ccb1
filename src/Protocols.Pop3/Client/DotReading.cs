using System.Buffers;

namespace Protocols.Pop3;

/// <summary>Reads a message off a response, however it is cut: takes doubled dots off and finds the line with nothing but a dot (RFC 1939 §3).</summary>
internal sealed class DotReading
{
    private enum At
    {
        LineStart,
        Line,
        Return,
        Dot,
        DotReturn,
    }

    private static readonly ReadOnlyMemory<byte> s_return = "\r"u8.ToArray();
    private At _at;

    /// <summary>Begins a message.</summary>
    public void Begin() => _at = At.LineStart;

    /// <summary>Takes the next octets of the message; none where only a dot or an end was read.</summary>
    public ReadOnlyMemory<byte> Take(ref ReadOnlySequence<byte> input, out bool isAtEnd)
    {
        isAtEnd = false;
        ReadOnlyMemory<byte> memory = input.First;
        ReadOnlySpan<byte> span = memory.Span;
        if (span.IsEmpty)
        {
            input = input.Slice(input.GetPosition(0, input.Start));
            input = input.IsSingleSegment ? input.Slice(input.End) : input.Slice(input.First.Length);
            return default;
        }

        int used = 0;
        switch (_at)
        {
            case At.LineStart when span[0] == '.':
                _at = At.Dot;
                input = input.Slice(1);
                return default;
            case At.Dot when span[0] == '\r':
                _at = At.DotReturn;
                input = input.Slice(1);
                return default;
            case At.DotReturn when span[0] == '\n':
                _at = At.LineStart;
                input = input.Slice(1);
                isAtEnd = true;
                return default;
            case At.DotReturn:
                // The dot was one too many, the CR is the message's.
                _at = At.Line;
                return s_return;
        }

        // Up to the end of the line behind which a dot comes, or to the end of the piece.
        At at = _at == At.Dot ? At.Line : _at;
        while (used < span.Length)
        {
            byte b = span[used];
            if (at == At.LineStart && b == '.')
            {
                break;
            }

            if (at is At.Line or At.LineStart && b != '\r')
            {
                int run = span[used..].IndexOf((byte)'\r');
                used = run < 0 ? span.Length : used + run;
                at = At.Line;
                continue;
            }

            at = b == '\r' ? At.Return : b == '\n' && at == At.Return ? At.LineStart : At.Line;
            used++;
        }

        _at = at;
        input = input.Slice(used);
        return memory[..used];
    }
}
