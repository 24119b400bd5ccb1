namespace Protocols.Imap;

/// <content>UIDONLY (RFC 9586).</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>Begins a UIDFETCH response, which takes the place of FETCH; items follow, then <see cref="EndFetch"/>.</summary>
    /// <param name="uid">The message's UID.</param>
    public void BeginUidFetch(uint uid) => Counted(uid, " UIDFETCH ("u8);
}
