namespace Protocols.Storage.Sql;

/// <summary>The data was written by a newer version of this library than the one that should open it.</summary>
public sealed class StorageSchemaException : IOException
{
    /// <summary>Tells which versions met.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="found">The schema's version in it.</param>
    /// <param name="known">The newest version that this library knows.</param>
    public StorageSchemaException(string folder, int found, int known)
        : base($"The data in '{folder}' has schema version {found}; this server knows versions up to {known}. Use a newer server for it.")
    {
        Found = found;
        Known = known;
    }

    /// <summary>The schema's version that was found.</summary>
    public int Found { get; }

    /// <summary>The newest version that this library knows.</summary>
    public int Known { get; }
}
