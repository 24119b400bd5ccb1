using System.Buffers;
using Protocols.Sasl;

namespace Protocols.Smtp;

/// <summary>
/// The server's side of an SMTP connection as a state machine without I/O (RFC 5321). It owns syntax, order and limits; its host owns the
/// socket, the store and the policy.
/// </summary>
/// <remarks>
/// <para>The host writes <see cref="Greet"/>, then calls <see cref="Read"/> until it asks for more input. Each event that carries a reply must be
/// answered with <see cref="Reply"/> before the next read, with that reply or another; the session learns from it what happened.</para>
/// <para>Nothing the peer sends makes it throw. Not for use by two threads at once.</para>
/// </remarks>
public sealed partial class SmtpServerSession
{
    private enum State
    {
        Command,
        DrainLine,
        Authentication,
        Data,
        Chunk,
        AwaitingTls,
        Closed,
    }

    private readonly SmtpServerOptions _options;
    private readonly byte[] _line;
    private readonly TimeProvider? _time;
    private State _state;
    private SmtpServerEventKind? _pending;
    private int _repliesDue = 1;
    private int _errors;
    private int _idleCommands;
    private long _drained;
    private SmtpReply? _drainReply;

    /// <summary>Makes a session for a new connection.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="isSecure">Whether TLS protects the connection from the start.</param>
    /// <param name="canStartTls">Whether the host can go over to TLS.</param>
    /// <param name="time">The clock; only <see cref="SmtpServerOptions.MaxHold"/> needs one.</param>
    /// <exception cref="ArgumentException">Future release is offered without a clock.</exception>
    public SmtpServerSession(SmtpServerOptions options, bool isSecure = false, bool canStartTls = false, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxHold is not null && time is null)
        {
            throw new ArgumentException("Holding messages needs a clock.", nameof(time));
        }

