using System.Buffers;
using System.Text;
using Protocols.ManageSieve.Client;
using Protocols.ManageSieve.Syntax;
using Protocols.Sasl;

namespace Protocols.ManageSieve;

/// <summary>
/// The client's side of a ManageSieve connection as a state machine without I/O (RFC 5804). It owns the commands, their order and what the server's
/// offers allow; its host owns the socket and TLS.
/// </summary>
/// <remarks>
/// <para>The host calls <see cref="Read"/> until it asks for more input, and sends what was written meanwhile. When the session is free
/// (<see cref="ManageSieveClientEventKind.Ready"/> and after it), the host asks for the next thing; one command is under way at a time.</para>
/// <para>Nothing the server sends makes it throw, and what cannot be asked now is told by a status. Not for use by two threads at once.</para>
/// </remarks>
public sealed partial class ManageSieveClientSession
{
    private enum State
    {
        Greeting,
        Ready,
        StartTls,
        AwaitingTls,
        Authenticating,
        Simple,
        Capability,
        List,
        Get,
        Unauthenticate,
        Logout,
        Closed,
    }

    private readonly ManageSieveClientOptions _options;
    private readonly UnitReader _reader = new();
    private readonly List<KeyValuePair<string, string>> _capabilityLines = [];
    private List<ListedScript> _scripts = [];
    private byte[]? _script;
    private State _state;
    private bool _isUnasked;
    private ManageSieveClientEvent? _pending;

    /// <summary>Makes a session for a new connection.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="isSecure">Whether TLS protects the connection from the start.</param>
    public ManageSieveClientSession(ManageSieveClientOptions options, bool isSecure = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        IsSecure = isSecure;
    }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>What the server offers; nothing before it was told, and anew after TLS.</summary>
    public ManageSieveCapabilities Capabilities { get; private set; } = ManageSieveCapabilities.None;

    /// <summary>Who the client has logged in as, or null.</summary>
    public SaslCredentials? AuthenticatedAs { get; private set; }

    /// <summary>Whether the host may ask for something.</summary>
    public bool IsReady => _state == State.Ready;

    /// <summary>Whether the session is over.</summary>
    public bool IsClosed => _state == State.Closed;

    /// <summary>Takes input up to the next event.</summary>
    /// <param name="input">What the server sent and was not used yet; what this call used is cut off.</param>
    /// <param name="output">Where commands go.</param>
    public ManageSieveClientEvent Read(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (true)
        {
            if (_pending is { } e)
            {
                _pending = null;
                return e;
            }

            if (_state == State.Closed)
            {
                input = input.Slice(input.End);
                return NeedMoreData;
            }

            // What is here before the next thing is asked for can be no answer to it.
            _isUnasked |= !input.IsEmpty && _state == State.Ready;
            if (_state == State.AwaitingTls && !input.IsEmpty)
            {
                Close(ManageSieveCloseReason.InjectedBeforeTls);
                continue;
            }

            switch (_reader.Read(ref input, _options.MaxLineLength, 0))
            {
                case UnitStatus.Incomplete:
                    return NeedMoreData;
                case UnitStatus.Whole:
                    Take(output, hasMore: !input.IsEmpty);
                    break;
                case UnitStatus.Literal when _reader.Mark.Length >= 0 && _reader.Unit.Length + _reader.Mark.Length <= _options.MaxScriptLength:
                    _reader.TakeLiteral();
                    break;
                case UnitStatus.BareLineFeed:
                    Close(ManageSieveCloseReason.NotManageSieve);
                    break;
                default:
                    Close(ManageSieveCloseReason.ResponseTooLong);
                    break;
            }
        }
    }

    /// <summary>Says that the connection is gone. The event it leads to is had by <see cref="Read"/>.</summary>
    public void ConnectionLost()
    {
        if (_state != State.Closed)
        {
            Close(ManageSieveCloseReason.ConnectionLost);
        }
    }

    private static ManageSieveClientEvent NeedMoreData => new() { Kind = ManageSieveClientEventKind.NeedMoreData };

    private void Take(IBufferWriter<byte> output, bool hasMore)
    {
        TokenReader reader = new(_reader.Unit);
        if (reader.IsAtString)
        {
            if (_isUnasked)
            {
                Close(ManageSieveCloseReason.OutOfStep);
            }
            else
            {
                TakeData(ref reader, output);
            }

            return;
        }

        if (!ResponseSyntax.TryReadStatus(ref reader, out ManageSieveResponse? response))
        {
            Close(ManageSieveCloseReason.NotManageSieve);
        }
        else if (response.Status == ManageSieveStatus.Bye)
        {
            // RFC 5804 §1.2: at any time.
            Close(_state == State.Logout ? ManageSieveCloseReason.Logout : ManageSieveCloseReason.ServerClosing, response);
        }
        else if (_isUnasked)
        {
            Close(ManageSieveCloseReason.OutOfStep, response);
        }
        else
        {
            // Only one command is under way: what is here already can be no answer to the next.
            _isUnasked = hasMore && _state != State.StartTls;
            TakeStatus(response, hasMore);
        }
    }

