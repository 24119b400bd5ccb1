using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Mime.Writing;

public sealed class WriterTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1);

    [Fact]
    public void A_body_that_holds_the_boundary_is_refused_unless_it_is_encoded()
    {
        byte[] body = MimeText.Crlf("a\n--b\nSubject: forged\n");
        foreach (TransferEncoding encoding in new[] { TransferEncoding.SevenBit, TransferEncoding.EightBit, TransferEncoding.Binary })
        {
            MimeWriter writer = Multipart(out _);
            Assert.Throws<ArgumentException>(() => writer.WriteBody(body, encoding));
        }

        MimeWriter safe = Multipart(out ArrayBufferWriter<byte> output);
        safe.WriteBody(body, TransferEncoding.Base64);
        safe.EndMultipart();
        using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);
        Assert.Equal(2, document.PartCount);
    }

    [Theory]
    [InlineData("a\nb", TransferEncoding.SevenBit)]
    [InlineData("a\rb", TransferEncoding.EightBit)]
    [InlineData("a\0b", TransferEncoding.EightBit)]
    [InlineData("é", TransferEncoding.SevenBit)]
    public void A_body_that_is_not_what_its_encoding_says_is_refused(string body, TransferEncoding encoding)
    {
        MimeWriter writer = new(new ArrayBufferWriter<byte>());

        Assert.Throws<ArgumentException>(() => writer.WriteBody(Encoding.Latin1.GetBytes(body), encoding));
        Assert.Throws<ArgumentException>(() => writer.WriteBody(new byte[999].Select(_ => (byte)'a').ToArray(), encoding));
    }

    [Fact]
    public void Calls_out_of_order_are_refused()
    {
        MimeWriter writer = new(new ArrayBufferWriter<byte>());
        Assert.Throws<InvalidOperationException>(writer.BeginPart);
        Assert.Throws<InvalidOperationException>(writer.EndMultipart);
        writer.BeginMultipart("mixed", "b");
        Assert.Throws<InvalidOperationException>(writer.EndMultipart);
        Assert.Throws<InvalidOperationException>(() => writer.WriteText("Subject", "x"));
        writer.BeginPart();
        Assert.Throws<InvalidOperationException>(writer.BeginPart);
        Assert.Throws<ArgumentException>(() => writer.BeginMultipart("mixed", "b2"));
        writer.WriteTextBody("x");
        Assert.Throws<InvalidOperationException>(() => writer.WriteTextBody("x"));
        Assert.False(writer.IsComplete);
        writer.EndMultipart();
        Assert.True(writer.IsComplete);
        Assert.Throws<InvalidOperationException>(writer.EndMultipart);
    }

    [Fact, Rfc(5322, "3.6")]
    public void A_message_is_read_back_as_it_was_written()
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output);
        writer.WriteDate("Date", new DateTimeOffset(2026, 11, 24, 3, 15, 27, TimeSpan.FromHours(-3.5)));
        writer.WriteAddresses("From", new MailboxAddress("Jürgen \"Jü\" Müller", "juergen@example.com"));
        writer.WriteAddresses("To", new MailboxAddress("Doe, John", "john@example.org"), new MailboxAddress("\"a b\"@example.net"), new MailboxAddress("Mary Smith", "mary@[192.0.2.1]"));
        writer.WriteText("Subject", "Grüße aus München — and more, a long subject that has to be folded somewhere");
        writer.WriteMessageIds("Message-ID", "1@example.com");
        writer.WriteText("MIME-Version", "1.0");
        writer.BeginMultipart("mixed", MimeBoundary.Create(new byte[16]));
        writer.BeginPart();
        writer.WriteTextBody("Hello\nWörld. \n.\nFrom here");
        writer.BeginPart();
        writer.WriteContentType("application", "octet-stream");
        writer.WriteContentDisposition("attachment", new MimeParameter("filename", "Übersicht über das erste Halbjahr 2026 (vorläufig).pdf"));
        writer.WriteBody([0, 1, 2, 255], TransferEncoding.Base64);
        writer.EndMultipart();

        using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);

        Assert.True(document.Defects.IsEmpty);
        Assert.True(document.Root.TryGetDate(out DateTimeOffset date));
        Assert.Equal("11/24/2026 03:15:27 -03:30", date.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("Grüße aus München — and more, a long subject that has to be folded somewhere", document.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal(["Jürgen \"Jü\" Müller <juergen@example.com>"], Addresses(document, HeaderId.From));
        Assert.Equal(["Doe, John <john@example.org>", "\"a b\"@example.net", "Mary Smith <mary@[192.0.2.1]>"], Addresses(document, HeaderId.To));
        Assert.Equal("Hello\r\nWörld. \r\n.\r\nFrom here", document.GetPart(1).GetBodyText());
        Assert.Equal("Übersicht über das erste Halbjahr 2026 (vorläufig).pdf", document.GetPart(2).GetFileName());
        ArrayBufferWriter<byte> body = new();
        document.GetPart(2).DecodeBody(body);
        Assert.Equal([0, 1, 2, 255], body.WrittenSpan.ToArray());
        foreach (string line in MimeText.Latin(output.WrittenSpan).Split("\r\n"))
        {
            Assert.InRange(line.Length, 0, 78);
        }
    }

    [Fact, Rfc(2047, "5")]
    public void Any_text_is_read_back_from_a_subject()
    {
        Prop.ForAll(MessageGenerators.Text().ToArbitrary(), text =>
        {
            using MimeDocument document = Write(w => w.WriteText("Subject", text));
            Assert.Equal(text, document.Root.GetHeaderText(HeaderId.Subject));
            CheckLines(document);
        }).Check(s_config);
    }

    [Fact, Rfc(5322, "3.4")]
    public void Any_text_is_read_back_from_a_display_name()
    {
        Prop.ForAll(MessageGenerators.Text().ToArbitrary(), text =>
        {
            using MimeDocument document = Write(w => w.WriteAddresses("To", new MailboxAddress(text, "a@b.example"), new MailboxAddress(text, "c@d.example")));
            Assert.True(document.Root.TryGetHeader(HeaderId.To, out HeaderField field));
            List<string> names = [];
            foreach (Address address in field.Addresses)
            {
                names.Add(address.GetDisplayName());
            }

            Assert.Equal([text, text], names);
            CheckLines(document);
        }).Check(s_config);
    }

    [Fact, Rfc(2231, "3"), Rfc(2231, "4")]
    public void Any_text_is_read_back_from_a_parameter()
    {
        Prop.ForAll(MessageGenerators.Text().ToArbitrary(), text =>
        {
            using MimeDocument document = Write(w => w.WriteContentDisposition("attachment", new MimeParameter("x", "y"), new MimeParameter("filename", text)));
            Assert.Equal(text, document.Root.GetFileName());
            CheckLines(document);
        }).Check(s_config);
    }

    [Fact, Rfc(2045, "6.7"), Rfc(2045, "6.8")]
    public void Any_octets_are_read_back_from_an_encoded_body()
    {
        Prop.ForAll(Gen.OneOf(MessageGenerators.Octets(), MessageGenerators.Noise()).ToArbitrary(), octets =>
        {
            foreach (TransferEncoding encoding in new[] { TransferEncoding.Base64, TransferEncoding.QuotedPrintable })
            {
                using MimeDocument document = Write(w => w.WriteBody(octets, encoding));
                ArrayBufferWriter<byte> body = new();
                document.Root.DecodeBody(body);

                // Quoted-printable is for lines: a bare LF becomes a line end of its own (RFC 2045 §6.7 (4)).
                string wanted = encoding == TransferEncoding.Base64 ? MimeText.Latin(octets) : MimeText.Latin(octets).Replace("\r\n", "\n").Replace("\n", "\r\n");
                Assert.Equal(wanted, MimeText.Latin(body.WrittenSpan));
                foreach (string line in MimeText.Latin(document.Root.BodySpan).Split("\r\n"))
                {
                    Assert.InRange(line.Length, 0, 76);
                }
            }
        }).Check(s_config);
    }

    private static MimeDocument Write(Action<MimeWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output);
        write(writer);
        if (!writer.IsComplete)
        {
            writer.WriteBody("x"u8, TransferEncoding.SevenBit);
        }

        return MimeDocument.Parse(output.WrittenMemory);
    }

    private static void CheckLines(MimeDocument document)
    {
        foreach (string line in MimeText.Latin(document.Root.HeaderSpan).Split("\r\n"))
        {
            // A word that cannot be folded may go beyond 78, never beyond 998.
            Assert.InRange(line.Length, 0, 998);
            Assert.True(line.Length == 0 || line.Trim().Length > 0, "A folded line is blank.");
        }
    }

    private static MimeWriter Multipart(out ArrayBufferWriter<byte> output)
    {
        output = new ArrayBufferWriter<byte>();
        MimeWriter writer = new(output);
        writer.BeginMultipart("mixed", "b");
        writer.BeginPart();
        return writer;
    }

    private static List<string> Addresses(MimeDocument document, HeaderId id)
    {
        Assert.True(document.Root.TryGetHeader(id, out HeaderField field));
        List<string> addresses = [];
        foreach (Address address in field.Addresses)
        {
            addresses.Add(address.ToString());
        }

        return addresses;
    }
}