        _time = time;
        _options = options;
        _line = new byte[options.MaxLineLength];
        IsSecure = isSecure;
        CanStartTls = canStartTls && !isSecure;
    }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>Whether STARTTLS is offered.</summary>
    public bool CanStartTls { get; private set; }

    /// <summary>The name the client gave with EHLO or HELO; null before.</summary>
    public string? ClientName { get; private set; }

    /// <summary>Whether the client said EHLO.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>Who has logged in, or null.</summary>
    public SaslCredentials? AuthenticatedAs { get; private set; }

    /// <summary>Whether somebody has logged in, here or before a proxy that tells of it (<see cref="SmtpXClient.Login"/>).</summary>
    public bool IsAuthenticated => AuthenticatedAs is not null || XClient?.Login is not null;

    /// <summary>Whether a transaction is open: MAIL was accepted.</summary>
    public bool InTransaction { get; private set; }

    /// <summary>How many recipients of the open transaction were accepted.</summary>
    public int Recipients { get; private set; }

    /// <summary>How many replies the last event has yet to get: none, one, or in LMTP at the end of a message one for each recipient, in the order of RCPT (RFC 2033 §4.2).</summary>
    public int RepliesDue => _pending is null ? 0 : _repliesDue;

    /// <summary>Whether the open transaction may carry UTF-8 in addresses and headers.</summary>
    public bool IsSmtpUtf8 { get; private set; }

    /// <summary>Writes the greeting.</summary>
    /// <param name="output">Where it goes.</param>
    public void Greet(IBufferWriter<byte> output) =>
        SmtpReplyWriter.Write(new SmtpReply(220, default, _options.HostName + (_options.IsLmtp ? " LMTP ready" : " ESMTP ready")), output);

    /// <summary>Takes input up to the next event.</summary>
    /// <param name="input">What the peer sent and was not used yet; what this call used is cut off.</param>
    /// <exception cref="InvalidOperationException">The last event's reply was not given.</exception>
    public SmtpServerEvent Read(ref ReadOnlySequence<byte> input)
    {
        if (_pending == SmtpServerEventKind.StartTls)
        {
            if (input.IsEmpty)
            {
                return new SmtpServerEvent(SmtpServerEventKind.NeedMoreData);
            }

            // RFC 3207 §4.2, CVE-2011-0411: what was pipelined behind STARTTLS came in plaintext and must not be taken for protected.
            _pending = null;
            return Close(SmtpReply.PipelinedAfterStartTls);
        }

        if (_pending is { } pending)
        {
            throw new InvalidOperationException($"The event {pending} has to be replied to before the next read.");
        }

        return _state switch
        {
            State.Command => ReadCommand(ref input),
            State.DrainLine => DrainLine(ref input),
            State.Authentication => ReadAuthentication(ref input),
            State.Data => ReadData(ref input),
            State.Chunk => ReadChunk(ref input),
            State.AwaitingTls when !input.IsEmpty => Close(SmtpReply.PipelinedAfterStartTls),
            State.AwaitingTls => new SmtpServerEvent(SmtpServerEventKind.NeedMoreData),
            _ => Ended(ref input),
        };
    }

    /// <summary>Writes the reply to the last event, and moves on by what it says.</summary>
    /// <param name="reply">The event's own reply, or the host's.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidOperationException">No reply is due.</exception>
    public void Reply(SmtpReply reply, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(reply);
        SmtpServerEventKind pending = _pending ?? throw new InvalidOperationException("No reply is due.");
        _pending = null;

        // RFC 2034 §4: the status is not put before the greeting and the reply to EHLO, which have none to put.
        SmtpReplyWriter.Write(reply, output, IsSmtpUtf8 || _isUtf8Answer);
        _isUtf8Answer = false;
        switch (pending)
        {
            case SmtpServerEventKind.Mail when reply.IsPositive:
                InTransaction = true;
                break;
            case SmtpServerEventKind.Mail:
                EndTransaction();
                break;
            case SmtpServerEventKind.Recipient when reply.IsPositive:
                Recipients++;
                break;
            case SmtpServerEventKind.DataBegin when reply.Code == 354:
                BeginData();
                break;
            case SmtpServerEventKind.ChunkEnd when !reply.IsPositive:
                // RFC 3030 §2: after a refused chunk the transaction can only be reset.
                _chunkFailed = true;
                break;
            case SmtpServerEventKind.DataEnd:
                _idleCommands = reply.IsPositive ? 0 : _idleCommands;
                if (_repliesDue > 1 && reply.Code != 421)
                {
                    _pending = SmtpServerEventKind.DataEnd;
                    _repliesDue--;
                    return;
                }

                EndTransaction();
                break;
            case SmtpServerEventKind.XClient:
                EndXClient(reply);
                break;
            case SmtpServerEventKind.StartTls when reply.Code == 220:
                _state = State.AwaitingTls;
                break;
            case SmtpServerEventKind.Quit or SmtpServerEventKind.Close:
                _state = State.Closed;
                break;
        }

        if (reply.Code == 421)
        {
            // RFC 5321 §3.8: who says 421 closes.
            _state = State.Closed;
        }
    }

    /// <summary>Writes a reply for each of those that are due: what the whole message got, in LMTP for each recipient.</summary>
    /// <param name="reply">The event's own reply, or the host's.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidOperationException">No reply is due.</exception>
    public void ReplyToAll(SmtpReply reply, IBufferWriter<byte> output)
    {
        do
        {
            Reply(reply, output);
        }
        while (_pending == SmtpServerEventKind.DataEnd);
    }

    /// <summary>Says that the handshake is done. Everything learned in plaintext is forgotten (RFC 3207 §4.2).</summary>
    /// <exception cref="InvalidOperationException">No handshake was due.</exception>
    public void TlsEstablished()
    {
        if (_state != State.AwaitingTls)
        {
            throw new InvalidOperationException("No TLS handshake is due.");
        }

        _state = State.Command;
        IsSecure = true;
        CanStartTls = false;
        ClientName = null;
        IsExtended = false;
        AuthenticatedAs = null;
        _transactions = 0;
        _domains?.Clear();
        EndTransaction();
    }

    private static SmtpServerEvent Ended(ref ReadOnlySequence<byte> input)
    {
        input = input.Slice(input.End);
        return new SmtpServerEvent(SmtpServerEventKind.NeedMoreData);
    }

    private SmtpServerEvent Ask(SmtpServerEventKind kind, SmtpReply reply)
    {
        _pending = kind;
        _repliesDue = kind == SmtpServerEventKind.DataEnd && _options.IsLmtp ? Recipients : 1;
        return new SmtpServerEvent(kind, reply);
    }

    private SmtpServerEvent Close(SmtpReply reply)
    {
        _state = State.Closed;
        return Ask(SmtpServerEventKind.Close, reply);
    }

    /// <summary>Refuses a command for its syntax or its order.</summary>
    private SmtpServerEvent Refuse(SmtpReply reply) =>
        ++_errors >= _options.MaxErrors ? Close(SmtpReply.TooManyErrors) : Ask(SmtpServerEventKind.Reply, reply);

    /// <summary>Answers a command that moves no mail.</summary>
    private SmtpServerEvent Idle(SmtpServerEventKind kind, SmtpReply reply) =>
        ++_idleCommands >= _options.MaxIdleCommands ? Close(SmtpReply.TooManyCommands) : Ask(kind, reply);

    private void EndTransaction()
    {
        InTransaction = false;
        Recipients = 0;
        IsSmtpUtf8 = false;
        _announcedSize = null;
        _received = 0;
        _messageBegun = false;
        _chunked = false;
        _chunkFailed = false;
        _isBinary = false;
        _refusal = null;
    }

    /// <summary>
    /// Finds the next line that ends with CRLF. A CR or LF alone ends nothing (RFC 5321 §2.3.8).
    /// </summary>
    /// <returns>False if there is none yet, or if it is longer than allowed, which <see cref="_state"/> then says.</returns>
    private bool TryReadLine(ref ReadOnlySequence<byte> input, int maxLength, SmtpReply tooLong, out ReadOnlySpan<byte> line)
    {
        int end = input.FirstSpan.IndexOf("\r\n"u8);
        if (end >= 0 && end + 2 <= maxLength)
        {
            line = input.FirstSpan[..end];
            input = input.Slice(end + 2);
            return true;
        }

        SequenceReader<byte> reader = new(input);
        if (reader.TryReadTo(out ReadOnlySequence<byte> found, "\r\n"u8) && found.Length + 2 <= maxLength)
        {
            input = input.Slice(reader.Position);
            byte[] buffer = found.Length <= _line.Length ? _line : new byte[found.Length];
            found.CopyTo(buffer);
            line = buffer.AsSpan(0, (int)found.Length);
            return true;
        }

        if (input.Length >= maxLength)
        {
            _state = State.DrainLine;
            _drainReply = tooLong;
            _drained = 0;
        }

        line = default;
        return false;
    }

    /// <summary>Reads past the rest of a line that was too long, so that it is never taken for commands.</summary>
    private SmtpServerEvent DrainLine(ref ReadOnlySequence<byte> input)
    {
        SequenceReader<byte> reader = new(input);
        if (reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n"u8))
        {
            input = input.Slice(reader.Position);
            _state = State.Command;
            return Refuse(_drainReply!);
        }

        // A CR at the very end may be half of the CRLF.
        long passed = input.Length;
        if (passed > 0 && input.Slice(passed - 1).FirstSpan[0] == '\r')
        {
            passed--;
        }

        _drained += passed;
        input = input.Slice(passed);
        return _drained > _options.MaxDrain ? Close(SmtpReply.TooMuchToDrain) : new SmtpServerEvent(SmtpServerEventKind.NeedMoreData);
    }
}
