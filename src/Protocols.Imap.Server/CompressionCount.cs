namespace Protocols.Imap.Server;

/// <summary>How many of a server's connections are compressed.</summary>
internal sealed class CompressionCount
{
    private int _count;

    /// <summary>Counts one in, if there is room.</summary>
    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _count) <= most)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Counts one out.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
