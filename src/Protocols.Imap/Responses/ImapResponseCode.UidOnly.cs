namespace Protocols.Imap;

/// <content>UIDONLY (RFC 9586).</content>
public readonly partial struct ImapResponseCode
{
    /// <summary>UIDREQUIRED: the client has said that it names messages by UIDs alone.</summary>
    public static ImapResponseCode UidRequired => new("UIDREQUIRED");
}
