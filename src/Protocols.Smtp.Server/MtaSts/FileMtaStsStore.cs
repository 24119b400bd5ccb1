using System.Collections.Concurrent;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Smtp.Server;

/// <summary>
/// Keeps policies of MTA-STS in memory and in a file, so that they outlive a restart (RFC 8461 §10.2). Changes are appended to the file; when most
/// of its lines are of the past, another takes its place in one step. One process has the file at a time. Safe for use by any number of threads.
/// </summary>
public sealed class FileMtaStsStore : IMtaStsStore, IDisposable
{
    // Below so many lines nobody gains by fewer.
    private const int FewLines = 100;

    private readonly ConcurrentDictionary<string, MtaStsEntry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly string _path;
    private readonly int _maxEntries;
    private int _lines;

    private FileMtaStsStore(string path, int maxEntries) => (_path, _maxEntries) = (path, maxEntries);

    /// <summary>How many policies there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Opens a store. What cannot be read in the file, such as a line that a crash cut short, is passed over.</summary>
    /// <param name="path">The file; it need not be there yet, but its folder has to.</param>
    /// <param name="maxEntries">How many policies at most, from 1: of more, the one that ends first goes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public static async Task<FileMtaStsStore> OpenAsync(string path, int maxEntries = 100_000, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        FileMtaStsStore store = new(path, maxEntries);
        if (File.Exists(path))
        {
            await foreach (string line in File.ReadLinesAsync(path, cancellationToken).ConfigureAwait(false))
            {
                store.Read(line);
            }

            // Behind a line that was cut short the next would be lost too.
            await store.ReplaceAsync(cancellationToken).ConfigureAwait(false);
        }

        return store;
    }

    /// <inheritdoc/>
    public ValueTask<MtaStsEntry?> GetAsync(string domain, CancellationToken cancellationToken) => new(_entries.GetValueOrDefault(domain));

    /// <inheritdoc/>
    public async ValueTask PutAsync(MtaStsEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _entries[entry.Domain] = entry;
            Trim();
            await AppendAsync(MtaStsFile.Write(entry), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(MtaStsEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_entries.TryRemove(KeyValuePair.Create(entry.Domain, entry)))
            {
                await AppendAsync(MtaStsFile.WriteRemoval(entry.Domain), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<MtaStsEntry> ReadAllAsync(CancellationToken cancellationToken) => _entries.Values.ToAsyncEnumerable();

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private void Read(string line)
    {
        if (!MtaStsFile.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out string domain, out MtaStsEntry? entry))
        {
            return;
        }

        if (entry is null)
        {
            _entries.TryRemove(domain, out _);
        }
        else
        {
            _entries[domain] = entry;
            Trim();
        }
    }

    private void Trim()
    {
        if (_entries.Count > _maxEntries && _entries.Values.MinBy(static one => one.ExpiresAt) is { } first)
        {
            _entries.TryRemove(first.Domain, out _);
        }
    }

    private async ValueTask AppendAsync(byte[] line, CancellationToken cancellationToken)
    {
        if (_lines > FewLines && _lines > 2 * _entries.Count)
        {
            await ReplaceAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await File.AppendAllBytesAsync(_path, line, cancellationToken).ConfigureAwait(false);
        _lines++;
    }

    private async ValueTask ReplaceAsync(CancellationToken cancellationToken)
    {
        MtaStsEntry[] entries = [.. _entries.Values];
        string fresh = _path + ".new";
        FileStream file = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            foreach (MtaStsEntry entry in entries)
            {
                await file.WriteAsync(MtaStsFile.Write(entry), cancellationToken).ConfigureAwait(false);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, _path, overwrite: true);
        _lines = entries.Length;
    }
}
