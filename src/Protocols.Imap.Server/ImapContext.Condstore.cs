namespace Protocols.Imap.Server;

/// <content>The first command that shows the client to understand mod-sequences.</content>
internal sealed partial class ImapContext
{
    private bool _isCondstoreTold;

    /// <summary>RFC 7162 §3.1: the first such command has HIGHESTMODSEQ told of the selected mailbox, if there is one.</summary>
    public void TellCondstore(ImapCommand command)
    {
        if (!Session.IsEnabled(ImapExtension.Condstore))
        {
            // Not yet, or no longer: UNAUTHENTICATE switches it off (RFC 8437 §4.1).
            _isCondstoreTold = false;
            return;
        }

        if (_isCondstoreTold)
        {
            return;
        }

        _isCondstoreTold = true;
        if (command is not SelectCommand)
        {
            Selected?.TellHighest(this);
        }
    }
}
