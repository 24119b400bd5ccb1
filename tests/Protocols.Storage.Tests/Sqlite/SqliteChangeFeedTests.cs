namespace Protocols.Storage.Tests;

public sealed class SqliteChangeFeedTests : ChangeFeedContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
