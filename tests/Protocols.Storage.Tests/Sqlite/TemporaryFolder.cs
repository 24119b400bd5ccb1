namespace Protocols.Storage.Tests;

/// <summary>A folder of a test's own, removed after it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("protocols-storage-").FullName;

    /// <summary>Copies a store as its files are now, which is what kill -9 would leave.</summary>
    public void CopyTo(string target)
    {
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            string relative = System.IO.Path.GetRelativePath(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.Combine(target, relative))!);
            if (relative is not ("lock" or "mail.db-shm"))
            {
                File.Copy(file, System.IO.Path.Combine(target, relative));
            }
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
