using Xunit;

namespace Protocols.TestKit;

/// <summary>
/// Finds the conformance suites and corpora by others, which lie beside the checkout and are read in place.
/// </summary>
public static class Suites
{
    /// <summary>The root of this checkout: the folder with <c>Protocols.sln</c>.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The folder of specifications, suites and peers, or null where there is none.</summary>
    public static string? SharedRoot { get; } = FindShared();

    /// <summary>Gives the folder of a suite, or skips the running test with the reason.</summary>
    /// <param name="name">The folder's name below <c>suites</c>.</param>
    public static string Require(string name) => RequireShared(Path.Combine("suites", name));

    /// <summary>Gives a folder or file below the shared root, or skips the running test with the reason.</summary>
    /// <param name="relativePath">The path below the shared root, such as <c>peers/cli-mail.sh</c>.</param>
    public static string RequireShared(string relativePath)
    {
        string? path = SharedRoot is null ? null : Path.Combine(SharedRoot, relativePath);
        if (path is null || !Path.Exists(path))
        {
            Assert.Skip($"'{relativePath}' is not beside this checkout (set PROTOCOLS_SHARED to its root).");
        }

        return path!;
    }

    /// <summary>The files of a suite with a given ending, in a stable order, or a skip where it is absent.</summary>
    /// <param name="name">The folder's name below <c>suites</c>.</param>
    /// <param name="pattern">A file pattern such as <c>*.eml</c>.</param>
    public static IReadOnlyList<string> Files(string name, string pattern)
    {
        string[] files = Directory.GetFiles(Require(name), pattern, SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Protocols.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests have to run from inside a checkout: Protocols.sln was not found above " + AppContext.BaseDirectory);
    }

    private static string? FindShared()
    {
        string path = Environment.GetEnvironmentVariable("PROTOCOLS_SHARED") ?? Path.Combine(RepositoryRoot, "..", "shared");
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
