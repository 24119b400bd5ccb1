using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Protocols.Storage.Sql;

/// <summary>Creates accounts and changes their passwords.</summary>
internal sealed class SqlAccountAdministration(
    ISqlReaders database, ISqlWriter writer, AccountClocks clocks, SqliteStorageOptions options, VerifiedPasswords verified, TimeProvider time) : IAccountAdministration
{
    // RFC 6154 §2 names what they are for; the names are those that clients look for.
    private static readonly (string Name, MailboxRole Role)[] Mailboxes =
    [
        ("INBOX", MailboxRole.Inbox), ("Archive", MailboxRole.Archive), ("Drafts", MailboxRole.Drafts),
        ("Junk", MailboxRole.Junk), ("Sent", MailboxRole.Sent), ("Trash", MailboxRole.Trash),
    ];

    public async ValueTask<AccountChangeResult> CreateAccountAsync(
        string address, ReadOnlyMemory<byte> password, string? displayName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!MailAddress.IsValid(address) || password.IsEmpty)
        {
            return new AccountChangeResult(AccountChangeStatus.Invalid, null);
        }

        MailAddress folded = MailAddress.Parse(address);
        ScramVerifier verifier = await Task.Run(() => ScramVerifier.Create(password.Span, options.PasswordIterations), cancellationToken).ConfigureAwait(false);
        return await writer.WriteAsync(
            session =>
            {
                if (AccountRows.Find(session, folded) is { } existing)
                {
                    return new Written<AccountChangeResult>(new AccountChangeResult(AccountChangeStatus.AlreadyExists, existing), Keep: false);
                }

                AccountId id = new(session[AccountStatements.Insert].Integer(address, displayName)!.Value);
                session[AccountStatements.InsertAddress].Execute(folded.Folded, id.Value);
                session[AccountStatements.InsertDomain].Execute(folded.Domain);
                SetCredential(session, id, verifier);
                AccountChangeSet changes = AccountChangeSet.Open(session, id, options.Limits, time.GetUtcNow())!;
                foreach ((string name, MailboxRole role) in Mailboxes)
                {
                    MailboxChanges.Create(changes, new CreateMailbox(name, role));
                    MailboxChanges.Subscribe(changes, new SetSubscription(name, true));
                }

                changes.Save();
                return new Written<AccountChangeResult>(new AccountChangeResult(AccountChangeStatus.Done, new Account(id, address, displayName)), Keep: true);
            },
            result => clocks.Advance(result.Account!.Id, new ModSeq(1)),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<AccountChangeResult> SetPasswordAsync(string address, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (password.IsEmpty)
        {
            return new AccountChangeResult(AccountChangeStatus.Invalid, null);
        }

        MailAddress folded = MailAddress.Parse(address);
        ScramVerifier verifier = await Task.Run(() => ScramVerifier.Create(password.Span, options.PasswordIterations), cancellationToken).ConfigureAwait(false);
        return await writer.WriteAsync(
            session =>
            {
                if (AccountRows.Find(session, folded) is not { } account)
                {
                    return new Written<AccountChangeResult>(new AccountChangeResult(AccountChangeStatus.NotFound, null), Keep: false);
                }

                SetCredential(session, account.Id, verifier);
                return new Written<AccountChangeResult>(new AccountChangeResult(AccountChangeStatus.Done, account), Keep: true);
            },
            result => verified.Remove(result.Account!.Id),
            cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<Account> ListAccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string after = "";
        while (true)
        {
            List<Account> page = [];
            using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                using DbDataReader row = lease.Session[AccountStatements.PageByAddress].Query(after);
                while (row.Read())
                {
                    page.Add(AccountRows.Read(row));
                    after = row.GetString(3);
                }
            }

            if (page.Count == 0)
            {
                yield break;
            }

            foreach (Account account in page)
            {
                yield return account;
            }
        }
    }

    private static void SetCredential(SqlSession session, AccountId account, ScramVerifier verifier) =>
        session[AccountStatements.SetCredential].Execute(
            account.Value, ScramVerifier.Mechanism, verifier.Salt, (long)verifier.Iterations, verifier.StoredKey, verifier.ServerKey);
}
