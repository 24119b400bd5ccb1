using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Looks accounts up by address and checks passwords.</summary>
internal sealed class SqlDirectory(ISqlReaders database, SqliteStorageOptions options, VerifiedPasswords verified) : IDirectory, IDisposable
{
    // The rounds keep a core busy: more at a time than there are cores would only starve everything else.
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly ScramVerifier _nobody = ScramVerifier.Create("nobody"u8, options.PasswordIterations);

    public async ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userName);
        Account? account;
        ScramVerifier? verifier = null;
        using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            account = AccountRows.Find(lease.Session, MailAddress.Parse(userName));
            if (account is not null)
            {
                verifier = ReadVerifier(lease.Session, account.Id);
            }
        }

        if (account is not null && verifier is not null && verified.Contains(account.Id, verifier, password.Span))
        {
            return new AuthenticationResult(AuthenticationStatus.Success, account, "The password was checked shortly before.");
        }

        // Nobody's password takes as long as somebody's, so that the time does not tell who is here.
        bool matches = await MatchesAsync(verifier ?? _nobody, password, cancellationToken).ConfigureAwait(false);
        if (account is null || verifier is null)
        {
            return new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, account is null ? "There is no such user." : "The user has no password.");
        }

        if (!matches)
        {
            return new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, "The password is wrong.");
        }

        verified.Add(account.Id, verifier, password.Span);
        return new AuthenticationResult(AuthenticationStatus.Success, account, "The password is right.");
    }

    public async ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        MailAddress wanted = MailAddress.Parse(address);
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        SqlSession session = lease.Session;
        if (wanted.Domain.Length == 0 && !wanted.IsPostmaster)
        {
            return new RecipientResult(RecipientStatus.UnknownUser, null, "An address without a domain is nobody's but the postmaster's.");
        }

        if (wanted.Domain.Length > 0 && session[AccountStatements.FindDomain].Integer(wanted.Domain) is null)
        {
            return new RecipientResult(RecipientStatus.ForeignDomain, null, "No account has an address in this domain.");
        }

        Account? first = wanted.IsPostmaster ? AccountRows.First(session) : null;
        if (wanted.Domain.Length == 0 && first is not null)
        {
            wanted = wanted with { Domain = MailAddress.Parse(first.Address).Domain };
        }

        if (AccountRows.Find(session, wanted) is { } account)
        {
            return new RecipientResult(RecipientStatus.Local, account, "The address is the account's.");
        }

        if (options.SubaddressSeparator is { } separator && wanted.WithoutDetail(separator) is { } user && AccountRows.Find(session, user) is { } owner)
        {
            return new RecipientResult(RecipientStatus.Local, owner, "The address without its detail is the account's.");
        }

        // RFC 5321 §4.5.1: mail for the postmaster always has somebody to read it.
        return first is not null
            ? new RecipientResult(RecipientStatus.Local, first, "Nobody is postmaster by name, so the first account is.")
            : new RecipientResult(RecipientStatus.UnknownUser, null, "No account has this address.");
    }

    public void Dispose() => _cores.Dispose();

    private static ScramVerifier? ReadVerifier(SqlSession session, AccountId account)
    {
        using DbDataReader row = session[AccountStatements.Credential].Query(account.Value, ScramVerifier.Mechanism);
        return row.Read()
            ? new ScramVerifier(row.GetFieldValue<byte[]>(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3))
            : null;
    }

    private async Task<bool> MatchesAsync(ScramVerifier verifier, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => verifier.Matches(password.Span), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _cores.Release();
        }
    }
}
