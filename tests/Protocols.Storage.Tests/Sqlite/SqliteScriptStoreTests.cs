using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class SqliteScriptStoreTests : ScriptStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();

    [Fact, Rfc(5804, "1.5"), Rfc(5804, "2.5")]
    public async Task Every_limit_is_told_and_what_is_replaced_does_not_count()
    {
        using TemporaryFolder folder = new();
        SqliteStorageOptions options = SqliteEngine.Options(folder.Path) with { Scripts = new ScriptLimits { Scripts = 2, ScriptSize = 10, TotalSize = 15, NameLength = 256 } };
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(options, TimeProvider.System);
        AccountId account = (await storage.Accounts.CreateAccountAsync("a@example.org", "x"u8.ToArray(), null, default)).Account!.Id;
        IScriptStore scripts = storage.Scripts;
        async Task<ScriptChangeStatus> PutAsync(string name, int size)
        {
            ScriptChangeStatus told = await scripts.CheckSpaceAsync(account, name, size, default);
            Assert.Equal(told, (await scripts.PutAsync(account, name, new byte[size], null, default)).Status);
            return told;
        }

        Assert.Equal(ScriptChangeStatus.TooLarge, await PutAsync("a", 11));
        Assert.Equal(ScriptChangeStatus.Done, await PutAsync("a", 10));
        Assert.Equal(ScriptChangeStatus.TooLargeTogether, await PutAsync("b", 6));
        Assert.Equal(ScriptChangeStatus.Done, await PutAsync("b", 5));
        Assert.Equal(ScriptChangeStatus.TooManyScripts, await PutAsync("c", 0));
        Assert.Equal(ScriptChangeStatus.Done, await PutAsync("a", 9));
        Assert.Equal(ScriptChangeStatus.InvalidName, await PutAsync(new string('x', 257), 1));
        Assert.Equal(ScriptChangeStatus.Done, (await scripts.DeleteAsync(account, "b", default)).Status);
        Assert.Equal(ScriptChangeStatus.Done, await PutAsync(new string('x', 256), 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScriptLimits { NameLength = 255 });
    }

    [Fact]
    public async Task Scripts_are_there_after_the_folder_was_opened_again()
    {
        using TemporaryFolder folder = new();
        AccountId account;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(SqliteEngine.Options(folder.Path), TimeProvider.System))
        {
            account = (await storage.Accounts.CreateAccountAsync("a@example.org", "x"u8.ToArray(), null, default)).Account!.Id;
            await storage.Scripts.PutAsync(account, "main", "keep;"u8.ToArray(), new CompiledScript("v", "p"u8.ToArray()), default);
            await storage.Scripts.SetActiveAsync(account, "main", default);
            await storage.SieveMemory.RememberAsync(account, "k"u8.ToArray(), DateTimeOffset.UtcNow.AddDays(1), false, default);
        }

        await using SqliteStorage again = await SqliteStorage.OpenAsync(SqliteEngine.Options(folder.Path), TimeProvider.System);
        ScriptContent active = (await again.Scripts.ReadActiveAsync(account, default))!;
        Assert.Equal(("main", "v"), (active.Script.Name, active.Compiled!.Version));
        Assert.True(await again.SieveMemory.IsRememberedAsync(account, "k"u8.ToArray(), default));
    }
}
