using System.Buffers;
using System.Text;
using Protocols.Hosting;
using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>One connection: carries bytes between the pipes and the session, and the session's questions to the ports.</summary>
internal sealed partial class SmtpConnection : IAsyncDisposable
{
    private static readonly SmtpReply s_timeOut = new(421, 4, 2, "Timed out waiting for you");
    private static readonly SmtpReply s_shutDown = new(421, 3, 2, "The server is shutting down");
    private static readonly SmtpReply s_failed = new(451, 3, 0, "A local error has occurred");
    private static readonly SmtpReply s_turnedAway = new(503, 5, 1, "You were turned away: say QUIT");
    private static readonly SmtpReply s_tooManyRefused = new(421, 7, 0, "Too many recipients were refused");
    private static readonly SmtpReply s_tooManyErrors = new(421, 7, 0, "Too many errors");

    private readonly MailConnection _connection;
    private readonly SmtpServer _server;
    private readonly SmtpServerOptions _options;
    private readonly SmtpServerTimeouts _timeouts;
    private readonly SmtpServerSession _session;
    private readonly StageRunner _stages;
    private Reception? _reception;
    private SmtpSender? _sender;
    private SmtpReply? _refusal;
    private long _waitingSince;
    private bool _inMessage;
    private bool _startTls;
    private bool _isOver;
    private int _refusedRecipients;

    // How many commands a client that was turned away has given all the same; null for one that was not.
    private int? _turnedAway;

    // What the last event asked for, kept past the event itself, which borrows its bytes.
    private string _path = string.Empty;
    private SmtpMailParameters _parameters;
    private SmtpRecipientParameters _recipientParameters;
    private bool _allowsUtf8;
    private ReadOnlyMemory<byte> _data;
    private SmtpReply? _proposed;
    private SaslServerStep _question;
    private LoginAttempt? _attempt;

    public SmtpConnection(MailConnection connection, SmtpServer server, SmtpServerOptions options)
    {
        _connection = connection;
        _server = server;
        _options = options;
        _timeouts = server.Timeouts;
        _stages = new StageRunner(server.Stages, connection);
        _session = new SmtpServerSession(options, IsSecure, connection.CanStartTls, connection.Time) { ChannelBinding = Binding, HasExternalIdentity = HasIdentity };
    }

    private bool HasIdentity => _connection.Tls?.ClientCertificate is not null;

    private SaslChannelBinding? Binding =>
        _connection.Tls?.EndPointBinding is { } data ? new SaslChannelBinding(SaslChannelBinding.TlsServerEndPoint, data) : null;

    /// <summary>What there is to do that has to wait for someone.</summary>
    private enum Work
    {
        None,
        ReadMore,
        Hello,
        Mail,
        Recipient,
        DataBegin,
        Data,
        DataEnd,
        Reset,
        Credentials,
        StartTls,
        XClient,
        Verify,
        Expand,
        TurnAway,
        Close,
    }

