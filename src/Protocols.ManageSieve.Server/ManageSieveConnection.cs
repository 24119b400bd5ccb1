using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Protocols.Hosting;
using Protocols.Storage;

namespace Protocols.ManageSieve.Server;

/// <summary>One connection: carries bytes between the pipes and the session, and runs the commands.</summary>
internal sealed class ManageSieveConnection
{
    private readonly ManageSieveServer _server;
    private readonly MailConnection _connection;
    private readonly ManageSieveServerSession _session;
    private readonly Authentication _authentication;
    private readonly ScriptCommands _scripts;
    private long _waitingSince;
    private bool _startTls;

    public ManageSieveConnection(ManageSieveServer server, MailConnection connection, ManageSieveServerOptions options)
    {
        _server = server;
        _connection = connection;
        _session = new ManageSieveServerSession(options, connection.IsSecure) { HasExternalIdentity = connection.Tls?.ClientCertificate is not null };
        _authentication = new Authentication(server, connection, _session, this);
        _scripts = new ScriptCommands(server, this);
    }

    /// <summary>Who has logged in; set before any command that needs it is legal.</summary>
    public Account? Account { get; set; }

    /// <summary>How the command at hand was answered, for the metrics.</summary>
    public string Outcome { get; private set; } = "OK";

    public CancellationToken Closed => _connection.Closed;

    public ManageSieveResponseWriter Writer => new(_connection.Output);

    public async Task RunAsync()
    {
        _session.Greet(_connection.Output, "ManageSieve server ready");
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
                    Writer.Bye(ManageSieveResponseCode.None, "You were silent for too long");
                    open = false;
                    break;
                case ConnectionReadKind.ShuttingDown:
                    Writer.Bye(ManageSieveResponseCode.TryLater, "The server is shutting down");
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

    /// <summary>Ends a command.</summary>
    public void Answer(ManageSieveStatus status, ManageSieveResponseCode code, string text)
    {
        Outcome = status switch { ManageSieveStatus.Ok => "OK", ManageSieveStatus.No => "NO", _ => "BYE" };
        Writer.Status(status, code, text);
    }

    public void Ok(string text) => Answer(ManageSieveStatus.Ok, ManageSieveResponseCode.None, text);

    public void No(ManageSieveResponseCode code, string text) => Answer(ManageSieveStatus.No, code, text);

    private TimeSpan TimeLeft()
    {
        TimeSpan left = (Account is null ? _server.Timeouts.Login : _server.Timeouts.Inactivity) - _connection.Time.GetElapsedTime(_waitingSince);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private async ValueTask<(bool Open, ReadOnlySequence<byte> Left)> ProcessAsync(ReadOnlySequence<byte> input)
    {
        while (true)
        {
            ManageSieveServerEvent e = _session.Read(ref input, _connection.Output);
            switch (e.Kind)
            {
                case ManageSieveServerEventKind.NeedMoreData:
                    return (true, input);
                case ManageSieveServerEventKind.Close:
                    return (false, input);
                case ManageSieveServerEventKind.Command:
                    await AnswerAsync(e.Command!, () => DispatchAsync(e.Command!)).ConfigureAwait(false);
                    break;
                case ManageSieveServerEventKind.AuthenticateResponse:
                    await AnswerAsync(e.Command!, () => _authentication.RespondAsync(e.Response)).ConfigureAwait(false);
                    break;
                case ManageSieveServerEventKind.AuthenticateCancelled:
                    _authentication.Cancel();
                    break;
            }

            if (Account is not null)
            {
                // A command is done with. The time to log in is one time for all attempts.
                _waitingSince = _connection.Time.GetTimestamp();
            }

            if (_connection.Output.UnflushedBytes > 32 * 1024)
            {
                await _connection.Output.FlushAsync(_connection.Closed).ConfigureAwait(false);
            }
        }
    }

    private ValueTask DispatchAsync(ManageSieveCommand command)
    {
        switch (command)
        {
            case CapabilityCommand:
                _session.Capabilities(_connection.Output);
                return ValueTask.CompletedTask;
            case NoopCommand noop:
                Answer(ManageSieveStatus.Ok, noop.Tag is { } tag ? ManageSieveResponseCode.Tag(tag) : ManageSieveResponseCode.None, "NOOP completed");
                return ValueTask.CompletedTask;
            case LogoutCommand:
                Ok("Good-bye");
                _session.LoggedOut();
                return ValueTask.CompletedTask;
            case StartTlsCommand:
                Ok("Begin TLS negotiation now");
                _startTls = true;
                return ValueTask.CompletedTask;
            case UnauthenticateCommand:
                _session.Unauthenticated();
                Account = null;

                // The time to log in begins anew.
                _waitingSince = _connection.Time.GetTimestamp();
                Ok("You are logged out");
                return ValueTask.CompletedTask;
            case AuthenticateCommand authenticate:
                return _authentication.BeginAsync(authenticate);
            default:
                return _scripts.RunAsync(Account!, command);
        }
    }

    /// <summary>Runs what answers a command, and measures it. What the store throws is told as NO and logged.</summary>
    private async ValueTask AnswerAsync(ManageSieveCommand command, Func<ValueTask> run)
    {
        long start = _connection.Time.GetTimestamp();
        Outcome = "OK";
        using System.Diagnostics.Activity? activity = _connection.Telemetry.StartCommand(command.Name);
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ConnectionAbortedException or ConnectionResetException))
        {
            ManageSieveLog.CommandFailed(_connection.Logger, e, _connection.Id, command.Name);
            if (command is AuthenticateCommand)
            {
                _authentication.Cancel();
            }

            No(ManageSieveResponseCode.TryLater, "The server met an error of its own");
        }

        _connection.Telemetry.CommandCompleted(command.Name, Outcome, _connection.Time.GetElapsedTime(start));
    }

    private async ValueTask<bool> StartTlsAsync()
    {
        // RFC 5804 §2.2: what was pipelined behind STARTTLS came in plaintext, and the session has thrown it away. What arrives from now on goes to
        // the handshake, which fails on anything that is none.
        _startTls = false;
        if (!await _connection.StartTlsAsync().ConfigureAwait(false))
        {
            return false;
        }

        _session.HasExternalIdentity = _connection.Tls?.ClientCertificate is not null;
        _session.TlsEstablished(_connection.Output);
        await _connection.Output.FlushAsync(_connection.Closed).ConfigureAwait(false);
        return true;
    }
}
