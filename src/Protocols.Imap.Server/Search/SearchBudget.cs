namespace Protocols.Imap.Server;

/// <summary>What a search has left of the time and the bytes that it may take.</summary>
internal sealed class SearchBudget(ImapSearchLimits limits, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _bytes = limits.TextBytes;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public bool IsExhausted => _bytes < 0 || time.GetElapsedTime(_start) > limits.Time;

    public void Spend(long bytes) => _bytes -= bytes;
}
