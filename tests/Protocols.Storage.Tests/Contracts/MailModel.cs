namespace Protocols.Storage.Tests;

/// <summary>
/// Two mailboxes as plain dictionaries, beside the store's; and what a client knew of them at every point so far, from which it replays.
/// </summary>
public sealed class MailModel(IMailStore store, AccountId account)
{
    private readonly MailboxId[] _ids = new MailboxId[2];
    private readonly SortedDictionary<uint, MailFlags>[] _mailboxes = [[], []];
    private readonly uint[] _next = [1, 1];
    private readonly List<(ModSeq Point, Dictionary<uint, MailFlags>[] Known)> _points = [];
    private ModSeq _clock;

    public async Task StartAsync()
    {
        _ids[0] = (await store.FindMailboxAsync(account, "INBOX", default))!.Id;
        _ids[1] = (await store.FindMailboxAsync(account, "Archive", default))!.Id;
        _clock = (await store.OpenMailboxAsync(account, _ids[0], default))!.Value.ModSeq;
    }

    public async Task ApplyAsync(Step step, BlobUpload upload, MessageFacts facts)
    {
        MailboxId from = _ids[step.Mailbox];
        MailboxId to = _ids[step.Target];
        MailChange change = step.Kind switch
        {
            0 => new AddMessage(from, upload, facts, step.MailFlags, DateTimeOffset.UnixEpoch),
            1 or 5 => new UpdateFlags(from, step.Uids, (FlagOperation)step.Operation, step.MailFlags),
            2 => new CopyMessages(from, step.Uids, to),
            3 => new MoveMessages(from, step.Uids, to),
            _ => new Expunge(from, step.Uids, step.Operation == 0),
        };
        MailChangeResult result = await store.ApplyAsync(account, [change], default);
        Assert.True(result.IsApplied);
        (List<uint> touched, List<uint> assigned) = Apply(step);
        Assert.Equal(touched, result.Outcomes[0].SourceUids);
        Assert.Equal(assigned, result.Outcomes[0].AssignedUids);
        Assert.Equal(touched.Count + assigned.Count > 0 ? _clock.Value + 1 : _clock.Value, result.ModSeq.Value);
        _clock = result.ModSeq;
    }

    public async Task CheckAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            await CheckMailboxAsync(i);
        }

        foreach ((ModSeq point, Dictionary<uint, MailFlags>[] known) in _points)
        {
            for (int i = 0; i < 2; i++)
            {
                await ReplayAsync(i, point, new Dictionary<uint, MailFlags>(known[i]));
            }
        }

        _points.Add((_clock, [new(_mailboxes[0]), new(_mailboxes[1])]));
    }

    private async Task CheckMailboxAsync(int index)
    {
        SortedDictionary<uint, MailFlags> expected = _mailboxes[index];
        (MailboxView view, ModSeq clock) = (await store.OpenMailboxAsync(account, _ids[index], default))!.Value;
        Mailbox mailbox = view.Mailbox;
        _clock = clock;
        Assert.Equal(expected.Keys, view.Uids);
        Assert.Equal(_next[index], mailbox.UidNext);
        Assert.Equal(expected.Count, mailbox.Messages);
        Assert.Equal(expected.Values.Count(f => !f.System.HasFlag(SystemFlags.Seen)), mailbox.Unseen);
        Assert.Equal(expected.Values.Count(f => f.System.HasFlag(SystemFlags.Deleted)), mailbox.Deleted);
        Assert.Equal(expected.Where(e => !e.Value.System.HasFlag(SystemFlags.Seen)).Select(e => (uint?)e.Key).FirstOrDefault(), view.FirstUnseen);
        Assert.Equal(
            expected.Values.SelectMany(f => f.Keywords).Select(k => k.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal),
            view.Keywords.Select(k => k.ToLowerInvariant()));
        long size = 0;
        long deletedSize = 0;
        await foreach (MailboxEntry entry in store.ReadEntriesAsync(account, _ids[index], new EntryQuery(), default))
        {
            Assert.Equal(expected[entry.Uid], entry.Flags);
            Assert.True(entry.ModSeq <= mailbox.HighestModSeq && mailbox.HighestModSeq <= clock);
            size += entry.Size;
            deletedSize += entry.Flags.System.HasFlag(SystemFlags.Deleted) ? entry.Size : 0;
        }

        Assert.Equal(size, mailbox.TotalSize);
        Assert.Equal(deletedSize, mailbox.DeletedSize);
    }

    private async Task ReplayAsync(int index, ModSeq point, Dictionary<uint, MailFlags> known)
    {
        MailboxDelta delta = await store.ReadChangesAsync(account, _ids[index], point, default);
        Assert.True(delta.IsComplete);
        Assert.All(delta.Added, uid => Assert.False(known.ContainsKey(uid)));
        Assert.All(delta.Changed, uid => Assert.True(known.ContainsKey(uid)));
        foreach (uint uid in delta.Vanished)
        {
            known.Remove(uid);
        }

        UidSet news = UidSet.Of([.. delta.Added.Ranges, .. delta.Changed.Ranges]);
        List<uint> read = [];
        await foreach (MailboxEntry entry in store.ReadEntriesAsync(account, _ids[index], new EntryQuery { Uids = news, ChangedSince = point }, default))
        {
            known[entry.Uid] = entry.Flags;
            read.Add(entry.Uid);
        }

        Assert.Equal(news, read);
        Assert.Equal(_mailboxes[index], known.OrderBy(e => e.Key));
    }

    private (List<uint> Touched, List<uint> Assigned) Apply(Step step)
    {
        SortedDictionary<uint, MailFlags> from = _mailboxes[step.Mailbox];
        SortedDictionary<uint, MailFlags> to = _mailboxes[step.Target];
        List<uint> chosen = [.. from.Keys.Where(step.Uids.Contains)];
        List<uint> assigned = [];
        switch (step.Kind)
        {
            case 0:
                from[_next[step.Mailbox]] = step.MailFlags;
                return ([], [_next[step.Mailbox]++]);
            case 1 or 5:
                return ([.. chosen.Where(uid => Update(from, uid, step))], []);
            case 2 or 3:
                foreach (uint uid in chosen)
                {
                    to[_next[step.Target]] = from[uid];
                    assigned.Add(_next[step.Target]++);
                    if (step.Kind == 3)
                    {
                        from.Remove(uid);
                    }
                }

                return (chosen, assigned);
            default:
                chosen.RemoveAll(uid => step.Operation == 0 && !from[uid].System.HasFlag(SystemFlags.Deleted));
                chosen.ForEach(uid => from.Remove(uid));
                return (chosen, []);
        }
    }

    private static bool Update(SortedDictionary<uint, MailFlags> mailbox, uint uid, Step step)
    {
        MailFlags before = mailbox[uid];
        mailbox[uid] = (FlagOperation)step.Operation switch
        {
            FlagOperation.Add => before.Union(step.MailFlags),
            FlagOperation.Remove => before.Except(step.MailFlags),
            _ => step.MailFlags,
        };
        return !before.Equals(mailbox[uid]);
    }
}
