using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>STORE and UID STORE (RFC 9051 §6.4.6).</summary>
internal static class Store
{
    public static async ValueTask RunAsync(ImapContext context, StoreCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        if (selected.IsReadOnly)
        {
            context.No(command, ImapResponseCode.ReadOnly, "The mailbox is open for reading alone");
            return;
        }

        if (!selected.TryResolve(context, command.Messages, command.IsUid, out UidSet uids))
        {
            context.Bad(command, "There is no message of that number");
            return;
        }

        if (FlagNames.TryParse(command.Flags) is not { } flags)
        {
            context.Bad(command, "One of the flags cannot be set");
            return;
        }

        FlagMask writable = selected.Writable;
        if (writable == default || (!flags.Equals(MailFlags.None) && writable.Of(flags).Equals(MailFlags.None)))
        {
            // RFC 4314 §4: if one of the flags may be changed it is done as far as that goes.
            context.No(command, ImapResponseCode.NoPerm, "You may not change these flags");
            return;
        }

        uids = context.Limited(uids);
        bool hasVanished = selected.HasVanished(uids);

        // What others did is told first, so that what is silent can be the client's own change alone. Where both were at it, the flags are told after
        // the change too, or the client would take the earlier ones for those that are.
        UidSet loud = command.IsSilent ? await selected.SyncAsync(context, mayExpunge: false).ConfigureAwait(false) : UidSet.All;
        ModSeq before = selected.ModSeq;
        UpdateFlags change = new(selected.Id, uids, Operation(command.Operation), flags)
        {
            Writable = writable,
            UnchangedSince = command.UnchangedSince is { } point ? new ModSeq(point) : null,
        };
        EventScripts.FlagsBefore? events = await EventScripts.BeforeAsync(context, uids).ConfigureAwait(false);
        MailChangeResult result = await context.Mail.ApplyAsync(selected.Account, [change], context.Closed).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Mailboxes.Refuse(context, command, result.Outcomes[^1]);
            return;
        }

        MailChangeOutcome outcome = result.Outcomes[0];

        // If nothing was changed, the clock stands where somebody else put it.
        ModSeq? own = outcome.SourceUids.IsEmpty ? null : result.ModSeq;
        loud = result.ModSeq.Value <= before.Value + 1 ? loud.Union(outcome.RefusedUids) : UidSet.All;
        await TellAsync(context, selected, command, uids, outcome, loud).ConfigureAwait(false);
        if (events is not null && !outcome.SourceUids.IsEmpty)
        {
            await events.ChangedAsync(outcome.SourceUids).ConfigureAwait(false);
        }

        await selected.SyncAsync(context, mayExpunge: command.IsUid, toldAt: own).ConfigureAwait(false);
        Answer(context, selected, command, uids, outcome, hasVanished && !command.IsUid);
    }

    private static void Answer(ImapContext context, SelectedMailbox selected, StoreCommand command, UidSet uids, MailChangeOutcome outcome, bool hasVanished)
    {
        // RFC 2180 §4.2: NO alone where nothing but expunged messages were named and an answer was wanted for each; else OK, since all that are left were
        // changed, and a client that tried again would fail again.
        if (hasVanished && !command.IsSilent && selected.Present(uids).IsEmpty)
        {
            context.No(command, ImapResponseCode.None, "Cannot store on expunged messages");
            return;
        }

        if (Failed(selected, command, outcome) is { } failed)
        {
            // RFC 7162 §3.1.3; with NO where others of them are gone, so that the client looks again.
            context.Answer(command, hasVanished && !command.IsSilent ? ImapStatus.No : ImapStatus.Ok, ImapResponseCode.Modified(failed), "Some of the messages were changed meanwhile");
        }
        else if (hasVanished)
        {
            context.Ok(command, ImapResponseCode.ExpungeIssued, "Some of the messages no longer exist");
        }
        else
        {
            context.Ok(command, command.Name + " completed");
        }
    }

    /// <summary>The messages that failed the test, as the client named them; null for none.</summary>
    private static string? Failed(SelectedMailbox selected, StoreCommand command, MailChangeOutcome outcome)
    {
        // Of what the client has not been told of, nothing is said.
        UidSet failed = selected.Map.Within(outcome.RefusedUids);
        return failed.IsEmpty ? null
            : command.IsUid ? failed.ToString()
            : SequenceSet.Of([.. selected.Map.Numbers(failed)]).ToString();
    }

    private static async ValueTask TellAsync(
        ImapContext context, SelectedMailbox selected, StoreCommand command, UidSet uids, MailChangeOutcome outcome, UidSet loud)
    {
        bool isAware = context.Session.IsEnabled(ImapExtension.Condstore);

        // All that were named, also by a silent STORE with a condition; else those that were changed, if there is anything to tell of them.
        UidSet told = !command.IsSilent || command.UnchangedSince is not null ? uids : isAware ? outcome.SourceUids : outcome.SourceUids.Intersect(loud);
        if (told.IsEmpty)
        {
            return;
        }

        if (!context.IsUidOnly)
        {
            await new FlagTeller(context, selected) { Loud = loud }.TellAsync(told).ConfigureAwait(false);
            return;
        }

        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, new EntryQuery { Uids = told }, context.Closed).ConfigureAwait(false))
        {
            if (selected.Map.NumberOf(entry.Uid) is var number and > 0)
            {
                if (loud.Contains(entry.Uid))
                {
                    selected.TellFlags(context, number, entry);
                }
                else
                {
                    selected.TellModSeqAlone(context, number, entry);
                }

                await context.FlushIfMuchAsync().ConfigureAwait(false);
            }
        }
    }

    private static FlagOperation Operation(StoreOperation operation) => operation switch
    {
        StoreOperation.Add => FlagOperation.Add,
        StoreOperation.Remove => FlagOperation.Remove,
        _ => FlagOperation.Replace,
    };
}
