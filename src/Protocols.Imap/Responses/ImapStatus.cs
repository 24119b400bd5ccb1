namespace Protocols.Imap;

/// <summary>The status responses (RFC 9051 §7.1).</summary>
public enum ImapStatus
{
    /// <summary>OK: it was done.</summary>
    Ok,

    /// <summary>NO: it was not done.</summary>
    No,

    /// <summary>BAD: the client is at fault.</summary>
    Bad,

    /// <summary>PREAUTH: a greeting to a client that is authenticated already. Never tagged.</summary>
    PreAuth,

    /// <summary>BYE: the server is about to close. Never tagged.</summary>
    Bye,
}
