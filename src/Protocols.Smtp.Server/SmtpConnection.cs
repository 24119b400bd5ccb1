using System.Buffers;
using Protocols.Hosting;
using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>One connection: carries bytes between the pipes and the session, and the session's questions to the ports.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private static readonly SmtpReply s_timeOut = new(421, 4, 2, "Timed out waiting for you");
    private static readonly SmtpReply s_shutDown = new(421, 3, 2, "The server is shutting down");
    private static readonly SmtpReply s_failed = new(451, 3, 0, "A local error has occurred");

    private readonly MailConnection _connection;
    private readonly SmtpServerOptions _options;
    private readonly IDirectory _directory;
    private readonly IMailDelivery _delivery;
    private readonly SmtpServerTimeouts _timeouts;
    private readonly SmtpServerSession _session;
    private readonly MessageFilters? _filters;
    private Reception? _reception;
    private SmtpReply? _refusal;
    private long _waitingSince;
    private bool _inMessage;

    // What the last event asked for, kept past the event itself, which borrows its bytes.
    private string _path = string.Empty;
    private SmtpMailParameters _parameters;
    private SmtpRecipientParameters _recipientParameters;
    private ReadOnlyMemory<byte> _data;
    private SmtpReply? _proposed;
    private SaslCredentials? _credentials;

    // Of the last login that succeeded; whether it still holds the session knows.
    private AccountId? _account;

    public SmtpConnection(MailConnection connection, SmtpServerOptions options, IDirectory directory, IMailDelivery delivery, MessageFilters? filters, SmtpServerTimeouts timeouts)
    {
        _connection = connection;
        _options = options;
        _directory = directory;
        _delivery = delivery;
        _filters = filters;
        _timeouts = timeouts;
        _session = new SmtpServerSession(options, connection.IsSecure, connection.CanStartTls, connection.Time);
    }

    public async Task RunAsync()
    {
        _session.Greet(_connection.Output);
        await _connection.Output.FlushAsync(_connection.Closed).ConfigureAwait(false);
        _waitingSince = _connection.Time.GetTimestamp();
        bool open = true;
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

    private bool _startTls;

    /// <summary>What there is to do that has to wait for someone.</summary>
    private enum Work
    {
        None,
        ReadMore,
        Mail,
        Recipient,
        DataBegin,
        Data,
        DataEnd,
        Reset,
        Credentials,
        StartTls,
        Close,
    }

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
                    _session.Reply(_proposed!, _connection.Output);
                    break;
                case Work.Credentials when !await CredentialsAsync().ConfigureAwait(false):
                    return (false, input);
                case Work.StartTls when input.IsEmpty:
                    // RFC 3207 §4.2: the reply goes out before the handshake, and nothing is read in between.
                    _session.Reply(_proposed!, _connection.Output);
                    _startTls = true;
                    return (true, input);
                case Work.Close:
                    _session.Reply(_proposed!, _connection.Output);
                    return (false, input);
            }
        }
    }

    private Work Next(ref ReadOnlySequence<byte> input)
    {
        SmtpServerEvent e = _session.Read(ref input);
        _proposed = e.Reply;
        switch (e.Kind)
        {
            case SmtpServerEventKind.NeedMoreData:
                return Work.ReadMore;
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
                    _session.Reply(go, _connection.Output);
                }

                return Work.DataBegin;
            case SmtpServerEventKind.DataChunk:
                _data = e.Data;
                return Work.Data;
            case SmtpServerEventKind.ChunkEnd:
                _session.Reply(_refusal ?? e.Reply!, _connection.Output);
                return Work.DataBegin;
            case SmtpServerEventKind.DataEnd:
                return Work.DataEnd;
            case SmtpServerEventKind.Hello or SmtpServerEventKind.Reset:
                return Work.Reset;
            case SmtpServerEventKind.VerifyCredentials:
                _credentials = e.Credentials;
                return Work.Credentials;
            case SmtpServerEventKind.StartTls:
                return Work.StartTls;
            case SmtpServerEventKind.Quit or SmtpServerEventKind.Close:
                return Work.Close;
            default:
                _waitingSince = _connection.Time.GetTimestamp();
                _session.Reply(e.Reply!, _connection.Output);
                return Work.None;
        }
    }

    private async ValueTask MailAsync()
    {
        SmtpSender sender = new()
        {
            ReversePath = _path,
            Parameters = _parameters,
            ClientName = _session.ClientName!,
            ClientAddress = _connection.RemoteEndPoint?.Address,
            WithProtocol = WithProtocol(),
            AuthenticatedAs = _session.AuthenticatedAs?.AuthenticationIdentity,
            Account = _session.AuthenticatedAs is null ? null : _account,
            HearsOfEachRecipient = _options.IsLmtp,
        };
        using Measure measure = new(_connection.Telemetry, _connection.Time, "MAIL");
        DeliveryStart start = await _delivery.BeginAsync(sender, _connection.Closed).ConfigureAwait(false);
        _reception = start.Transaction is { } transaction ? new Reception(transaction, sender, _options.HostName, _filters, _connection) : null;
        _session.Reply(measure.Of(start.Refusal ?? _proposed!), _connection.Output);
    }

    // RFC 3848 §1, RFC 6531 §4.3
    private string WithProtocol()
    {
        string security = (_connection.IsSecure ? "S" : "") + (_session.AuthenticatedAs is null ? "" : "A");
        return (_options.IsLmtp, _parameters.SmtpUtf8) switch
        {
            (true, true) => "UTF8LMTP" + security,
            (true, false) => "LMTP" + security,
            (false, true) => "UTF8SMTP" + security,
            _ => _session.IsExtended ? "ESMTP" + security : "SMTP",
        };
    }

    private async ValueTask RecipientAsync()
    {
        using Measure measure = new(_connection.Telemetry, _connection.Time, "RCPT");
        SmtpReply? refusal = await _reception!.AddRecipientAsync(new SmtpRecipient(_path, _recipientParameters)).ConfigureAwait(false);
        _session.Reply(measure.Of(refusal ?? _proposed!), _connection.Output);
    }

    private async ValueTask DataAsync()
    {
        if (_refusal is not null)
        {
            return;
        }

        try
        {
            _refusal = await _reception!.WriteAsync(_data).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever the store has met, a full disk say, the client is told to come back, and the rest of the message is read past.
            SmtpLog.DeliveryFailed(_connection.Logger, e, _connection.Id);
            _refusal = s_failed;
        }
    }

    private async ValueTask DataEndAsync()
    {
        using Measure measure = new(_connection.Telemetry, _connection.Time, "DATA");
        DeliveryOutcome outcome = !_proposed!.IsPositive ? DeliveryOutcome.ForAll(_proposed)
            : _refusal is not null ? DeliveryOutcome.ForAll(_refusal)
            : await CommitAsync().ConfigureAwait(false);
        SmtpReply overall = measure.Of(outcome.Overall);
        await EndTransactionAsync().ConfigureAwait(false);
        if (!_options.IsLmtp)
        {
            _session.Reply(overall, _connection.Output);
            return;
        }

        // RFC 2033 §4.2: a reply for each recipient, in the order of RCPT.
        for (int i = 0; _session.RepliesDue > 0; i++)
        {
            _session.Reply(outcome.Of(i), _connection.Output);
        }
    }

    private async ValueTask<DeliveryOutcome> CommitAsync()
    {
        try
        {
            DeliveryOutcome outcome = await _reception!.FinishAsync().ConfigureAwait(false);
            foreach (Exception error in outcome.Errors)
            {
                SmtpLog.DeliveryFailed(_connection.Logger, error, _connection.Id);
            }

            return outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SmtpLog.DeliveryFailed(_connection.Logger, e, _connection.Id);
            return DeliveryOutcome.ForAll(s_failed);
        }
    }

    private async ValueTask<bool> CredentialsAsync()
    {
        SaslCredentials credentials = _credentials!;

        // RFC 4616 §2: acting as somebody else is a right that nobody has here.
        SaslFailure verdict = SaslFailure.NotAuthorized;
        if (credentials.AuthorizationIdentity.Length == 0
            || credentials.AuthorizationIdentity.Equals(credentials.AuthenticationIdentity, StringComparison.OrdinalIgnoreCase))
        {
            AuthenticationResult result = await _directory
                .AuthenticateAsync(credentials.AuthenticationIdentity, credentials.Password, _connection.Closed).ConfigureAwait(false);
            verdict = result.Status switch
            {
                AuthenticationStatus.Success => SaslFailure.None,
                AuthenticationStatus.TemporaryFailure => SaslFailure.TemporaryFailure,
                _ => SaslFailure.InvalidCredentials,
            };
            _account = result.Account?.Id;
            SmtpLog.Authenticated(_connection.Logger, _connection.Id, result.Status, result.Reason);
        }

        return _session.CredentialsChecked(verdict, _connection.Output);
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
        _waitingSince = _connection.Time.GetTimestamp();
        return true;
    }

    private async ValueTask EndTransactionAsync()
    {
        _inMessage = false;
        _refusal = null;
        if (_reception is { } reception)
        {
            _reception = null;
            await reception.DisposeAsync().ConfigureAwait(false);
        }
    }
}
