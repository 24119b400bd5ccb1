using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Protocols.Hosting;
using Protocols.Imap.Server.Commands;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>One connection: carries bytes between the pipes and the session, and runs the commands.</summary>
internal sealed class ImapConnection : IAsyncDisposable
{
    private readonly ImapServer _server;
    private readonly MailConnection _connection;
    private readonly ImapServerSession _session;
    private readonly ImapContext _context;
    private readonly Authentication _authentication;
    private readonly Append _append;
    private readonly Idle _idle;
    private long _waitingSince;
    private bool _startTls;
    private bool _compress;

    public ImapConnection(ImapServer server, MailConnection connection, ImapServerOptions options)
    {
        _server = server;
        _connection = connection;
        _session = new ImapServerSession(options, connection.IsSecure) { HasExternalIdentity = connection.Tls?.ClientCertificate is not null };
        _context = new ImapContext(server, connection, _session);
        _authentication = new Authentication(_context);
        _append = new Append(_context);
        _idle = new Idle(_context);
    }

    public async Task RunAsync()
    {
        _session.Greet(_connection.Output, "IMAP server ready");
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
                    _context.Writer.Untagged(ImapStatus.Bye, ImapResponseCode.None, "You were silent for too long");
                    open = false;
                    break;
                case ConnectionReadKind.ShuttingDown when !_append.IsOpen:
                    _context.Writer.Untagged(ImapStatus.Bye, ImapResponseCode.Unavailable, "The server is shutting down");
                    open = false;
                    break;
                case ConnectionReadKind.Woken:
                    open = await TellIdlerAsync().ConfigureAwait(false);
                    if (open)
                    {
                        // What came in together with the wake would else count as looked at, and never be answered.
                        (open, input) = await ProcessAsync(input).ConfigureAwait(false);
                    }

                    break;
                default:
                    (open, input) = await ProcessAsync(input).ConfigureAwait(false);
                    open &= read.Kind != ConnectionReadKind.EndOfInput;
                    break;
            }

            // What came with COMPRESS is looked at again, by the inflater.
            _connection.AdvanceTo(input.Start, _compress ? input.Start : input.End);
            await _connection.Output.FlushAsync(_connection.Closed).ConfigureAwait(false);
            if (open && _startTls)
            {
                open = await StartTlsAsync().ConfigureAwait(false);
            }

            if (open && _compress)
            {
                _compress = false;
                await _connection.StartDeflateAsync().ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session.IsCompressed)
        {
            _server.Compressed.Leave();
        }

