using System.Buffers;
using System.Diagnostics;
using System.Globalization;

namespace Protocols.Benchmarks.Mime;

/// <summary>
/// A quick comparison with MimeKit: <c>parse</c> is the structure beside <c>MimeMessage.Load</c>, <c>reader</c> the same beside a
/// <c>MimeReader</c> that does nothing with what it finds, <c>three</c> From, Date and Subject alone, and <c>decode</c> the structure and
/// every body. Both in one process, warm by time, turn and turn about, so that what disturbs the machine
/// disturbs both. BenchmarkDotNet says the same more exactly, in an hour.
/// </summary>
internal static class MimeRatio
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(3);

    public static void Run(ReadOnlySpan<string> classes)
    {
        if (classes is ["write"])
        {
            MimeWriteRatio.Run();
            return;
        }

        ArrayBufferWriter<byte> scratch = new(16 * 1024 * 1024);
        using MemoryStream stream = new(16 * 1024 * 1024);
        WriteHeading();
        foreach (MailClass mail in Enum.GetValues<MailClass>())
        {
            if (classes.Length > 0 && !classes.Contains(mail.ToString()))
            {
                continue;
            }

            IReadOnlyList<byte[]> messages = MailSamples.Make(mail);
            Compare(mail, "parse", messages, MimeWork.Parse, MimeWork.ParseByMimeKit);
            Compare(mail, "reader", messages, MimeWork.Parse, MimeWork.ReadByMimeKit);
            Compare(mail, "three", messages, MimeWork.ThreeHeaders, MimeWork.ThreeHeadersByMimeKit);
            Compare(mail, "decode", messages, m => MimeWork.ParseAndDecode(m, scratch), m => MimeWork.ParseAndDecodeByMimeKit(m, stream));
        }
    }

    private static void Compare(MailClass mail, string work, IReadOnlyList<byte[]> messages, Func<byte[], long> ours, Func<byte[], long> theirs) =>
        Compare(mail.ToString(), work, messages, ours, theirs);

    internal static void WriteHeading() =>
        Console.WriteLine("class           work    messages   octets     ours MB/s  MimeKit MB/s  ratio  ours B/msg  MimeKit B/msg");

    internal static void Compare(string mail, string work, IReadOnlyList<byte[]> messages, Func<byte[], long> ours, Func<byte[], long> theirs)
    {
        Side us = new(messages, ours);
        Side them = new(messages, theirs);
        Alternate(us, them, s_warmUp);
        us.Reset();
        them.Reset();
        Alternate(us, them, s_measured * 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{mail,-15} {work,-7} {messages.Count,8} {us.Octets,8} {us.MegabytesPerSecond,13:N0} {them.MegabytesPerSecond,13:N0} {us.MegabytesPerSecond / them.MegabytesPerSecond,6:N1} {us.BytesPerMessage,11:N0} {them.BytesPerMessage,14:N0}"));
    }

    private static void Alternate(Side us, Side them, TimeSpan time)
    {
        while (us.Elapsed + them.Elapsed < time)
        {
            // Each has the same time, not the same number of rounds: the faster one would hardly run.
            us.RunFor(TimeSpan.FromMilliseconds(100));
            them.RunFor(TimeSpan.FromMilliseconds(100));
        }
    }

    private sealed class Side(IReadOnlyList<byte[]> messages, Func<byte[], long> work)
    {
        private readonly byte[][] _messages = [.. messages];
        private long _rounds;
        private long _allocated;
        private long _sum;

        public long Octets { get; } = messages.Sum(m => (long)m.Length);

        public TimeSpan Elapsed { get; private set; }

        public double MegabytesPerSecond => Octets * _rounds / Elapsed.TotalSeconds / 1e6;

        public double BytesPerMessage => (double)_allocated / (_rounds * messages.Count);

        public void Reset()
        {
            _rounds = _allocated = 0;
            Elapsed = TimeSpan.Zero;
        }

        public void RunFor(TimeSpan time)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            Stopwatch watch = Stopwatch.StartNew();
            do
            {
                foreach (byte[] message in _messages)
                {
                    _sum += work(message);
                }

                _rounds++;
            }
            while (watch.Elapsed < time);

            Elapsed += watch.Elapsed;
            _allocated += GC.GetAllocatedBytesForCurrentThread() - allocated;
            GC.KeepAlive(_sum);
        }
    }
}
