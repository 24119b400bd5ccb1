using Protocols.Storage;

namespace Protocols.Storage.Tests;

/// <summary>An engine under test: the ports, and a way to end it.</summary>
public sealed record StorageEngine(
    IDirectory Directory, IAccountAdministration Accounts, IMailStore Mail, IBlobStore Blobs, IChangeFeed Changes,
    IQueueStore Queue, IQueueAdministration QueueAdministration, IScriptStore Scripts, ISieveMemory SieveMemory, Func<ValueTask> Close)
{
    public required IMailboxSharing Sharing { get; init; }

    public required IQuotaStore Quota { get; init; }

    public required IMailboxFeed MailboxFeed { get; init; }

    public required IAnnotationStore Annotations { get; init; }

    public required IUrlKeyStore UrlKeys { get; init; }
}
