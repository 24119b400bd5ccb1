using System.Buffers;
using Protocols.Sasl;

namespace Protocols.Smtp;

/// <summary>
/// The client's side of an SMTP or LMTP connection as a state machine without I/O (RFC 5321, RFC 2033). It owns the commands, their order and
/// what the server's offers allow; its host owns the socket, TLS and the queue.
/// </summary>
/// <remarks>
/// <para>The host calls <see cref="Read"/> until it asks for more input, and sends what was written meanwhile. When the session is free
/// (<see cref="SmtpClientEventKind.Ready"/> and after it), the host asks for the next thing: <see cref="StartTls"/>,
/// <see cref="Authenticate"/>, <see cref="Begin"/>, <see cref="Quit"/>. A connection may carry any number of messages.</para>
/// <para>Nothing the server sends and nothing the host asks makes it throw. Not for use by two threads at once.</para>
/// </remarks>
public sealed partial class SmtpClientSession
{
    private enum State
    {
        Greeting,
        Ehlo,
        Helo,
        Ready,
        StartTls,
        AwaitingTls,
        Authenticating,
        Envelope,
        Message,
        Answer,
        Simple,
        Quitting,
        Closed,
    }

    private readonly SmtpClientOptions _options;
    private readonly SmtpReplyReader _reader;
    private readonly Queue<SmtpClientEvent> _events = new();
    private State _state;
    private bool _isUnasked;

    /// <summary>Makes a session for a new connection.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="isSecure">Whether TLS protects the connection from the start.</param>
    public SmtpClientSession(SmtpClientOptions options, bool isSecure = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _reader = new SmtpReplyReader(options.MaxReplyLineLength, options.MaxReplyLines);
        _dataEncoder = new SmtpDataEncoder(options.BareLineEnds);
        _chunkEncoder = new SmtpDataEncoder(options.BareLineEnds, isStuffed: false);
        IsSecure = isSecure;
    }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>What the server offers; nothing before it was asked, and anew after TLS.</summary>
    public SmtpCapabilities Capabilities { get; private set; } = SmtpCapabilities.None;

    /// <summary>The server's greeting, once it came.</summary>
    public SmtpReply? Greeting { get; private set; }

    /// <summary>Whether the server knew EHLO or LHLO.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>Who the client has logged in as, or null.</summary>
    public SaslCredentials? AuthenticatedAs { get; private set; }

    /// <summary>Whether the host may ask for something.</summary>
    public bool IsReady => _state == State.Ready;

    /// <summary>Whether the session is over.</summary>
    public bool IsClosed => _state == State.Closed;

    /// <summary>What was odd in the replies so far.</summary>
    public SmtpReplyDefects Defects { get; private set; }

    /// <summary>How many replies were read so far. Each reply has its own time: a host begins to count <see cref="ReplyTimeout"/> anew when this rises.</summary>
    public long ReplyCount { get; private set; }

    /// <summary>
    /// How long to wait for the reply that is due before the connection is given up, by <see cref="SmtpClientOptions.Timeouts"/>;
    /// <see cref="Timeout.InfiniteTimeSpan"/> where none is due. While a message is written it is the time for each block.
    /// </summary>
    public TimeSpan ReplyTimeout => _state switch
    {
        State.Ready or State.AwaitingTls or State.Closed => Timeout.InfiniteTimeSpan,
        State.Greeting => _options.Timeouts.Greeting,
        State.Ehlo or State.Helo => _options.Timeouts.Hello,
        State.Envelope => _outstanding.TryPeek(out (Step Step, int Recipient) next)
            ? next.Step switch { Step.Data => _options.Timeouts.DataInitiation, Step.Recipient => _options.Timeouts.Recipient, _ => _options.Timeouts.Mail }
            : _options.Timeouts.Mail,
        State.Message => _options.Timeouts.DataBlock,
        State.Answer => _options.Timeouts.DataTermination,
        _ => _options.Timeouts.Other,
    };

