using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.Benchmarks.Imap;

/// <summary>
/// Two servers on this machine, filled with the same messages over IMAP and asked the same in turns: what clients ask of a large mailbox. Prints each one's best time
/// and their ratio.
/// </summary>
internal static class ImapBeside
{
    private const int MessagesEach = 200;
    private const int Appends = 1000;
    private const int BigMessages = 20;
    private const int Transferred = 20_000;
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(3);

    private static readonly string[] s_reading =
    [
        "SELECT INBOX", "FETCH 1:* (FLAGS)", "FETCH 1:* (ENVELOPE)", "FETCH 1:* (BODYSTRUCTURE)", "SEARCH HEADER SUBJECT \"number 4711\"", "SEARCH TEXT xylophone",
    ];

    // Each with what makes it change every message.
    private static readonly (string Before, string Command)[] s_storing =
    [
        ("STORE 1:* -FLAGS.SILENT (\\Flagged)", "STORE 1:* +FLAGS.SILENT (\\Flagged)"), ("STORE 1:* +FLAGS.SILENT (\\Flagged)", "STORE 1:* -FLAGS.SILENT (\\Flagged)"),
        ("STORE 1:* -FLAGS.SILENT (\\Flagged)", "STORE 1:* +FLAGS (\\Flagged)"), ("STORE 1:* +FLAGS.SILENT (\\Flagged)", "STORE 1:* -FLAGS (\\Flagged)"),
        ("STORE 4711 -FLAGS.SILENT (\\Flagged)", "STORE 4711 +FLAGS (\\Flagged)"),
    ];

