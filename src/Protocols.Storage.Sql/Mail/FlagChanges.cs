namespace Protocols.Storage.Sql;

/// <summary>Applies <see cref="UpdateFlags"/>: finds out what the flags are, and what they become, in runs of one outcome.</summary>
internal static class FlagChanges
{
    private const long AllFlags = 31;

    public static MailChangeOutcome Apply(AccountChangeSet set, UpdateFlags change)
    {
        if (set.FindSelectable(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoMailbox();
        }

        if (KeywordText.Defect(change.Flags, set.Limits) is { } defect)
        {
            return Outcomes.Failed(MailChangeStatus.LimitExceeded, defect);
        }

        long writable = (long)change.Writable.System;
        long given = (long)change.Flags.System & writable;
        (long keep, long add) = change.Operation switch
        {
            FlagOperation.Add => (AllFlags, given),
            FlagOperation.Remove => (AllFlags & ~given, 0L),
            _ => (AllFlags & ~writable, given),
        };
        bool touchesKeywords = change.Writable.Keywords && (change.Operation == FlagOperation.Replace || !change.Flags.Keywords.IsEmpty);
        Dictionary<string, string> targets = new(StringComparer.Ordinal);
        EntrySelection selection = EntrySelection.Read(set, mailbox, change.Uids);
        UidSet refused = UidSet.Empty;
        if (change.UnchangedSince is { } point)
        {
            selection = selection.Without(entry => IsChanged(change, entry, point.Value), out refused);
        }

        UidRuns touched = new();
        int touchedEntries = 0;
        List<(UidRange Run, string Keywords)> updates = [];
        (string? current, string keywords) = (null, "");
        int run = 0;
        foreach (SelectedEntry entry in selection.Entries)
        {
            bool sameRun = entry.Uid <= selection.Runs[run].Last && updates.Count > 0 && updates[^1].Run.Last >= selection.Runs[run].First;
            while (entry.Uid > selection.Runs[run].Last)
            {
                run++;
            }

            if (!ReferenceEquals(current, entry.Keywords))
            {
                current = entry.Keywords;
                if (!targets.TryGetValue(current, out string? target))
                {
                    (target, string? tooMany) = touchesKeywords ? Target(set, change, current) : (current, null);
                    if (tooMany is not null)
                    {
                        return Outcomes.Failed(MailChangeStatus.LimitExceeded, tooMany);
                    }

                    targets[current] = target;
                }

                keywords = target;
            }

            if (sameRun && (!touchesKeywords || updates[^1].Keywords == keywords))
            {
                updates[^1] = (new UidRange(updates[^1].Run.First, entry.Uid), keywords);
            }
            else
            {
                updates.Add((new UidRange(entry.Uid, entry.Uid), keywords));
            }

            long flags = (entry.Flags & keep) | add;
            if (flags != entry.Flags || keywords != entry.Keywords)
            {
                touched.Add(entry.Uid);
                touchedEntries++;
                mailbox.CountFlags(entry.Flags, entry.Size, -1);
                mailbox.CountFlags(flags, entry.Size, 1);
                if (keywords != entry.Keywords)
                {
                    mailbox.CountKeywords(entry.Keywords, -1);
                    mailbox.CountKeywords(keywords, 1);
                }
            }
        }

        if (touched.Count == 0)
        {
            return Outcomes.Done(mailbox) with { RefusedUids = refused };
        }

        UidSet uids = touched.ToSet();
        List<PendingFlagChange> changes = [.. updates.Select(update => new PendingFlagChange(0, update.Run, set.ModSeq, keep, add, touchesKeywords ? update.Keywords : null))];
        FlagWriting.Write(set, mailbox, changes, uids, touchedEntries, selection.All);
        set.Touch(mailbox);
        return Outcomes.Done(mailbox) with { SourceUids = uids, RefusedUids = refused };
    }

    // RFC 7162 §3.1.3: a keyword that is not set does not exist, and what does not exist has not changed. All else has one modseq here.
    private static bool IsChanged(UpdateFlags change, SelectedEntry entry, long point)
    {
        if (point > 0 || change.Operation == FlagOperation.Replace || change.Flags.System != SystemFlags.None || change.Flags.Keywords.IsEmpty)
        {
            return entry.ModSeq > point;
        }

        MailFlags current = new(SystemFlags.None, KeywordText.Split(entry.Keywords));
        return change.Flags.Keywords.Any(current.HasKeyword);
    }

    // The keywords as they will be, or why they cannot.
    private static (string Keywords, string? Defect) Target(AccountChangeSet set, UpdateFlags change, string keywords)
    {
        MailFlags given = new(SystemFlags.None, [.. change.Flags.Keywords]);
        MailFlags current = new(SystemFlags.None, KeywordText.Split(keywords));
        MailFlags target = change.Operation switch
        {
            FlagOperation.Add => current.Union(given),
            FlagOperation.Remove => current.Except(given),
            _ => given,
        };
        string text = KeywordText.Of(target);
        return (text.Equals(keywords, StringComparison.OrdinalIgnoreCase) ? keywords : text, KeywordText.Defect(target, set.Limits));
    }
}
