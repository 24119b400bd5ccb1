namespace Protocols.Storage.Sql;

/// <summary>The data folder is in use by another server.</summary>
public sealed class StorageLockedException : IOException
{
    /// <summary>Tells which folder is in use.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="innerException">What the system said.</param>
    public StorageLockedException(string folder, Exception? innerException)
        : base($"The data folder '{folder}' is in use by another server. Stop that one, or give this one a folder of its own.", innerException)
    {
        Folder = folder;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }
}