    /// <summary>Takes input up to the next event.</summary>
    /// <param name="input">What the server sent and was not used yet; what this call used is cut off.</param>
    /// <param name="output">Where commands go.</param>
    public SmtpClientEvent Read(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (true)
        {
            // What is here before the next thing is asked for can be no answer to it (RFC 5321 §4.2, CVE-2021-38371 and its like).
            _isUnasked |= !input.IsEmpty && (_state == State.Ready || (_state == State.Message && _outstanding.Count == 0));
            if (_events.TryDequeue(out SmtpClientEvent e))
            {
                return e;
            }

            if (_state == State.Closed)
            {
                input = input.Slice(input.End);
                return new SmtpClientEvent(SmtpClientEventKind.NeedMoreData);
            }

            if (_state == State.AwaitingTls && !input.IsEmpty)
            {
                Close(SmtpCloseReason.InjectedBeforeTls);
                continue;
            }

            switch (_reader.Read(ref input))
            {
                case SmtpReplyReadStatus.NeedMoreData:
                    return new SmtpClientEvent(SmtpClientEventKind.NeedMoreData);
                case SmtpReplyReadStatus.Reply:
                    ReplyCount++;
                    Defects |= _reader.Defects;
                    Take(output, hasMore: !input.IsEmpty);
                    break;
                case SmtpReplyReadStatus.NotAReply:
                    Close(SmtpCloseReason.NotSmtp);
                    break;
                default:
                    Close(SmtpCloseReason.ReplyTooLong);
                    break;
            }
        }
    }

    /// <summary>Says that the connection is gone. The events it leads to are had by <see cref="Read"/>.</summary>
    public void ConnectionLost()
    {
        if (_state != State.Closed)
        {
            Close(SmtpCloseReason.ConnectionLost);
        }
    }

    /// <summary>Ends the session (RFC 5321 §4.1.1.10).</summary>
    /// <param name="output">Where the command goes.</param>
    public SmtpClientStatus Quit(IBufferWriter<byte> output) => Say(SmtpCommandWriter.Quit, State.Quitting, output);

    /// <summary>Asks whether the server is still there; <see cref="SmtpClientEventKind.Done"/> follows.</summary>
    /// <param name="output">Where the command goes.</param>
    public SmtpClientStatus Noop(IBufferWriter<byte> output) => Say(SmtpCommandWriter.Noop, State.Simple, output);

    /// <summary>
    /// Resets the transaction; <see cref="SmtpClientEventKind.Done"/> follows. Between messages there is no need to: the next one does it where it has to be done.
    /// </summary>
    /// <param name="output">Where the command goes.</param>
    public SmtpClientStatus Reset(IBufferWriter<byte> output)
    {
        SmtpClientStatus status = Say(SmtpCommandWriter.Rset, State.Simple, output);
        _isDirty &= status != SmtpClientStatus.Ok;
        return status;
    }

    private SmtpClientStatus Say(Action<IBufferWriter<byte>> command, State next, IBufferWriter<byte> output)
    {
        if (_state != State.Ready)
        {
            return SmtpClientStatus.WrongState;
        }

        command(output);
        _state = next;
        return SmtpClientStatus.Ok;
    }

    private void Take(IBufferWriter<byte> output, bool hasMore)
    {
        // RFC 5321 §3.8, §4.2.1: 421 may come at any time, in the place of any other reply. To QUIT it is as good as 221.
        if (_reader.Code == 421)
        {
            Close(_state == State.Quitting ? SmtpCloseReason.Quit : SmtpCloseReason.ServerClosing, _reader.ToReply());
            return;
        }

        bool wasUnasked = _isUnasked;

        // If nothing else is due, what is here already can be no answer to what is said next.
        _isUnasked |= hasMore && (_outstanding.Count <= 1 || _state is not (State.Envelope or State.Message or State.Answer));
        if (wasUnasked)
        {
            Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
            return;
        }

        switch (_state)
        {
            case State.Greeting:
                TakeGreeting(output);
                break;
            case State.Ehlo or State.Helo:
                TakeHello(output);
                break;
            case State.StartTls:
                TakeStartTls(hasMore);
                break;
            case State.Authenticating:
                TakeAuthentication(output);
                break;
            case State.Envelope:
                TakeEnvelope(output);
                break;
            case State.Message when _outstanding.Count > 0:
                TakeChunk();
                break;
            case State.Answer:
                TakeAnswer();
                break;
            case State.Simple when _reader.Code is not 354 and not 334:
                _state = State.Ready;
                Tell(new SmtpClientEvent(SmtpClientEventKind.Done, _reader.ToReply()));
                break;
            case State.Quitting:
                Close(SmtpCloseReason.Quit, _reader.ToReply());
                break;
            default:
                // Nothing was asked: whatever this is, replies and commands no longer go together.
                Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
                break;
        }
    }

    private void Tell(SmtpClientEvent e) => _events.Enqueue(e);

    private void Close(SmtpCloseReason reason, SmtpReply? reply = null)
    {
        _state = State.Closed;
        EndOutcomes(reason == SmtpCloseReason.ServerClosing ? reply : null);
        Tell(new SmtpClientEvent(SmtpClientEventKind.Closed, reply, Reason: reason));
    }
}
