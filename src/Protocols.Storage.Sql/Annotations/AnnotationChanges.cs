using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Applies <see cref="SetAnnotation"/> and <see cref="CopyAnnotations"/>.</summary>
internal static class AnnotationChanges
{
    public static MailChangeOutcome Set(AccountChangeSet set, SetAnnotation change)
    {
        if (change.Mailbox is { } mailbox && set.Find(mailbox) is null)
        {
            return Outcomes.NoMailbox();
        }

        string name = AddressText.Fold(change.Name);
        if (Defect(name) is { } defect)
        {
            return Outcomes.Failed(MailChangeStatus.InvalidName, defect);
        }

        if (change.Value?.Length > set.Limits.AnnotationSize)
        {
            return Outcomes.Failed(MailChangeStatus.LimitExceeded, $"An annotation has at most {set.Limits.AnnotationSize} bytes.");
        }

        (long Mailbox, long User) of = (change.Mailbox?.Value ?? 0, change.User?.Value ?? 0);
        byte[]? before = Read(set, of.Mailbox, of.User, name);
        if (before is null ? change.Value is null : change.Value is { } same && same.Span.SequenceEqual(before))
        {
            return new MailChangeOutcome { Status = MailChangeStatus.Done, Mailbox = change.Mailbox };
        }

        if (before is null && set.Session[AnnotationStatements.Count].Integer(set.Account, of.Mailbox, of.User) >= set.Limits.AnnotationsPerMailbox)
        {
            return Outcomes.Failed(MailChangeStatus.LimitExceeded, $"There are at most {set.Limits.AnnotationsPerMailbox} annotations of one user, or shared, on a mailbox.");
        }

        if (change.Value is null && set.Session[AnnotationStatements.CountRemoved].Integer(set.Account, of.Mailbox, of.User) >= set.Limits.AnnotationsPerMailbox)
        {
            // Names that come and go would pile up without end. Who had not heard of the older ones will not.
            set.Session[AnnotationStatements.ForgetRemoved].Execute(set.Account, of.Mailbox, of.User);
        }

        set.Session[AnnotationStatements.Set].Execute(set.Account, of.Mailbox, of.User, name, change.Value?.ToArray(), set.ModSeq);
        set.Touch();
        return new MailChangeOutcome { Status = MailChangeStatus.Done, Mailbox = change.Mailbox };
    }

    public static MailChangeOutcome Copy(AccountChangeSet set, CopyAnnotations change)
    {
        if (set.Find(change.Source) is null)
        {
            return Outcomes.NoMailbox();
        }

        if (set.Find(change.Target) is not { } target)
        {
            return Outcomes.NoTarget();
        }

        if (set.Session[AnnotationStatements.Copy].Execute(target.Id, set.ModSeq, set.Account, change.Source.Value) > 0)
        {
            set.Touch();
        }

        return Outcomes.Done(target);
    }

    private static byte[]? Read(AccountChangeSet set, long mailbox, long user, string name)
    {
        using DbDataReader row = set.Session[AnnotationStatements.Value].Query(set.Account, mailbox, user, name);
        return row.Read() && !row.IsDBNull(0) ? row.GetFieldValue<byte[]>(0) : null;
    }

    // RFC 5464 §3.2
    private static string? Defect(string name)
    {
        if (name.Length is < 2 or > 1000 || name[0] != '/' || name[^1] == '/' || name.Contains("//", StringComparison.Ordinal))
        {
            return "An annotation's name is components of at least one character, each after a slash, and has at most 1000.";
        }

        return name.AsSpan().ContainsAny('*', '%') || name.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? "An annotation's name is printable ASCII without * and %."
            : null;
    }
}
