using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Benchmarks.Imap;

/// <summary>
/// Fills a mailbox, or uses one that was filled before, and times what clients ask of a large one over a loopback connection. Any other server that listens
/// on this machine and has the same messages is timed by the same commands.
/// </summary>
internal static class ImapStore
{
    private static readonly string[] s_commands =
    [
        "SELECT INBOX", "FETCH 1:* (FLAGS)", "FETCH 1:* (UID FLAGS)", "FETCH 1:* (ENVELOPE)", "FETCH 1:* (BODYSTRUCTURE)", "FETCH 1:* (INTERNALDATE RFC822.SIZE)",
        "SEARCH UNSEEN", "SEARCH SINCE 1-Feb-2024 LARGER 3000", "SEARCH SUBJECT \"number 4711\"", "SEARCH SUBJECT number", "SEARCH FROM person77@", "SEARCH HEADER X-Mailer nobody",
        "SEARCH BODY needle4711", "SEARCH TEXT xylophone", "SEARCH TEXT nowhere",
        "SORT (SUBJECT) UTF-8 ALL", "SORT (REVERSE DATE) UTF-8 ALL", "SORT (FROM) UTF-8 UNSEEN", "THREAD REFERENCES UTF-8 ALL", "THREAD ORDEREDSUBJECT UTF-8 ALL",
        "STORE 1:* +FLAGS.SILENT (\\Flagged)", "STORE 1:* -FLAGS.SILENT (\\Flagged)",
    ];

