using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Benchmarks.Sieve;

/// <summary>How fast scripts are compiled and run: 200 rules in 25 KB, over a message of 5 KB.</summary>
internal static class SieveSpeed
{
    private const int Rules = 200;
    private const int MessageSize = 5 * 1024;
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(1);

    public static void Run()
    {
        byte[] message = MakeMessage();
        using MimeDocument document = MimeDocument.Parse(message);
        SieveEnvelope envelope = new() { From = "sender@example.net", To = "ann+lists@example.org" };
        foreach ((string name, Func<int, string> rule) in new (string, Func<int, string>)[] { ("header rules", HeaderRule), ("address, size and envelope rules", OtherRule), (":matches rules", MatchesRule) })
        {
            byte[] source = MakeScript(rule);
            SieveCompiler compiler = new();
            SieveProgram program = compiler.Compile(source).GetProgram();
            SieveRun run = new();
            Check(run, program, document, envelope);

            (double compile, double compileBytes) = Measure(() => compiler.Compile(source));
            (double once, double runBytes) = Measure(() => run.Start(program, document, envelope));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {source.Length} B of script compile in {compile * 1e6:F0} µs, {source.Length / compile / 1e6:F0} MB/s, {compileBytes / 1024:F0} KB; run in {once * 1e6:F1} µs, {runBytes:F0} B"));
        }
    }

    private static string HeaderRule(int i) => (i % 4) switch
    {
        0 => $"if header :contains \"Subject\" [\"[list-{i:D3}]\", \"report {i:D3} of today\"] {{\r\n    fileinto \"Lists/list-{i:D3}\";\r\n    stop;\r\n}}\r\n",
        1 => $"if header :is \"X-Mailing-List\" \"<announce-{i:D3}@lists.example.org>\" {{\r\n    fileinto \"Lists/announce-{i:D3}\";\r\n    stop;\r\n}}\r\n",
        2 => $"if header :contains [\"To\", \"Cc\"] \"team-{i:D3}@example.org\" {{\r\n    fileinto \"Teams/team-{i:D3}\"; # of this team\r\n    stop;\r\n}}\r\n",
        _ => $"if anyof (header :is \"List-Id\" \"list{i:D3}.example.org\", header :contains \"From\" \"bot-{i:D3}@\") {{\r\n    discard;\r\n    stop;\r\n}}\r\n",
    };

    private static string OtherRule(int i) => (i % 3) switch
    {
        0 => $"if address :domain :is [\"From\", \"Sender\"] \"shop-{i:D3}.example.com\" {{\r\n    fileinto \"Shops/shop-{i:D3}\";\r\n    stop;\r\n}}\r\n",
        1 => $"if allof (size :over {i}M, address :localpart \"To\" \"ann-{i:D3}\") {{\r\n    fileinto \"Large/number-{i:D3}\";\r\n    stop;\r\n}}\r\n",
        _ => $"if envelope :contains \"from\" [\"bounce-{i:D3}\", \"owner-{i:D3}@lists.example.org\"] {{\r\n    fileinto \"Lists/{i:D3}\";\r\n    stop;\r\n}}\r\n",
    };

    private static string MatchesRule(int i) => $"if header :matches [\"Subject\", \"List-Id\"] \"*[ticket-{i:D3}]*from ?*\" {{\r\n    fileinto \"Tickets/{i:D3}\";\r\n    stop;\r\n}}\r\n";

    private static byte[] MakeScript(Func<int, string> rule)
    {
        StringBuilder source = new("require [\"fileinto\", \"envelope\"];\r\n");
        for (int i = 0; i < Rules; i++)
        {
            source.Append(rule(i));
        }

        return Encoding.UTF8.GetBytes(source.ToString());
    }

    private static byte[] MakeMessage()
    {
        StringBuilder message = new();
        for (int i = 0; i < 4; i++)
        {
            message.Append(CultureInfo.InvariantCulture, $"Received: from mx{i}.example.net (mx{i}.example.net [192.0.2.{i}])\r\n by mx.example.org with ESMTPS id 4Xy{i}; Mon, 30 Nov 2026 00:0{i}:00 +0000\r\n");
        }

        message.Append(
            "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=s1; h=from:to:subject:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n b=dGhpcyBpcyBub3QgYSBzaWduYXR1cmU=\r\n"
            + "From: \"Sender of Mail\" <sender@example.net>\r\nTo: Ann <ann@example.org>, Bob <bob@example.org>\r\nCc: carol@example.com\r\n"
            + "Subject: Minutes of the meeting on Monday, and what is to be done\r\nDate: Mon, 30 Nov 2026 00:00:00 +0000\r\nMessage-ID: <20261130000000.1@example.net>\r\n"
            + "List-Id: People of the project <people.example.net>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nX-Mailer: Example 1.0\r\n\r\n");
        while (message.Length < MessageSize)
        {
            message.Append("The quick brown fox jumps over the lazy dog, and does so again.\r\n");
        }

        return Encoding.ASCII.GetBytes(message.ToString());
    }

    // Every rule must be come to, or nothing is measured.
    private static void Check(SieveRun run, SieveProgram program, MimeDocument document, SieveEnvelope envelope)
    {
        run.Start(program, document, envelope);
        if (!run.Result.IsImplicitKeep || run.Result.HasFailed)
        {
            throw new InvalidOperationException("No rule was to match.");
        }
    }

    private static (double Seconds, double Bytes) Measure<T>(Func<T> work)
    {
        Stopwatch warm = Stopwatch.StartNew();
        while (warm.Elapsed < s_time)
        {
            work();
        }

        // Short rounds, of which the best counts: on a machine with other work, most of them are disturbed.
        double best = double.MaxValue;
        long bytes = long.MaxValue;
        for (int round = 0; round < 500; round++)
        {
            const int Count = 5;
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Count; i++)
            {
                work();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / Count);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - before) / Count);
        }

        return (best, bytes);
    }
}
