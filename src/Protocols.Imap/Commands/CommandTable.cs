using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>The states in which a command is legal (RFC 9051 §3).</summary>
[Flags]
internal enum LegalStates
{
    NotAuthenticated = 1,
    Authenticated = 2,
    Selected = 4,
    LoggedIn = Authenticated | Selected,
    Any = NotAuthenticated | LoggedIn,
}

/// <summary>Reads a command's arguments, from the space after its name to its end.</summary>
internal delegate bool ReadArguments(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command);

/// <summary>One command: where it is legal and how it is read.</summary>
internal sealed record CommandEntry(LegalStates States, ReadArguments Read);

/// <summary>All commands, by name in capitals: which command is legal when is decided here and nowhere else.</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<string, CommandEntry> s_entries = new Dictionary<string, CommandEntry>
    {
        // RFC 9051 §6.1
        ["CAPABILITY"] = Bare(LegalStates.Any, static tag => new CapabilityCommand { Tag = tag }),
        ["NOOP"] = Bare(LegalStates.Any, static tag => new NoopCommand { Tag = tag }),
        ["LOGOUT"] = Bare(LegalStates.Any, static tag => new LogoutCommand { Tag = tag }),
        ["ID"] = new(LegalStates.Any, AuthenticationSyntax.ReadId),

        ["LANGUAGE"] = new(LegalStates.Any, LanguageSyntax.Read),

        // RFC 8437 §3, RFC 9698 §4
        ["UNAUTHENTICATE"] = Bare(LegalStates.LoggedIn, static tag => new UnauthenticateCommand { Tag = tag }),
        ["GETJMAPACCESS"] = Bare(LegalStates.LoggedIn, static tag => new GetJmapAccessCommand { Tag = tag }),

        // RFC 9051 §6.2
        ["STARTTLS"] = Bare(LegalStates.NotAuthenticated, static tag => new StartTlsCommand { Tag = tag }),
        ["AUTHENTICATE"] = new(LegalStates.NotAuthenticated, AuthenticationSyntax.ReadAuthenticate),
        ["LOGIN"] = new(LegalStates.NotAuthenticated, AuthenticationSyntax.ReadLogin),

        // RFC 9051 §6.3
        ["ENABLE"] = new(LegalStates.LoggedIn, AuthenticationSyntax.ReadEnable),
        ["SELECT"] = new(LegalStates.LoggedIn, SelectSyntax.ReadSelect),
        ["EXAMINE"] = new(LegalStates.LoggedIn, SelectSyntax.ReadExamine),
        ["CREATE"] = new(LegalStates.LoggedIn, MailboxSyntax.ReadCreate),
        ["DELETE"] = new(LegalStates.LoggedIn, MailboxSyntax.ReadDelete),
        ["RENAME"] = new(LegalStates.LoggedIn, MailboxSyntax.ReadRename),
        ["SUBSCRIBE"] = new(LegalStates.LoggedIn, MailboxSyntax.ReadSubscribe),
        ["UNSUBSCRIBE"] = new(LegalStates.LoggedIn, MailboxSyntax.ReadUnsubscribe),
        ["LIST"] = new(LegalStates.LoggedIn, ListSyntax.ReadList),
        ["LSUB"] = new(LegalStates.LoggedIn, ListSyntax.ReadLsub),
        ["NAMESPACE"] = Bare(LegalStates.LoggedIn, static tag => new NamespaceCommand { Tag = tag }),
        ["STATUS"] = new(LegalStates.LoggedIn, MailboxSyntax.ReadStatus),
        ["APPEND"] = new(LegalStates.LoggedIn, AppendSyntax.Read),
        ["RESETKEY"] = new(LegalStates.LoggedIn, UrlSyntax.ReadResetKey),
        ["GENURLAUTH"] = new(LegalStates.LoggedIn, UrlSyntax.ReadGenUrlAuth),
        ["URLFETCH"] = new(LegalStates.LoggedIn, UrlSyntax.ReadUrlFetch),
        ["IDLE"] = Bare(LegalStates.LoggedIn, static tag => new IdleCommand { Tag = tag }),

        // RFC 9208 §4.1
        ["GETQUOTA"] = new(LegalStates.LoggedIn, QuotaSyntax.ReadGetQuota),
        ["SETQUOTA"] = new(LegalStates.LoggedIn, QuotaSyntax.ReadSetQuota),
        ["GETQUOTAROOT"] = new(LegalStates.LoggedIn, QuotaSyntax.ReadGetQuotaRoot),

        // RFC 5465 §3.1
        ["NOTIFY"] = new(LegalStates.LoggedIn, NotifySyntax.Read),

        // RFC 5464 §4
        ["GETMETADATA"] = new(LegalStates.LoggedIn, MetadataSyntax.ReadGet),
        ["SETMETADATA"] = new(LegalStates.LoggedIn, MetadataSyntax.ReadSet),

        // RFC 4314 §3
        ["SETACL"] = new(LegalStates.LoggedIn, AclSyntax.ReadSetAcl),
        ["DELETEACL"] = new(LegalStates.LoggedIn, AclSyntax.ReadDeleteAcl),
        ["GETACL"] = new(LegalStates.LoggedIn, AclSyntax.ReadGetAcl),
        ["LISTRIGHTS"] = new(LegalStates.LoggedIn, AclSyntax.ReadListRights),
        ["MYRIGHTS"] = new(LegalStates.LoggedIn, AclSyntax.ReadMyRights),

        // RFC 4978
        ["COMPRESS"] = new(LegalStates.LoggedIn, CompressSyntax.Read),

        // RFC 9051 §6.4
        ["CHECK"] = Bare(LegalStates.Selected, static tag => new CheckCommand { Tag = tag }),
        ["CLOSE"] = Bare(LegalStates.Selected, static tag => new CloseCommand { Tag = tag, Expunges = true }),
        ["UNSELECT"] = Bare(LegalStates.Selected, static tag => new CloseCommand { Tag = tag, Expunges = false }),
        ["EXPUNGE"] = Bare(LegalStates.Selected, static tag => new ExpungeCommand { Tag = tag }),
        ["SEARCH"] = new(LegalStates.Selected, SearchSyntax.Read),
        ["FETCH"] = new(LegalStates.Selected, FetchSyntax.Read),
        ["STORE"] = new(LegalStates.Selected, MessageSyntax.ReadStore),
        ["COPY"] = new(LegalStates.Selected, MessageSyntax.ReadCopy),
        ["MOVE"] = new(LegalStates.Selected, MessageSyntax.ReadMove),
        ["REPLACE"] = new(LegalStates.Selected, AppendSyntax.Read),
        ["UID"] = new(LegalStates.Selected, ReadUid),

        // RFC 5256 §3, RFC 5267 §4.3.5, RFC 7377 §2, RFC 5255 §4.7
        ["SORT"] = new(LegalStates.Selected, SortSyntax.ReadSort),
        ["THREAD"] = new(LegalStates.Selected, SortSyntax.ReadThread),
        ["CANCELUPDATE"] = new(LegalStates.Selected, SortSyntax.ReadCancelUpdate),
        ["ESEARCH"] = new(LegalStates.LoggedIn, MultiSearchSyntax.Read),
        ["COMPARATOR"] = new(LegalStates.LoggedIn, SortSyntax.ReadComparator),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ReadArguments> s_uidForms = new Dictionary<string, ReadArguments>
    {
        ["COPY"] = MessageSyntax.ReadUidCopy,
        ["MOVE"] = MessageSyntax.ReadUidMove,
        ["FETCH"] = FetchSyntax.ReadUid,
        ["SEARCH"] = SearchSyntax.ReadUid,
        ["SORT"] = SortSyntax.ReadUidSort,
        ["THREAD"] = SortSyntax.ReadUidThread,
        ["STORE"] = MessageSyntax.ReadUidStore,
        ["EXPUNGE"] = MessageSyntax.ReadUidExpunge,
        ["REPLACE"] = AppendSyntax.Read,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static CommandEntry? Find(string name) => s_entries.GetValueOrDefault(name);

    private static CommandEntry Bare(LegalStates states, Func<string, ImapCommand> make) =>
        new(states, (ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        {
            command = reader.End() ? make(tag) : null;
            return command is not null;
        });

    private static bool ReadUid(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Keyword(out string? name))
        {
            return false;
        }

        return s_uidForms.TryGetValue(name, out ReadArguments? read) ? read(ref reader, tag, out command) : reader.Fail("no such command has a UID form");
    }
}
