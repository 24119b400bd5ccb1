namespace Protocols.Storage.Sql;

/// <summary>Work for the writer: it is run inside a savepoint, and its waiter is told after the commit.</summary>
internal abstract class WriteJob
{
    /// <summary>Does the work. Returns whether to keep what it wrote; an exception rolls it back too.</summary>
    public abstract bool Run(SqlSession session);

    /// <summary>Keeps the exception that the work ended with.</summary>
    public abstract void Fault(Exception failure);

    /// <summary>Runs on the writer's thread once the group is on disk.</summary>
    public abstract void Committed();

    /// <summary>The group did not reach the disk.</summary>
    public abstract void Lost(Exception failure);
}

/// <inheritdoc/>
internal sealed class WriteJob<T>(Func<SqlSession, Written<T>> work, Action<T>? afterCommit, Action? ended, CancellationToken cancellationToken) : WriteJob
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Written<T> _written;
    private Exception? _failure;

    public Task<T> Done => _done.Task;

    public override bool Run(SqlSession session)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _written = work(session);
        return _written.Keep;
    }

    public override void Fault(Exception failure) => _failure = failure;

    public override void Committed()
    {
        try
        {
            Complete();
        }
        finally
        {
            ended?.Invoke();
        }
    }

    public override void Lost(Exception failure)
    {
        _done.TrySetException(new IOException("The change could not be brought to disk.", _failure ?? failure));
        ended?.Invoke();
    }

    private void Complete()
    {
        if (_failure is OperationCanceledException)
        {
            _done.TrySetCanceled(cancellationToken);
            return;
        }

        if (_failure is not null)
        {
            _done.TrySetException(_failure);
            return;
        }

        try
        {
            if (_written.Keep)
            {
                afterCommit?.Invoke(_written.Value);
            }

            _done.TrySetResult(_written.Value);
        }
        catch (Exception failure)
        {
            // It is on disk, and something after that went wrong: that is the waiter's to hear, and not the end of the writer.
            _done.TrySetException(failure);
        }
    }
}
