namespace Protocols.Imap.Server;

/// <content>Messages by UIDs alone (RFC 9586).</content>
internal sealed partial class ImapContext
{
    /// <summary>Whether the client is told of messages by their UIDs alone.</summary>
    public bool IsUidOnly => Session.IsEnabled(ImapExtension.UidOnly);

    /// <summary>Begins what is told of a message: by its number, or by its UID.</summary>
    public void BeginFetch(uint number, uint uid)
    {
        if (IsUidOnly)
        {
            Writer.BeginUidFetch(uid);
        }
        else
        {
            Writer.BeginFetch(number);
        }
    }
}
