namespace Protocols.TransportSecurity.MtaSts;

/// <summary>What becomes of a server that a policy does not let pass (RFC 8461 §5).</summary>
public enum MtaStsMode
{
    /// <summary>As if there were no policy.</summary>
    None,

    /// <summary>It is reported, and mail is delivered all the same.</summary>
    Testing,

    /// <summary>Mail is not delivered to it.</summary>
    Enforce,
}
