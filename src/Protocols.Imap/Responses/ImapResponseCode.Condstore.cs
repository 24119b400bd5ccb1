namespace Protocols.Imap;

/// <content>CONDSTORE and QRESYNC (RFC 7162 §7).</content>
public readonly partial struct ImapResponseCode
{
    /// <summary>NOMODSEQ: the mailbox keeps no mod-sequences.</summary>
    public static ImapResponseCode NoModSeq => new("NOMODSEQ");

    /// <summary>HIGHESTMODSEQ: up to here the client has been told of everything.</summary>
    /// <param name="modSeq">The mod-sequence, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static ImapResponseCode HighestModSeq(long modSeq)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(modSeq, 1);
        return new("HIGHESTMODSEQ", modSeq);
    }

    /// <summary>MODIFIED: these were not changed, for somebody else had changed them.</summary>
    /// <param name="messages">Their numbers or UIDs, a set such as <c>1:3,5</c>.</param>
    /// <exception cref="ArgumentException">The set is not made of digits, commas and colons.</exception>
    public static ImapResponseCode Modified(string messages) => new("MODIFIED", source: UidSet(messages));
}
