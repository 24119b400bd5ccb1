using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

/// <summary>Opens SQLite engines for the contract tests.</summary>
public static class SqliteEngine
{
    public static SqliteStorageOptions Options(string folder) => new() { Folder = folder, PasswordIterations = 4096 };

    public static async ValueTask<StorageEngine> OpenAsync(Func<SqliteStorageOptions, SqliteStorageOptions>? configure = null)
    {
        TemporaryFolder folder = new();
        SqliteStorageOptions options = Options(folder.Path);
        SqliteStorage storage = await SqliteStorage.OpenAsync(configure is null ? options : configure(options), TimeProvider.System);
        return new StorageEngine(storage.Directory, storage.Accounts, storage.Mail, storage.Blobs, storage.Changes, storage.Queue, storage.QueueAdministration, storage.Scripts, storage.SieveMemory, async () =>
        {
            await storage.DisposeAsync();
            folder.Dispose();
        })
        {
            Sharing = storage.Sharing,
            Quota = storage.Quota,
            MailboxFeed = storage.MailboxFeed,
            Annotations = storage.Annotations,
            UrlKeys = storage.UrlKeys,
        };
    }
}
