namespace Protocols.Imap;

/// <summary>A part of a message that is put together at the server (RFC 4469 §3).</summary>
public abstract record ImapCatenatePart
{
    private protected ImapCatenatePart()
    {
    }
}

/// <summary>What an IMAP URL names: a message or a part of one.</summary>
/// <param name="Url">The URL, absolute or of the same server, such as <c>/INBOX;UIDVALIDITY=1/;UID=20/;SECTION=1.2</c>.</param>
public sealed record ImapCatenateUrl(string Url) : ImapCatenatePart;

/// <summary>Octets that the client sends when the session asks for them with <see cref="ImapClientEventKind.SendMessage"/>.</summary>
/// <param name="Length">How many.</param>
public sealed record ImapCatenateText(long Length) : ImapCatenatePart;
