namespace Protocols.Storage.Tests;

public sealed class SqliteAnnotationStoreTests : AnnotationStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
