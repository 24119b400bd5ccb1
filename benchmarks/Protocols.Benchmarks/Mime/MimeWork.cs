using System.Buffers;
using MimeKit;
using Protocols.Mime;

namespace Protocols.Benchmarks.Mime;

/// <summary>The same work by this library and by MimeKit. Each gives a number that depends on all of it, so that none can be left out.</summary>
internal static class MimeWork
{
    public static long Parse(byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        return document.PartCount + document.Root.BodyEnd;
    }

    public static long ParseByMimeKit(byte[] message)
    {
        using MemoryStream stream = new(message, writable: false);
        using MimeMessage loaded = MimeMessage.Load(stream);
        return loaded.Headers.Count;
    }

    public static long ReadByMimeKit(byte[] message)
    {
        using MemoryStream stream = new(message, writable: false);
        SilentReader reader = new(stream);
        reader.ReadMessage();
        return reader.Count;
    }

    public static long ThreeHeaders(byte[] message)
    {
        MimeHeaderReader reader = new(message);
        int found = 0;
        long sum = 0;
        while (found < 3 && reader.Read())
        {
            if (reader.Current.Id is global::Protocols.Mime.HeaderId.From or global::Protocols.Mime.HeaderId.Date or global::Protocols.Mime.HeaderId.Subject)
            {
                found++;
                sum += reader.Current.Value.Length;
            }
        }

        return sum;
    }

    public static long ThreeHeadersByMimeKit(byte[] message)
    {
        using MemoryStream stream = new(message, writable: false);
        MimeKit.HeaderList headers = new MimeParser(stream, MimeFormat.Entity).ParseHeaders();
        return headers[MimeKit.HeaderId.From]!.Length + headers[MimeKit.HeaderId.Date]!.Length + headers[MimeKit.HeaderId.Subject]!.Length;
    }

    public static long ParseAndDecode(byte[] message, ArrayBufferWriter<byte> scratch)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        long sum = 0;
        for (int i = 0; i < document.PartCount; i++)
        {
            global::Protocols.Mime.MimePart part = document.GetPart(i);
            if (!part.HasChildren)
            {
                scratch.ResetWrittenCount();
                part.DecodeBody(scratch);
                sum += scratch.WrittenCount;
            }
        }

        return sum;
    }

    public static long ParseAndDecodeByMimeKit(byte[] message, MemoryStream scratch)
    {
        using MemoryStream stream = new(message, writable: false);
        using MimeMessage loaded = MimeMessage.Load(stream);
        long sum = 0;
        foreach (MimeEntity entity in loaded.BodyParts)
        {
            if (entity is MimeKit.MimePart { Content: not null } part)
            {
                scratch.SetLength(0);
                part.Content.DecodeTo(scratch);
                sum += scratch.Length;
            }
        }

        return sum;
    }

    // What MimeReader finds without anything being made of it. The base class does nothing in any of its callbacks.
    private sealed class SilentReader(Stream stream) : MimeReader(stream, MimeFormat.Entity)
    {
        public long Count { get; private set; }

        protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken) => Count++;
    }
}
