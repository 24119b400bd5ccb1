using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Mime;

namespace Protocols.Benchmarks.Mime;

/// <summary>
/// What an octet of mail that was made to be slow costs, beside an octet of ordinary mail: structure alone, and with everything read
/// (all fields as addresses, parameters, identifiers and text; all bodies decoded; the preview). Ordinary mail whose bodies are not looked at
/// costs next to nothing, so that the first column's ratio is beside messages of many fields and no body.
/// </summary>
internal static class MimeHostile
{
    private const int Size = 1_000_000;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(1);

    private static readonly MimeReadOptions s_unlimited = new()
    {
        MaxDepth = 1_000,
        MaxParts = 1_000_000,
        MaxHeaderFields = 10_000_000,
        MaxHeaderBytes = int.MaxValue,
    };

    public static void Run()
    {
        Console.WriteLine("input                                 octets  parse ns/B  ratio   all ns/B  ratio");
        Cost ordinary = Measure("ordinary mail", [.. MailSamples.Make(MailClass.Alternative)], null);
        Cost headers = Measure("ordinary mail of many headers", [.. MailSamples.Make(MailClass.ManyHeaders)], null);
        Cost nested = Measure("ordinary mail, nested", [.. MailSamples.Make(MailClass.Nested)], null);
        Cost least = new(Math.Max(headers.Parse, nested.Parse), Math.Max(ordinary.All, Math.Max(headers.All, nested.All)));
        Measure("a million small fields", [Repeat("", "A: b\r\n")], least);
        Measure("lines that are no fields", [Repeat("", "no field here\r\n")], least);
        Measure("10,000 levels of multipart", [Repeat("", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n")], least);
        Measure("10,000 levels of message/rfc822", [Repeat("", "Content-Type: message/rfc822\r\n\r\n")], least);
        Measure("100,000 small parts", [Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n")], least);
        Measure("lines that look like the boundary", [Repeat("Content-Type: multipart/mixed; boundary=bbbbbbbb\r\n\r\n", "--bbbbbbbc\r\n")], least);
        Measure("two hyphens on each line", [Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--\r\n")], least);
        Measure("the same with 49 boundaries open", [Repeat(Boundaries(49), "--" + new string('b', 60) + "\r\n")], least);
        Measure("the same, short, with 49 open", [Repeat(Boundaries(49), "--b\t x\r\n")], least);
        Measure("one line of a body", [Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b ")], least);
        Measure("sections of a parameter", [Repeat("Content-Type: text/plain", ";name*0*=a;name*1=b")], least);
        Measure("addresses", [Repeat("To: ", "a@b,")], least);
        Measure("comments in addresses", [Repeat("To: ", "(((")], least);
        Measure("open brackets in addresses", [Repeat("To: ", "<a,")], least);
        Measure("encoded words", [Repeat("Subject: ", "=?utf-8?Q?a?= ")], least);
        Measure("starts of encoded words", [Repeat("Subject: ", "=?utf-8?Q?")], least);
        Measure("tags of HTML", [Repeat("Content-Type: text/html\r\n\r\n", "<a href='")], least);
    }

    private static byte[] Repeat(string start, string piece)
    {
        StringBuilder text = new(start, Size + piece.Length);
        while (text.Length < Size)
        {
            text.Append(piece);
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static string Boundaries(int count)
    {
        StringBuilder text = new();
        for (int i = 1; i <= count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary={new string('b', i)}\r\n\r\n--{new string('b', i)}\r\n");
        }

        return text + "\r\n";
    }

    private static Cost Measure(string name, byte[][] messages, Cost? ordinary)
    {
        ArrayBufferWriter<byte> scratch = new(Size);
        double parse = NanosecondsPerOctet(messages, MimeWork.Parse);
        double all = NanosecondsPerOctet(messages, m => ReadAll(m, scratch));
        string ratios = ordinary is { } beside ? $"{parse / beside.Parse,6:N1}  {all,9:N2} {all / beside.All,6:N1}" : $"{"",6}  {all,9:N2}";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {messages.Sum(m => (long)m.Length),9:N0}  {parse,10:N3} ") + ratios);
        return new Cost(parse, all);
    }

    private static double NanosecondsPerOctet(byte[][] messages, Func<byte[], long> work)
    {
        RunFor(s_warmUp, messages, work);
        return RunFor(s_measured, messages, work);
    }

    private static double RunFor(TimeSpan time, byte[][] messages, Func<byte[], long> work)
    {
        long octets = 0;
        long sum = 0;
        Stopwatch watch = Stopwatch.StartNew();
        do
        {
            foreach (byte[] message in messages)
            {
                sum += work(message);
                octets += message.Length;
            }
        }
        while (watch.Elapsed < time);

        GC.KeepAlive(sum);
        return watch.Elapsed.TotalNanoseconds / octets;
    }

    private static long ReadAll(byte[] message, ArrayBufferWriter<byte> scratch)
    {
        using MimeDocument document = MimeDocument.Parse(message, s_unlimited);
        long sum = document.Root.GetPreview().Length;
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            foreach (HeaderField field in part.Headers)
            {
                sum += ReadField(field);
            }

            if (!part.HasChildren)
            {
                scratch.ResetWrittenCount();
                part.DecodeBody(scratch);
                sum += scratch.WrittenCount;
            }
        }

        return sum;
    }

    private static long ReadField(HeaderField field)
    {
        long sum = field.GetText().Length;
        foreach (Address address in field.Addresses)
        {
            sum += address.LocalPart.Length;
        }

        foreach (ReadOnlySpan<byte> id in field.MessageIds)
        {
            sum += id.Length;
        }

        sum += field.Parameters.TryGetString("name"u8, out string name) ? name.Length : 0;
        return sum;
    }

    private readonly record struct Cost(double Parse, double All);
}
