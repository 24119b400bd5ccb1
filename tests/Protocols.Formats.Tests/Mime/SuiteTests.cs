using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

public sealed class SuiteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("mime-mime4j", 80)]
    [InlineData("mime-mail-parser-rs", 100)]
    [InlineData("mime-mimekit", 100)]
    [InlineData("mime-enmime", 90)]
    [InlineData("mime-ruby-mail", 90)]
    [InlineData("mime-cpython", 40)]
    [InlineData("mime-kmime", 30)]
    [InlineData("mime-cyrus", 10)]
    [InlineData("fuzz-mail-go", 600)]
    [InlineData("dsn-sisimai", 470)]
    [InlineData("headers-jakarta-mail", 5)]
    public void Every_file_of_a_suite_can_be_read_and_asked_everything(string suite, int least)
    {
        int count = 0;
        foreach (string file in Suites.Files(suite, "*"))
        {
            byte[] message = File.ReadAllBytes(file);
            try
            {
                Exercise.All(message);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(file, e);
            }

            count++;
        }

        output.WriteLine($"{suite}: {count} files");
        Assert.True(count >= least, $"Only {count} files.");
    }

    // The seven that differ: two embedded messages in base64, which RFC 2045 §6.4 forbids and which stay closed here; text behind a
    // boundary on its line; two boundaries that end in spaces, which RFC 2046 §5.1.1 forbids; two headers without an empty line.
    [Fact, Rfc(2046, "5.1")]
    public void The_structure_of_the_mime4j_messages_is_that_of_their_event_trees()
    {
        int all = 0;
        int agreed = 0;
        foreach (string file in Suites.Files("mime-mime4j", "*.msg"))
        {
            all++;
            using MimeDocument document = MimeDocument.Parse(File.ReadAllBytes(file));
            string got = Mime4jTree.Describe(document);
            string wanted = Mime4jTree.Describe(Path.ChangeExtension(file, ".xml"));
            if (got == wanted)
            {
                agreed++;
            }
            else
            {
                output.WriteLine($"{Path.GetFileName(file)}:\n--- wanted\n{wanted}\n--- got\n{got}\n");
            }
        }

        output.WriteLine($"mime4j: {agreed} of {all}");
        Assert.Equal(60, all);
        Assert.True(agreed >= 53, $"{agreed} agree.");
    }
}
