namespace Protocols.Storage.Tests;

public sealed class SqliteQueueStoreTests : QueueStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
