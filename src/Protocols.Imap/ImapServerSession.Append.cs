using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Commands;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <content>APPEND and REPLACE: messages that come in parts and are never held (RFC 9051 §6.3.12, RFC 3502, RFC 4469, RFC 8508).</content>
public sealed partial class ImapServerSession
{
    private readonly Queue<AppendPart> _appendParts = new();
    private AppendReader? _append;
    private AppendPart? _appendPart;
    private AppendStep _afterParts;
    private LiteralMark _appendMark;
    private int _appendTextLength;
    private bool _hasToldPart;

    /// <summary>Takes the part of a message that was announced: a literal comes now, what a URL names is for the host to put in.</summary>
    /// <param name="output">Where a continuation request goes, if the client waits for one.</param>
    /// <exception cref="InvalidOperationException">No part is to be decided.</exception>
    public void AcceptAppend(IBufferWriter<byte> output)
    {
        Expect(_phase == Phase.AppendDecision);
        if (_appendPart!.Url is not null)
        {
            _phase = Phase.AppendParts;
            return;
        }

        if (_appendMark.IsSynchronising)
        {
            Writer(output).Continue("go ahead");
        }

        _literalRemaining = _appendMark.Length;
        _phase = Phase.AppendData;
    }

    /// <summary>
    /// Refuses an APPEND, before a part or in the middle of it. What still comes of the command is thrown away, never read as commands
    /// (RFC 7888 §4).
    /// </summary>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="status">NO or BAD.</param>
    /// <param name="code">A response code, or none.</param>
    /// <param name="text">Words for a person.</param>
    /// <exception cref="InvalidOperationException">No APPEND is under way.</exception>
    public void RefuseAppend(IBufferWriter<byte> output, ImapStatus status, ImapResponseCode code, ReadOnlySpan<char> text)
    {
        Expect(_phase is Phase.AppendDecision or Phase.AppendData);
        Writer(output).Tagged(_append!.Command.Tag, status, code, text);
        bool isInData = _phase == Phase.AppendData;
        long coming = isInData ? _literalRemaining : _appendMark.Length;
        bool isComing = isInData || (_afterParts is AppendStep.Data or AppendStep.UrlLiteral && !_appendMark.IsSynchronising);
        ReleaseBuffer();
        EndAppend();
        _phase = Phase.Line;
        if (isComing)
        {
            _drained = 0;
            BeginDrain(coming, output);
        }
    }

    /// <param name="tag">The command's tag.</param>
    /// <param name="name">APPEND, REPLACE or UID.</param>
    /// <param name="arguments">The text behind the name, up to the mark of a literal or the end of the command.</param>
    /// <param name="line">The last line of it, with the mark.</param>
    /// <param name="mark">The mark, or null.</param>
    /// <param name="output">Where the session's own responses go.</param>
    private ImapServerEvent? BeginAppend(
        string tag, string name, ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> line, LiteralMark? mark, IBufferWriter<byte> output)
    {
        ImapCommandReader reader = new(arguments, _limits, IsUtf8Enabled);
        if (!AppendSyntax.TryReadHead(ref reader, tag, name, out AppendCommand? command))
        {
            Refuse(tag, reader.Error ?? "the command is malformed", line, output);
            return null;
        }

        _append = new AppendReader(command);
        return TakeAppendText(_append, ref reader, arguments, line, mark, output);
    }

