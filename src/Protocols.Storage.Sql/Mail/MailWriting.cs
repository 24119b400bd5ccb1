namespace Protocols.Storage.Sql;

/// <summary>What change sets are applied with.</summary>
/// <param name="Limits">What mail may grow to.</param>
/// <param name="Rows">Entries in memory.</param>
/// <param name="PendingFrom">How many entries a change of flags has to touch for each run of one outcome to be left pending.</param>
internal sealed record MailWriting(MailLimits Limits, EntryRowCache Rows, int PendingFrom)
{
    /// <summary>For change sets that are about no messages.</summary>
    public static MailWriting OfNoMessages(MailLimits limits) => new(limits, new EntryRowCache(0), int.MaxValue);
}
