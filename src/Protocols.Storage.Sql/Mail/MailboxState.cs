namespace Protocols.Storage.Sql;

/// <summary>A mailbox's counters while a change set is applied, and what the change set did there.</summary>
internal sealed class MailboxState(long id)
{
    private Dictionary<string, (string Keyword, long Uses)>? _keywords;

    public long Id { get; } = id;

    public required string Name { get; set; }

    public required bool IsSelectable { get; set; }

    public required uint UidValidity { get; set; }

    public required long UidNext { get; set; }

    public required long RecentFrom { get; set; }

    public required long Messages { get; set; }

    public required long Unseen { get; set; }

    public required long Deleted { get; set; }

    public required long TotalSize { get; set; }

    public required long DeletedSize { get; set; }

    /// <summary>The modseq of its newest change before the change set.</summary>
    public required long HighestModSeq { get; init; }

    public bool IsTouched { get; set; }

    /// <summary>The changes of flags that are not in rows yet, once they were read.</summary>
    public PendingFlags? Pending { get; set; }

    public UidRuns Created { get; } = new();

    public UidRuns Updated { get; } = new();

    public UidRuns UpdatedByPending { get; } = new();

    public UidRuns Destroyed { get; } = new();

    public IEnumerable<(string Folded, string Keyword, long Uses)> KeywordUses =>
        _keywords?.Select(pair => (pair.Key, pair.Value.Keyword, pair.Value.Uses)).Where(use => use.Uses != 0) ?? [];

    /// <summary>Counts an entry in, or out with a sign of -1.</summary>
    public void Count(long flags, long size, string keywords, int sign)
    {
        Messages += sign;
        TotalSize += sign * size;
        CountFlags(flags, size, sign);
        CountKeywords(keywords, sign);
    }

    public void CountFlags(long flags, long size, int sign)
    {
        Unseen += (flags & (long)SystemFlags.Seen) == 0 ? sign : 0;
        Deleted += (flags & (long)SystemFlags.Deleted) != 0 ? sign : 0;
        DeletedSize += (flags & (long)SystemFlags.Deleted) != 0 ? sign * size : 0;
    }

    public void CountKeywords(string keywords, int sign)
    {
        foreach (string keyword in KeywordText.Split(keywords))
        {
            _keywords ??= new(StringComparer.Ordinal);
            string folded = keyword.ToLowerInvariant();
            long uses = _keywords.TryGetValue(folded, out (string Keyword, long Uses) known) ? known.Uses : 0;
            _keywords[folded] = (keyword, uses + sign);
        }
    }
}
