using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Protocols.Mime;

namespace Protocols.Benchmarks.Mime;

/// <summary>
/// A message of a gigabyte, which is never in memory: made while it is read, 64 KB at a time. Tells how fast each reader takes it apart, and
/// how much memory that took at most.
/// </summary>
internal static class MimeStream
{
    private const long Gigabyte = 1L << 30;

    public static async Task RunAsync()
    {
        // Once before, small, so that what is measured is neither the runtime's start nor the compiler's work.
        for (int i = 0; i < 30; i++)
        {
            await OursAsync(32 << 20).ConfigureAwait(false);
            await DecodedAsync(32 << 20).ConfigureAwait(false);
            await TheirsAsync(4 << 20).ConfigureAwait(false);
        }

        Console.WriteLine("reader                      octets      MB/s   allocated B   heap at most, KB   resident set grew by, KB");
        await MeasureAsync("MimePipeReader", OursAsync).ConfigureAwait(false);
        await MeasureAsync("  with its bodies decoded", DecodedAsync).ConfigureAwait(false);
        await MeasureAsync("MimeKit.MimeReader", TheirsAsync).ConfigureAwait(false);
    }

    private static async Task MeasureAsync(string name, Func<long, Task<long>> work)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long resident = Resident();
        long most = resident;
        long heap = 0;
        using CancellationTokenSource done = new();
        Task watch = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                most = Math.Max(most, Resident());
                heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: false));
                await Task.Delay(5).ConfigureAwait(false);
            }
        });
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        Stopwatch clock = Stopwatch.StartNew();
        long octets = await work(Gigabyte).ConfigureAwait(false);
        TimeSpan elapsed = clock.Elapsed;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        await done.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-25} {octets,8} {octets / elapsed.TotalSeconds / 1e6,9:N0} {allocated,13:N0} {heap / 1024,18:N0} {(most - resident) / 1024,26:N0}"));
    }

    private static long Resident()
    {
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static async Task<long> OursAsync(long length)
    {
        Source source = new(length);
        PipeReader pipe = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        using MimePipeReader reader = new(pipe);
        long octets = 0;
        while (await reader.ReadAsync().ConfigureAwait(false) is { Kind: not MimeStreamEventKind.End } step)
        {
            octets += step.Octets.Length;
        }

        await pipe.CompleteAsync().ConfigureAwait(false);
        return octets;
    }

    private static async Task<long> DecodedAsync(long length)
    {
        Source source = new(length);
        PipeReader pipe = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        using MimePipeReader reader = new(pipe);
        MimeBodyDecoder decoder = new();
        ArrayBufferWriter<byte> decoded = new(64 * 1024);
        long octets = 0;
        while (await reader.ReadAsync().ConfigureAwait(false) is { Kind: not MimeStreamEventKind.End } step)
        {
            octets += step.Octets.Length;
            switch (step.Kind)
            {
                case MimeStreamEventKind.Header:
                    decoder.Begin(reader.Part);
                    break;
                case MimeStreamEventKind.Body:
                    decoder.Decode(step.Octets, decoded);
                    decoded.ResetWrittenCount();
                    break;
                case MimeStreamEventKind.PartEnd:
                    decoder.Finish(decoded);
                    decoded.ResetWrittenCount();
                    break;
                default:
                    break;
            }
        }

        await pipe.CompleteAsync().ConfigureAwait(false);
        return octets;
    }

    private static async Task<long> TheirsAsync(long length)
    {
        Counter reader = new(new Source(length));
        await reader.ReadMessageAsync().ConfigureAwait(false);
        return reader.Octets;
    }

    private sealed class Counter(Stream stream) : MimeKit.MimeReader(stream)
    {
        public long Octets { get; private set; }

        protected override Task OnMimePartContentReadAsync(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken)
        {
            Octets += count;
            return Task.CompletedTask;
        }
    }

    /// <summary>A multipart with a text and an attachment in base64 that fills it up.</summary>
    private sealed class Source(long length) : Stream
    {
        private static readonly byte[] s_start = Encoding.ASCII.GetBytes(
            "From: a@example.test\r\nSubject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n--=_b\r\n\r\ntext\r\n--=_b\r\n" +
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n");

        private static readonly byte[] s_lines = MakeLines();
        private static readonly byte[] s_end = "\r\n--=_b--\r\n"u8.ToArray();
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            ReadOnlySpan<byte> next;
            if (_position < s_start.Length)
            {
                next = s_start.AsSpan((int)_position);
            }
            else if (_position < length)
            {
                next = s_lines.AsSpan((int)((_position - s_start.Length) % s_lines.Length));
                next = next[..(int)Math.Min(next.Length, length - _position)];
            }
            else
            {
                next = s_end.AsSpan((int)Math.Min(_position - length, s_end.Length));
            }

            next = next[..Math.Min(next.Length, buffer.Length)];
            next.CopyTo(buffer);
            _position += next.Length;
            return next.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static byte[] MakeLines()
        {
            byte[] octets = new byte[57 * 1000];
            new Random(1).NextBytes(octets);
            return Encoding.ASCII.GetBytes(Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks) + "\r\n");
        }
    }
}