    /// <param name="args">
    /// How many messages; a folder to keep them in; a piece of the commands to time. Or how many, and the port of another server, its user and password.
    /// </param>
    public static async Task RunAsync(string[] args)
    {
        int messages = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        if (args.Length > 3)
        {
            await TimeAsync(int.Parse(args[1], CultureInfo.InvariantCulture), args[2], args[3], "");
            return;
        }

        string folder = args.Length > 1 ? args[1] : Directory.CreateTempSubdirectory("protocols-imap-").FullName;
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System);
        await FillAsync(storage, messages);
        long start = Stopwatch.GetTimestamp();
        await storage.IndexTextsAsync();
        Tell("index texts", start, 0);
        ImapServer server = new(new ImapServerOptions(), storage.Directory, storage.Mail, storage.Blobs, storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            SearchIndex = storage.Search,
        };
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore();
        ListenOptions? port = null;
        builder.WebHost.ConfigureKestrel(k => k.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen =>
        {
            listen.UseMailProtocol(server, new MailListenerOptions());
            port = listen;
        }));
        await using WebApplication app = builder.Build();
        await app.StartAsync();
        await TimeAsync(port!.IPEndPoint!.Port, "me@example.test", "secret", args.Length > 2 ? args[2] : "");
        await app.StopAsync();
        if (args.Length < 2)
        {
            await storage.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One message: of three kilobytes on the average, every eighth with an HTML side, every fifth an answer to an earlier one.</summary>
    public static string Message(int number)
    {
        Random random = new(number);
        StringBuilder text = new();
        string subject = number % 5 == 0 && number > 0 ? $"Re: Report number {number - 1}" : $"Report number {number}";
        text.Append(CultureInfo.InvariantCulture, $"Received: from relay.example.test by mx.example.test; Mon, 1 Jan 2024 00:00:00 +0000\r\nFrom: Person {number % 500} <person{number % 500}@example.test>\r\n");
        text.Append(CultureInfo.InvariantCulture, $"To: Me <me@example.test>, Team <team{number % 7}@example.test>\r\nSubject: {subject}\r\nDate: {Date(number):ddd, dd MMM yyyy HH:mm:ss} +0000\r\nMessage-ID: <m{number}@example.test>\r\n");
        if (number % 5 == 0 && number > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"In-Reply-To: <m{number - 1}@example.test>\r\nReferences: <m{number - 1}@example.test>\r\n");
        }

        StringBuilder body = new();
        int length = 500 + random.Next(5000);
        while (body.Length < length)
        {
            body.Append(s_words[random.Next(s_words.Length)]).Append(random.Next(12) == 0 ? "\r\n" : " ");
        }

        if (number % 1000 == 711)
        {
            body.Append(CultureInfo.InvariantCulture, $"needle{number} xylophone\r\n");
        }

        text.Append("MIME-Version: 1.0\r\n");
        if (number % 8 != 0)
        {
            text.Append("Content-Type: text/plain; charset=utf-8\r\n\r\n").Append(body).Append("\r\n");
        }
        else
        {
            text.Append("Content-Type: multipart/alternative; boundary=\"b0undary\"\r\n\r\n--b0undary\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n").Append(body)
                .Append("\r\n--b0undary\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                .Append(Convert.ToBase64String(Encoding.UTF8.GetBytes("<html><body><p>" + body), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n--b0undary--\r\n");
        }

        return text.ToString();
    }

    private static readonly string[] s_words = [.. Enumerable.Range(0, 3000).Select(static i => new string([.. Enumerable.Range(0, 3 + (i % 7)).Select(j => (char)('a' + ((i * 31 + j * j * 17 + i / 26) % 26)))]))];

    private static DateTime Date(int number) => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number);

    private static async Task FillAsync(SqliteStorage storage, int messages)
    {
        await storage.Accounts.CreateAccountAsync("me@example.test", "secret"u8.ToArray(), null, CancellationToken.None);
        AuthenticationResult login = await storage.Directory.AuthenticateAsync("me@example.test", "secret"u8.ToArray(), CancellationToken.None);
        AccountId account = login.Account!.Id;
        Mailbox inbox = (await storage.Mail.FindMailboxAsync(account, "INBOX", CancellationToken.None))!;
        long start = Stopwatch.GetTimestamp();
        const int Batch = 100;
        for (int from = (int)inbox.Messages; from < messages; from += Batch)
        {
            List<MailChange> changes = [];
            List<BlobUpload> uploads = [];
            for (int number = from; number < Math.Min(messages, from + Batch); number++)
            {
                byte[] message = Encoding.UTF8.GetBytes(Message(number));
                BlobUpload upload = storage.Blobs.BeginUpload(message.Length);
                await upload.WriteAsync(new ReadOnlySequence<byte>(message), CancellationToken.None);
                await upload.CompleteAsync(CancellationToken.None);
                uploads.Add(upload);
                changes.Add(new AddMessage(inbox.Id, upload, MessageFacts.Read(message), number % 3 == 0 ? MailFlags.None : new MailFlags(SystemFlags.Seen), new DateTimeOffset(Date(number))));
            }

            await storage.Mail.ApplyAsync(account, changes, CancellationToken.None);
            foreach (BlobUpload upload in uploads)
            {
                await upload.DisposeAsync();
            }
        }

        Tell("fill", start, 0);
    }

    private static async Task TimeAsync(int port, string user, string password, string piece)
    {
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = client.GetStream();
        await SayAsync(stream, null);
        await SayAsync(stream, $"LOGIN {user} {password}");
        await SayAsync(stream, "SELECT INBOX");
        foreach (string command in s_commands.Where(command => command.Contains(piece, StringComparison.Ordinal)))
        {
            // The best of four runs and three seconds at the least: the first ones are of code that is not warm.
            double best = double.MaxValue;
            long bytes = 0;
            long begun = Stopwatch.GetTimestamp();
            for (int runs = 0; runs < 4 || Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(3); runs++)
            {
                long start = Stopwatch.GetTimestamp();
                bytes = await SayAsync(stream, command);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{command,-42} {best,9:0.0} ms {bytes / 1e6,8:0.00} MB"));
        }
    }

    // Reads up to the line that begins with the tag. No literal in the answers here ends in such a line.
    private static async Task<long> SayAsync(NetworkStream stream, string? command)
    {
        byte[] end = command is null ? "* OK"u8.ToArray() : "\r\nt OK"u8.ToArray();
        byte[] bad = "\r\nt NO"u8.ToArray();
        if (command is not null)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("t " + command + "\r\n"));
        }

        byte[] buffer = new byte[1 << 20];
        int kept = 0;
        if (command is not null)
        {
            "\r\n"u8.CopyTo(buffer);
            kept = 2;
        }

        long total = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(kept));
            if (read == 0)
            {
                throw new EndOfStreamException(command);
            }

            total += read;
            Span<byte> span = buffer.AsSpan(0, kept + read);
            int found = span.IndexOf(end);
            found = found < 0 ? span.IndexOf(bad) : found;
            if (found >= 0 && span[(found + 2)..].IndexOf((byte)'\n') >= 0)
            {
                return total;
            }

            int tail = found >= 0 ? span.Length - found : Math.Min(span.Length, end.Length);
            span[^tail..].CopyTo(buffer);
            kept = tail;
        }
    }

    private static void Tell(string what, long start, long bytes) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-42} {Stopwatch.GetElapsedTime(start).TotalMilliseconds,9:0.0} ms {bytes / 1e6,8:0.00} MB"));
}
