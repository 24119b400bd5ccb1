using System.Buffers;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <summary>
/// A response code: the machine-readable part of a status response (RFC 9051 §7.1, RFC 5530 §3). Made by the factories alone, so that it is well
/// formed whatever its values are.
/// </summary>
public readonly partial struct ImapResponseCode
{
    private static readonly SearchValues<char> s_uidSet = SearchValues.Create("0123456789,:");

    private readonly string? _name;
    private readonly long _first;
    private readonly long _second;
    private readonly string? _source;
    private readonly string? _target;
    private readonly IReadOnlyCollection<string>? _list;

    private ImapResponseCode(string name, long first = -1, long second = -1, string? source = null, string? target = null, IReadOnlyCollection<string>? list = null)
    {
        _name = name;
        _first = first;
        _second = second;
        _source = source;
        _target = target;
        _list = list;
    }

    /// <summary>No code.</summary>
    public static ImapResponseCode None => default;

    /// <summary>ALERT: the text has to be shown to the user.</summary>
    public static ImapResponseCode Alert => new("ALERT");

    /// <summary>ALREADYEXISTS: there is one of that name.</summary>
    public static ImapResponseCode AlreadyExists => new("ALREADYEXISTS");

    /// <summary>AUTHENTICATIONFAILED: the credentials are wrong.</summary>
    public static ImapResponseCode AuthenticationFailed => new("AUTHENTICATIONFAILED");

    /// <summary>AUTHORIZATIONFAILED: the credentials are right, and may not act as whom was asked.</summary>
    public static ImapResponseCode AuthorizationFailed => new("AUTHORIZATIONFAILED");

    /// <summary>CANNOT: never, whoever asks.</summary>
    public static ImapResponseCode Cannot => new("CANNOT");

    /// <summary>CLIENTBUG: the client did what it should not.</summary>
    public static ImapResponseCode ClientBug => new("CLIENTBUG");

    /// <summary>CLOSED: what was told before belongs to the mailbox that was selected before.</summary>
    public static ImapResponseCode Closed => new("CLOSED");

    /// <summary>CONTACTADMIN: the user should ask the operator.</summary>
    public static ImapResponseCode ContactAdmin => new("CONTACTADMIN");

    /// <summary>CORRUPTION: what is stored is damaged.</summary>
    public static ImapResponseCode Corruption => new("CORRUPTION");

    /// <summary>EXPIRED: the credentials are no longer good.</summary>
    public static ImapResponseCode Expired => new("EXPIRED");

    /// <summary>EXPUNGEISSUED: messages went, and the client was not told yet.</summary>
    public static ImapResponseCode ExpungeIssued => new("EXPUNGEISSUED");

    /// <summary>HASCHILDREN: the mailbox has inferiors.</summary>
    public static ImapResponseCode HasChildren => new("HASCHILDREN");

    /// <summary>INUSE: someone else is at it.</summary>
    public static ImapResponseCode InUse => new("INUSE");

    /// <summary>LIMIT: a limit of the server's was reached.</summary>
    public static ImapResponseCode Limit => new("LIMIT");

    /// <summary>NONEXISTENT: there is no such mailbox.</summary>
    public static ImapResponseCode NonExistent => new("NONEXISTENT");

    /// <summary>NOPERM: this user may not.</summary>
    public static ImapResponseCode NoPerm => new("NOPERM");

    /// <summary>NOTSAVED: there is no saved result.</summary>
    public static ImapResponseCode NotSaved => new("NOTSAVED");

    /// <summary>OVERQUOTA: there is no more room.</summary>
    public static ImapResponseCode OverQuota => new("OVERQUOTA");

    /// <summary>PARSE: a message could not be parsed.</summary>
    public static ImapResponseCode Parse => new("PARSE");

    /// <summary>PRIVACYREQUIRED: not without TLS.</summary>
    public static ImapResponseCode PrivacyRequired => new("PRIVACYREQUIRED");

    /// <summary>READ-ONLY: the mailbox is open for reading.</summary>
    public static ImapResponseCode ReadOnly => new("READ-ONLY");

    /// <summary>READ-WRITE: the mailbox is open for reading and writing.</summary>
    public static ImapResponseCode ReadWrite => new("READ-WRITE");

    /// <summary>SERVERBUG: the server did what it should not.</summary>
    public static ImapResponseCode ServerBug => new("SERVERBUG");

    /// <summary>TOOBIG: the message is too large (RFC 4469 §4.2).</summary>
    public static ImapResponseCode TooBig => new("TOOBIG");

    /// <summary>TRYCREATE: it would work if the mailbox were created first.</summary>
    public static ImapResponseCode TryCreate => new("TRYCREATE");

    /// <summary>UIDNOTSTICKY: UIDs do not last here.</summary>
    public static ImapResponseCode UidNotSticky => new("UIDNOTSTICKY");

    /// <summary>UNAVAILABLE: something behind the server is down for now.</summary>
    public static ImapResponseCode Unavailable => new("UNAVAILABLE");

    /// <summary>UNKNOWN-CTE: the part's transfer encoding is not known (RFC 3516 §4.3).</summary>
    public static ImapResponseCode UnknownCte => new("UNKNOWN-CTE");

    /// <summary>USEATTR: the special use cannot be had (RFC 6154 §3).</summary>
    public static ImapResponseCode UseAttr => new("USEATTR");

    /// <summary>NOTIFICATIONOVERFLOW: there is more to tell than the server will, and it tells nothing any more (RFC 5465 §5.8).</summary>
    public static ImapResponseCode NotificationOverflow => new("NOTIFICATIONOVERFLOW");

    /// <summary>BADEVENT: these events can be told of, and no other (RFC 5465 §3.1).</summary>
    /// <param name="events">Their names, each an atom.</param>
    public static ImapResponseCode BadEvent(params IReadOnlyCollection<string> events) => new("BADEVENT", list: events);

    /// <summary>METADATA TOOMANY: there are too many annotations (RFC 5464 §4.3).</summary>
    public static ImapResponseCode MetadataTooMany => new("METADATA TOOMANY");

    /// <summary>METADATA LONGENTRIES: values were left out because they are longer than was wanted (RFC 5464 §4.2.1).</summary>
    /// <param name="octets">The size of the longest.</param>
    public static ImapResponseCode MetadataLongEntries(long octets) => new("METADATA LONGENTRIES", octets);

    /// <summary>METADATA MAXSIZE: the value is too large (RFC 5464 §4.3).</summary>
    /// <param name="octets">The largest that is taken.</param>
    public static ImapResponseCode MetadataMaxSize(long octets) => new("METADATA MAXSIZE", octets);

    /// <summary>APPENDUID: where the message went.</summary>
    /// <param name="uidValidity">The mailbox's UIDVALIDITY.</param>
    /// <param name="uid">The message's UID.</param>
    public static ImapResponseCode AppendUid(uint uidValidity, uint uid) => new("APPENDUID", uidValidity, uid);

    /// <summary>APPENDUID: where the messages went (RFC 3502).</summary>
    /// <param name="uidValidity">The mailbox's UIDVALIDITY.</param>
    /// <param name="uids">The messages' UIDs in the order they were filed, a set such as <c>7:9</c>.</param>
    /// <exception cref="ArgumentException">The set is not made of digits, commas and colons.</exception>
    public static ImapResponseCode AppendUid(uint uidValidity, string uids) => new("APPENDUID", uidValidity, source: UidSet(uids));

    /// <summary>BADURL: this is the URL that cannot be had (RFC 4469 §4.1).</summary>
    /// <param name="url">The URL as the client sent it; what a response code cannot hold becomes a question mark.</param>
    public static ImapResponseCode BadUrl(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new("BADURL", source: string.Create(url.Length, url, static (text, from) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = from[i] is < '\x21' or > '\x7E' or ']' ? '?' : from[i];
            }
        }));
    }

    /// <summary>URLMECH: the mechanisms that authorize URLs here, of which there is one (RFC 4467 §8).</summary>
    public static ImapResponseCode UrlMechanisms => new("URLMECH INTERNAL");

    /// <summary>COPYUID: which message became which.</summary>
    /// <param name="uidValidity">The target's UIDVALIDITY.</param>
    /// <param name="source">The originals, a set of UIDs such as <c>1:3,5</c>.</param>
    /// <param name="target">The copies, in the same order.</param>
    /// <exception cref="ArgumentException">A set is not made of digits, commas and colons.</exception>
    public static ImapResponseCode CopyUid(uint uidValidity, string source, string target) =>
        new("COPYUID", uidValidity, source: UidSet(source), target: UidSet(target));

    /// <summary>UIDNEXT.</summary>
    /// <param name="uid">The next UID.</param>
    public static ImapResponseCode UidNext(uint uid) => new("UIDNEXT", uid);

    /// <summary>UIDVALIDITY.</summary>
    /// <param name="uidValidity">The value.</param>
    public static ImapResponseCode UidValidity(uint uidValidity) => new("UIDVALIDITY", uidValidity);

    /// <summary>UNSEEN: the first message without <c>\Seen</c> (RFC 3501 §7.1).</summary>
    /// <param name="sequenceNumber">Its sequence number.</param>
    public static ImapResponseCode Unseen(uint sequenceNumber) => new("UNSEEN", sequenceNumber);

    /// <summary>BADCOMPARATOR: none of the comparators is known (RFC 5255 §4.9).</summary>
    public static ImapResponseCode BadComparator => new("BADCOMPARATOR");

    /// <summary>NOUPDATE: the result's changes will not be told (RFC 5267 §4.3.1).</summary>
    /// <param name="tag">The tag of the command that asked for them.</param>
    /// <exception cref="ArgumentException">It is no tag.</exception>
    public static ImapResponseCode NoUpdate(string tag) => new("NOUPDATE", source: "\"" + Tag(tag) + "\"");

    /// <summary>UNDEFINED-FILTER: there is no filter of that name (RFC 5466 §3.1).</summary>
    /// <param name="name">The name, an atom.</param>
    public static ImapResponseCode UndefinedFilter(string name) => new("UNDEFINED-FILTER", source: Atom(name));

    /// <summary>MAILBOXID: the id of the mailbox that was made or selected (RFC 8474 §4).</summary>
    /// <param name="id">The id, an atom.</param>
    public static ImapResponseCode MailboxId(string id) => new("MAILBOXID", list: [id]);

    /// <summary>BADCHARSET: these can be used.</summary>
    /// <param name="charsets">Their names, each an atom.</param>
    public static ImapResponseCode BadCharset(params IReadOnlyCollection<string> charsets) => new("BADCHARSET", list: charsets);

    /// <summary>PERMANENTFLAGS: these can be changed for good.</summary>
    /// <param name="flags">The flags, and <c>\*</c> if more can be made.</param>
    public static ImapResponseCode PermanentFlags(IReadOnlyCollection<string> flags) => new("PERMANENTFLAGS", list: flags);

    /// <summary>CAPABILITY: what the server can do now.</summary>
    /// <param name="capabilities">The capabilities, each an atom.</param>
    public static ImapResponseCode Capability(IReadOnlyCollection<string> capabilities) => new("CAPABILITY", list: capabilities);

    /// <summary>Whether this is no code.</summary>
    public bool IsNone => _name is null;

    internal void Write(IBufferWriter<byte> output)
    {
        WireText.Ascii(_name!, output);
        if (_first >= 0)
        {
            WireText.Spaced(_first, output);
        }

        if (_second >= 0)
        {
            WireText.Spaced(_second, output);
        }

        if (_source is not null)
        {
            output.Write(" "u8);
            WireText.Ascii(_source, output);
        }

        if (_target is not null)
        {
            output.Write(" "u8);
            WireText.Ascii(_target, output);
        }

        if (_list is not null)
        {
            bool inParentheses = _name != "CAPABILITY";
            output.Write(inParentheses ? " ("u8 : " "u8);
            WireText.Flags(_list, output);
            output.Write(inParentheses ? ")"u8 : ""u8);
        }
    }

    private static string Tag(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return tag.All(static c => c <= 0x7F && ImapCharacters.Tag.Contains((byte)c)) ? tag : throw new ArgumentException("This is no tag.", nameof(tag));
    }

    private static string Atom(string atom)
    {
        ArgumentException.ThrowIfNullOrEmpty(atom);
        return atom.All(static c => c <= 0x7F && ImapCharacters.Atom.Contains((byte)c)) ? atom : throw new ArgumentException("This is no atom.", nameof(atom));
    }

    private static string UidSet(string set)
    {
        ArgumentException.ThrowIfNullOrEmpty(set);
        return set.AsSpan().ContainsAnyExcept(s_uidSet) ? throw new ArgumentException("A set of UIDs is made of digits, commas and colons.", nameof(set)) : set;
    }
}
