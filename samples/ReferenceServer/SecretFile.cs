namespace Protocols.Samples.ReferenceServer;

/// <summary>Files that nobody but their owner may read.</summary>
internal static class SecretFile
{
    public static void Write(string path, string text)
    {
        FileStreamOptions secret = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            secret.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(path, secret);
        writer.Write(text);
    }
}
