using Protocols.Dns;

namespace Protocols.Smtp.Server;

/// <summary>Before a resolver of any make: one that throws has failed, and one that does not heed a cancellation is left behind. Neither can lose a message.</summary>
internal sealed class SteadyResolver(IDnsResolver inner) : IDnsResolver
{
    public async ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.QueryAsync(name, type, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return DnsAnswer.Failed(name, type, e.Message);
        }
    }
}
