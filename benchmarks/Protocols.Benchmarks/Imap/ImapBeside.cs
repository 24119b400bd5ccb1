using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.Benchmarks.Imap;

/// <summary>
/// Two servers on this machine, filled with the same messages over IMAP and asked the same in turns, both warm: what clients ask of a large mailbox. Prints each one's
/// best time and their ratio.
/// </summary>
internal static class ImapBeside
{
    private const int MessagesEach = 200;
    private const int Appends = 1000;
    private const int BigMessages = 20;

    // Each with what undoes it, so that every time it has something to do.
    private static readonly (string Command, string? Undo)[] s_commands =
    [
        ("SELECT INBOX", null), ("FETCH 1:* (FLAGS)", null), ("FETCH 1:* (ENVELOPE)", null), ("FETCH 1:* (BODYSTRUCTURE)", null),
        ("SEARCH HEADER SUBJECT \"number 4711\"", null), ("SEARCH TEXT xylophone", null),
        ("STORE 1:* +FLAGS.SILENT (\\Flagged)", "STORE 1:* -FLAGS.SILENT (\\Flagged)"), ("STORE 1:* +FLAGS (\\Answered)", "STORE 1:* -FLAGS.SILENT (\\Answered)"),
    ];

    /// <param name="args">How many messages, how many rounds, and for ours and theirs the port, the user and the password.</param>
    public static async Task RunAsync(string[] args)
    {
        int messages = int.Parse(args[0], CultureInfo.InvariantCulture);
        int rounds = int.Parse(args[1], CultureInfo.InvariantCulture);
        NetworkStream[] servers = [await OpenAsync(args[2..5], messages), await OpenAsync(args[5..8], messages)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-42} {"ours",12} {"theirs",12} {"theirs/ours",12}"));
        double[] sums = [0, 0];
        foreach ((string command, string? undo) in s_commands)
        {
            await WarmAsync(servers, command, undo);
            await CompareAsync(command, servers, rounds, sums, stream => ImapStore.SayAsync(stream, command), undo);
        }

        await CompareAsync($"APPEND, {Appends} times", servers, Math.Min(rounds, 3), sums, async stream =>
        {
            byte[] append = Encoding.UTF8.GetBytes($"t APPEND appended {Literal(ImapStore.Message(7))}\r\n");
            for (int i = 0; i < Appends; i++)
            {
                await stream.WriteAsync(append);
                await ImapStore.SayAsync(stream, null, isTagged: true);
            }

            return 0;
        });
        foreach (NetworkStream stream in servers)
        {
            await ImapStore.SayAsync(stream, "SELECT big");
        }

        await CompareAsync($"UID FETCH 1:* BODY.PEEK[], {BigMessages} of 1 MB", servers, rounds, sums, stream => ImapStore.SayAsync(stream, "UID FETCH 1:* (BODY.PEEK[])"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"the sum",-42} {sums[0],9:0.0} ms {sums[1],9:0.0} ms {sums[1] / sums[0],12:0.00}"));
    }

    // Until caches are filled and code is compiled, on either side: the same number of times, as many as seconds allow.
    private static async Task WarmAsync(NetworkStream[] servers, string command, string? undo)
    {
        const int Times = 40;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Times && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20); i++)
        {
            foreach (NetworkStream stream in servers)
            {
                await ImapStore.SayAsync(stream, command);
                if (undo is not null)
                {
                    await ImapStore.SayAsync(stream, undo);
                }
            }
        }
    }

    private static async Task CompareAsync(string name, NetworkStream[] servers, int rounds, double[] sums, Func<NetworkStream, Task<long>> run, string? undo = null)
    {
        double[] best = [double.MaxValue, double.MaxValue];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < 2; i++)
            {
                long start = Stopwatch.GetTimestamp();
                await run(servers[i]);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (undo is not null)
                {
                    await ImapStore.SayAsync(servers[i], undo);
                }
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
