using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class SqliteDatabaseTests
{
    private static readonly SqlText Synchronous = new("PRAGMA synchronous");
    private static readonly SqlText QueryOnly = new("PRAGMA query_only");
    private static readonly SqlText CreateTable = new("CREATE TABLE t (n INTEGER)");
    private static readonly SqlText Count = new("SELECT count(*) FROM t");
    private static readonly SqlText Insert = new("INSERT INTO t (n) VALUES (@n)");

    [Fact]
    public void A_commit_waits_for_the_disk()
    {
        using TemporaryFolder folder = new();
        using SqliteDatabase database = new(Path.Combine(folder.Path, "t.db"), 1);
        using SqlSession writer = database.OpenWriter();
        Assert.Equal(2, writer[Synchronous].Integer());
        writer[CreateTable].Execute();
        Assert.True(File.Exists(Path.Combine(folder.Path, "t.db-wal")));
    }

    [Fact]
    public async Task A_snapshot_sees_one_state_while_the_writer_goes_on()
    {
        using TemporaryFolder folder = new();
        using SqliteDatabase database = new(Path.Combine(folder.Path, "t.db"), 2);
        using SqlSession writer = database.OpenWriter();
        writer[CreateTable].Execute();
        using ReadLease lease = await database.ReadAsync(default);
        Assert.Equal(1, lease.Session[QueryOnly].Integer());
        using (lease.BeginSnapshot())
        {
            Assert.Equal(0, lease.Session[Count].Integer());
            writer[Insert].Execute(1L);
            Assert.Equal(0, lease.Session[Count].Integer());
        }

        Assert.Equal(1, lease.Session[Count].Integer());
    }

    [Fact]
    public async Task Who_finds_all_readers_busy_waits_or_gives_up()
    {
        using TemporaryFolder folder = new();
        using SqliteDatabase database = new(Path.Combine(folder.Path, "t.db"), 1);
        using SqlSession writer = database.OpenWriter();
        writer[CreateTable].Execute();
        ReadLease first = await database.ReadAsync(default);
        using CancellationTokenSource end = new();
        Task<ReadLease> given = database.ReadAsync(end.Token).AsTask();
        Task<ReadLease> patient = database.ReadAsync(default).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.False(patient.IsCompleted);
        first.Dispose();
        using ReadLease second = await patient.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, second.Session[Count].Integer());
    }
}
