namespace Protocols.Storage.Tests;

public sealed class SqliteBlobStoreTests : BlobStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
