using System.Buffers;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

public sealed class AllocationTests
{
    private const string Message = """
        Received: from a.example (a.example [192.0.2.1])
        	by b.example with ESMTPS id 1; Tue, 24 Nov 2026 03:15:27 +0000
        Date: Tue, 24 Nov 2026 03:15:27 +0100
        From: =?utf-8?Q?J=C3=BCrgen?= <juergen@example.com>
        To: "Doe, John" <john@example.org>, group: a@b.example, c@d.example;
        References: <1@example.com> <2@example.com>
        Subject: one
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        caf=C3=A9
        --b
        Content-Type: message/rfc822

        Content-Type: application/pdf; name=x.pdf
        Content-Transfer-Encoding: base64

        AAAA
        --b--
        """;

    [Fact]
    public void Walking_all_of_a_message_allocates_nothing()
    {
        byte[] message = MimeText.Crlf(Message);
        AllocationAssert.None(() => Assert.True(Walk(message) > 0));
    }

    [Fact]
    public void Decoding_bodies_allocates_nothing()
    {
        byte[] message = MimeText.Crlf(Message);
        ArrayBufferWriter<byte> output = new(1024);
        AllocationAssert.None(() =>
        {
            using MimeDocument document = MimeDocument.Parse(message);
            for (int i = 0; i < document.PartCount; i++)
            {
                output.ResetWrittenCount();
                document.GetPart(i).DecodeBody(output);
            }
        });
    }

    [Fact]
    public void Writing_and_opening_an_outline_allocates_nothing()
    {
        byte[] message = MimeText.Crlf(Message);
        ArrayBufferWriter<byte> output = new(4096);
        AllocationAssert.None(() =>
        {
            output.ResetWrittenCount();
            using MimeDocument document = MimeDocument.Parse(message);
            document.WriteOutline(output);
            Assert.True(MimeDocument.TryOpenOutline(output.WrittenMemory, out MimeDocument opened) == OutlineStatus.Ok);
            opened.Dispose();
        });
    }

    [Fact]
    public void A_document_may_be_disposed_on_another_thread()
    {
        byte[] message = MimeText.Crlf(Message);
        MimeDocument[] documents = new MimeDocument[2000];
        Parallel.For(0, documents.Length, i => documents[i] = MimeDocument.Parse(message));
        Parallel.For(0, documents.Length, i =>
        {
            MimeDocument document = documents[documents.Length - 1 - i];
            Assert.Equal(4, document.PartCount);
            document.Dispose();
            document.Dispose();
            Assert.Throws<ObjectDisposedException>(() => document.PartCount);
        });
    }

    private static long Walk(byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        long sum = 0;
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            sum += part.BodyLineCount + part.TypeName.Length + part.SubtypeName.Length + part.Charset.Length;
            foreach (MimePart child in part.Children)
            {
                sum += child.Number;
            }

            foreach (HeaderField field in part.Headers)
            {
                sum += field.Name.Length + field.Value.Length;
                sum += field.TryGetDate(out _) ? 1 : 0;
                foreach (Address address in field.Addresses)
                {
                    sum += address.LocalPart.Length + address.Domain.Length + address.DisplayName.Length;
                }

                foreach (ReadOnlySpan<byte> id in field.MessageIds)
                {
                    sum += id.Length;
                }

                foreach (HeaderParameter parameter in field.Parameters)
                {
                    sum += parameter.RawValue.Length;
                }
            }
        }

        return sum;
    }
}