        await _idle.EndAsync().ConfigureAwait(false);
        await _context.EndNotifyAsync().ConfigureAwait(false);
        await _append.DisposeAsync().ConfigureAwait(false);
    }

    private TimeSpan TimeLeft()
    {
        TimeSpan limit = _append.IsOpen ? _server.Timeouts.AppendBlock : _context.Account is null ? _server.Timeouts.Login : _server.Timeouts.Inactivity;
        TimeSpan left = limit - _connection.Time.GetElapsedTime(_waitingSince);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private async ValueTask<(bool Open, ReadOnlySequence<byte> Left)> ProcessAsync(ReadOnlySequence<byte> input)
    {
        while (true)
        {
            ImapServerEvent e = _session.Read(ref input, _connection.Output);
            switch (e.Kind)
            {
                case ImapServerEventKind.NeedMoreData:
                    return (true, input);
                case ImapServerEventKind.Close:
                    return (false, input);
                case ImapServerEventKind.Command:
                    if (!await RunAsync(e.Command!).ConfigureAwait(false))
                    {
                        return (false, input);
                    }

                    break;
                case ImapServerEventKind.AppendPart:
                    await GuardAsync(e.Command!, () => _append.TakeAsync((AppendCommand)e.Command!, e.Part!)).ConfigureAwait(false);
                    break;
                case ImapServerEventKind.AppendChunk:
                    await GuardAsync(e.Command!, () => _append.WriteAsync(e.Chunk)).ConfigureAwait(false);
                    break;
                case ImapServerEventKind.AppendEnd:
                    await AnswerAsync(e.Command!, () => _append.EndAsync((AppendCommand)e.Command!)).ConfigureAwait(false);
                    break;
                case ImapServerEventKind.AppendFailed:
                    await _append.DisposeAsync().ConfigureAwait(false);
                    break;
                case ImapServerEventKind.AuthenticateResponse:
                    await AnswerAsync(e.Command!, () => _authentication.RespondAsync(e.Response)).ConfigureAwait(false);
                    break;
                case ImapServerEventKind.AuthenticateCancelled:
                    _authentication.Cancel();
                    break;
                case ImapServerEventKind.IdleDone:
                    await _idle.EndAsync().ConfigureAwait(false);
                    if (!await AnswerAsync(e.Command!, () => CompleteAsync(e.Command!)).ConfigureAwait(false))
                    {
                        return (false, input);
                    }

                    break;
                case ImapServerEventKind.IdleFailed:
                    _context.Command = null;
                    await _idle.EndAsync().ConfigureAwait(false);
                    break;
            }

            if (_context.Account is not null)
            {
                // A command, or a piece of a message, is done with. The time to log in is one time for all attempts.
                _waitingSince = _connection.Time.GetTimestamp();
            }

            if (_compress)
            {
                // RFC 4978 §3: what comes next is compressed.
                return (true, input);
            }

            await _context.FlushIfMuchAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs a command; false if the connection is to be closed.</summary>
    private async ValueTask<bool> RunAsync(ImapCommand command)
    {
        switch (command)
        {
            case LogoutCommand:
                _context.Writer.Untagged(ImapStatus.Bye, ImapResponseCode.None, "Good-bye");
                _context.Ok(command, "LOGOUT completed");
                _session.LoggedOut();
                return false;
            case StartTlsCommand:
                _context.Ok(command, "Begin TLS negotiation now");
                _startTls = true;
                return true;
            case UnauthenticateCommand when _session.IsCompressed:
                // RFC 8437 §3, §4.1: compression would have to end in the middle of the connection, and NO is not permitted.
                _context.Writer.Untagged(ImapStatus.Bye, ImapResponseCode.None, "A compressed connection serves one user alone");
                _session.LoggedOut();
                return false;
            case CompressCommand when !_server.Compressed.TryEnter(_server.MaxCompressedConnections):
                _context.No(command, ImapResponseCode.Limit, "Too many connections are compressed");
                return true;
            case CompressCommand:
                _context.Ok(command, "DEFLATE active");
                _session.Compressed();
                _compress = true;
                return true;
            case IdleCommand idle:
                _context.Command = idle;
                _session.BeginIdle(idle, _connection.Output);
                return await GuardAsync(command, BeginIdleAsync).ConfigureAwait(false);
            default:
                if (_context.Selected is { } selected)
                {
                    await selected.CheckRightsAsync(_context).ConfigureAwait(false);
                    if (selected.IsGone)
                    {
                        return SayGone();
                    }
                }

                _context.TellCondstore(command);
                return await AnswerAsync(command, () => TellAndDispatchAsync(command)).ConfigureAwait(false);
        }
    }

    // What others noted meanwhile is told before the answer, so that it is not taken for what the command did.
    private async ValueTask TellAndDispatchAsync(ImapCommand command)
    {
        await TellMetadataAsync().ConfigureAwait(false);
        await DispatchAsync(command).ConfigureAwait(false);
        await TellMetadataAsync().ConfigureAwait(false);
    }

    private async ValueTask TellMetadataAsync()
    {
        if (_context.Account is not null && _session.IsEnabled(ImapExtension.Metadata))
        {
            _context.MetadataWatch ??= new MetadataWatch(_context);
            await _context.MetadataWatch.TellAsync().ConfigureAwait(false);
        }
    }

    private ValueTask DispatchAsync(ImapCommand command) => command switch
    {
        CapabilityCommand or IdCommand or EnableCommand or NamespaceCommand or LanguageCommand or UnauthenticateCommand or GetJmapAccessCommand => Facts.RunAsync(_context, command),
        LoginCommand login => _authentication.LoginAsync(login),
        AuthenticateCommand authenticate => _authentication.BeginAsync(authenticate),
        SelectCommand select => Select.RunAsync(_context, select),
        CloseCommand close => Select.CloseAsync(_context, close),
        CreateCommand or DeleteCommand or RenameCommand or SubscribeCommand => Mailboxes.RunAsync(_context, command),
        ListCommand list => List.RunAsync(_context, list),
        LsubCommand lsub => List.RunAsync(_context, lsub),
        StatusCommand status => Status.RunAsync(_context, status),
        FetchCommand fetch => Fetch.RunAsync(_context, fetch),
        StoreCommand store => Store.RunAsync(_context, store),
        CopyCommand copy => Copy.RunAsync(_context, copy),
        MultiSearchCommand search => MultiSearch.RunAsync(_context, search),
        SearchingCommand search => Search.RunAsync(_context, search),
        ThreadCommand thread => ThreadMessages.RunAsync(_context, thread),
        CancelUpdateCommand cancel => Search.CancelAsync(_context, cancel),
        ComparatorCommand comparator => Search.CompareAsync(_context, comparator),
        ResetKeyCommand reset => UrlAuthorization.ResetAsync(_context, reset),
        GenUrlAuthCommand generate => UrlAuthorization.GenerateAsync(_context, generate),
        UrlFetchCommand fetch => UrlFetch.RunAsync(_context, fetch),
        ExpungeCommand expunge => ExpungeMessages.RunAsync(_context, expunge),
        NotifyCommand notify => Notify.RunAsync(_context, notify),
        GetMetadataCommand or SetMetadataCommand => Metadata.RunAsync(_context, command),
        GetQuotaCommand or GetQuotaRootCommand => Quota.RunAsync(_context, command),
        SetAclCommand or DeleteAclCommand or GetAclCommand or ListRightsCommand or MyRightsCommand => Acl.RunAsync(_context, command),
        _ => CompleteAsync(command),
    };

    /// <summary>NOOP, CHECK, the end of IDLE: tells what is new, and that it is done.</summary>
    private async ValueTask CompleteAsync(ImapCommand command)
    {
        if (_context.Selected is { } selected)
        {
            await selected.SyncAsync(_context, mayExpunge: true).ConfigureAwait(false);
        }

        _context.Ok(command, command.Name + " completed");
    }

    private async ValueTask BeginIdleAsync()
    {
        if (_context.Selected is { } selected)
        {
            await selected.SyncAsync(_context, mayExpunge: true).ConfigureAwait(false);
            if (_context.Notify is null)
            {
                _idle.Begin(selected.Account, selected.ModSeq);
            }
        }
    }

    private async ValueTask<bool> TellIdlerAsync()
    {
        if (_context.Notify is { } notify)
        {
            return await TellNotifiedAsync(notify).ConfigureAwait(false);
        }

        if (_context.Selected is not { } selected || !_idle.IsOn)
        {
            return true;
        }

        await selected.SyncAsync(_context, mayExpunge: true).ConfigureAwait(false);
        await TellMetadataAsync().ConfigureAwait(false);
        if (selected.IsGone)
        {
            return SayGone();
        }

        _idle.Begin(selected.Account, selected.ModSeq);
        return true;
    }

    // RFC 5465 §4: one who idles is told the same, and of expunges that were to wait.
    private async ValueTask<bool> TellNotifiedAsync(NotifyWatch notify)
    {
        if (!await notify.TellAsync(mayExpunge: _context.Command is IdleCommand).ConfigureAwait(false))
        {
            // RFC 5465 §5.8: as if NOTIFY NONE had been said.
            await _context.EndNotifyAsync().ConfigureAwait(false);
            _context.Notify = await NotifyWatch.BeginAsync(_context, new NotifyGroups([])).ConfigureAwait(false);
            _context.Writer.Untagged(ImapStatus.Ok, ImapResponseCode.NotificationOverflow, "There is more to tell than can be told");
        }

        await TellMetadataAsync().ConfigureAwait(false);
        return _context.Selected is not { IsGone: true } || SayGone();
    }

    private bool SayGone()
    {
        // RFC 2180 §3.3, RFC 4314 §5.1.1: the mailbox was deleted by another session or is no longer shared, and there is nothing that the numbers could mean any more.
        _context.Writer.Untagged(ImapStatus.Bye, ImapResponseCode.None, "The selected mailbox was deleted, or may be read no longer");
        _session.LoggedOut();
        return false;
    }

    /// <summary>Runs what answers a command, measures it, and closes if the selected mailbox is gone.</summary>
    private async ValueTask<bool> AnswerAsync(ImapCommand command, Func<ValueTask> run)
    {
        long start = _connection.Time.GetTimestamp();
        using System.Diagnostics.Activity? activity = _connection.Telemetry.StartCommand(command.Name);
        _context.Command = command;
        bool goesOn = await GuardAsync(command, run).ConfigureAwait(false);
        _context.Command = null;
        if (_context.Notify is { } notify)
        {
            await notify.WatchSelectedAsync().ConfigureAwait(false);
        }

        _connection.Telemetry.CommandCompleted(command.Name, _context.Outcome, _connection.Time.GetElapsedTime(start));
        return goesOn && (_context.Selected is not { IsGone: true } || SayGone());
    }

    /// <summary>
    /// Runs a piece of a command. What the store throws is told as NO and logged; in the middle of a literal nothing can be told any more, and the
    /// connection is dropped.
    /// </summary>
    private async ValueTask<bool> GuardAsync(ImapCommand command, Func<ValueTask> run)
    {
        try
        {
            await run().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not (OperationCanceledException or ConnectionAbortedException or ConnectionResetException))
        {
            ImapLog.CommandFailed(_connection.Logger, e, _connection.Id, command.Name);
            if (e is TornResponseException)
            {
                _connection.Abort();
                return false;
            }

            // RFC 5530 §3: a disk without room, or a database that cannot be reached, is no bug, and may be over in a while.
            bool isOfStore = e is IOException or TimeoutException or System.Data.Common.DbException;
            ImapResponseCode code = isOfStore ? ImapResponseCode.Unavailable : ImapResponseCode.ServerBug;
            if (_append.IsOpen)
            {
                await _append.RefuseAsync(code, isOfStore ? "The message cannot be filed now" : "The message could not be filed").ConfigureAwait(false);
            }
            else
            {
                _context.No(command, code, isOfStore ? "The store cannot do that now" : "The server met an error of its own");
            }

            return true;
        }
    }

    private async ValueTask<bool> StartTlsAsync()
    {
        // RFC 9051 §11.1: what was pipelined behind STARTTLS came in plaintext, and the session has thrown it away. What arrives from now
        // on goes to the handshake, which fails on anything that is none.
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