    /// <param name="args">How many messages, how many rounds, for ours and theirs the port, the user and the password, and a piece of the commands to time.</param>
    public static async Task RunAsync(string[] args)
    {
        int messages = int.Parse(args[0], CultureInfo.InvariantCulture);
        int rounds = int.Parse(args[1], CultureInfo.InvariantCulture);
        NetworkStream[] servers = [await OpenAsync(args[2..5], messages), await OpenAsync(args[5..8], messages)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-42} {"ours",12} {"theirs",12} {"theirs/ours",12}"));
        double[] sums = [0, 0];
        string piece = args.Length > 8 ? args[8] : "";
        foreach (string command in s_reading.Where(Includes))
        {
            await CompareAsync(command, servers, rounds, s_warm, sums, null, stream => ImapStore.SayAsync(stream, command));
        }

        foreach ((string before, string command) in s_storing.Where(s => Includes(s.Command)))
        {
            await CompareAsync(command, servers, rounds, s_warm, sums, stream => ImapStore.SayAsync(stream, before), stream => ImapStore.SayAsync(stream, command));
        }

        await CompareTransfersAsync(Math.Min(messages, Transferred), servers, Math.Min(rounds, 3), sums, Includes);

        if (Includes("APPEND"))
        {
            await CompareAsync($"APPEND, {Appends} times", servers, Math.Min(rounds, 3), TimeSpan.Zero, sums, null, AppendAsync);
        }

        foreach (NetworkStream stream in servers)
        {
            await ImapStore.SayAsync(stream, "SELECT big");
        }

        if (Includes("BODY.PEEK"))
        {
            await CompareAsync(
                $"UID FETCH 1:* BODY.PEEK[], {BigMessages} of 1 MB", servers, rounds, s_warm, sums, null, stream => ImapStore.SayAsync(stream, "UID FETCH 1:* (BODY.PEEK[])"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"the sum",-42} {sums[0],9:0.0} ms {sums[1],9:0.0} ms {sums[1] / sums[0],12:0.00}"));

        bool Includes(string name) => name.Contains(piece, StringComparison.Ordinal);
    }

    private static async Task<long> AppendAsync(NetworkStream stream)
    {
        byte[] append = Encoding.UTF8.GetBytes($"t APPEND appended {Literal(ImapStore.Message(7))}\r\n");
        for (int i = 0; i < Appends; i++)
        {
            await stream.WriteAsync(append);
            await ImapStore.SayAsync(stream, null, isTagged: true);
        }

        return 0;
    }

    private static async Task CompareTransfersAsync(int messages, NetworkStream[] servers, int rounds, double[] sums, Func<string, bool> includes)
    {
        string copy = string.Create(CultureInfo.InvariantCulture, $"COPY 1:{messages} copies");
        (string Command, string[] Before)[] transfers =
        [
            (copy, ["SELECT INBOX", "DELETE copies", "CREATE copies"]),
            ("MOVE 1:* moved", ["SELECT INBOX", "DELETE copies", "CREATE copies", copy, "DELETE moved", "CREATE moved", "SELECT copies"]),
            ("EXPUNGE", ["SELECT INBOX", "DELETE copies", "CREATE copies", copy, "SELECT copies", "STORE 1:* +FLAGS.SILENT (\\Deleted)"]),
        ];
        foreach ((string command, string[] before) in transfers.Where(transfer => includes(transfer.Command)))
        {
            await CompareAsync(command, servers, rounds, TimeSpan.Zero, sums, async stream =>
            {
                foreach (string preparation in before)
                {
                    await ImapStore.SayAsync(stream, preparation);
                }
            }, stream => ImapStore.SayAsync(stream, command));
        }

        foreach (NetworkStream stream in servers)
        {
            await ImapStore.SayAsync(stream, "SELECT INBOX");
        }
    }

    // Code that is compiled while it runs is warm after a while only: so many rounds, and so much time.
    private static async Task CompareAsync(
        string name, NetworkStream[] servers, int rounds, TimeSpan atLeast, double[] sums, Func<NetworkStream, Task>? before, Func<NetworkStream, Task<long>> run)
    {
        double[] best = [double.MaxValue, double.MaxValue];
        long begun = Stopwatch.GetTimestamp();
        for (int round = 0; round < rounds || Stopwatch.GetElapsedTime(begun) < atLeast; round++)
        {
            for (int i = 0; i < 2; i++)
            {
                if (before is not null)
                {
                    await before(servers[i]);
                }

                long start = Stopwatch.GetTimestamp();
                await run(servers[i]);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        sums[0] += best[0];
        sums[1] += best[1];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-42} {best[0],9:0.0} ms {best[1],9:0.0} ms {best[1] / best[0],12:0.00}"));
    }

    // Both are filled the same way, many messages in one command.
    private static async Task<NetworkStream> OpenAsync(string[] server, int messages)
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, int.Parse(server[0], CultureInfo.InvariantCulture));
        NetworkStream stream = client.GetStream();
        await ImapStore.SayAsync(stream, null);
        await ImapStore.SayAsync(stream, $"LOGIN {server[1]} {server[2]}");
        long start = Stopwatch.GetTimestamp();
        for (int from = 0; from < messages; from += MessagesEach)
        {
            StringBuilder append = new("APPEND INBOX");
            for (int number = from; number < Math.Min(messages, from + MessagesEach); number++)
            {
                append.Append(number % 3 == 0 ? " " : " (\\Seen) ").Append(Literal(ImapStore.Message(number)));
            }

            await ImapStore.SayAsync(stream, append.ToString());
        }

        await ImapStore.SayAsync(stream, "CREATE appended");
        await ImapStore.SayAsync(stream, "CREATE big");
        string big = "Subject: big\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 16 * 1024));
        for (int i = 0; i < BigMessages; i++)
        {
            await ImapStore.SayAsync(stream, "APPEND big " + Literal(big));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"filled port {server[0]} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
        await ImapStore.SayAsync(stream, "SELECT INBOX");
        return stream;
    }

    private static string Literal(string message) => string.Create(CultureInfo.InvariantCulture, $"{{{Encoding.UTF8.GetByteCount(message)}+}}\r\n{message}");
}