    public async Task RunAsync()
    {
        bool open = await GreetAsync().ConfigureAwait(false);
        await _connection.Output.FlushAsync(_connection.Closed).ConfigureAwait(false);
        _waitingSince = _connection.Time.GetTimestamp();
        while (open)
        {
            ConnectionRead read = await _connection.ReadAsync(TimeLeft()).ConfigureAwait(false);
            ReadOnlySequence<byte> input = read.Buffer;
            switch (read.Kind)
            {
                case ConnectionReadKind.TimedOut:
                    SmtpReplyWriter.Write(s_timeOut, _connection.Output);
                    open = false;
                    break;
                case ConnectionReadKind.ShuttingDown when !_inMessage:
                    SmtpReplyWriter.Write(s_shutDown, _connection.Output);
                    open = false;
                    break;
                default:
                    (open, input) = await ProcessAsync(input).ConfigureAwait(false);
                    open &= read.Kind != ConnectionReadKind.EndOfInput;
                    break;
            }

            _connection.AdvanceTo(input.Start, input.End);
            await _connection.Output.FlushAsync(_connection.Closed).ConfigureAwait(false);
            if (open && _startTls)
            {
                open = await StartTlsAsync().ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync() => EndTransactionAsync();

    private TimeSpan TimeLeft()
    {
        TimeSpan elapsed = _connection.Time.GetElapsedTime(_waitingSince);
        TimeSpan left = (_inMessage ? _timeouts.Message : _timeouts.Command) - elapsed;
        left = _inMessage && left > _timeouts.DataBlock ? _timeouts.DataBlock : left;
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private async ValueTask<(bool Open, ReadOnlySequence<byte> Left)> ProcessAsync(ReadOnlySequence<byte> input)
    {
        while (true)
        {
            Work work = Next(ref input);
            if (work == Work.ReadMore)
            {
                return (true, input);
            }

            if (work is not (Work.None or Work.Data))
            {
                // A command was completed: the time for the next one begins.
                _waitingSince = _connection.Time.GetTimestamp();
            }

            switch (work)
            {
                case Work.Hello:
                    await HelloAsync().ConfigureAwait(false);
                    break;
                case Work.Mail:
                    await MailAsync().ConfigureAwait(false);
                    break;
                case Work.Recipient:
                    await RecipientAsync().ConfigureAwait(false);
                    break;
                case Work.DataBegin:
                    _inMessage = true;
                    break;
                case Work.Data:
                    await DataAsync().ConfigureAwait(false);
                    break;
                case Work.DataEnd:
                    await DataEndAsync().ConfigureAwait(false);
                    break;
                case Work.Reset:
                    await EndTransactionAsync().ConfigureAwait(false);
                    Reply(_proposed!);
                    break;
                case Work.Credentials when !await CredentialsAsync().ConfigureAwait(false):
                    return (false, input);
                case Work.XClient:
                    await XClientAsync().ConfigureAwait(false);
                    break;
                case Work.Verify or Work.Expand:
                    await AnswerAsync(work).ConfigureAwait(false);
                    break;
                case Work.StartTls when input.IsEmpty:
                    // RFC 3207 §4.2: the reply goes out before the handshake, and nothing is read in between.
                    Reply(_proposed!);
                    _startTls = true;
                    return (true, input);
                case Work.TurnAway when !TurnAway():
                    return (false, input);
                case Work.Close:
                    Reply(_proposed!);
                    return (false, input);
            }

            if (_isOver)
            {
                return (false, input);
            }
        }
    }

    // RFC 5321 §3.8: who says 421 closes, whoever it was here that wanted it said.
    private void Reply(SmtpReply reply)
    {
        _session.Reply(reply, _connection.Output);
        _isOver |= reply.Code == 421;
    }

    private Work Next(ref ReadOnlySequence<byte> input)
    {
        SmtpServerEvent e = _session.Read(ref input);
        _proposed = e.Reply;
        _question = e.Question;
        SettleAttempt();
        if (_turnedAway is not null && e.Kind is not (SmtpServerEventKind.NeedMoreData or SmtpServerEventKind.Quit or SmtpServerEventKind.Close))
        {
            return Work.TurnAway;
        }

        switch (e.Kind)
        {
            case SmtpServerEventKind.NeedMoreData:
                return Work.ReadMore;
            case SmtpServerEventKind.Hello:
                return Work.Hello;
            case SmtpServerEventKind.Mail:
                _path = e.Path.ToString();
                _parameters = e.Parameters;
                return Work.Mail;
            case SmtpServerEventKind.Recipient:
                _path = e.Path.ToString();
                _recipientParameters = e.RecipientParameters;
                return Work.Recipient;
            case SmtpServerEventKind.DataBegin:
                if (e.Reply is { } go)
                {
                    Reply(go);
                }

                return Work.DataBegin;
            case SmtpServerEventKind.DataChunk:
                _data = e.Data;
                return Work.Data;
            case SmtpServerEventKind.ChunkEnd:
                Reply(_refusal ?? e.Reply!);
                return Work.DataBegin;
            case SmtpServerEventKind.DataEnd:
                return Work.DataEnd;
            case SmtpServerEventKind.Reset:
                return Work.Reset;
            case SmtpServerEventKind.VerifyCredentials:
                return Work.Credentials;
            case SmtpServerEventKind.StartTls:
                return Work.StartTls;
            case SmtpServerEventKind.XClient:
                return Work.XClient;
            case SmtpServerEventKind.Verify or SmtpServerEventKind.Expand:
                _path = Encoding.UTF8.GetString(e.Argument);
                _allowsUtf8 = e.AllowsUtf8;
                return e.Kind == SmtpServerEventKind.Verify ? Work.Verify : Work.Expand;
            case SmtpServerEventKind.Quit or SmtpServerEventKind.Close:
                return Work.Close;
            default:
                _waitingSince = _connection.Time.GetTimestamp();
                Reply(e.Reply!);
                return Work.None;
        }
    }

    private async ValueTask<bool> StartTlsAsync()
    {
        _startTls = false;
        await EndTransactionAsync().ConfigureAwait(false);
        if (!await _connection.StartTlsAsync().ConfigureAwait(false))
        {
            return false;
        }

        _session.TlsEstablished();
        _session.ChannelBinding = Binding;
        _session.HasExternalIdentity = HasIdentity;
        _helloRefusal = null;
        _waitingSince = _connection.Time.GetTimestamp();
        return true;
    }
}
