namespace Protocols.Storage.Tests;

/// <summary>A folder of a test's own, removed after it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("protocols-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
