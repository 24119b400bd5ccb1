namespace Protocols.Storage.Tests;

/// <summary>What every mail store does.</summary>
public abstract partial class MailStoreContract : StorageContract
{
}
