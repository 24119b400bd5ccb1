using System.Diagnostics.CodeAnalysis;

namespace Protocols.Imap;

/// <summary>
/// An IMAP URL (RFC 5092, RFC 2192): a server, a mailbox, a search in it, a message or a part of one; with URLAUTH, for whom it may be fetched
/// (RFC 4467). Parsed values are decoded; <see cref="ToString"/> encodes them.
/// </summary>
public sealed record ImapUrl
{
    /// <summary>The host's name or address, without the port; null for a reference relative to the server at hand (RFC 5092 §7.1).</summary>
    public string? Host { get; init; }

    /// <summary>The port, 1 to 65535, or null for the scheme's own, 143.</summary>
    public int? Port { get; init; }

    /// <summary>The user whose mailboxes these are, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>The SASL mechanism to log in with, <c>*</c> for any, or null where none is named.</summary>
    public string? AuthMechanism { get; init; }

    /// <summary>The mailbox in Unicode, or null for a whole server.</summary>
    public string? Mailbox { get; init; }

    /// <summary>The UIDVALIDITY that the mailbox must have, or null.</summary>
    public uint? UidValidity { get; init; }

    /// <summary>What to search for, as SEARCH takes it, or null.</summary>
    public string? Search { get; init; }

    /// <summary>The message's UID, or null.</summary>
    public uint? Uid { get; init; }

    /// <summary>The section of the message as FETCH has it between its brackets, such as <c>1.2.MIME</c>; null for the whole message.</summary>
    public string? Section { get; init; }

    /// <summary>The octets of the section to take, or null for all; a length of 0 stands for all that follow.</summary>
    public FetchPartial? Partial { get; init; }

    /// <summary>Until when the URL may be fetched, or null.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Who may fetch it, or null for a URL without URLAUTH.</summary>
    public ImapUrlAccess? Access { get; init; }

    /// <summary>The mechanism that authorizes it, or null where that is still to be made.</summary>
    public string? TokenMechanism { get; init; }

    /// <summary>The token in hexadecimal, or null.</summary>
    public string? Token { get; init; }

    /// <summary>Reads a URL, or a reference that begins with one slash. Others than these two are not to be taken (RFC 5092 §7.2).</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">The URL.</param>
    /// <returns>False if it is not well-formed.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out ImapUrl? url) => ImapUrlReader.TryRead(text, out url);

    /// <summary>
    /// The URL without mechanism and token, just as it was sent: what a token is made of (RFC 4467 §6). Nothing is decoded on the way.
    /// </summary>
    /// <param name="text">A URL that <see cref="TryParse"/> took.</param>
    public static ReadOnlySpan<char> RumpOf(ReadOnlySpan<char> text)
    {
        int access = text.LastIndexOf(ImapUrlReader.UrlAuth, StringComparison.OrdinalIgnoreCase);
        int verifier = access < 0 ? -1 : text[access..].IndexOf(':');
        return verifier < 0 ? text : text[..(access + verifier)];
    }

    /// <summary>The section as FETCH takes it.</summary>
    /// <param name="section">The section; all of the message where the URL names none.</param>
    /// <returns>False if it is none.</returns>
    public bool TryGetSection([NotNullWhen(true)] out FetchSection? section) => ImapUrlReader.TryReadSection(Section, out section);

    /// <summary>The URL, encoded; with <see cref="Host"/> null a reference that begins with a slash.</summary>
    public override string ToString() => ImapUrlWriter.Write(this);
}

/// <summary>Who may fetch a URL (RFC 4467 §3).</summary>
public enum ImapUrlAccessKind
{
    /// <summary><c>submit+user</c>: a submission server on behalf of the user.</summary>
    Submit,

    /// <summary><c>user+user</c>: the user alone.</summary>
    User,

    /// <summary><c>authuser</c>: whoever has logged in, but not anonymously.</summary>
    AuthenticatedUser,

    /// <summary><c>anonymous</c>: whoever can issue a URLFETCH.</summary>
    Anonymous,
}

/// <summary>Who may fetch a URL (RFC 4467 §3).</summary>
/// <param name="Kind">The kind.</param>
/// <param name="UserName">The user of the first two kinds; null for the others.</param>
public sealed record ImapUrlAccess(ImapUrlAccessKind Kind, string? UserName = null);
