using System.Collections.Immutable;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>The stages that a message goes through before it is delivered, in order, and where it waits meanwhile. Immutable.</summary>
public sealed class MessageFilters
{
    /// <summary>Makes a list of stages.</summary>
    /// <param name="staging">Where a message is kept until the stages have seen it, out of memory where it is large.</param>
    /// <param name="filters">The stages.</param>
    public MessageFilters(IBlobStore staging, params ReadOnlySpan<IMessageFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(staging);
        Staging = staging;
        Filters = [.. filters];
    }

    /// <summary>The stages, in order.</summary>
    public ImmutableArray<IMessageFilter> Filters { get; }

    internal IBlobStore Staging { get; }
}
