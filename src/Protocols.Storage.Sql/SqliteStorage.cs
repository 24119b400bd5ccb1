namespace Protocols.Storage.Sql;

/// <summary>
/// Everything a mail server stores, in one folder: rows and small content in SQLite, large content in files beside it.
/// One process has the folder at a time. Safe for use by any number of threads.
/// </summary>
/// <remarks>
/// A change set that was applied is on disk: the write-ahead log is synced with each commit, and one commit serves all change sets that
/// wait for it. Readers see snapshots and never wait for the writer.
/// </remarks>
public sealed class SqliteStorage : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;
    private readonly SqliteCheckpointer _checkpointer;
    private readonly SqlDirectory _directory;
    private readonly BlobSweeper _sweeper;
    private readonly SqlSieveMemory _sieveMemory;
    private readonly ChangeLogCompaction _compaction;
    private readonly FlagFolding _folding;
    private readonly TextIndexer? _indexer;
    private int _disposed;

    private SqliteStorage(DataFolder folder, SqliteDatabase database, SqlSession session, SqliteStorageOptions options, TimeProvider time)
    {
        _folder = folder;
        _database = database;
        _checkpointer = new SqliteCheckpointer(database);
        _writer = new SqliteWriter(session, options.WriteQueueLength, _checkpointer.Wake);
        BlobFiles files = new(folder.Blobs);
        files.ClearStaging();
        AccountClocks clocks = new(database);
        VerifiedPasswords verified = new(time, options.PasswordCacheTime);
        Changes = clocks;
        Directory = _directory = new SqlDirectory(database, options, verified);
        Accounts = new SqlAccountAdministration(database, _writer, clocks, options, verified, time);
        SqlBlobStore blobs = new(database, files, options);
        Blobs = blobs;
        if (options.IndexedTextSize > 0)
        {
            TextIndex index = TextIndex.Open(folder.TextIndex);
            Search = index;
            _indexer = new TextIndexer(index, database, _writer, blobs, options.IndexedTextSize, time);
        }

        EntryRowCache rows = new(options.CachedEntries);
        _folding = new FlagFolding(database, _writer, options.FlagFoldingDelay, time);
        MailChangeApplier applier = new(files, new MailWriting(options.Limits, rows, options.PendingFlagChanges), time);
        Mail = new SqlMailStore(database, _writer, applier, clocks, files, rows, _folding, _indexer);
        Sharing = new SqlMailboxSharing(database);
        MailboxFeed = new SqlMailboxFeed(database);
        Annotations = new SqlAnnotationStore(database, options.Limits);
        Quota = new SqlQuotaStore(database, _writer);
        SqlQueueStore queue = new(database, _writer, files, clocks, options.Queue, time);
        Queue = queue;
        QueueAdministration = new SqlQueueAdministration(database, _writer, queue, options.Queue, time);
        Scripts = new SqlScriptStore(database, _writer, clocks, options, time);
        SieveMemory = _sieveMemory = new SqlSieveMemory(database, _writer, options.Scripts, time);
        UrlKeys = new SqlUrlKeyStore(database, _writer);
        _sweeper = new BlobSweeper(database, _writer, files, options.BlobGracePeriod, time);
        _compaction = new ChangeLogCompaction(database, _writer, options.ChangeLogLength);
    }

    /// <summary>Who is here.</summary>
    public IDirectory Directory { get; }

    /// <summary>What an operator does with accounts.</summary>
    public IAccountAdministration Accounts { get; }

    /// <summary>Mailboxes and messages.</summary>
    public IMailStore Mail { get; }

    /// <summary>Who may do what with whose mailboxes.</summary>
    public IMailboxSharing Sharing { get; }

    /// <summary>Which mailboxes changed when.</summary>
    public IMailboxFeed MailboxFeed { get; }

    /// <summary>Annotations of mailboxes and accounts.</summary>
    public IAnnotationStore Annotations { get; }

    /// <summary>What accounts use and may use.</summary>
    public IQuotaStore Quota { get; }

    /// <summary>Content.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>What knows where texts are, or null where there is no index (<see cref="SqliteStorageOptions.IndexedTextSize"/>).</summary>
    public ISearchIndex? Search { get; }

    /// <summary>Mail on its way out.</summary>
    public IQueueStore Queue { get; }

    /// <summary>What an operator does with it.</summary>
    public IQueueAdministration QueueAdministration { get; }

    /// <summary>Sieve scripts.</summary>
    public IScriptStore Scripts { get; }

    /// <summary>What they remember between two messages.</summary>
    public ISieveMemory SieveMemory { get; }

    /// <summary>What IMAP URLs are authorized by.</summary>
    public IUrlKeyStore UrlKeys { get; }

    /// <summary>Who changed when.</summary>
    public IChangeFeed Changes { get; }

    /// <summary>Opens a data folder, making it or bringing it to the newest schema if need be, and clears what a killed process left.</summary>
    /// <param name="options">How it is to work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageLockedException">Another server has the folder.</exception>
    /// <exception cref="StorageSchemaException">The data is newer than this library.</exception>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static async Task<SqliteStorage> OpenAsync(SqliteStorageOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        cancellationToken.ThrowIfCancellationRequested();
        SqliteStorage storage = await Task.Run(() => Open(options, time), cancellationToken).ConfigureAwait(false);
        try
        {
            await storage.SweepAsync(cancellationToken).ConfigureAwait(false);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes content that nothing has linked to for the grace period, and what scripts need to remember no longer. A host calls it now and then; opening does too.</summary>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many blobs were removed.</returns>
    public async Task<long> SweepAsync(CancellationToken cancellationToken = default)
    {
        await _sieveMemory.ForgetExpiredAsync(cancellationToken).ConfigureAwait(false);
        if (_indexer is null)
        {
            // Nobody else comes for these.
            await _writer.WriteAsync(
                session => new Written<int>(session[TextIndexStatements.ForgetRemovals].Execute(long.MaxValue), Keep: true), null, null, cancellationToken).ConfigureAwait(false);
        }

        return await _sweeper.SweepAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Shortens the change log to <see cref="SqliteStorageOptions.ChangeLogLength"/>. Deltas from earlier points are then told to be incomplete.
    /// </summary>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public Task CompactAsync(CancellationToken cancellationToken = default) => _compaction.CompactAsync(cancellationToken);

    /// <summary>
    /// Works changes of the flags of many messages, which are kept as they were asked for at first, into the messages' own rows. That happens by itself too, after
    /// <see cref="SqliteStorageOptions.FlagFoldingDelay"/>; nothing that is told of flags depends on it.
    /// </summary>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public Task FoldFlagsAsync(CancellationToken cancellationToken = default) => _folding.RunAsync(cancellationToken);

    /// <summary>Brings the index of texts up to now. That happens by itself too, a moment after mail came.</summary>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public Task IndexTextsAsync(CancellationToken cancellationToken = default) => _indexer?.RunAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Finishes what waits to be written and closes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_indexer is not null)
        {
            await _indexer.DisposeAsync().ConfigureAwait(false);
        }

        await _folding.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _checkpointer.Dispose();
        _directory.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    private static SqliteStorage Open(SqliteStorageOptions options, TimeProvider time)
    {
        DataFolder folder = DataFolder.Open(options.Folder);
        SqliteDatabase? database = null;
        SqlSession? session = null;
        try
        {
            System.IO.Directory.CreateDirectory(folder.Blobs);
            database = new SqliteDatabase(folder.Database, options.Readers);
            session = database.OpenWriter();
            SchemaMigrations.Apply(session, "Sqlite", folder.Path);
            return new SqliteStorage(folder, database, session, options, time);
        }
        catch
        {
            session?.Dispose();
            database?.Dispose();
            folder.Dispose();
            throw;
        }
    }
}
