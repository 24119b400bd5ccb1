namespace Protocols.Storage.Tests;

public sealed class SqliteQuotaStoreTests : QuotaStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
