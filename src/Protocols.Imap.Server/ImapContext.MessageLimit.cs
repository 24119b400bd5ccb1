using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <content>How many messages one command may be about (RFC 9738).</content>
internal sealed partial class ImapContext
{
    private ImapResponseCode _reached;

    /// <summary>How many messages may be filed by one command, or null for any number.</summary>
    public int? MostSaved => Session.Limits.MaxMessages ?? Session.Limits.MaxMessagesToSave;

    /// <summary>Of the messages that a command is about, those with the highest UIDs that it may be about; if these are not all, its answer says so.</summary>
    public UidSet Limited(UidSet uids)
    {
        if (Session.Limits.MaxMessages is not { } limit || uids.Count <= limit)
        {
            return uids;
        }

        UidSet last = uids.Slice(uids.Count - limit, limit);
        _reached = ImapResponseCode.MessageLimit(limit, last.Ranges[0].First);
        return last;
    }

    /// <summary>The code with which a command is answered: that of the limit, unless there is another to tell, which has the limit told before it (RFC 9738 §3.1).</summary>
    private ImapResponseCode WithLimit(ImapStatus status, ImapResponseCode code)
    {
        ImapResponseCode reached = _reached;
        _reached = ImapResponseCode.None;
        if (reached.IsNone)
        {
            return code;
        }

        if (status == ImapStatus.Ok && code.IsNone)
        {
            return reached;
        }

        Writer.Untagged(ImapStatus.No, reached, "Not all of the messages were looked at");
        return code;
    }
}
