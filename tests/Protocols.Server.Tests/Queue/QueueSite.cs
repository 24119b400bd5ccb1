using System.Buffers;
using System.Text;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Queue;

/// <summary>A queue of its own, in a folder that goes with it.</summary>
internal sealed class QueueSite : IAsyncDisposable
{
    private readonly string _folder;

    private QueueSite(string folder, SqliteStorage storage, ManualTime time)
    {
        _folder = folder;
        Storage = storage;
        Time = time;
    }

    public SqliteStorage Storage { get; }

    public ManualTime Time { get; }

    public IQueueStore Queue => Storage.Queue;

    public static async Task<QueueSite> StartAsync()
    {
        ManualTime time = new();
        string folder = Directory.CreateTempSubdirectory("protocols-queue-").FullName;
        return new QueueSite(folder, await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder, PasswordIterations = 4096 }, time), time);
    }

    /// <summary>Puts a message into the queue.</summary>
    public async Task<QueueMessageId> EnqueueAsync(string content, QueueEnvelope envelope, params SubmittedRecipient[] recipients)
    {
        await using BlobUpload upload = Storage.Blobs.BeginUpload();
        Assert.True(await upload.WriteAsync(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(content)), CancellationToken.None));
        await upload.CompleteAsync(CancellationToken.None);
        EnqueueResult result = await Queue.EnqueueAsync(new QueueSubmission(envelope, upload, recipients), CancellationToken.None);
        Assert.Equal(EnqueueStatus.Done, result.Status);
        return result.Message!.Value;
    }

    /// <summary>Takes all that is due.</summary>
    public async Task<IReadOnlyList<QueueLease>> LeaseAsync(int max = 100) => await Queue.LeaseAsync(
        new QueueLeaseRequest { Owner = "test", Now = Time.GetUtcNow(), Until = Time.GetUtcNow().AddMinutes(5), MaxBatches = max }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
