namespace Protocols.TransportSecurity.Dane;

/// <summary>A server that is about to be connected to, and how it was come by.</summary>
/// <param name="Host">The server's name, as the MX record or the configuration has it: in ASCII, unexpanded.</param>
public sealed record DaneDestination(string Host)
{
    /// <summary>The port; 25 unless set.</summary>
    public int Port { get; init; } = 25;

    /// <summary>The domain that mail is for, whose MX record named the server; null where no MX record did.</summary>
    public string? NextHopDomain { get; init; }

    /// <summary>The same with its aliases followed, where it was one; null where not.</summary>
    public string? ExpandedNextHopDomain { get; init; }

    /// <summary>Whether the MX records were secure. Where they were not, the server's own records still count, but not the domain's name (RFC 7672 §2.2.1).</summary>
    public bool IsMxSecure { get; init; }
}
