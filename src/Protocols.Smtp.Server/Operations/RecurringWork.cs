using Microsoft.Extensions.Logging;

namespace Protocols.Smtp.Server;

/// <summary>Does something at once and then again and again. What goes wrong is logged and left to the next time: a disk that is full now need not be later.</summary>
internal static class RecurringWork
{
    /// <summary>Works until it is told to end; then it completes without an exception.</summary>
    /// <param name="name">What is done, for the log.</param>
    /// <param name="interval">The time from one to the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what went wrong.</param>
    /// <param name="work">Does it once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string name, TimeSpan interval, TimeProvider time, ILogger logger, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval, time);
        try
        {
            do
            {
                try
                {
                    await work(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    SmtpLog.WorkFailed(logger, e, name);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was left undone is found at the next start.
            return;
        }
    }
}
