using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Text;
using FrameworkBase64 = System.Buffers.Text.Base64;

namespace Protocols.Benchmarks.Text;

/// <summary>
/// Transfer decoding beside MimeKit's and, where it has any, the framework's: the same octets in one process, warm by time, turn and
/// turn about.
/// </summary>
internal static class TextRatio
{
    private const int Size = 1024 * 1024;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(6);

    public static void Run(ReadOnlySpan<string> classes)
    {
        Console.WriteLine("class                  octets  ours MB/s  MimeKit MB/s  framework MB/s  to MimeKit  to framework");
        foreach ((string name, byte[] source, Func<byte[], byte[], int> ours, Func<byte[], byte[], int> theirs, Func<byte[], byte[], int>? frameworks) in Cases())
        {
            if (classes.Length == 0 || classes.Contains(name))
            {
                Compare(name, source, ours, theirs, frameworks);
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Source, Func<byte[], byte[], int> Ours, Func<byte[], byte[], int> Theirs, Func<byte[], byte[], int>? Frameworks)> Cases()
    {
        byte[] octets = new byte[Size];
        new Random(20261124).NextBytes(octets);
        byte[] light = Encoding.UTF8.GetBytes(Prose("The committee met on Tuesday, and what it decided is set out below; nobody at the café objected. "));
        byte[] cyrillic = Encoding.UTF8.GetBytes(Prose("Заседание было во вторник, решение приведено ниже. "));
        byte[] heavy = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("a\xE9", Size / 2)));

        yield return ("base64-folded", Encoding.ASCII.GetBytes(Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks)), Base64, MimeKitBase64, FrameworkDecode);
        yield return ("base64-whole", Encoding.ASCII.GetBytes(Convert.ToBase64String(octets)), Base64, MimeKitBase64, FrameworkDecode);
        yield return ("qp-light", Encode(light), QuotedPrintableOurs, MimeKitQuotedPrintable, null);
        yield return ("qp-heavy", Encode(heavy), QuotedPrintableOurs, MimeKitQuotedPrintable, null);
        yield return ("qp-cyrillic", Encode(cyrillic), QuotedPrintableOurs, MimeKitQuotedPrintable, null);
        yield return ("base64-encode", octets, Base64Encode, MimeKitBase64Encode, null);
        yield return ("qp-encode-light", light, QuotedPrintableEncode, MimeKitQuotedPrintableEncode, null);
        yield return ("qp-encode-heavy", heavy, QuotedPrintableEncode, MimeKitQuotedPrintableEncode, null);
    }

    private static string Prose(string sentence)
    {
        StringBuilder text = new();
        while (text.Length < Size)
        {
            text.Append(sentence).Append(sentence).Append(sentence).Append("\r\n");
        }

        return text.ToString();
    }

    private static byte[] Encode(byte[] octets)
    {
        byte[] encoded = new byte[QuotedPrintable.GetMaxEncodedLength(octets.Length)];
        return encoded[..QuotedPrintable.Encode(octets, encoded)];
    }

    private static int Base64(byte[] source, byte[] destination)
    {
        global::Protocols.Text.Base64Decoder decoder = default;
        int written = decoder.Decode(source, destination);
        return written + decoder.Finish(destination.AsSpan(written));
    }

    private static int FrameworkDecode(byte[] source, byte[] destination)
    {
        FrameworkBase64.DecodeFromUtf8(source, destination, out _, out int written);
        return written;
    }

    private static int MimeKitBase64(byte[] source, byte[] destination) => new MimeKit.Encodings.Base64Decoder().Decode(source, 0, source.Length, destination);

    private static int QuotedPrintableOurs(byte[] source, byte[] destination)
    {
        global::Protocols.Text.QuotedPrintableDecoder decoder = default;
        int written = decoder.Decode(source, destination);
        return written + decoder.Finish(destination.AsSpan(written));
    }

    private static int Base64Encode(byte[] source, byte[] destination)
    {
        global::Protocols.Text.Base64Encoder encoder = default;
        int written = encoder.Encode(source, destination);
        return written + encoder.Finish(destination.AsSpan(written));
    }

    private static int QuotedPrintableEncode(byte[] source, byte[] destination)
    {
        global::Protocols.Text.QuotedPrintableEncoder encoder = default;
        int written = encoder.Encode(source, destination);
        return written + encoder.Finish(destination.AsSpan(written));
    }

    private static int MimeKitBase64Encode(byte[] source, byte[] destination) => new MimeKit.Encodings.Base64Encoder(76).Flush(source, 0, source.Length, destination);

    private static int MimeKitQuotedPrintableEncode(byte[] source, byte[] destination) =>
        new MimeKit.Encodings.QuotedPrintableEncoder(76).Flush(source, 0, source.Length, destination);

    private static int MimeKitQuotedPrintable(byte[] source, byte[] destination) =>
        new MimeKit.Encodings.QuotedPrintableDecoder().Decode(source, 0, source.Length, destination);

    private static void Compare(string name, byte[] source, params ReadOnlySpan<Func<byte[], byte[], int>?> work)
    {
        byte[] room = new byte[(source.Length * 4) + 1024];
        List<Side> sides = [];
        int[] lengths = new int[work.Length];
        for (int i = 0; i < work.Length; i++)
        {
            if (work[i] is { } decode)
            {
                lengths[i] = decode(source, room);
                sides.Add(new Side(source, room, decode));
            }
        }

        // Encoders may fold as they like.
        if (!name.Contains("encode", StringComparison.Ordinal) && lengths.Any(length => length != 0 && length != lengths[0]))
        {
            throw new InvalidOperationException($"The decoders of {name} do not agree: {string.Join(", ", lengths)} octets.");
        }

        Alternate(sides, s_warmUp);
        sides.ForEach(static side => side.Reset());
        Alternate(sides, s_measured);
        double ours = sides[0].MegabytesPerSecond;
        double mimeKit = sides[1].MegabytesPerSecond;
        string framework = sides.Count > 2 ? sides[2].MegabytesPerSecond.ToString("N0", CultureInfo.InvariantCulture) : "-";
        string toFramework = sides.Count > 2 ? (ours / sides[2].MegabytesPerSecond).ToString("N1", CultureInfo.InvariantCulture) : "-";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-20} {source.Length,8} {ours,10:N0} {mimeKit,13:N0} {framework,15} {ours / mimeKit,11:N1} {toFramework,13}"));
    }

    private static void Alternate(List<Side> sides, TimeSpan time)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            foreach (Side side in sides)
            {
                side.RunFor(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private sealed class Side(byte[] source, byte[] room, Func<byte[], byte[], int> decode)
    {
        private long _rounds;
        private TimeSpan _elapsed;

        public double MegabytesPerSecond => source.Length * _rounds / _elapsed.TotalSeconds / 1e6;

        public void Reset() => (_rounds, _elapsed) = (0, TimeSpan.Zero);

        public void RunFor(TimeSpan time)
        {
            Stopwatch watch = Stopwatch.StartNew();
            do
            {
                decode(source, room);
                _rounds++;
            }
            while (watch.Elapsed < time);

            _elapsed += watch.Elapsed;
        }
    }
}
