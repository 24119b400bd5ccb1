namespace Protocols.Storage.Sql;

/// <summary>The outcomes that several kinds of change share.</summary>
internal static class Outcomes
{
    public static MailChangeOutcome Failed(MailChangeStatus status, string reason) => new() { Status = status, Reason = reason };

    public static MailChangeOutcome NoAccount() => Failed(MailChangeStatus.NotFound, "There is no such account.");

    public static MailChangeOutcome NoMailbox() => Failed(MailChangeStatus.NotFound, "There is no such mailbox, or it holds no messages.");

    public static MailChangeOutcome NoTarget() => Failed(MailChangeStatus.TargetNotFound, "There is no such mailbox to write to, or it holds no messages.");

    public static MailChangeOutcome UidsExhausted() => Failed(MailChangeStatus.LimitExceeded, "The mailbox has used all its UIDs.");

    public static MailChangeOutcome Done(MailboxState mailbox) =>
        new() { Status = MailChangeStatus.Done, Mailbox = new MailboxId(mailbox.Id), UidValidity = mailbox.UidValidity };
}
