using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Protocols.Imap.Client;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <content>Lines, literals, and what a whole response is.</content>
public sealed partial class ImapClientSession
{
    private enum Phase
    {
        Line,
        Literal,
        Stream,
        TlsPending,
        DeflatePending,
        Closed,
    }

    private readonly Dictionary<int, long> _streamed = [];
    private readonly GatheredOctets _gathered = new();
    private long _literalRemaining;
    private int _literals;
    private bool _isGreeted;
    private bool _messageIsNext;
    private bool _asksForMessage;
    private bool _literalEnds;
    private string? _failure;
    private Phase _phase;

    /// <summary>Reads up to the next event. Never throws for what is in the input.</summary>
    /// <param name="input">The input; on return, what was not used. A chunk that was given out still borrows from it.</param>
    /// <param name="output">Where what the session has to send goes.</param>
    public ImapClientEvent Read(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_asksForMessage)
        {
            _asksForMessage = false;
            return new ImapClientEvent(ImapClientEventKind.SendMessage) { Tag = _sending!.Tag };
        }

        while (true)
        {
            ImapClientEvent? result = _phase switch
            {
                Phase.Line => ReadLine(ref input, output),
                Phase.Literal => ReadLiteral(ref input),
                Phase.Stream => ReadStream(ref input),
                Phase.DeflatePending => new ImapClientEvent(ImapClientEventKind.NeedMoreData),
                Phase.TlsPending => Discard(ref input, ImapClientEventKind.NeedMoreData),
                _ => Discard(ref input, _failure is null ? ImapClientEventKind.Closed : ImapClientEventKind.Failed),
            };
            if (result is { } found)
            {
                return found;
            }
        }
    }

    private ImapClientEvent Discard(ref ReadOnlySequence<byte> input, ImapClientEventKind kind)
    {
        // RFC 9051 §11.1: what came in plaintext behind the answer to STARTTLS is nobody's.
        input = input.Slice(input.End);
        return new ImapClientEvent(kind) { Reason = _failure };
    }

    private ImapClientEvent Fail(string reason)
    {
        _failure = reason;
        _phase = Phase.Closed;
        State = ImapSessionState.Logout;
        ReleaseBuffer();
        return new ImapClientEvent(ImapClientEventKind.Failed) { Reason = reason };
    }

    private ImapClientEvent? ReadLine(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        SequencePosition? lineFeed = input.PositionOf((byte)'\n');
        ReadOnlySequence<byte> piece = lineFeed is { } end ? input.Slice(input.Start, input.GetPosition(1, end)) : input;
        if (piece.Length > _limits.MaxResponseLength + 2L - _gathered.Length)
        {
            return Fail("the response is too long");
        }

        _gathered.Add(piece);
        input = input.Slice(piece.End);
        if (lineFeed is null)
        {
            return new ImapClientEvent(ImapClientEventKind.NeedMoreData);
        }

        ReadOnlySpan<byte> line = _gathered.Line[..^1];
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        if (HoldsLiterals() && LiteralMark.TryRead(line, out LiteralMark mark))
        {
            return TakeMark(mark);
        }

        ImapClientEvent? result = TakeResponse(_gathered.All[..(_gathered.LineStart + line.Length)], output);
        ReleaseBuffer();
        return result;
    }

    // Only data has literals; words for a person may look like one.
    private bool HoldsLiterals()
    {
        ReadOnlySpan<byte> text = _gathered.All;
        if (text is not [(byte)'*', (byte)' ', ..])
        {
            return false;
        }

        text = text[2..];
        int end = text.IndexOfAny(" \r\n"u8);
        return end is <= 0 or > 7 || ImapResponseParser.Status(Encoding.ASCII.GetString(text[..end]).ToUpperInvariant()) is null;
    }

    private ImapClientEvent? TakeMark(LiteralMark mark)
    {
        if (++_literals > _limits.MaxLiterals)
        {
            return Fail("the response has too many literals");
        }

        // The places are those of the response behind its "* ".
        int at = _gathered.LineStart + mark.Position - 2;
        if (ImapResponseParser.TryFetchLiteral(_gathered.All.Slice(2, at), _limits, _streamed, mark.Length, out ImapLiteral literal))
        {
            if (mark.Length < 0 || mark.Length > _limits.MaxStreamedLiteralLength)
            {
                return Fail("the literal is too large");
            }

            _streamed[at] = mark.Length;
            _literalRemaining = mark.Length;
            _gathered.BeginLine();
            _literalEnds = true;
            _phase = Phase.Stream;
            return new ImapClientEvent(ImapClientEventKind.LiteralBegin) { Literal = literal };
        }

        if (mark.Length < 0 || mark.Length > _limits.MaxLiteralLength || mark.Length > _limits.MaxResponseLength - _gathered.Length)
        {
            return Fail("the literal is too large");
        }

        _literalRemaining = mark.Length;
        _phase = Phase.Literal;
        return null;
    }

    private ImapClientEvent? ReadLiteral(ref ReadOnlySequence<byte> input)
    {
        ReadOnlySequence<byte> piece = input.Slice(0, Math.Min(_literalRemaining, input.Length));
        _gathered.Add(piece);
        input = input.Slice(piece.End);
        _literalRemaining -= piece.Length;
        if (_literalRemaining > 0)
        {
            return new ImapClientEvent(ImapClientEventKind.NeedMoreData);
        }

        _gathered.BeginLine();
        _phase = Phase.Line;
        return null;
    }

    private ImapClientEvent? ReadStream(ref ReadOnlySequence<byte> input)
    {
        if (_literalRemaining == 0)
        {
            _phase = Phase.Line;
            bool ends = _literalEnds;
            _literalEnds = false;
            return ends ? new ImapClientEvent(ImapClientEventKind.LiteralEnd) : null;
        }

        if (input.IsEmpty)
        {
            return new ImapClientEvent(ImapClientEventKind.NeedMoreData);
        }

        ReadOnlySequence<byte> chunk = input.Slice(0, Math.Min(_literalRemaining, input.Length));
        input = input.Slice(chunk.End);
        _literalRemaining -= chunk.Length;
        return new ImapClientEvent(ImapClientEventKind.LiteralChunk) { Chunk = chunk };
    }

    private ImapClientEvent? TakeResponse(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text is [(byte)'*', (byte)' ', ..])
        {
            return Untagged(ImapResponseParser.Parse(text[2..], _limits, _streamed, IsUtf8));
        }

        if (!_isGreeted)
        {
            return Fail("this is no IMAP server");
        }

        if (text is [(byte)'+', ..])
        {
            return Continue(text[1..].TrimStart((byte)' '), output);
        }

        int space = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> rest = space < 0 ? [] : text[(space + 1)..];
        int end = rest.IndexOf((byte)' ');
        string word = Encoding.Latin1.GetString(end < 0 ? rest : rest[..end]).ToUpperInvariant();
        if (space <= 0 || !_open.TryGetValue(Encoding.Latin1.GetString(text[..space]), out Pending? pending)
            || ImapResponseParser.Status(word) is not { } status || status > ImapStatus.Bad)
        {
            return text.IsEmpty ? null : Fail("a response answers no command");
        }

        return Completed(pending, ImapResponseParser.StatusText(status, end < 0 ? [] : rest[end..]), output);
    }

    private ImapClientEvent Untagged(ImapResponse response)
    {
        if (!_isGreeted)
        {
            if (response is not ImapStatusResponse { Status: ImapStatus.Ok or ImapStatus.PreAuth or ImapStatus.Bye } greeting)
            {
                return Fail("this is no IMAP server");
            }

            _isGreeted = true;
            State = greeting.Status switch
            {
                ImapStatus.PreAuth => ImapSessionState.Authenticated,
                ImapStatus.Bye => ImapSessionState.Logout,
                _ => ImapSessionState.NotAuthenticated,
            };
            Learn(greeting);
            return new ImapClientEvent(ImapClientEventKind.Greeting) { Response = response };
        }

        switch (response)
        {
            case ImapStatusResponse status:
                Learn(status);
                break;
            case ImapCapabilityResponse { IsEnabled: false } capabilities:
                Capabilities = capabilities.Capabilities;
                break;
            case ImapCapabilityResponse enabled:
                IsUtf8 |= enabled.Capabilities.Any(static c => c.Equals("IMAP4rev2", StringComparison.OrdinalIgnoreCase) || c.Equals("UTF8=ACCEPT", StringComparison.OrdinalIgnoreCase));
                break;
        }

        return new ImapClientEvent(ImapClientEventKind.Response) { Response = response };
    }

    private void Learn(ImapStatusResponse status)
    {
        if (status.Code is { Name: "CAPABILITY" } code)
        {
            Capabilities = code.Words;
        }
    }

    private ImapClientEvent? Continue(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (_sending is not { } sending)
        {
            return Fail("the server asks for more where there is no more");
        }

        switch (sending.Kind)
        {
            case PendingKind.Authenticate when sending.Pieces.Count == 0:
                byte[] challenge = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
                if (Base64.DecodeFromUtf8(text, challenge, out int used, out int written) != OperationStatus.Done || used != text.Length)
                {
                    return Fail("a challenge is not base64");
                }

                _isChallenged = true;
                return new ImapClientEvent(ImapClientEventKind.Challenge) { Tag = sending.Tag, Challenge = challenge.AsMemory(0, written) };
            case PendingKind.Idle when sending.Pieces.Count == 0 && !_isIdling:
                _isIdling = true;
                return new ImapClientEvent(ImapClientEventKind.Idling) { Tag = sending.Tag };
        }

        if (!_awaitsLeave)
        {
            return Fail("the server asks for more where there is no more");
        }

        _awaitsLeave = false;

        if (_messageIsNext)
        {
            _messageIsNext = false;
            _awaitsMessage = true;
            return new ImapClientEvent(ImapClientEventKind.SendMessage) { Tag = sending.Tag };
        }

        Go(output);
        if (!_asksForMessage)
        {
            return null;
        }

        _asksForMessage = false;
        return new ImapClientEvent(ImapClientEventKind.SendMessage) { Tag = sending.Tag };
    }

    private ImapClientEvent Completed(Pending pending, ImapStatusResponse response, IBufferWriter<byte> output)
    {
        if (_awaitsMessage && ReferenceEquals(pending, _sending))
        {
            // The message is on its way, and what comes of it would be read as commands by nobody who answers so early.
            return Fail("a command was answered before its message was sent");
        }

        _open.Remove(pending.Tag);
        if (ReferenceEquals(pending, _sending))
        {
            _sending = null;
            _awaitsLeave = false;
            _messageIsNext = false;
            _isIdling = false;
            _isChallenged = false;
        }

        bool isOk = response.Status == ImapStatus.Ok;
        ImapClientEventKind kind = ImapClientEventKind.Completed;
        switch (pending.Kind)
        {
            case PendingKind.StartTls when isOk:
                _phase = Phase.TlsPending;
                kind = ImapClientEventKind.StartTls;
                break;
            case PendingKind.Compress when isOk:
                _phase = Phase.DeflatePending;
                kind = ImapClientEventKind.StartDeflate;
                break;
            case PendingKind.Login or PendingKind.Authenticate when isOk:
                State = ImapSessionState.Authenticated;
                Capabilities = null;
                break;
            case PendingKind.Select:
                State = isOk ? ImapSessionState.Selected : State == ImapSessionState.Selected && response.Status == ImapStatus.Bad ? State : ImapSessionState.Authenticated;
                break;
            case PendingKind.Unselect when isOk:
                State = ImapSessionState.Authenticated;
                break;
            case PendingKind.Logout when isOk:
                State = ImapSessionState.Logout;
                _phase = Phase.Closed;
                break;
        }

        Learn(response);
        Go(output);
        return new ImapClientEvent(kind) { Tag = pending.Tag, Response = response };
    }

    private void ReleaseBuffer()
    {
        _gathered.Release(isSecret: false);
        _literals = 0;
        _streamed.Clear();
    }
}
