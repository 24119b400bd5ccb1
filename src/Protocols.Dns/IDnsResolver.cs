namespace Protocols.Dns;

/// <summary>
/// Looks names up. What cannot be known is an answer, not an exception: only a cancellation throws. Implementations are safe for use by
/// many threads at once.
/// </summary>
public interface IDnsResolver
{
    /// <summary>Looks a name up. Aliases (CNAME) are followed, unless they are what is asked for.</summary>
    /// <param name="name">The name in ASCII, as A-labels, with or without the dot at its end; letter case does not matter.</param>
    /// <param name="type">The type of record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default);
}
