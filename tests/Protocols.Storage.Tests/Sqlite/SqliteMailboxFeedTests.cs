namespace Protocols.Storage.Tests;

public sealed class SqliteMailboxFeedTests : MailboxFeedContract
{
    protected override ValueTask<StorageEngine> OpenAsync() => SqliteEngine.OpenAsync();
}