    private ImapServerEvent? TakeAppendText(
        AppendReader append, ref ImapCommandReader reader, ReadOnlySpan<byte> text, ReadOnlySpan<byte> line, LiteralMark? mark, IBufferWriter<byte> output)
    {
        AppendStep step = append.Read(ref reader, mark, _appendParts);
        string tag = append.Command.Tag;
        if (step == AppendStep.Failed)
        {
            _phase = Phase.Line;
            Refuse(tag, reader.Error ?? "the command is malformed", line, output);
            return FailAppend();
        }

        if (step == AppendStep.Data && append.MessageLength > _limits.MaxAppendLength)
        {
            // RFC 7889 §4, RFC 4469 §4.2 and RFC 7888 §5: the code tells the client not to try again.
            _phase = Phase.Line;
            Writer(output).Tagged(tag, ImapStatus.No, ImapResponseCode.TooBig, "the message is too large");
            DrainAfter(line, output);
            return FailAppend();
        }

        byte[] unread = [];
        if (step == AppendStep.UrlLiteral)
        {
            unread = [.. text[append.UnreadFrom..], .. line[mark!.Value.Position..], .. "\r\n"u8];
            if (mark.Value.IsBinary || mark.Value.Length < 0 || mark.Value.Length > _limits.MaxLiteralLength
                || _appendTextLength + unread.Length + mark.Value.Length > MaxCommandLength)
            {
                _phase = Phase.Line;
                Refuse(tag, "the literal is too large", line, output);
                return FailAppend();
            }
        }

        _badCommands = 0;
        _appendTextLength += text.Length;
        _appendMark = mark ?? default;
        _afterParts = step;
        ReleaseBuffer();
        _gathered.Add(unread);
        _phase = Phase.AppendParts;
        return null;
    }

    /// <summary>Goes on to the next part that was read, or to what comes behind them.</summary>
    private ImapServerEvent? NextAppendPart(IBufferWriter<byte> output)
    {
        AppendCommand command = _append!.Command;
        if (_appendParts.TryDequeue(out _appendPart))
        {
            _hasToldPart = true;
            _phase = Phase.AppendDecision;
            return new ImapServerEvent(ImapServerEventKind.AppendPart, command, part: _appendPart);
        }

        if (_afterParts == AppendStep.End)
        {
            EndAppend();
            _phase = Phase.Line;
            return new ImapServerEvent(ImapServerEventKind.AppendEnd, command);
        }

        if (_appendMark.IsSynchronising)
        {
            Writer(output).Continue("go ahead");
        }

        _literalRemaining = _appendMark.Length;
        _phase = Phase.Literal;
        return null;
    }

    private ImapServerEvent? ReadAppendData(ref ReadOnlySequence<byte> input)
    {
        if (_literalRemaining == 0)
        {
            _phase = Phase.AppendTail;
            return null;
        }

        if (input.IsEmpty)
        {
            return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
        }

        ReadOnlySequence<byte> chunk = input.Slice(0, Math.Min(_literalRemaining, input.Length));
        input = input.Slice(chunk.End);
        _literalRemaining -= chunk.Length;
        return new ImapServerEvent(ImapServerEventKind.AppendChunk, _append!.Command, chunk);
    }

    private ImapServerEvent? ReadAppendTail(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        AppendReader append = _append!;
        int maxLength = Math.Min(_limits.MaxLineLength, Math.Max(0, MaxCommandLength - _appendTextLength - _gathered.LineStart));
        switch (TakeLine(ref input, maxLength, out ReadOnlySpan<byte> line))
        {
            case LineStatus.Incomplete:
                return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
            case LineStatus.TooLong:
                DropLongLine(append.Command.Tag, input, "the command is too long", output);
                return FailAppend();
            case LineStatus.BareLineFeed:
                _phase = Phase.Line;
                Refuse(append.Command.Tag, "a line has to end with CRLF", line, output);
                return FailAppend();
        }

        ReadOnlySpan<byte> text = _gathered.Length == 0 ? line : _gathered.All[..^2];
        LiteralMark? mark = null;
        if (LiteralMark.TryRead(line, out LiteralMark found))
        {
            mark = found;
            text = text[..^(line.Length - found.Position)];
        }

        ImapCommandReader reader = new(text, _limits, IsUtf8Enabled);
        return TakeAppendText(append, ref reader, text, line, mark, output);
    }

    /// <summary>Ends an APPEND that was answered; the host is told only if it knows of it.</summary>
    private ImapServerEvent? FailAppend()
    {
        AppendCommand command = _append!.Command;
        bool isKnown = _hasToldPart;
        EndAppend();
        return isKnown ? new ImapServerEvent(ImapServerEventKind.AppendFailed, command) : null;
    }

    private void EndAppend()
    {
        _append = null;
        _appendPart = null;
        _appendParts.Clear();
        _appendTextLength = 0;
        _hasToldPart = false;
    }
}
