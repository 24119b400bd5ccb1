namespace Protocols.Hosting.Proxy;

/// <summary>What <see cref="ProxyHeader.TryRead"/> found.</summary>
public enum ProxyHeaderStatus
{
    /// <summary>The beginning of a header: come back with more.</summary>
    NeedMoreData,

    /// <summary>A header, which was cut off the input.</summary>
    Valid,

    /// <summary>Something else. Where a proxy is expected, close: the client may have come by another way.</summary>
    NotProxy,

    /// <summary>A header that is not of the protocol, or whose checksum is wrong. Close.</summary>
    Malformed,

    /// <summary>A header longer than the limit. Close.</summary>
    TooLong,
}
