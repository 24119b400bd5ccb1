using System.Collections.Frozen;

namespace Protocols.Smtp.Server;

/// <summary>Routes that are set once: by destination, by a domain and all below it, or for all.</summary>
public sealed class StaticRouteTable : IRouteTable
{
    private readonly FrozenDictionary<string, DeliveryRoute> _routes;
    private readonly DeliveryRoute _otherwise;

    /// <summary>Makes a table.</summary>
    /// <param name="routes">
    /// Routes by destination, compared without regard to case; a name that begins with a dot stands for all names below it, the longest first.
    /// </param>
    /// <param name="otherwise">The route of the rest; null for <see cref="MxRoute.Default"/>.</param>
    public StaticRouteTable(IReadOnlyDictionary<string, DeliveryRoute> routes, DeliveryRoute? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(routes);
        _routes = routes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _otherwise = otherwise ?? MxRoute.Default;
    }

    /// <summary>A table in which everything goes to its exchangers.</summary>
    public static StaticRouteTable Default { get; } = new(FrozenDictionary<string, DeliveryRoute>.Empty);

    /// <inheritdoc/>
    public DeliveryRoute Find(string destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (_routes.TryGetValue(destination, out DeliveryRoute? route))
        {
            return route;
        }

        for (int dot = destination.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = destination.IndexOf('.', dot + 1))
        {
            if (_routes.TryGetValue(destination[dot..], out route))
            {
                return route;
            }
        }

        return _otherwise;
    }
}
