using System.Text;
using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime.Values;

public sealed class MimeHeaderReaderTests
{
    [Fact, Rfc(5322, "2.2")]
    public void Three_fields_cost_three_fields()
    {
        byte[] message = Crlf("From: a@b.example\nSubject: one\n two\nDate: Tue, 24 Nov 2026 03:15:27 +0000\n" + string.Concat(Enumerable.Repeat("X-Other: value\n", 10_000)) + "\nbody\n");
        int behindThree = Latin(message).IndexOf("X-Other", StringComparison.Ordinal);
        MimeHeaderReader reader = new(message);
        int found = 0;
        while (found < 3 && reader.Read())
        {
            found += reader.Current.Id is HeaderId.From or HeaderId.Subject or HeaderId.Date ? 1 : 0;
        }

        Assert.Equal(3, found);
        Assert.Equal(behindThree, reader.Position);
        Assert.False(reader.IsAtEnd);
    }

    [Theory, Rfc(5322, "2.1"), Rfc(5322, "2.2.3"), Rfc(5322, "4.5")]
    [InlineData("A: 1\n 2\nB : 3\nnonsense\n x\nC:\n\nbody", "A=1\r\n 2|B=3|C=", 1, true)]
    [InlineData("A: 1", "A=1", 0, false)]
    [InlineData("\nbody", "", 0, true)]
    [InlineData("\u00EF\u00BB\u00BFA: 1\n\nbody", "A=1", 0, true)]
    [InlineData("", "", 0, false)]
    [InlineData(" folded\n: no name\nA: 1\n\n", "A=1", 2, true)]
    public void Fields_are_read_to_the_empty_line(string message, string expected, int passedOver, bool hasEmptyLine)
    {
        byte[] octets = Crlf(message);
        MimeHeaderReader reader = new(octets);
        List<string> fields = [];
        while (reader.Read())
        {
            fields.Add($"{Latin(reader.Current.Name)}={Latin(reader.Current.Value)}");
        }

        Assert.Equal(expected, string.Join('|', fields));
        Assert.Equal(passedOver, reader.PassedOver);
        Assert.Equal(hasEmptyLine, reader.HasEmptyLine);
        Assert.True(reader.IsAtEnd);
        using MimeDocument document = MimeDocument.Parse(octets);
        Assert.Equal(document.Root.Headers.Count, fields.Count);
        if (hasEmptyLine)
        {
            Assert.Equal(document.Root.BodyStart, reader.Position);
        }
    }

    [Fact]
    public void A_reader_and_a_document_tell_the_same_of_every_field_of_the_suites()
    {
        foreach (string file in Suites.Files("mime-mail-parser-rs", "*.eml").Concat(Suites.Files("mime-kmime", "*.mbox")))
        {
            byte[] message = File.ReadAllBytes(file);
            using MimeDocument document = MimeDocument.Parse(message);
            MimeHeaderReader reader = new(message);
            foreach (HeaderField field in document.Root.Headers)
            {
                Assert.True(reader.Read());
                Assert.Equal(field.Id, reader.Current.Id);
                Assert.True(field.RawField.SequenceEqual(reader.Current.RawField) && field.RawValue.SequenceEqual(reader.Current.RawValue)
                    && field.Name.SequenceEqual(reader.Current.Name) && field.View.RawValue.SequenceEqual(field.RawValue), file);
            }

            // A header that lacks its empty line ends for the document where its multipart begins; a reader knows of no boundaries.
            Assert.True(document.Defects.Contains(new Defect(DefectCode.MissingEmptyLine, document.Root.BodyStart)) || !reader.Read(), file);
        }
    }

    [Fact]
    public void A_field_is_found_by_its_name_and_nothing_is_allocated()
    {
        byte[] message = Encoding.ASCII.GetBytes("A: 1\r\nSubject: x\r\nSubject: y\r\n\r\n");
        AllocationAssert.None(() =>
        {
            MimeHeaderReader reader = new(message);
            Assert.True(reader.ReadTo(HeaderId.Subject) && reader.Current.Value.SequenceEqual("x"u8));
            Assert.True(reader.ReadTo(HeaderId.Subject) && reader.Current.IsNamed("SUBJECT"u8));
            Assert.False(reader.ReadTo(HeaderId.Subject));
        });
    }
}
