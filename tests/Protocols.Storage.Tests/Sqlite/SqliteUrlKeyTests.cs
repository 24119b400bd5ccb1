namespace Protocols.Storage.Tests;

public sealed class SqliteUrlKeyTests : UrlKeyContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
