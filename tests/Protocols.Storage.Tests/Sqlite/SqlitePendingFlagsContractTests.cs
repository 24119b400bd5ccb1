namespace Protocols.Storage.Tests;

/// <summary>The same of a store that leaves every change of flags pending.</summary>
public sealed class SqlitePendingFlagsContractTests : MailStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() =>
        SqliteEngine.OpenAsync(static options => options with { PendingFlagChanges = 1, FlagFoldingDelay = TimeSpan.FromDays(1) });
}

/// <summary>The same of a store that folds them all the while.</summary>
public sealed class SqliteFoldingFlagsContractTests : MailStoreContract
{
    protected override ValueTask<StorageEngine> OpenAsync() =>
        SqliteEngine.OpenAsync(static options => options with { PendingFlagChanges = 1, FlagFoldingDelay = TimeSpan.Zero });
}
