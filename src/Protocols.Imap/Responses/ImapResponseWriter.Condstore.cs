using System.Buffers;

namespace Protocols.Imap;

/// <content>CONDSTORE and QRESYNC (RFC 7162 §7).</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>VANISHED (RFC 7162 §3.2.10).</summary>
    /// <param name="isEarlier">Whether they went before the mailbox was selected, or are told in answer to a question: then no number moves.</param>
    /// <param name="uids">Their UIDs: rising, at least one range.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public void Vanished(bool isEarlier, IReadOnlyList<SequenceRange> uids)
    {
        ArgumentNullException.ThrowIfNull(uids);
        if (uids.Count == 0)
        {
            throw new ArgumentException("VANISHED names one UID at least.", nameof(uids));
        }

        _output.Write(isEarlier ? "* VANISHED (EARLIER) "u8 : "* VANISHED "u8);
        Set(uids);
        EndLine();
    }

    /// <summary>Writes the value of the FETCH item MODSEQ (RFC 7162 §3.1.4.2).</summary>
    /// <param name="modSeq">The message's mod-sequence.</param>
    public void ModSeq(long modSeq)
    {
        Open();
        Number(modSeq);
        Close();
    }

    /// <summary>Writes the mod-sequence at the end of a SEARCH response that names a message at least (RFC 7162 §3.1.6).</summary>
    /// <param name="modSeq">The highest of the messages found.</param>
    public void SearchModSeq(long modSeq)
    {
        _output.Write(" (MODSEQ "u8);
        Number(modSeq);
        Close();
    }
}
