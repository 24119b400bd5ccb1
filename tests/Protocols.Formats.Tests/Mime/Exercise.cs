using System.Buffers;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>Asks a document everything that can be asked of it, and checks what must hold for every message.</summary>
internal static class Exercise
{
    public static void All(ReadOnlyMemory<byte> message, MimeReadOptions? options = null)
    {
        using MimeDocument document = MimeDocument.Parse(message, options);
        ArrayBufferWriter<byte> scratch = new();
        Assert.Equal(message.Length, document.Root.BodyEnd);
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            CheckPlace(document, part);
            Read(part);
            if (!part.HasChildren)
            {
                scratch.ResetWrittenCount();
                part.DecodeBody(scratch);
                Assert.Equal(scratch.WrittenCount, part.GetDecodedLength());
                string text = part.GetBodyText();
                HtmlText.ToText(text, new HtmlTextOptions { ShowLinks = true });
            }

            ReadAround(part);
        }

        CheckViews(document.Root);
        if (document.Root.TryOpenEncodedMessage(out MimeDocument encoded))
        {
            encoded.Dispose();
        }

        scratch.ResetWrittenCount();
        document.WriteOutline(scratch);
        using MimeDocument opened = MimeDocument.OpenOutline(scratch.WrittenMemory);
        Assert.Equal(MimeText.Describe(document), MimeText.Describe(opened));
    }

    private static void CheckPlace(MimeDocument document, MimePart part)
    {
        Assert.True(part.HeaderStart <= part.BodyStart && part.BodyStart <= part.BodyEnd);
        if (part.TryGetParent(out MimePart parent))
        {
            Assert.True(part.HeaderStart >= parent.BodyStart && part.BodyEnd <= parent.BodyEnd);
            Assert.Equal(parent.Depth + 1, part.Depth);
        }

        int previousEnd = part.BodyStart;
        foreach (MimePart child in part.Children)
        {
            Assert.True(child.HeaderStart >= previousEnd);
            previousEnd = child.BodyEnd;
        }

        Assert.Equal(document.HasBodies ? part.BodySpan.Count((byte)'\n') : part.BodyLineCount, part.BodyLineCount);
    }

    private static void ReadAround(MimePart part)
    {
        Assert.True(part.Preamble.Length + part.Epilogue.Length <= part.BodyLength);
        part.TryGetRelatedRoot(out _);
        part.TryGetOneClickUnsubscribe(out _);
        if (part.TryGetReportFields(out ReportFields report))
        {
            using (report)
            {
                foreach (ReportGroup group in report)
                {
                    Assert.False(group.Octets.IsEmpty);
                    group.TryGet("Status"u8, out _);
                }
            }
        }
    }

    private static void CheckViews(MimePart root)
    {
        Assert.InRange(root.GetPreview().Length, 0, 256);
        using BodyViews views = root.GetBodyViews();
        foreach (MimePart part in views.Attachments)
        {
            Assert.False(part.IsMultipart);
        }

        foreach (MimePart part in views.TextBody)
        {
            Assert.True(part.MediaType is MediaType.Text or MediaType.Multipart or MediaType.Image or MediaType.Audio or MediaType.Video);
        }
    }

    private static void Read(MimePart part)
    {
        part.GetFileName();
        part.TryGetDate(out _);
        foreach (HeaderField field in part.Headers)
        {
            Assert.False(field.Name.IsEmpty);
            field.GetText();
            field.GetStrictText();
            field.GetRaw();
            field.TryGetDate(out _);
            field.Received.TryGetFromAddress(out _);
            field.ListId.GetDescription();
            Assert.False(field.Typed.Value.Length > field.RawValue.Length || field.Token.Length > field.RawValue.Length);
            foreach (ReadOnlySpan<byte> phrase in field.Keywords)
            {
                Assert.False(phrase.IsEmpty);
            }

            foreach (ReadOnlySpan<byte> url in field.Urls)
            {
                Assert.False(url.IsEmpty);
            }

            foreach (ReadOnlySpan<byte> tag in field.Languages)
            {
                Assert.False(tag.IsEmpty);
            }

            foreach (Address address in field.Addresses)
            {
                address.GetDisplayName();
                address.GetAddress();
            }

            foreach (HeaderParameter parameter in field.Parameters)
            {
                parameter.GetString();
            }

            field.Parameters.TryGetString("name"u8, out _);
            foreach (ReadOnlySpan<byte> id in field.MessageIds)
            {
                Assert.False(id.IsEmpty);
            }
        }
    }
}
