using System.Buffers;
using System.Text;

namespace Protocols.Smtp;

/// <summary>What a step of <see cref="SmtpReplyReader"/> found.</summary>
public enum SmtpReplyReadStatus
{
    /// <summary>The reply is not whole: come back with more input.</summary>
    NeedMoreData,

    /// <summary>A reply: the reader's properties tell it until the next read.</summary>
    Reply,

    /// <summary>A line that does not begin with a code of 200 to 599. Whatever speaks, it is not SMTP: nothing more is read.</summary>
    NotAReply,

    /// <summary>A line over the limit. Nothing more is read.</summary>
    LineTooLong,

    /// <summary>A reply of more lines than the limit. Nothing more is read.</summary>
    TooManyLines,
}

/// <summary>
/// Reads replies of one line or several, with enhanced status codes (RFC 5321 §4.2, RFC 2034 §4). Lenient: what is not of the grammar and
/// can be understood all the same is told in <see cref="Defects"/>. It keeps one reply at a time, in memory that it uses again, so that it
/// allocates nothing once it has seen a reply as long.
/// </summary>
public sealed class SmtpReplyReader
{
    // RFC 5321 §4.5.3.1.5
    private const int LongestOfGrammar = 512;

    private static readonly SearchValues<byte> s_controls = SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b != '\t').Append(127).Select(b => (byte)b)]);

    private readonly int _maxLineLength;
    private readonly int _maxLines;
    private byte[] _line = [];
    private byte[] _text = new byte[LongestOfGrammar];
    private int[] _ends = new int[4];
    private bool _isComplete;
    private SmtpReplyReadStatus _broken;

    /// <summary>Makes a reader.</summary>
    /// <param name="maxLineLength">The longest line in bytes, its end included; at least 512 (RFC 5321 §4.5.3.1.5).</param>
    /// <param name="maxLines">The most lines of a reply; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below its least.</exception>
    public SmtpReplyReader(int maxLineLength = 4096, int maxLines = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineLength, LongestOfGrammar);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLines, 1);
        _maxLineLength = maxLineLength;
        _maxLines = maxLines;
    }

    /// <summary>The code, 200 to 599.</summary>
    public int Code { get; private set; }

    /// <summary>The enhanced status, if any.</summary>
    public EnhancedStatusCode Status { get; private set; }

    /// <summary>What was not of the grammar.</summary>
    public SmtpReplyDefects Defects { get; private set; }

    /// <summary>How many lines there are.</summary>
    public int LineCount { get; private set; }

    /// <summary>The text of a line without its code and its enhanced status; it may hold any bytes but LF.</summary>
    /// <param name="index">Which line, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public ReadOnlySpan<byte> GetLine(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, LineCount);
        int start = index == 0 ? 0 : _ends[index - 1];
        return _text.AsSpan(start, _ends[index] - start);
    }

    /// <summary>The reply as an object to keep.</summary>
    /// <exception cref="InvalidOperationException">No reply was read.</exception>
    public SmtpReply ToReply()
    {
        if (!_isComplete)
        {
            throw new InvalidOperationException("No reply was read.");
        }

        string[] lines = new string[LineCount];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = Encoding.UTF8.GetString(GetLine(i));
        }

        return new SmtpReply(Code, Status, lines);
    }

    /// <summary>Takes input up to the end of the next reply.</summary>
    /// <param name="input">What the server sent and was not used yet; what this call used is cut off.</param>
    public SmtpReplyReadStatus Read(ref ReadOnlySequence<byte> input)
    {
        if (_broken != SmtpReplyReadStatus.NeedMoreData)
        {
            return _broken;
        }

        if (_isComplete)
        {
            Clear();
        }

        while (TryTakeLine(ref input, out ReadOnlySpan<byte> line))
        {
            if (LineCount == _maxLines)
            {
                return Break(SmtpReplyReadStatus.TooManyLines);
            }

            if (!TryAdd(line, out bool isLast))
            {
                return Break(SmtpReplyReadStatus.NotAReply);
            }

            if (isLast)
            {
                Finish();
                return SmtpReplyReadStatus.Reply;
            }
        }

        return _broken;
    }

    private void Finish()
    {
        _isComplete = true;
        if (!Status.IsEmpty && Status.Class != Code / 100)
        {
            // It came on a line of another code than the last, whose code it is that counts.
            Status = default;
            Defects |= SmtpReplyDefects.StatusOfAnotherClass;
        }
    }

    private void Clear()
    {
        _isComplete = false;
        Code = 0;
        Status = default;
        Defects = SmtpReplyDefects.None;
        LineCount = 0;
    }

    private SmtpReplyReadStatus Break(SmtpReplyReadStatus status)
    {
        _broken = status;
        return status;
    }

    private bool TryTakeLine(ref ReadOnlySequence<byte> input, out ReadOnlySpan<byte> line)
    {
        line = default;
        int end = input.FirstSpan.IndexOf((byte)'\n');
        if (end >= 0)
        {
            line = input.FirstSpan[..end];
            input = input.Slice(end + 1);
        }
        else if (input.PositionOf((byte)'\n') is { } position)
        {
            ReadOnlySequence<byte> found = input.Slice(0, position);
            if (found.Length < _maxLineLength)
            {
                _line = _line.Length < found.Length ? new byte[_maxLineLength] : _line;
                found.CopyTo(_line);
                line = _line.AsSpan(0, (int)found.Length);
            }

            input = input.Slice(input.GetPosition(1, position));
            end = (int)Math.Min(found.Length, int.MaxValue);
        }
        else
        {
            end = input.Length >= _maxLineLength ? _maxLineLength : -1;
        }

        if (end >= _maxLineLength)
        {
            Break(SmtpReplyReadStatus.LineTooLong);
        }

        return end >= 0 && end < _maxLineLength;
    }

    // Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
    private bool TryAdd(ReadOnlySpan<byte> line, out bool isLast)
    {
        isLast = true;
        if (line.Length + 1 > LongestOfGrammar)
        {
            Defects |= SmtpReplyDefects.LongLine;
        }

        if (line.IsEmpty || line[^1] != '\r')
        {
            Defects |= SmtpReplyDefects.BareLineFeed;
        }
        else
        {
            line = line[..^1];
        }

        if (!SmtpGrammar.TryReadNumber(line[..Math.Min(3, line.Length)], 3, out long code) || code is < 200 or > 599
            || (line.Length > 3 && char.IsAsciiDigit((char)line[3])))
        {
            return false;
        }

        Defects |= LineCount > 0 && code != Code ? SmtpReplyDefects.DifferingCodes : 0;
        Code = (int)code;
        isLast = line.Length == 3 || line[3] != '-';
        if (line.Length == 3)
        {
            Defects |= SmtpReplyDefects.BareCode;
        }

        bool isSeparated = line.Length > 3 && line[3] is (byte)' ' or (byte)'-';
        Defects |= line.Length > 3 && !isSeparated ? SmtpReplyDefects.MissingSpace : 0;
        ReadOnlySpan<byte> text = line[(isSeparated ? 4 : 3)..];
        TakeStatus(ref text);
        Defects |= text.ContainsAny(s_controls) ? SmtpReplyDefects.ControlCharacter : 0;
        Defects |= Ascii.IsValid(text) ? 0 : SmtpReplyDefects.NotAscii;
        Keep(text);
        return true;
    }

    private void TakeStatus(ref ReadOnlySpan<byte> text)
    {
        if (!EnhancedStatusCode.TryRead(text, out EnhancedStatusCode status, out int length))
        {
            return;
        }

        if (status.Class != Code / 100)
        {
            Defects |= SmtpReplyDefects.StatusOfAnotherClass;
            return;
        }

        Defects |= LineCount > 0 && status != Status ? SmtpReplyDefects.DifferingStatuses : 0;
        Status = Status.Class == Code / 100 ? Status : status;
        text = text[length..];
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        int start = LineCount == 0 ? 0 : _ends[LineCount - 1];
        if (start + text.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(start + text.Length, _text.Length * 2));
        }

        if (LineCount == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        text.CopyTo(_text.AsSpan(start));
        _ends[LineCount++] = start + text.Length;
    }
}
