using System.Runtime.InteropServices;

namespace Protocols.Storage.Sql;

/// <summary>What files need to outlive a loss of power, beyond what .NET offers: names that are on disk, and second names.</summary>
internal static partial class DurableFiles
{
    private const int FileExists = 17;              // EEXIST
    private const int WindowsAlreadyExists = 183;   // ERROR_ALREADY_EXISTS

    /// <summary>Waits until the names in a folder are on disk. Windows keeps names in its journal and has no such call.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The folder '{folder}' could not be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        int result = Fsync(descriptor);
        string message = result == 0 ? "" : Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"The folder '{folder}' could not be written to disk: {message}.");
        }
    }

    /// <summary>Gives a whole and synced file a second name, or a synced copy under it where the file system knows no second names.</summary>
    /// <returns>False if the name was taken.</returns>
    public static bool Link(string existing, string name)
    {
        int error = 0;
        if (OperatingSystem.IsWindows())
        {
            if (CreateHardLink(name, existing, 0))
            {
                return true;
            }

            error = Marshal.GetLastPInvokeError() == WindowsAlreadyExists ? FileExists : -1;
        }
        else if (LinkFile(existing, name) == 0)
        {
            return true;
        }
        else
        {
            error = Marshal.GetLastPInvokeError();
        }

        return error != FileExists && Copy(existing, name);
    }

    private static bool Copy(string existing, string name)
    {
        string staged = existing + "." + Guid.NewGuid().ToString("N");
        try
        {
            File.Copy(existing, staged);
            using (FileStream copy = new(staged, FileMode.Open, FileAccess.ReadWrite))
            {
                copy.Flush(flushToDisk: true);
            }

            if (File.Exists(name))
            {
                return false;
            }

            File.Move(staged, name, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(staged);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string existing, string name);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string name, string existing, nint attributes);
}
