namespace Protocols.Storage.Sql;

/// <summary>Applies a whole change set, or tells which change could not be done.</summary>
internal sealed class MailChangeApplier(BlobFiles files, MailWriting writing, TimeProvider time)
{
    /// <summary>Runs on the writer's thread, inside a savepoint that is rolled back if the result is not to be kept.</summary>
    public Written<AppliedMail> Apply(SqlSession session, AccountId account, IReadOnlyList<MailChange> changes)
    {
        List<MailChangeOutcome> outcomes = new(changes.Count);
        if (AccountChangeSet.Open(session, account, writing, time.GetUtcNow(), changes.Count == 1) is not { } set)
        {
            return new Written<AppliedMail>(new AppliedMail(new MailChangeResult(false, default, [Outcomes.NoAccount()])), Keep: false);
        }

        foreach (MailChange change in changes)
        {
            MailChangeOutcome outcome = Apply(set, change);
            outcomes.Add(outcome);
            if (outcome.Status != MailChangeStatus.Done)
            {
                return new Written<AppliedMail>(new AppliedMail(new MailChangeResult(false, new ModSeq(set.ModSeq - 1), outcomes)), Keep: false);
            }
        }

        return new Written<AppliedMail>(new AppliedMail(new MailChangeResult(true, set.Save(), outcomes), set.Fresh, set.HasPending), Keep: true);
    }

    private MailChangeOutcome Apply(AccountChangeSet set, MailChange change) => change switch
    {
        AddMessage add => MessageAddition.Apply(set, add, files),
        UpdateFlags update => FlagChanges.Apply(set, update),
        CopyMessages copy => TransferChanges.Copy(set, copy),
        MoveMessages move => TransferChanges.Move(set, move),
        Expunge expunge => Expunction.Apply(set, expunge),
        ClaimRecent claim => RecentClaim.Apply(set, claim),
        CreateMailbox create => MailboxChanges.Create(set, create),
        RenameMailbox rename => MailboxChanges.Rename(set, rename),
        DeleteMailbox delete => MailboxChanges.Delete(set, delete),
        SetSubscription subscription => MailboxChanges.Subscribe(set, subscription),
        SetAnnotation annotation => AnnotationChanges.Set(set, annotation),
        CopyAnnotations copy => AnnotationChanges.Copy(set, copy),
        SetRole role => MailboxChanges.SetRole(set, role),
        GrantRights grant => RightsChanges.Apply(set, grant),
        _ => throw new ArgumentException($"{change.GetType().Name} is not a change to mail.", nameof(change)),
    };
}
