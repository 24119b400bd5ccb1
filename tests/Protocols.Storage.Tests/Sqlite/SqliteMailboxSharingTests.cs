namespace Protocols.Storage.Tests;

public sealed class SqliteMailboxSharingTests : MailboxSharingContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
