using System.Net;
using Protocols.Hosting.Proxy;

namespace Protocols.Hosting;

/// <summary>How a listener meets TLS.</summary>
public enum TlsMode
{
    /// <summary>No TLS at all.</summary>
    None,

    /// <summary>Plaintext first; the peer may ask to go over to TLS (RFC 3207, RFC 9051 §6.2.1).</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 §3).</summary>
    Implicit,
}

/// <summary>The settings of one listening port.</summary>
public sealed record MailListenerOptions
{
    private readonly TimeSpan _handshakeTimeout = TimeSpan.FromSeconds(30);
    private readonly TimeSpan _writeTimeout = TimeSpan.FromMinutes(2);
    private readonly int _maxProxyHeaderLength = 4096;

    /// <summary>How the port meets TLS. The default is none.</summary>
    public TlsMode Tls { get; init; }

    /// <summary>The certificate and versions, needed unless <see cref="Tls"/> is <see cref="TlsMode.None"/>.</summary>
    public ServerTlsOptions? TlsOptions { get; init; }

    /// <summary>How many connections this and other listeners may hold; shared by those that are given the same object.</summary>
    public ConnectionLimiter Limiter { get; init; } = new(new ConnectionLimits());

    /// <summary>
    /// The proxies in front of the port. A connection from one of them has to begin with a header of the PROXY protocol within
    /// <see cref="HandshakeTimeout"/>, or it is dropped, and is taken for one of the client that the header names; a connection from elsewhere is
    /// never looked at for one. Empty by default.
    /// </summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>The longest header of a proxy in bytes; 4,096 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 232, which is what addresses need.</exception>
    public int MaxProxyHeaderLength
    {
        get => _maxProxyHeaderLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, ProxyHeader.LeastMaxLength);
            _maxProxyHeaderLength = value;
        }
    }

    /// <summary>How long a TLS handshake may take. The default is 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan HandshakeTimeout
    {
        get => _handshakeTimeout;
        init => _handshakeTimeout = Positive(value);
    }

    /// <summary>How long the peer may take to make room for what is sent, before the connection is dropped. The default is 2 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan WriteTimeout
    {
        get => _writeTimeout;
        init => _writeTimeout = Positive(value);
    }

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
