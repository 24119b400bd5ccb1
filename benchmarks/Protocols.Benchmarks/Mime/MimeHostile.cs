using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Mime;

namespace Protocols.Benchmarks.Mime;

/// <summary>
/// What an octet of mail that was made to be slow costs, beside an octet of ordinary mail: structure alone, and with everything read (all fields as
/// addresses, parameters, identifiers and text; all bodies decoded; the preview), with the limits that everybody has and with none. Ordinary mail whose
/// bodies are not looked at costs next to nothing, so that each column's ratio is beside the class of ordinary mail that is dearest in it. Each figure is
/// the median of windows that were taken by turns with all others', since other work on the machine comes and goes.
/// </summary>
internal static class MimeHostile
{
    private const int Size = 1_000_000;
    private const int Rounds = 15;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(50);

    private static readonly MimeReadOptions s_unlimited = new()
    {
        MaxDepth = 1_000,
        MaxParts = 1_000_000,
        MaxHeaderFields = 10_000_000,
        MaxHeaderBytes = int.MaxValue,
    };

    private static readonly ArrayBufferWriter<byte> s_scratch = new(Size);

    private static readonly Func<byte[], long>[] s_work = [MimeWork.Parse, message => ReadAll(message, MimeReadOptions.Default), ParseUnlimited, message => ReadAll(message, s_unlimited)];

    public static void Run()
    {
        Input[] inputs =
        [
            .. Enum.GetValues<MailClass>().Except([MailClass.Mix]).Select(c => new Input($"ordinary: {c}", true, [.. MailSamples.Make(c)])),
            new("a million small fields", Repeat("", "A: b\r\n")),
            new("lines that are no fields", Repeat("", "no field here\r\n")),
            new("10,000 levels of multipart", Repeat("", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n")),
            new("10,000 levels of message/rfc822", Repeat("", "Content-Type: message/rfc822\r\n\r\n")),
            new("100,000 small parts", Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n")),
            new("lines that look like the boundary", Repeat("Content-Type: multipart/mixed; boundary=bbbbbbbb\r\n\r\n", "--bbbbbbbc\r\n")),
            new("two hyphens on each line", Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--\r\n")),
            new("look-alikes, 49 boundaries open", Repeat(Boundaries(49), "--" + new string('b', 60) + "\r\n")),
            new("the same, short", Repeat(Boundaries(49), "--b\t x\r\n")),
            new("one line of a body", Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b ")),
            new("sections of a parameter", Repeat("Content-Type: text/plain", ";name*0*=a;name*1=b")),
            new("addresses", Repeat("To: ", "a@b,")),
            new("comments in addresses", Repeat("To: ", "(((")),
            new("open brackets in addresses", Repeat("To: ", "<a,")),
            new("encoded words", Repeat("Subject: ", "=?utf-8?Q?a?= ")),
            new("starts of encoded words", Repeat("Subject: ", "=?utf-8?Q?")),
            new("tags of HTML", Repeat("Content-Type: text/html\r\n\r\n", "<a href='")),
        ];

        foreach (Input input in inputs)
        {
            Array.ForEach(s_work, work => NanosecondsPerOctet(input.Messages, work, s_warmUp));
        }

        for (int round = 0; round < Rounds; round++)
        {
            foreach (Input input in inputs)
            {
                for (int i = 0; i < s_work.Length; i++)
                {
                    input.Costs[i].Add(NanosecondsPerOctet(input.Messages, s_work[i], s_window));
                }
            }
        }

        double[] dearest = [.. s_work.Select((_, i) => inputs.Where(input => input.IsOrdinary).Max(input => input.Median(i)))];
        Console.WriteLine("                                 with the usual limits                 with none\ninput                               structure  ratio         all  ratio   structure  ratio         all  ratio");
        foreach (Input input in inputs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{input.Name,-33}")
                + string.Concat(dearest.Select((least, i) => string.Create(CultureInfo.InvariantCulture, $"{input.Median(i),12:N3} {input.Median(i) / least,6:N1}"))));
        }
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

    private static double NanosecondsPerOctet(byte[][] messages, Func<byte[], long> work, TimeSpan time)
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

    private static long ParseUnlimited(byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message, s_unlimited);
        return document.PartCount + document.Root.BodyEnd;
    }

    private static long ReadAll(byte[] message, MimeReadOptions options)
    {
        using MimeDocument document = MimeDocument.Parse(message, options);
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
                s_scratch.ResetWrittenCount();
                part.DecodeBody(s_scratch);
                sum += s_scratch.WrittenCount;
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

    private sealed record Input(string Name, bool IsOrdinary, byte[][] Messages)
    {
        public Input(string name, byte[] message)
            : this(name, false, [message])
        {
        }

        public List<double>[] Costs { get; } = [.. s_work.Select(_ => new List<double>())];

        public double Median(int work) => Costs[work].Order().ElementAt(Costs[work].Count / 2);
    }
}
