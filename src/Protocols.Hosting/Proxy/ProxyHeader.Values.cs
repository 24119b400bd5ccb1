using System.Buffers.Binary;
using System.Text;

namespace Protocols.Hosting.Proxy;

/// <summary>What a value behind the addresses is of (PROXY protocol §2.2.1 to §2.2.8). Others may come too.</summary>
public enum ProxyValueType : byte
{
    /// <summary>The application's protocol by ALPN.</summary>
    Alpn = 0x01,

    /// <summary>The host name that the client asked for, by SNI.</summary>
    Authority = 0x02,

    /// <summary>The checksum of the header, which is checked when it is read.</summary>
    Crc32C = 0x03,

    /// <summary>Nothing, for alignment.</summary>
    Noop = 0x04,

    /// <summary>The proxy's own name for the connection.</summary>
    UniqueId = 0x05,

    /// <summary>TLS between the client and the proxy.</summary>
    Ssl = 0x20,

    /// <summary>Within <see cref="Ssl"/>: the protocol's version.</summary>
    SslVersion = 0x21,

    /// <summary>Within <see cref="Ssl"/>: the common name of the client's certificate.</summary>
    SslCommonName = 0x22,

    /// <summary>Within <see cref="Ssl"/>: the cipher.</summary>
    SslCipher = 0x23,

    /// <summary>The name space of the network.</summary>
    NetworkNamespace = 0x30,
}

public sealed partial class ProxyHeader
{
    /// <summary>The host name that the client asked for (SNI), or null.</summary>
    public string? Authority => TryGetValue(ProxyValueType.Authority, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>What there is of TLS between the client and the proxy, or null where nothing is told.</summary>
    public ProxyTls? Tls
    {
        get
        {
            // §2.2.6: client flags, the verdict as 32 bits (0 for good), then values of its own.
            if (!TryGetValue(ProxyValueType.Ssl, out ReadOnlySpan<byte> value) || value.Length < 5)
            {
                return null;
            }

            ReadOnlySpan<byte> inner = value[5..];
            return new ProxyTls
            {
                IsSecure = (value[0] & 1) != 0,
                HasClientCertificate = (value[0] & 6) != 0,
                IsVerified = (value[0] & 6) != 0 && BinaryPrimitives.ReadUInt32BigEndian(value[1..]) == 0,
                Version = Text(inner, ProxyValueType.SslVersion),
                CommonName = Text(inner, ProxyValueType.SslCommonName),
                Cipher = Text(inner, ProxyValueType.SslCipher),
            };
        }
    }

    /// <summary>Finds the first value of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="value">The value.</param>
    /// <returns>False if there is none.</returns>
    public bool TryGetValue(ProxyValueType type, out ReadOnlySpan<byte> value) => TryFind(_values, type, out value);

    private static bool TryFind(ReadOnlySpan<byte> values, ProxyValueType type, out ReadOnlySpan<byte> value)
    {
        while (TryTake(ref values, out ProxyValueType found, out value))
        {
            if (found == type)
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string? Text(ReadOnlySpan<byte> values, ProxyValueType type) => TryFind(values, type, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;
}