    private void TakeData(ref TokenReader reader, IBufferWriter<byte> output)
    {
        bool isGood = reader.String(out ReadOnlySpan<byte> first);
        switch (_state)
        {
            case State.Greeting or State.Capability:
                ReadOnlySpan<byte> value = default;
                isGood = isGood && (reader.IsAtEnd || (reader.Space() && reader.String(out value))) && reader.End();
                _capabilityLines.Add(new(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(value)));
                isGood &= _capabilityLines.Count <= _options.MaxLines;
                break;
            case State.List:
                bool isActive = false;
                if (isGood && !reader.IsAtEnd)
                {
                    isActive = reader.Space() && reader.Atom(out ReadOnlySpan<byte> word) && Ascii.EqualsIgnoreCase(word, "ACTIVE"u8);
                    isGood = isActive && reader.End();
                }

                _scripts.Add(new ListedScript(Encoding.UTF8.GetString(first), isActive));
                isGood &= _scripts.Count <= _options.MaxLines;
                break;
            case State.Get when _script is null:
                isGood = isGood && reader.End();
                _script = first.ToArray();
                break;
            case State.Authenticating when isGood && reader.End():
                Answer(first, output);
                break;
            default:
                Close(ManageSieveCloseReason.OutOfStep);
                return;
        }

        if (!isGood)
        {
            Close(_capabilityLines.Count > _options.MaxLines || _scripts.Count > _options.MaxLines ? ManageSieveCloseReason.ResponseTooLong : ManageSieveCloseReason.NotManageSieve);
        }
    }

    private void TakeStatus(ManageSieveResponse response, bool hasMore)
    {
        switch (_state)
        {
            case State.Greeting when !response.IsOk:
                Close(ManageSieveCloseReason.GreetingRefused, response);
                break;
            case State.Greeting:
                TakeCapabilities();
                Tell(ManageSieveClientEventKind.Ready, response);
                break;
            case State.Capability:
                if (response.IsOk)
                {
                    TakeCapabilities();
                }

                _capabilityLines.Clear();
                Tell(ManageSieveClientEventKind.Completed, response);
                break;
            case State.StartTls when !response.IsOk:
                Tell(ManageSieveClientEventKind.TlsRefused, response);
                break;
            case State.StartTls when hasMore:
                // What came in plaintext must not be taken for what comes over TLS.
                Close(ManageSieveCloseReason.InjectedBeforeTls, response);
                break;
            case State.StartTls:
                Tell(ManageSieveClientEventKind.StartTls, response);
                _state = State.AwaitingTls;
                break;
            case State.Authenticating:
                TakeAuthentication(response);
                break;
            case State.Get when response.IsOk && _script is null:
                Close(ManageSieveCloseReason.OutOfStep, response);
                break;
            case State.Unauthenticate:
                AuthenticatedAs = response.IsOk ? null : AuthenticatedAs;
                Tell(ManageSieveClientEventKind.Completed, response);
                break;
            case State.Simple or State.List or State.Get:
                Tell(ManageSieveClientEventKind.Completed, response);
                break;
            case State.Logout:
                Close(ManageSieveCloseReason.Logout, response);
                break;
            default:
                Close(ManageSieveCloseReason.OutOfStep, response);
                break;
        }
    }

    private void TakeCapabilities()
    {
        Capabilities = new ManageSieveCapabilities(_capabilityLines);
        _capabilityLines.Clear();
    }

    private void Tell(ManageSieveClientEventKind kind, ManageSieveResponse response)
    {
        _pending = new ManageSieveClientEvent
        {
            Kind = kind,
            Response = response,
            Scripts = _state == State.List ? _scripts : null,
            Script = _state == State.Get && response.IsOk ? (ReadOnlyMemory<byte>?)_script.AsMemory() : null,
        };
        _scripts = [];
        _script = null;
        _state = State.Ready;
    }

    private void Close(ManageSieveCloseReason reason, ManageSieveResponse? response = null)
    {
        _state = State.Closed;
        _exchange = null;
        _credentials = null;
        _pending = new ManageSieveClientEvent { Kind = ManageSieveClientEventKind.Closed, Response = response, Reason = reason };
    }
}
