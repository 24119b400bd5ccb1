using System.Buffers;

namespace Protocols.Mime;

/// <summary>What <see cref="MboxSplitter.Read"/> came to.</summary>
public enum MboxEventKind
{
    /// <summary>More input is needed. What was not taken has to be given again with it; it is never more than one separator and the name behind it.</summary>
    NeedMoreData,

    /// <summary>A message begins. The data is the separator without its line end; empty where the mbox begins with a message at once.</summary>
    MessageBegin,

    /// <summary>A piece of the message as it lies in the mbox, still quoted.</summary>
    Chunk,

    /// <summary>The message ends.</summary>
    MessageEnd,

    /// <summary>The mbox ends.</summary>
    End,
}

/// <summary>One step through an mbox.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Data">Its octets, a piece of the input; dead when the input is.</param>
public readonly record struct MboxEvent(MboxEventKind Kind, ReadOnlySequence<byte> Data = default);

/// <summary>
/// Cuts an mbox that comes in pieces into its messages, as <see cref="MboxReader"/> does, without keeping any of it: what is held back
/// between two calls is one separator, and the name of the field behind it, at most. Does no input or output, and the events are the same however the input is cut, but for
/// where chunks are cut. Content-Length, which would have to be believed unseen, is not looked at.
/// </summary>
public sealed class MboxSplitter
{
    private static readonly ReadOnlyMemory<byte> s_lineFeed = "\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_crlf = "\r\n"u8.ToArray();

    private Place _place = Place.Start;

    // The line that begins here may be a separator: an empty one stood before it, or nothing.
    private bool _canSeparate = true;
    private bool _isAtLineStart = true;

    // An empty line that belongs to the message, unless a separator follows.
    private ReadOnlyMemory<byte> _held;

    private enum Place
    {
        Start,
        Between,
        Message,
        Ended,
    }

    /// <summary>Takes the next step.</summary>
    /// <param name="input">What has come and was not taken yet. What the step takes is sliced off.</param>
    /// <param name="isFinal">Whether nothing will follow.</param>
    public MboxEvent Read(ref ReadOnlySequence<byte> input, bool isFinal)
    {
        if (_place == Place.Start && !SkipByteOrderMark(ref input, isFinal))
        {
            return new MboxEvent(MboxEventKind.NeedMoreData);
        }

        while (!input.IsEmpty)
        {
            if (!_isAtLineStart)
            {
                return Rest(ref input);
            }

            int empty = EmptyLineLength(input);
            if (empty < 0 && !isFinal)
            {
                return new MboxEvent(MboxEventKind.NeedMoreData);
            }

            if (empty > 0)
            {
                if (TryRelease(out MboxEvent held))
                {
                    return held;
                }

                _held = _place == Place.Message ? empty == 1 ? s_lineFeed : s_crlf : default;
                _canSeparate = true;
                input = input.Slice(empty);
                continue;
            }

            Verdict verdict = Judge(input, _canSeparate, isFinal, out int lineLength, out int contentLength);
            if (verdict == Verdict.Unknown)
            {
                return new MboxEvent(MboxEventKind.NeedMoreData);
            }

            if (verdict == Verdict.Separator)
            {
                if (_place == Place.Message)
                {
                    _held = default;
                    _place = Place.Between;
                    return new MboxEvent(MboxEventKind.MessageEnd);
                }

                ReadOnlySequence<byte> line = input.Slice(0, contentLength);
                input = input.Slice(lineLength);
                _place = Place.Message;
                _canSeparate = true;
                return new MboxEvent(MboxEventKind.MessageBegin, line);
            }

            if (_place != Place.Message)
            {
                _place = Place.Message;
                return new MboxEvent(MboxEventKind.MessageBegin);
            }

            if (TryRelease(out MboxEvent released))
            {
                return released;
            }

            _canSeparate = false;
            return Rest(ref input);
        }

        if (!isFinal)
        {
            return new MboxEvent(MboxEventKind.NeedMoreData);
        }

        bool isOpen = _place == Place.Message;
        _held = default;
        _place = Place.Ended;
        return new MboxEvent(isOpen ? MboxEventKind.MessageEnd : MboxEventKind.End);
    }

    private enum Verdict
    {
        Text,
        Separator,
        Unknown,
    }

    private static Verdict Judge(in ReadOnlySequence<byte> input, bool canSeparate, bool isFinal, out int lineLength, out int contentLength)
    {
        lineLength = contentLength = 0;
        Span<byte> room = stackalloc byte[MboxSyntax.LongestFromLine + 2 + MboxSyntax.LongestName];
        int prefix = (int)Math.Min(input.Length, MboxSyntax.From.Length);
        input.Slice(0, prefix).CopyTo(room);
        if (!MboxSyntax.From.StartsWith(room[..prefix]))
        {
            return Verdict.Text;
        }

        int length = (int)Math.Min(input.Length, room.Length);
        bool isAll = isFinal && length == input.Length;
        input.Slice(0, length).CopyTo(room);
        ReadOnlySpan<byte> octets = room[..length];
        lineLength = octets.IndexOf((byte)'\n') + 1;
        if (lineLength == 0)
        {
            if (!isAll)
            {
                return length < MboxSyntax.LongestFromLine + 2 ? Verdict.Unknown : Verdict.Text;
            }

            lineLength = length;
        }

        contentLength = octets[..lineLength].TrimEnd("\r\n"u8).Length;
        if (!MboxSyntax.IsFromLine(octets[..lineLength], out bool isCertain))
        {
            return Verdict.Text;
        }

        return canSeparate ? Verdict.Separator
            : !isCertain ? Verdict.Text
            : MboxSyntax.BeginsField(octets[lineLength..], isAll) switch { true => Verdict.Separator, false => Verdict.Text, null => Verdict.Unknown };
    }

    // All that is there of the line.
    private MboxEvent Rest(ref ReadOnlySequence<byte> input)
    {
        SequencePosition? lineEnd = input.PositionOf((byte)'\n');
        _isAtLineStart = lineEnd is not null;
        ReadOnlySequence<byte> chunk = lineEnd is { } end ? input.Slice(0, input.GetPosition(1, end)) : input;
        input = input.Slice(chunk.Length);
        return new MboxEvent(MboxEventKind.Chunk, chunk);
    }

    private bool TryRelease(out MboxEvent held)
    {
        held = default;
        if (_held.IsEmpty)
        {
            return false;
        }

        held = new MboxEvent(MboxEventKind.Chunk, new ReadOnlySequence<byte>(_held));
        _held = default;
        return true;
    }

    // −1 where it cannot be told yet.
    private static int EmptyLineLength(in ReadOnlySequence<byte> input)
    {
        Span<byte> start = stackalloc byte[2];
        int length = (int)Math.Min(input.Length, 2);
        input.Slice(0, length).CopyTo(start);
        return start[0] == (byte)'\n' ? 1
            : start[0] != (byte)'\r' ? 0
            : length == 1 ? -1
            : start[1] == (byte)'\n' ? 2 : 0;
    }

    private bool SkipByteOrderMark(ref ReadOnlySequence<byte> input, bool isFinal)
    {
        Span<byte> start = stackalloc byte[3];
        int length = (int)Math.Min(input.Length, start.Length);
        input.Slice(0, length).CopyTo(start);
        if (!MboxSyntax.ByteOrderMark.StartsWith(start[..length]))
        {
            _place = Place.Between;
            return true;
        }

        if (length < start.Length && !isFinal)
        {
            return false;
        }

        _place = Place.Between;
        input = length == start.Length ? input.Slice(length) : input;
        return true;
    }
}
