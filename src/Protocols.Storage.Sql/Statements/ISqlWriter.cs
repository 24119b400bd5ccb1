namespace Protocols.Storage.Sql;

/// <summary>Where changes are written: what each dialect provides.</summary>
internal interface ISqlWriter
{
    /// <summary>Hands work to the writer, waiting for its turn, and then until it is on disk.</summary>
    /// <param name="work">The work; what it wrote is rolled back alone if it is not to be kept or ends with an exception.</param>
    /// <param name="afterCommit">Run after the commit of work that is kept, in the order of the commits.</param>
    /// <param name="ended">Run when the writer needs nothing of the work any more, on whatever thread, even if it was never run.</param>
    /// <param name="cancellationToken">Ends the wait; work that was not begun is not done then.</param>
    Task<T> WriteAsync<T>(Func<SqlSession, Written<T>> work, Action<T>? afterCommit, Action? ended, CancellationToken cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(Func{SqlSession, Written{T}}, Action{T}?, Action?, CancellationToken)"/>
    Task<T> WriteAsync<T>(Func<SqlSession, Written<T>> work, Action<T>? afterCommit, CancellationToken cancellationToken) =>
        WriteAsync(work, afterCommit, null, cancellationToken);
}
