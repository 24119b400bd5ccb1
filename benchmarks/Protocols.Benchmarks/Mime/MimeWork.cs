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
}
