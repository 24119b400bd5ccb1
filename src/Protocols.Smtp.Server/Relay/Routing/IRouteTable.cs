namespace Protocols.Smtp.Server;

/// <summary>Knows how mail for a destination leaves this host. Asked for each attempt, so that a changed table takes effect at once.</summary>
public interface IRouteTable
{
    /// <summary>Finds the route of a destination.</summary>
    /// <param name="destination">The destination as the queue has it: a domain in A-labels or the name of a route, in lower case.</param>
    DeliveryRoute Find(string destination);
}
