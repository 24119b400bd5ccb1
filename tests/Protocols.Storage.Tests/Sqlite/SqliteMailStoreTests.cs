namespace Protocols.Storage.Tests;

public sealed class SqliteMailStoreTests : MailStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
