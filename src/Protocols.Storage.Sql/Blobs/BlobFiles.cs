using System.Collections.Concurrent;

namespace Protocols.Storage.Sql;

/// <summary>Content too large for the database: <c>blobs/(account)/(two digits)/(hash)</c>, and <c>blobs/tmp</c> for what is on its way.</summary>
internal sealed class BlobFiles
{
    private readonly string _folder;
    private readonly string _staging;

    // Folders whose own names this process has brought to disk; an earlier one may have been killed before it did.
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);

    public BlobFiles(string folder)
    {
        _folder = folder;
        _staging = Path.Combine(folder, "tmp");
        Directory.CreateDirectory(_staging);
        DurableFiles.SyncFolder(folder);
        DurableFiles.SyncFolder(Path.GetDirectoryName(folder)!);
    }

    public string NewStagingPath() => Path.Combine(_staging, Guid.NewGuid().ToString("N"));

    public string PathOf(AccountId account, BlobId blob)
    {
        string name = blob.ToString();
        return Path.Combine(_folder, account.ToString(), name[..2], name);
    }

    public bool Exists(AccountId account, BlobId blob) => File.Exists(PathOf(account, blob));

    /// <summary>Gives synced content its place for an account, and waits until the place is on disk.</summary>
    public void Place(string staged, AccountId account, BlobId blob)
    {
        string path = PathOf(account, blob);
        string folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        if (!DurableFiles.Link(staged, path) && new FileInfo(path).Length != new FileInfo(staged).Length)
        {
            // A whole file was placed here once, and the disk lost a part of it.
            File.Delete(path);
            DurableFiles.Link(staged, path);
        }

        DurableFiles.SyncFolder(folder);
    }

    public void Remove(AccountId account, BlobId blob) => File.Delete(PathOf(account, blob));

    public static void RemoveStaged(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What was uploaded is filed or refused already; the next opening of the store tries again.
            return;
        }
    }

    /// <summary>Removes what uploads left behind that a killed process had under way.</summary>
    public void ClearStaging()
    {
        foreach (string file in Directory.EnumerateFiles(_staging))
        {
            File.Delete(file);
        }
    }

    /// <summary>The files of an account that were written before a moment.</summary>
    public IEnumerable<BlobId> FilesBefore(AccountId account, DateTime moment)
    {
        DirectoryInfo folder = new(Path.Combine(_folder, account.ToString()));
        if (!folder.Exists)
        {
            yield break;
        }

        foreach (FileInfo file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.LastWriteTimeUtc <= moment && file.Name.Length == BlobId.Size * 2 && file.Name.All(char.IsAsciiHexDigit))
            {
                yield return new BlobId(Convert.FromHexString(file.Name));
            }
        }
    }

    private void MakeFolder(string folder)
    {
        if (_durable.ContainsKey(folder))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        string account = Path.GetDirectoryName(folder)!;
        DurableFiles.SyncFolder(account);
        DurableFiles.SyncFolder(_folder);
        _durable[folder] = true;
    }
}
