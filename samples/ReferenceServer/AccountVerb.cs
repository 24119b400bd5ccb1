using System.Security.Cryptography;
using System.Text;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The verbs that work on accounts.</summary>
internal static class AccountVerb
{
    public static async Task<int> AddAsync(ServerSettings settings, string address, bool standardInput)
    {
        SqliteStorage storage = await OpenAsync(settings).ConfigureAwait(false);
        await using (storage.ConfigureAwait(false))
        {
            (string password, bool made) = ReadPassword(standardInput);
            AccountChangeResult result = await storage.Accounts
                .CreateAccountAsync(address, Encoding.UTF8.GetBytes(password), displayName: null, CancellationToken.None).ConfigureAwait(false);
            await LimitAsync(settings, storage, result).ConfigureAwait(false);
            return Tell(result, address, made ? password : null);
        }
    }

    /// <summary>Gives a new account the quota that new accounts have.</summary>
    public static async Task LimitAsync(ServerSettings settings, SqliteStorage storage, AccountChangeResult result)
    {
        if (result is { Status: AccountChangeStatus.Done, Account: { } account } && settings.NewAccountStorage > 0)
        {
            await storage.Quota.SetLimitsAsync(account.Id, new QuotaLimits(settings.NewAccountStorage, null, null), CancellationToken.None).ConfigureAwait(false);
        }
    }

    public static async Task<int> SetPasswordAsync(ServerSettings settings, string address, bool standardInput)
    {
        SqliteStorage storage = await OpenAsync(settings).ConfigureAwait(false);
        await using (storage.ConfigureAwait(false))
        {
            (string password, bool made) = ReadPassword(standardInput);
            AccountChangeResult result = await storage.Accounts
                .SetPasswordAsync(address, Encoding.UTF8.GetBytes(password), CancellationToken.None).ConfigureAwait(false);
            return Tell(result, address, made ? password : null);
        }
    }

    public static async Task<int> ListAsync(ServerSettings settings)
    {
        SqliteStorage storage = await OpenAsync(settings).ConfigureAwait(false);
        await using (storage.ConfigureAwait(false))
        {
            await foreach (Account account in storage.Accounts.ListAccountsAsync(CancellationToken.None).ConfigureAwait(false))
            {
                Console.WriteLine(account.DisplayName is null ? account.Address : $"{account.Address}\t{account.DisplayName}");
            }
        }

        return 0;
    }

    /// <summary>Makes up a password: 80 bits, in groups that can be read aloud.</summary>
    public static string MakePassword() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz23456789", 4)));

    public static Task<SqliteStorage> OpenAsync(ServerSettings settings) => SqliteStorage.OpenAsync(
        new SqliteStorageOptions
        {
            Folder = Path.GetFullPath(settings.DataFolder),
            MaxBlobSize = settings.MaxMessageSize + (64 * 1024),
            Scripts = new ScriptLimits { ScriptSize = SieveComposition.Options(settings).Limits.MaxScriptBytes },
        },
        TimeProvider.System,
        CancellationToken.None);

    private static (string Password, bool Made) ReadPassword(bool standardInput)
    {
        if (standardInput)
        {
            return (Console.In.ReadLine() ?? "", false);
        }

        if (Console.IsInputRedirected)
        {
            return (MakePassword(), true);
        }

        Console.Write("Password (empty to have one made up): ");
        StringBuilder typed = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.WriteLine();
        return typed.Length == 0 ? (MakePassword(), true) : (typed.ToString(), false);
    }

    private static int Tell(AccountChangeResult result, string address, string? password)
    {
        switch (result.Status)
        {
            case AccountChangeStatus.Done:
                Console.WriteLine(password is null ? $"{result.Account!.Address}: done" : $"{result.Account!.Address}: done, the password is {password}");
                return 0;
            case AccountChangeStatus.AlreadyExists:
                throw new UsageException($"There is an account {address} already.");
            case AccountChangeStatus.NotFound:
                throw new UsageException($"There is no account {address}.");
            default:
                throw new UsageException($"'{address}' is no address of the form local@domain, or the password is empty.");
        }
    }
}
