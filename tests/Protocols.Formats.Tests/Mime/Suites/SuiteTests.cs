using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

public sealed class SuiteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("mime-mime4j", 369)]
    [InlineData("mime-mail-parser-rs", 174)]
    [InlineData("mime-mimekit", 216)]
    [InlineData("mime-enmime", 101)]
    [InlineData("mime-ruby-mail", 100)]
    [InlineData("mime-cpython", 47)]
    [InlineData("mime-kmime", 34)]
    [InlineData("mime-cyrus", 48)]
    [InlineData("fuzz-mail-go", 679)]
    [InlineData("dsn-sisimai", 473)]
    [InlineData("headers-jakarta-mail", 8)]
    [InlineData("mail-james", 50)]
    [InlineData("address-isemail", 6)]
    public void Every_file_of_a_suite_can_be_read_and_asked_everything(string suite, int files)
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
        Assert.Equal(files, count);
    }

    [Fact, Rfc(2046, "5.1")]
    public void The_structure_of_the_mime4j_messages_is_that_of_their_event_trees() => CompareWithTrees("mime4j", ".xml", isDecoded: false);

    [Fact, Rfc(2045, "6")]
    public void The_decoded_bodies_of_the_mime4j_messages_are_those_of_their_event_trees() => CompareWithTrees("mime4j-decoded", "_decoded.xml", isDecoded: true);

    private void CompareWithTrees(string suite, string ending, bool isDecoded) => SuiteDecisions.Check(output, suite, Suites.Files("mime-mime4j", "*.msg").Select(file =>
    {
        using MimeDocument document = MimeDocument.Parse(File.ReadAllBytes(file));
        return (Path.GetFileNameWithoutExtension(file), Mime4jTree.Describe(file[..^4] + ending, isDecoded), Mime4jTree.Describe(document, isDecoded));
    }));
}
