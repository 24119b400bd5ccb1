using System.Net;
using System.Net.Sockets;

namespace Protocols.Hosting;

/// <summary>Counts open connections, in all and by address.</summary>
/// <param name="limits">How many there may be.</param>
public sealed class ConnectionLimiter(ConnectionLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _total;

    /// <summary>How many connections are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    /// <summary>Counts a connection in, or says why it may not come in.</summary>
    /// <param name="address">The peer's address; null where the transport has none.</param>
    /// <returns>Null when it was counted in and <see cref="Leave"/> has to be called, else the reason.</returns>
    public RefusalReason? TryEnter(IPAddress? address)
    {
        IPAddress? key = KeyOf(address);
        lock (_lock)
        {
            if (_total >= limits.Total)
            {
                return RefusalReason.TooManyConnections;
            }

            if (key is not null)
            {
                int count = _byAddress.GetValueOrDefault(key);
                if (count >= limits.PerAddress)
                {
                    return RefusalReason.TooManyFromAddress;
                }

                _byAddress[key] = count + 1;
            }

            _total++;
            return null;
        }
    }

    /// <summary>Counts a connection out.</summary>
    /// <param name="address">The address it was counted in with.</param>
    public void Leave(IPAddress? address)
    {
        IPAddress? key = KeyOf(address);
        lock (_lock)
        {
            _total--;
            if (key is not null && _byAddress.TryGetValue(key, out int count))
            {
                if (count == 1)
                {
                    _byAddress.Remove(key);
                }
                else
                {
                    _byAddress[key] = count - 1;
                }
            }
        }
    }

    private static IPAddress? KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
