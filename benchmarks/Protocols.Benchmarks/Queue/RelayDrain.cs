using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Protocols.Dns;
using Protocols.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Benchmarks.Queue;

/// <summary>
/// Fills a queue and has a delivery agent send all of it over SMTP to a server that throws it away, and tells for each ten thousand messages what that
/// took: it should be the same from the first to the last.
/// </summary>
internal static class RelayDrain
{
    private const int Step = 10_000;
    private const int Workers = 20;
    private const int Destinations = 1000;
    private const int Size = 5_000;

    public static async Task RunAsync(int messages)
    {
        string folder = Directory.CreateTempSubdirectory("protocols-queue-").FullName;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System))
        {
            await FillAsync(storage, messages);
            Sink sink = new();
            await using WebApplication server = await ServeAsync(sink, out Func<int> port);
            DeliveryAgent agent = new(storage.Queue, storage.Blobs, storage.Changes, new DnsZone(), new DeliveryAgentOptions { HostName = "from.test" }, TimeProvider.System, NullLogger.Instance)
            {
                Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute>(), new SmartHostRoute("127.0.0.1", port()) { RequireAuthenticatedTls = false }),
            };
            using CancellationTokenSource stop = new();
            long start = Stopwatch.GetTimestamp();
            Task running = agent.RunAsync(stop.Token);
            for (int step = Step; step <= messages; step += Step)
            {
                while (Volatile.Read(ref sink.Count) < step)
                {
                    await Task.Delay(5);
                }

                TimeSpan time = Stopwatch.GetElapsedTime(start);
                start = Stopwatch.GetTimestamp();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{messages - step,7} left: {time.TotalSeconds,6:0.00} s for {Step}, {Step / time.TotalSeconds,6:0} a second"));
            }

            await stop.CancelAsync();
            await running;
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Task<WebApplication> ServeAsync(Sink sink, out Func<int> port)
    {
        ListenOptions? listening = null;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen =>
        {
            listen.UseMailProtocol(new SmtpServer(new SmtpServerOptions { HostName = "to.test" }, sink, sink), new MailListenerOptions());
            listening = listen;
        }));
        port = () => listening!.IPEndPoint!.Port;
        return StartAsync(builder.Build());
    }

    private static async Task<WebApplication> StartAsync(WebApplication server)
    {
        await server.StartAsync();
        return server;
    }

    private static Task FillAsync(SqliteStorage storage, int messages)
    {
        int next = 0;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next) - 1; i < messages; i = Interlocked.Increment(ref next) - 1)
            {
                byte[] content = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Subject: {i}\r\n\r\n") + string.Concat(Enumerable.Repeat(new string('x', 78) + "\r\n", Size / 80)));
                string domain = string.Create(CultureInfo.InvariantCulture, $"d{i % Destinations}.test");
                await using BlobUpload upload = storage.Blobs.BeginUpload(content.Length);
                await upload.WriteAsync(new ReadOnlySequence<byte>(content), CancellationToken.None);
                await upload.CompleteAsync(CancellationToken.None);
                QueueEnvelope envelope = new() { ReversePath = "kim@example.org", SubmittedAt = DateTimeOffset.UtcNow };
                await storage.Queue.EnqueueAsync(
                    new QueueSubmission(envelope, upload, [new SubmittedRecipient { Address = "a@" + domain, Destination = domain }]), CancellationToken.None);
            }
        }));
    }

    /// <summary>Takes everything and keeps nothing.</summary>
    private sealed class Sink : IMailDelivery, IDirectory, IDeliveryTransaction
    {
        public int Count;

        public ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken) => new(new DeliveryStart(this, null));

        public ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken) => new((SmtpReply?)null);

        public ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => new((SmtpReply?)null);

        public ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Count);
            return new(DeliveryOutcome.ForAll(new SmtpReply(250, 2, 0, "Taken")));
        }

        public ValueTask DisposeAsync() => default;

        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
