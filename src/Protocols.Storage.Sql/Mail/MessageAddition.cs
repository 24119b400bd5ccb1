namespace Protocols.Storage.Sql;

/// <summary>Applies <see cref="AddMessage"/>.</summary>
internal static class MessageAddition
{
    public static MailChangeOutcome Apply(AccountChangeSet set, AddMessage change, BlobFiles files)
    {
        if (set.FindSelectable(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoTarget();
        }

        if (KeywordText.Defect(change.Flags, set.Limits) is { } defect)
        {
            return Outcomes.Failed(MailChangeStatus.LimitExceeded, defect);
        }

        if (mailbox.UidNext > uint.MaxValue)
        {
            return Outcomes.UidsExhausted();
        }

        StagedUpload upload = (StagedUpload)change.Content;
        if (set.Quota.Add(1, upload.Length) is { } full)
        {
            return full;
        }

        byte[] hash = upload.Id.ToArray();
        UploadLinking.Link(set.Session, files, new AccountId(set.Account), upload);
        long email = set.NewEmailId();
        uint uid = (uint)mailbox.UidNext++;
        string keywords = KeywordText.Of(change.Flags);
        DateTimeOffset? sent = change.Facts.SentAt;
        set.Session[EntryStatements.InsertEmail].Execute(
            set.Account, email, hash, upload.Length, sent?.ToUnixTimeMilliseconds(), (long?)sent?.TotalOffsetMinutes);
        set.Session[EntryStatements.InsertOutline].Execute(set.Account, email, change.Facts.Outline.ToArray());
        set.Session[EntryStatements.Insert].Execute(
            set.Account, mailbox.Id, (long)uid, email, upload.Length, (long)change.Flags.System, keywords,
            change.ReceivedAt.ToUnixTimeMilliseconds(), (long)change.ReceivedAt.TotalOffsetMinutes, set.ModSeq, set.Now.ToUnixTimeMilliseconds());
        EmailKeys.Insert(set.Session, set.Account, email, change.Facts.Keys, change.Facts.Preview);
        mailbox.Count((long)change.Flags.System, upload.Length, keywords, 1);
        mailbox.Created.Add(uid);
        set.Touch(mailbox);
        return Outcomes.Done(mailbox) with { AssignedUids = UidSet.Of(uid), Email = new EmailId(email) };
    }
}
