using System.Data.Common;
using System.Runtime.CompilerServices;
using Protocols.Sasl;

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
        List<(string Mechanism, ScramKeys Keys)> credentials = await MakeCredentialsAsync(password, cancellationToken).ConfigureAwait(false);
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
                SetCredentials(session, id, credentials);
                AccountChangeSet changes = AccountChangeSet.Open(session, id, MailWriting.OfNoMessages(options.Limits), time.GetUtcNow())!;
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
        List<(string Mechanism, ScramKeys Keys)> credentials = await MakeCredentialsAsync(password, cancellationToken).ConfigureAwait(false);
        return await writer.WriteAsync(
            session =>
            {
                if (AccountRows.Find(session, folded) is not { } account)
                {
                    return new Written<AccountChangeResult>(new AccountChangeResult(AccountChangeStatus.NotFound, null), Keep: false);
                }

                SetCredentials(session, account.Id, credentials);
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

    // The rounds keep a core busy for a while.
    private Task<List<(string Mechanism, ScramKeys Keys)>> MakeCredentialsAsync(ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> prepared = SaslPrep.PreparePassword(password);
        return Task.Run(
            () => options.ScramMechanisms.Select(mechanism => (mechanism, ScramKeys.Create(mechanism, prepared.Span, options.PasswordIterations))).ToList(), cancellationToken);
    }

    // Keys for a mechanism that is kept no longer would be those of the old password.
    private static void SetCredentials(SqlSession session, AccountId account, List<(string Mechanism, ScramKeys Keys)> credentials)
    {
        session[AccountStatements.DeleteCredentials].Execute(account.Value);
        foreach ((string mechanism, ScramKeys keys) in credentials)
        {
            session[AccountStatements.AddCredential].Execute(
                account.Value, mechanism, keys.Salt.ToArray(), (long)keys.Iterations, keys.StoredKey.ToArray(), keys.ServerKey.ToArray());
        }
    }
}
