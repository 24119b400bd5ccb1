using Microsoft.Data.Sqlite;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class SqliteSieveMemoryTests : SieveMemoryContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();

    private static long Rows(string folder)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, "mail.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sieve_memory";
        return (long)command.ExecuteScalar()!;
    }

    [Fact]
    public async Task Beyond_the_limit_what_expires_first_is_forgotten_and_what_has_expired_is_swept()
    {
        using TemporaryFolder folder = new();
        SettableTime time = new();
        SqliteStorageOptions options = SqliteEngine.Options(folder.Path) with { Scripts = new ScriptLimits { Memories = 2 } };
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(options, time);
        AccountId account = (await storage.Accounts.CreateAccountAsync("a@example.org", "x"u8.ToArray(), null, default)).Account!.Id;
        foreach ((string key, int days) in new[] { ("a", 2), ("b", 1), ("c", 3) })
        {
            await storage.SieveMemory.RememberAsync(account, System.Text.Encoding.ASCII.GetBytes(key), time.Now.AddDays(days), false, default);
        }

        Assert.True(await storage.SieveMemory.IsRememberedAsync(account, "a"u8.ToArray(), default));
        Assert.False(await storage.SieveMemory.IsRememberedAsync(account, "b"u8.ToArray(), default));
        Assert.Equal(2, Rows(folder.Path));
        time.Now = time.Now.AddDays(2).AddSeconds(1);
        await storage.SweepAsync();
        Assert.Equal(1, Rows(folder.Path));
        Assert.True(await storage.SieveMemory.IsRememberedAsync(account, "c"u8.ToArray(), default));
    }
}
