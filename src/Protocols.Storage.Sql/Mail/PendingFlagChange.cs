namespace Protocols.Storage.Sql;

/// <summary>A change of flags that is not in the rows of its entries yet. Every entry from the first to the last UID is meant.</summary>
/// <param name="Number">Its place among those of the mailbox: they are worked in by rising numbers.</param>
/// <param name="Uids">The entries.</param>
/// <param name="ModSeq">The modseq of those whose flags it changes.</param>
/// <param name="Keep">The flags that stay as they are.</param>
/// <param name="Added">The flags that are set.</param>
/// <param name="Keywords">The keywords afterwards, or null if they stay.</param>
internal readonly record struct PendingFlagChange(long Number, UidRange Uids, long ModSeq, long Keep, long Added, string? Keywords)
{
    public bool Means(uint uid) => uid - Uids.First <= Uids.Last - Uids.First;

    /// <summary>Makes an entry's facts into those afterwards, if they differ.</summary>
    public void Apply(ref long flags, ref string keywords, ref long modSeq)
    {
        long after = (flags & Keep) | Added;
        if (after == flags && (Keywords is null || Keywords == keywords))
        {
            return;
        }

        (flags, keywords, modSeq) = (after, Keywords ?? keywords, ModSeq);
    }
}
