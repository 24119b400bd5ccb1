using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads annotations.</summary>
internal sealed class SqlAnnotationStore(ISqlReaders database, MailLimits limits) : IAnnotationStore
{
    public int MaxValueSize => limits.AnnotationSize;

    public async ValueTask<IReadOnlyList<Annotation>> ReadAsync(
        AccountId account, MailboxId? mailbox, AccountId? user, string name, int depth, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = AddressText.Fold(name);
        List<Annotation> annotations = [];
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using DbDataReader row = lease.Session[AnnotationStatements.Below].Query(
            account.Value, mailbox?.Value ?? 0, user?.Value ?? 0, name, depth == 0 ? name : name + "/", depth == 0 ? name : name + "0");
        while (row.Read())
        {
            string found = row.GetString(0);
            if (depth != 1 || found.Length == name.Length || !found.AsSpan(name.Length + 1).Contains('/'))
            {
                annotations.Add(new Annotation(mailbox, user, found, row.GetFieldValue<byte[]>(1)));
            }
        }

        return annotations;
    }

    public async ValueTask<IReadOnlyList<Annotation>> ReadChangedAsync(AccountId account, AccountId user, ModSeq since, CancellationToken cancellationToken)
    {
        List<Annotation> annotations = [];
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using DbDataReader row = lease.Session[AnnotationStatements.Changed].Query(account.Value, since.Value, user.Value);
        while (row.Read())
        {
            (long mailbox, long owner) = (row.GetInt64(0), row.GetInt64(1));
            annotations.Add(new Annotation(mailbox == 0 ? null : new MailboxId(mailbox), owner == 0 ? null : new AccountId(owner), row.GetString(2), null));
        }

        return annotations;
    }
}
