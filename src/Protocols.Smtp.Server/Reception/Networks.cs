using System.Net;

namespace Protocols.Smtp.Server;

/// <summary>Addresses against ranges of them, an IPv4 address within IPv6 as the IPv4 address that it is.</summary>
internal static class Networks
{
    public static bool Contain(IReadOnlyList<IPNetwork> networks, IPAddress? address)
    {
        if (address is null || networks.Count == 0)
        {
            return false;
        }

        IPAddress plain = Plain(address);
        return networks.Any(network => network.Contains(plain));
    }

    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
