using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Benchmarks.Queue;

/// <summary>Fills a queue and drains it, and tells for each ten thousand messages what that took: it should be the same from the first to the last.</summary>
internal static class QueueDrain
{
    private const int Step = 10_000;
    private const int Workers = 20;
    private const int Destinations = 1000;
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public static async Task RunAsync(int messages)
    {
        string folder = Directory.CreateTempSubdirectory("protocols-queue-").FullName;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System))
        {
            await CycleAsync(storage, "empty");
            for (int from = 0; from < messages; from += Step)
            {
                await TimeAsync($"fill to {from + Step}", () => FillAsync(storage, from, s_now));
            }

            // Due an hour from now, all of them; what is new goes past them.
            await CycleAsync(storage, "full");
            for (int from = 0; from < messages; from += Step)
            {
                await TimeAsync($"drain to {messages - from - Step}", () => DrainAsync(storage, Step, s_now.AddHours(1)));
            }

            await CycleAsync(storage, "drained");
        }

        Directory.Delete(folder, recursive: true);
    }

    // A little of everything beside what waits.
    private static async Task CycleAsync(SqliteStorage storage, string name)
    {
        await TimeAsync($"{name}: enqueue", () => FillAsync(storage, 0, s_now.AddHours(-1)));
        await TimeAsync($"{name}: lease, complete", () => DrainAsync(storage, Step, s_now));
    }

    private static async Task TimeAsync(string name, Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {time.TotalSeconds,6:0.00} s for {Step}, {Step / time.TotalSeconds,7:0} a second"));
    }

    private static Task FillAsync(SqliteStorage storage, int from, DateTimeOffset submitted)
    {
        int next = from;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next) - 1; i < from + Step; i = Interlocked.Increment(ref next) - 1)
            {
                byte[] content = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Subject: {i} {submitted.Ticks}\r\n\r\n") + new string('x', 4000));
                string domain = string.Create(CultureInfo.InvariantCulture, $"d{i % Destinations}.test");
                await using BlobUpload upload = storage.Blobs.BeginUpload(content.Length);
                await upload.WriteAsync(new ReadOnlySequence<byte>(content), CancellationToken.None);
                await upload.CompleteAsync(CancellationToken.None);
                QueueEnvelope envelope = new()
                {
                    ReversePath = "kim@example.org", SubmittedAt = submitted, Priority = i % 3, HoldUntil = submitted == s_now ? s_now.AddHours(1) : null,
                };
                await storage.Queue.EnqueueAsync(
                    new QueueSubmission(envelope, upload, [new SubmittedRecipient { Address = "a@" + domain, Destination = domain }]), CancellationToken.None);
            }
        }));
    }

    private static async Task DrainAsync(SqliteStorage storage, int count, DateTimeOffset now)
    {
        QueueLeaseRequest request = new() { Owner = "benchmark", Now = now, Until = now.AddMinutes(10), MaxBatches = 100, MaxLeasesPerDestination = 20 };
        while (count > 0)
        {
            IReadOnlyList<QueueLease> leases = await storage.Queue.LeaseAsync(request, CancellationToken.None);
            if (leases.Count == 0)
            {
                throw new InvalidOperationException("There was less to drain than was put in.");
            }

            await Task.WhenAll(leases.Select(lease => storage.Queue.CompleteAsync(
                lease, [new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Relayed }], [], CancellationToken.None).AsTask()));
            count -= leases.Count;
        }
    }
}
