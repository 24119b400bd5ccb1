namespace Protocols.ManageSieve;

/// <summary>How a command ended (RFC 5804 §1.2).</summary>
public enum ManageSieveStatus
{
    /// <summary>It was done.</summary>
    Ok,

    /// <summary>It was not.</summary>
    No,

    /// <summary>The server closes the connection.</summary>
    Bye,
}
