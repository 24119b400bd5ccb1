namespace Protocols.Imap;

/// <content>MESSAGELIMIT (RFC 9738 §5).</content>
public readonly partial struct ImapResponseCode
{
    /// <summary>MESSAGELIMIT: no more than so many messages are looked at by one command.</summary>
    /// <param name="limit">How many.</param>
    /// <param name="lowestUid">The lowest UID that was looked at, or null where that means nothing.</param>
    public static ImapResponseCode MessageLimit(int limit, uint? lowestUid) => new("MESSAGELIMIT", limit, lowestUid is { } uid ? uid : -1L);
}
