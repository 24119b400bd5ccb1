namespace Protocols.Storage.Sql;

/// <summary>The folder that holds an SQLite store, locked for one server at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "mail.db");

    public string TextIndex => System.IO.Path.Combine(Path, "search.db");

    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    /// <exception cref="StorageLockedException">Another server has the folder.</exception>
    public static DataFolder Open(string folder)
    {
        string path = System.IO.Path.GetFullPath(folder);
        Directory.CreateDirectory(path);
        if (System.IO.Path.GetDirectoryName(path) is { } parent)
        {
            DurableFiles.SyncFolder(parent);
        }

        FileStream stream;
        try
        {
            // The system lets go of the lock when the process ends, however it ends.
            stream = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new StorageLockedException(path, failure);
        }

        return new DataFolder(path, stream);
    }

    public void Dispose() => _lock.Dispose();
}
