using System.Buffers;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class SqliteWriterTests : IDisposable
{
    private static readonly SqlText Insert = new("INSERT INTO t (n) VALUES (@n)");
    private static readonly SqlText Sum = new("SELECT coalesce(sum(n), 0) FROM t");
    private static readonly SqlText CreateTable = new("CREATE TABLE t (n INTEGER UNIQUE)");

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private int _groups;

    public SqliteWriterTests() => _database = new SqliteDatabase(Path.Combine(_folder.Path, "t.db"), 2);

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    private SqliteWriter Open(int queueLength)
    {
        SqlSession session = _database.OpenWriter();
        session[CreateTable].Execute();
        return new SqliteWriter(session, queueLength, () => _groups++);
    }

    private static Func<SqlSession, Written<long>> Put(long n) => session =>
    {
        session[Insert].Execute(n);
        return new Written<long>(n, Keep: true);
    };

    [Fact]
    public async Task Jobs_that_wait_share_a_commit_and_one_that_fails_is_rolled_back_alone()
    {
        await using SqliteWriter opened = Open(100);
        ISqlWriter writer = opened;
        (Task<long> blocker, ManualResetEventSlim gate) = Block(writer);
        Task<long> first = writer.WriteAsync(Put(1), null, default);
        Task<long> twice = writer.WriteAsync(Put(1), null, default);
        Task<long> undone = writer.WriteAsync(session => Put(10)(session) with { Keep = false }, _ => Assert.Fail("It was not kept."), default);
        Task<long> last = writer.WriteAsync(Put(100), null, default);
        gate.Set();
        Assert.Equal((0, 1, 10, 100), (await blocker, await first, await undone, await last));
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => twice);
        using ReadLease lease = await _database.ReadAsync(default);
        Assert.Equal(101, lease.Session[Sum].Integer());

        // A group that has gone on for long takes no more jobs, which a slow machine may come to meet.
        Assert.InRange(_groups, 1, 4);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_waits_for_room_or_gives_up()
    {
        await using SqliteWriter opened = Open(1);
        ISqlWriter writer = opened;
        (Task<long> blocker, ManualResetEventSlim gate) = Block(writer);
        Task<long> queued = writer.WriteAsync(Put(1), null, default);
        using CancellationTokenSource end = new();
        int ended = 0;
        Task<long> waiting = writer.WriteAsync(Put(2), null, () => ended++, end.Token);
        Assert.False(waiting.IsCompleted);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, ended);
        Task<long> patient = writer.WriteAsync(Put(4), null, default);
        gate.Set();
        await blocker;
        Assert.Equal((1, 4), (await queued, await patient));
        using ReadLease lease = await _database.ReadAsync(default);
        Assert.Equal(5, lease.Session[Sum].Integer());
    }

    [Fact]
    public async Task A_job_given_up_before_it_was_begun_is_not_done()
    {
        await using SqliteWriter opened = Open(10);
        ISqlWriter writer = opened;
        (Task<long> blocker, ManualResetEventSlim gate) = Block(writer);
        using CancellationTokenSource end = new();
        Task<long> given = writer.WriteAsync(Put(1), null, end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.Set();
        await blocker;
        await writer.WriteAsync(Put(2), null, default);
        using ReadLease lease = await _database.ReadAsync(default);
        Assert.Equal(2, lease.Session[Sum].Integer());
    }

    [Fact]
    public async Task A_lost_group_tells_all_its_waiters_and_the_writer_goes_on()
    {
        await using SqliteWriter opened = Open(10);
        ISqlWriter writer = opened;
        (Task<long> blocker, ManualResetEventSlim gate) = Block(writer);
        Task<long> first = writer.WriteAsync(Put(1), null, default);

        // Ends the transaction behind the writer's back, as SQLite itself does when the disk is full.
        Task<long> fatal = writer.WriteAsync(
            session =>
            {
                session[TransactionStatements.Rollback].Execute();
                return new Written<long>(0, Keep: true);
            },
            null,
            default);
        gate.Set();
        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAsync<IOException>(() => fatal);
        await Task.WhenAny(blocker);
        await writer.WriteAsync(Put(7), null, default);
        using ReadLease lease = await _database.ReadAsync(default);
        Assert.Equal(7, lease.Session[Sum].Integer());
    }

    // Holds the writer in one job, so that those that come meanwhile wait together.
    private static (Task<long> Job, ManualResetEventSlim Gate) Block(ISqlWriter writer)
    {
        ManualResetEventSlim gate = new();
        ManualResetEventSlim begun = new();
        Task<long> job = writer.WriteAsync(
            _ =>
            {
                begun.Set();
                gate.Wait(TimeSpan.FromSeconds(30));
                return new Written<long>(0, Keep: true);
            },
            null,
            default);
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30)));
        return (job, gate);
    }
}
