namespace Protocols.MailAuth.Dkim;

/// <summary>How a header or a body is brought to one form before it is hashed (RFC 6376 §3.4).</summary>
public enum DkimCanonicalization
{
    /// <summary>As it is, but for empty lines at the end of a body.</summary>
    Simple,

    /// <summary>White space made one, names in lower case.</summary>
    Relaxed,
}
