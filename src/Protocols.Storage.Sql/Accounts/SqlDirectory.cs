using System.Data.Common;
using Protocols.Sasl;

namespace Protocols.Storage.Sql;

/// <summary>Looks accounts up by address and checks passwords.</summary>
internal sealed class SqlDirectory(ISqlReaders database, SqliteStorageOptions options, VerifiedPasswords verified) : IDirectory, IDisposable
{
    // The rounds keep a core busy: more at a time than there are cores would only starve everything else.
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly ScramKeys _nobody = ScramKeys.Create(SqliteStorageOptions.DefaultMechanism, "nobody"u8, options.PasswordIterations);
    private byte[]? _secret;

    public IReadOnlyList<string> ScramMechanisms => options.ScramMechanisms;

    public async ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userName);
        password = SaslPrep.PreparePassword(password);
        Account? account;
        ScramKeys? keys = null;
        using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            account = AccountRows.Find(lease.Session, MailAddress.Parse(userName));
            if (account is not null)
            {
                keys = ReadKeys(lease.Session, account.Id, SqliteStorageOptions.DefaultMechanism);
            }
        }

        if (account is not null && keys is not null && verified.Contains(account.Id, keys, password.Span))
        {
            return new AuthenticationResult(AuthenticationStatus.Success, account, "The password was checked shortly before.");
        }

        // Nobody's password takes as long as somebody's, so that the time does not tell who is here.
        bool matches = await MatchesAsync(keys ?? _nobody, password, cancellationToken).ConfigureAwait(false);
        if (account is null || keys is null)
        {
            return new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, account is null ? "There is no such user." : "The user has no password.");
        }

        if (!matches)
        {
            return new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, "The password is wrong.");
        }

        verified.Add(account.Id, keys, password.Span);
        return new AuthenticationResult(AuthenticationStatus.Success, account, "The password is right.");
    }

    public async ValueTask<ScramLookup> FindScramKeysAsync(string userName, string mechanism, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userName);
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        Account? account = AccountRows.Find(lease.Session, MailAddress.Parse(userName));
        if (account is not null && ReadKeys(lease.Session, account.Id, mechanism) is { } keys)
        {
            return new ScramLookup(AuthenticationStatus.Success, account, keys, "The user's keys.");
        }

        _secret ??= ReadSecret(lease.Session);
        ScramKeys nobody = ScramKeys.OfNobody(mechanism, AddressText.Fold(userName), options.PasswordIterations, _secret);
        return new ScramLookup(AuthenticationStatus.Success, null, nobody, account is null ? "There is no such user." : "The user has no keys for this mechanism.");
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

    private static ScramKeys? ReadKeys(SqlSession session, AccountId account, string mechanism)
    {
        using DbDataReader row = session[AccountStatements.Credential].Query(account.Value, mechanism);
        return row.Read()
            ? new ScramKeys(row.GetFieldValue<byte[]>(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3))
            : null;
    }

    private static byte[] ReadSecret(SqlSession session)
    {
        using DbDataReader row = session[AccountStatements.Secret].Query("nobody");
        row.Read();
        return row.GetFieldValue<byte[]>(0);
    }

    private async Task<bool> MatchesAsync(ScramKeys keys, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => keys.Matches(SqliteStorageOptions.DefaultMechanism, password.Span), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _cores.Release();
        }
    }
}
