using System.IO.Pipelines;
using Protocols.Hosting;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>What the commands of one connection share.</summary>
internal sealed partial class ImapContext(ImapServer server, MailConnection connection, ImapServerSession session)
{
    public MailConnection Connection { get; } = connection;

    public ImapServerSession Session { get; } = session;

    public IDirectory Directory { get; } = server.Directory;

    public LoginService Login { get; } = server.Login;

    public bool AcceptsUnannouncedUtf8 { get; } = server.AcceptsUnannouncedUtf8;

    public IMailStore Mail { get; } = server.Mail;

    public IBlobStore Blobs { get; } = server.Blobs;

    /// <summary>Who may do what with whose mailboxes; null where nothing is shared.</summary>
    public IMailboxSharing? Sharing { get; } = server.Sharing;

    /// <summary>What accounts may use; null where that is not told.</summary>
    public IQuotaStore? Quota { get; } = server.Quota;

    /// <summary>What is noted on mailboxes; null where nothing is.</summary>
    public IAnnotationStore? Annotations { get; } = server.Annotations;

    /// <summary>What runs the scripts that stand on mailboxes; null where there are none.</summary>
    public IMailboxEvents? Events { get; } = server.Events;

    /// <summary>What is noted on the server, by entry in lower case.</summary>
    public IReadOnlyDictionary<string, string> ServerAnnotations { get; } = server.ServerAnnotations;

    /// <summary>Where the same mail is to be had by JMAP, or null.</summary>
    public Uri? JmapSession { get; } = server.JmapSession;

    /// <summary>Which mailboxes changed when; null where that is not known.</summary>
    public IMailboxFeed? MailboxFeed { get; } = server.MailboxFeed;

    /// <summary>How many mailboxes NOTIFY watches at most.</summary>
    public int MaxWatchedMailboxes { get; } = server.MaxWatchedMailboxes;

    /// <summary>What tells of what NOTIFY asked for; null until it has been used.</summary>
    public NotifyWatch? Notify { get; set; }

    /// <summary>The command that is being answered.</summary>
    public ImapCommand? Command { get; set; }

    /// <summary>What tells of entries that others changed; null until the client wants that.</summary>
    public MetadataWatch? MetadataWatch { get; set; }

    /// <summary>The largest message that APPEND takes, in octets.</summary>
    public long AppendLimit { get; } = server.AppendLimit;

    public IChangeFeed Changes { get; } = server.Changes;

    /// <summary>What URLs are authorized by, or null where they are not.</summary>
    public IUrlKeyStore? UrlKeys { get; } = server.UrlKeys;

    /// <summary>Whether who has logged in is a submission server (RFC 4467 §3).</summary>
    public bool IsSubmissionServer => server.SubmissionServers.Contains(Account!.Address);

    /// <summary>Who has logged in; set before any command that needs it is legal.</summary>
    public Account? Account { get; set; }

    public AccountId AccountId => Account!.Id;

    /// <summary>The selected mailbox as the client knows it.</summary>
    public SelectedMailbox? Selected { get; set; }

    /// <summary>The UIDs that the last SEARCH saved: <c>$</c> (RFC 9051 §6.4.4.1).</summary>
    public UidSet SavedResult { get; set; } = UidSet.Empty;

    /// <summary>How texts are compared (RFC 5255 §4.7).</summary>
    public Collation Collation { get; set; } = Collation.UnicodeCasemap;

    public ImapSearchLimits SearchLimits { get; } = server.SearchLimits;

    public ISearchIndex? SearchIndex { get; } = server.SearchIndex;

    /// <summary>What is remembered of messages' structure.</summary>
    public Renditions Renditions { get; } = new(session, server.Renditions);

    /// <summary>How the command at hand was answered, for the metrics.</summary>
    public string Outcome { get; private set; } = "OK";

    public PipeWriter Output => Connection.Output;

    public ImapResponseWriter Writer => Session.Writer(Connection.Output);

    /// <summary>The end of the work: the connection is gone.</summary>
    public CancellationToken Closed => Connection.Closed;

    public void Ok(ImapCommand command, string text) => Answer(command, ImapStatus.Ok, ImapResponseCode.None, text);

    public void Ok(ImapCommand command, ImapResponseCode code, string text) => Answer(command, ImapStatus.Ok, code, text);

    public void No(ImapCommand command, ImapResponseCode code, string text) => Answer(command, ImapStatus.No, code, text);

    public void Bad(ImapCommand command, string text) => Answer(command, ImapStatus.Bad, ImapResponseCode.None, text);

    /// <summary>Applies changes of the client's own, which it need not be told of by NOTIFY (RFC 5465 §5).</summary>
    public async ValueTask<MailChangeResult> ApplyAsync(AccountId account, IReadOnlyList<MailChange> changes)
    {
        MailChangeResult result = await Mail.ApplyAsync(account, changes, Closed).ConfigureAwait(false);
        if (result.IsApplied)
        {
            Notify?.Made(account, result.ModSeq);
        }

        return result;
    }

    /// <summary>Ends what NOTIFY began.</summary>
    public async ValueTask EndNotifyAsync()
    {
        if (Notify is { } watch)
        {
            Notify = null;
            await watch.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Forgets who had logged in, and all that was chosen meanwhile (RFC 8437 §4.1).</summary>
    public async ValueTask ForgetAsync()
    {
        await EndNotifyAsync().ConfigureAwait(false);
        Account = null;
        Selected = null;
        SavedResult = UidSet.Empty;
        Collation = Collation.UnicodeCasemap;
        MetadataWatch = null;
    }

    /// <summary>Lets what was written go when it has become much, so that a long answer is never held whole.</summary>
    public async ValueTask FlushIfMuchAsync()
    {
        if (Output.UnflushedBytes > 32 * 1024)
        {
            await Output.FlushAsync(Closed).ConfigureAwait(false);
        }
    }

    public void Answer(ImapCommand command, ImapStatus status, ImapResponseCode code, string text)
    {
        code = WithLimit(status, code);
        Outcome = status switch { ImapStatus.Ok => "OK", ImapStatus.No => "NO", _ => "BAD" };
        Writer.Tagged(command.Tag, status, code, text);
    }
}
