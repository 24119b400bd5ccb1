namespace Protocols.Storage.Tests;

public sealed class SqliteDirectoryTests : DirectoryContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
