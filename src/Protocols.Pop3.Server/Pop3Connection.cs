using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Protocols.Hosting;
using Protocols.Storage;

namespace Protocols.Pop3.Server;

/// <summary>One connection: carries bytes between the pipes and the session, and runs the commands.</summary>
internal sealed class Pop3Connection : IAsyncDisposable
{
    private readonly Pop3Server _server;
    private readonly MailConnection _connection;
    private readonly Pop3ServerSession _session;
    private readonly Authentication _authentication;
    private readonly MaildropCommands _commands;
    private readonly Pop3ServerOptions _options;
    private long _waitingSince;
    private bool _startTls;

    public Pop3Connection(Pop3Server server, MailConnection connection, Pop3ServerOptions options)
    {
        _server = server;
        _connection = connection;
        _options = options;
        _session = new Pop3ServerSession(options, connection.IsSecure) { HasExternalIdentity = connection.Tls?.ClientCertificate is not null };
        _authentication = new Authentication(server, connection, _session, this, options);
        _commands = new MaildropCommands(server, connection, _session, this);
    }

    /// <summary>Who has logged in, and whose maildrop is taken; null before.</summary>
    public Account? Account { get; set; }

    /// <summary>The maildrop.</summary>
    public Maildrop? Maildrop { get; set; }

    /// <summary>How the command at hand was answered, for the metrics.</summary>
    public string Outcome { get; private set; } = "OK";

    public Pop3ResponseWriter Writer => new(_connection.Output);

    public async Task RunAsync()
    {
        _session.Greet(_connection.Output, "POP3 server ready");
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
                    // RFC 1939 §3: without any response.
                    open = false;
                    break;
                case ConnectionReadKind.ShuttingDown:
                    Error(Pop3ResponseCode.SystemTemporary, "The server is shutting down");
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

    public ValueTask DisposeAsync()
    {
        if (Account is { } account)
        {
            Account = null;
            _server.Release(account.Id);
        }

        return ValueTask.CompletedTask;
    }

    public void Ok(string text) => Writer.Ok(text);

    public void Error(Pop3ResponseCode code, string text)
    {
        Outcome = "ERR";
        Writer.Error(code, text);
    }

    private TimeSpan TimeLeft()
    {
        TimeSpan left = (Account is null ? _server.Timeouts.Login : _server.Timeouts.Inactivity) - _connection.Time.GetElapsedTime(_waitingSince);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private async ValueTask<(bool Open, ReadOnlySequence<byte> Left)> ProcessAsync(ReadOnlySequence<byte> input)
    {
        while (true)
        {
            Pop3ServerEvent e = _session.Read(ref input, _connection.Output);
            switch (e.Kind)
            {
                case Pop3ServerEventKind.NeedMoreData:
                    return (true, input);
                case Pop3ServerEventKind.Close:
                    return (false, input);
                case Pop3ServerEventKind.Command:
                    if (!await AnswerAsync(e.Command!, () => DispatchAsync(e.Command!)).ConfigureAwait(false))
                    {
                        return (false, input);
                    }

                    break;
                case Pop3ServerEventKind.AuthenticateResponse:
                    if (!await AnswerAsync(e.Command!, () => _authentication.RespondAsync(e.Response)).ConfigureAwait(false))
                    {
                        return (false, input);
                    }

                    break;
                case Pop3ServerEventKind.AuthenticateCancelled:
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

    private ValueTask DispatchAsync(Pop3Command command)
    {
        switch (command.Kind)
        {
            case Pop3CommandKind.Capabilities:
                _session.Capabilities(_connection.Output);
                return ValueTask.CompletedTask;
            case Pop3CommandKind.StartTls:
                Ok("Begin TLS negotiation now");
                _startTls = true;
                return ValueTask.CompletedTask;
            case Pop3CommandKind.Utf8:
                _session.Utf8Enabled();
                Ok("UTF8 enabled");
                return ValueTask.CompletedTask;
            case Pop3CommandKind.Language:
                Language(command.Text);
                return ValueTask.CompletedTask;
            case Pop3CommandKind.Login or Pop3CommandKind.Apop or Pop3CommandKind.Auth:
                return _authentication.BeginAsync(command);
            default:
                return _commands.RunAsync(command);
        }
    }

    // RFC 6856 §3.2: basic filtering (RFC 4647 §3.3.1). The texts are of one language, whatever it calls itself.
    private void Language(string range)
    {
        if (range.Length == 0)
        {
            Ok("Language listing follows");
            foreach (Pop3Language language in _options.Languages)
            {
                Writer.Line($"{language.Tag} {language.Description}");
            }

            Writer.End();
            return;
        }

        Pop3Language? found = _options.Languages.FirstOrDefault(l => range == "*" || l.Tag.Equals(range, StringComparison.OrdinalIgnoreCase)
            || l.Tag.StartsWith(range + "-", StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            Error(Pop3ResponseCode.None, "The language is not spoken here");
        }
        else
        {
            Ok($"{found.Tag} Language chosen");
        }
    }

    /// <summary>Runs what answers a command, and measures it. What the store throws is told as -ERR and logged; in the middle of a message the connection is dropped.</summary>
    private async ValueTask<bool> AnswerAsync(Pop3Command command, Func<ValueTask> run)
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
            Pop3Log.CommandFailed(_connection.Logger, e, _connection.Id, command.Name);
            if (e is TornResponseException)
            {
                _connection.Abort();
                return false;
            }

            if (command.Kind is Pop3CommandKind.Login or Pop3CommandKind.Apop or Pop3CommandKind.Auth)
            {
                _authentication.Cancel();
            }

            Error(Pop3ResponseCode.SystemTemporary, "The server met an error of its own");
        }

        _connection.Telemetry.CommandCompleted(command.Name, Outcome, _connection.Time.GetElapsedTime(start));
        return true;
    }

    private async ValueTask<bool> StartTlsAsync()
    {
        // RFC 2595 §4: what was pipelined behind STLS came in plaintext, and the session has thrown it away.
        _startTls = false;
        if (!await _connection.StartTlsAsync().ConfigureAwait(false))
        {
            return false;
        }

        _session.HasExternalIdentity = _connection.Tls?.ClientCertificate is not null;
        _session.TlsEstablished();
        return true;
    }
}
