namespace Protocols.Sasl;

/// <summary>What ties an exchange to the TLS connection it runs over, so that nobody in between can pass it on (RFC 5802 §6).</summary>
/// <param name="Type">The registered name of the kind, such as <c>tls-server-end-point</c> (a hash of the server's certificate) or <c>tls-exporter</c>.</param>
/// <param name="Data">The connection's own data of that kind.</param>
public sealed record SaslChannelBinding(string Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>The kind that is a hash of the server's certificate.</summary>
    public const string TlsServerEndPoint = "tls-server-end-point";
}
