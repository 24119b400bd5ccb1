using System.Collections.Concurrent;

namespace Protocols.Storage.Sql;

/// <summary>
/// What an opened mailbox tells beside its counters and UIDs, as it was when last opened: it holds until the account changes. Clients open the same few
/// mailboxes all day.
/// </summary>
internal sealed class OpenedFacts
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(AccountId, MailboxId), (long Clock, uint? FirstUnseen, IReadOnlyList<string> Keywords)> _known = new();

    /// <summary>The first unseen message and the keywords in use, at a state of the account's clock.</summary>
    public (uint? FirstUnseen, IReadOnlyList<string> Keywords) Read(
        AccountId account, MailboxId mailbox, long clock, Func<(uint? FirstUnseen, IReadOnlyList<string> Keywords)> read)
    {
        if (_known.TryGetValue((account, mailbox), out (long Clock, uint? FirstUnseen, IReadOnlyList<string> Keywords) known) && known.Clock == clock)
        {
            return (known.FirstUnseen, known.Keywords);
        }

        (uint? firstUnseen, IReadOnlyList<string> keywords) = read();
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[(account, mailbox)] = (clock, firstUnseen, keywords);
        return (firstUnseen, keywords);
    }
}
