using System.Buffers;
using System.Text;
using System.Text.Json;
using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime.Mailboxes;

public sealed class MboxTests
{
    private const string Date = "Tue Nov 24 03:15:27 2026";

    public static TheoryData<string, string> Mboxes => new()
    {
        { "", "" },
        { "\n\n", "" },
        { $"From a {Date}\nA: 1\n\nx\n", "From a " + Date + "=A: 1\n\nx\n" },
        { $"From a {Date}\nA: 1\n\nx\n\nFrom b {Date}\nB: 1\n\ny", $"From a {Date}=A: 1\n\nx\n|From b {Date}=B: 1\n\ny" },
        { "From - \nA: 1\n\nx\n\nFrom -\n\nB: 1\n\n", "From - =A: 1\n\nx\n|From -=\nB: 1\n" },
        { "A: 1\n\nno separator\n", "=A: 1\n\nno separator\n" },
        { $"From a {Date}\nA: 1\n\nFrom Russia with love\nFrom here, at 10:30, in 2026 steps\n\nFrom me to you\n", $"From a {Date}=A: 1\n\nFrom Russia with love\nFrom here, at 10:30, in 2026 steps\n\nFrom me to you\n" },
        { $"From a {Date}\nA: 1\n\nx\nFrom b {Date}\nB: 1\n\ny\n", $"From a {Date}=A: 1\n\nx\n|From b {Date}=B: 1\n\ny\n" },
        { $"From a {Date}\nA: 1\n\nx\nFrom b {Date}\nno field\n", $"From a {Date}=A: 1\n\nx\nFrom b {Date}\nno field\n" },
        { $"From a {Date}\nFrom b {Date}\nB: 1\n\n\n\nFrom c {Date}\n", $"From a {Date}=|From b {Date}=B: 1\n\n\n|From c {Date}=" },
        { $"From a {Date}\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nnever closed \"\n\nFrom b {Date}\nB: 1\n\ny\n", $"From a {Date}=Content-Type: multipart/mixed; boundary=x\n\n--x\n\nnever closed \"\n|From b {Date}=B: 1\n\ny\n" },
        { $"\u00EF\u00BB\u00BFFrom a {Date}\nA: 1\n", $"From a {Date}=A: 1\n" },
        { $"From a {Date}\nA: 1\n\nx\n\nFrom {new string('x', 1200)} {Date}\nB: 1\n", $"From a {Date}=A: 1\n\nx\n\nFrom {new string('x', 1200)} {Date}\nB: 1\n" },
        { "From", "=From" },
        { $"From a {Date}\n\n\n", $"From a {Date}=\n" },
    };

    [Theory, MemberData(nameof(Mboxes)), Rfc(4155, "A")]
    public void Messages_are_told_apart(string mbox, string expected)
    {
        Assert.Equal(expected, ReadAll(Encoding.Latin1.GetBytes(mbox), usesContentLength: false));
        Assert.Equal(expected, mbox.Length == 0 ? "" : SplitInvariance.Check(Encoding.Latin1.GetBytes(mbox), Split));
        byte[] crlf = Crlf(mbox);
        Assert.Equal(Latin(Crlf(expected)), ReadAll(crlf, usesContentLength: false));
        Assert.Equal(Latin(Crlf(expected)), mbox.Length == 0 ? "" : SplitInvariance.Check(crlf, Split));
    }

    [Theory]
    [InlineData("mime-mimekit", "*.mbox.txt")]
    [InlineData("mime-kmime", "*.mbox")]
    [InlineData("dsn-sisimai", "mbox-*")]
    public void An_mbox_in_pieces_is_read_as_the_mbox_as_a_whole(string suite, string pattern)
    {
        foreach (string file in Suites.Files(suite, pattern))
        {
            byte[] mbox = File.ReadAllBytes(file);
            string whole = ReadAll(mbox, usesContentLength: false);
            Assert.Equal(whole, Split([mbox]));
            Assert.Equal(whole, Split([.. mbox.Chunk(61)]));
        }
    }

    // The offsets that MimeKit found. Its markers are where a separator begins; a message ends before its last line end.
    [Theory]
    [InlineData("content-length", true)]
    [InlineData("content-length", false)]
    [InlineData("issue1189", true)]
    public void The_messages_of_the_mailboxes_of_mimekit_lie_where_it_finds_them(string name, bool usesContentLength)
    {
        byte[] mbox = File.ReadAllBytes(Path.Combine(Suites.Require("mime-mimekit"), "mbox", name + ".mbox.txt"));
        using JsonDocument offsets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Require("mime-mimekit"), "mbox", name + ".unix-offsets.json")));
        MboxReader reader = new(mbox, usesContentLength);
        foreach (JsonElement message in offsets.RootElement.EnumerateArray())
        {
            Assert.True(reader.Read());
            Assert.Equal(message.GetProperty("beginOffset").GetInt32(), reader.Offset);
            Assert.Equal(message.GetProperty("mboxMarkerOffset").GetInt32(), reader.Offset - reader.FromLine.Length - 1);

            // MimeKit counts the line end of the last line of the message to the separator behind it.
            Assert.InRange(message.GetProperty("endOffset").GetInt32() - reader.Offset - reader.Message.Length, -1, 1);
            using MimeDocument document = MimeDocument.Parse(reader.Message.ToArray());
            Assert.Equal(message.GetProperty("headersEndOffset").GetInt32() - reader.Offset, document.Root.BodyStart);
            CheckTypes(message.GetProperty("body"), document.Root);
        }

        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData("simple.mbox.txt", 3)]
    [InlineData("unmunged.mbox.txt", 2)]
    public void Mailboxes_that_quote_nothing_are_read(string name, int count)
    {
        MboxReader reader = new(File.ReadAllBytes(Path.Combine(Suites.Require("mime-mimekit"), "mbox", name)));
        int found = 0;
        while (reader.Read())
        {
            Assert.StartsWith("From -", Latin(reader.FromLine), StringComparison.Ordinal);
            found++;
        }

        Assert.Equal(count, found);
    }

    [Fact]
    public void A_content_length_holds_where_it_can_be_true()
    {
        string body = "x\n\nFrom b " + Date + "\nB: 1\n\ny\n";
        Assert.Equal($"From a {Date}=Content-Length: {body.Length}\n\n{body}|From c {Date}=C: 1\n", ReadAll(Encoding.Latin1.GetBytes($"From a {Date}\nContent-Length: {body.Length}\n\n{body}\nFrom c {Date}\nC: 1\n"), true));
        foreach (string lie in new[] { "0", "1", "1000000", "-1", "99999999999999999999", "x" })
        {
            string mbox = $"From a {Date}\nContent-Length: {lie}\n\nx\ny\n\nFrom b {Date}\nB: 1\n";
            Assert.Equal($"From a {Date}=Content-Length: {lie}\n\nx\ny\n|From b {Date}=B: 1\n", ReadAll(Encoding.Latin1.GetBytes(mbox), true));
        }
    }

    [Theory]
    [InlineData("a\n>From b\n>>From c\n> From d\n>Fromage\nx >From e\n", MboxQuoting.Mboxrd, "a\nFrom b\n>From c\n> From d\n>Fromage\nx >From e\n")]
    [InlineData(">From b\n>>From c\n", MboxQuoting.Mboxo, "From b\n>>From c\n")]
    [InlineData(">From b\n", MboxQuoting.None, ">From b\n")]
    [InlineData("", MboxQuoting.Mboxrd, "")]
    public void Quoting_is_taken_out(string message, MboxQuoting quoting, string expected)
    {
        ArrayBufferWriter<byte> output = new();
        MboxReader.Unquote(Encoding.Latin1.GetBytes(message), quoting, output);

        Assert.Equal(expected, Latin(output.WrittenSpan));
    }

    [Fact]
    public void Lies_about_lengths_cost_no_more_than_the_messages()
    {
        string one = $"From a {Date}\nContent-Length: 100000\n\n";
        byte[] mbox = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(one, 20_000)) + new string('\n', 2_000_000));
        MboxReader reader = new(mbox);
        int count = 0;
        while (reader.Read())
        {
            count++;
        }

        Assert.Equal(20_000, count);
    }

    [Fact]
    public void A_line_of_any_length_is_not_kept_back()
    {
        MboxSplitter splitter = new();
        ReadOnlySequence<byte> input = new(Encoding.Latin1.GetBytes("From a " + Date + "\n"));
        Assert.Equal(MboxEventKind.MessageBegin, splitter.Read(ref input, false).Kind);
        for (int i = 0; i < 100; i++)
        {
            input = new ReadOnlySequence<byte>(new byte[10_000]);
            Assert.Equal(MboxEventKind.Chunk, splitter.Read(ref input, false).Kind);
            Assert.True(input.IsEmpty);
        }
    }

    [Fact]
    public void Reading_an_mbox_in_memory_allocates_nothing()
    {
        byte[] mbox = Encoding.Latin1.GetBytes($"From a {Date}\nA: 1\n\nx\n\nFrom b {Date}\nContent-Length: 1\n\ny\n");
        AllocationAssert.None(() =>
        {
            MboxReader reader = new(mbox);
            Assert.True(reader.Read() && reader.Read() && reader.HasContentLength && !reader.Read());
        });
    }

    private static void CheckTypes(JsonElement body, MimePart part)
    {
        Assert.Equal(body.GetProperty("mimeType").GetString(), Latin(part.TypeName) + "/" + Latin(part.SubtypeName), ignoreCase: true);
        if (body.TryGetProperty("children", out JsonElement children))
        {
            int position = 0;
            foreach (JsonElement child in children.EnumerateArray())
            {
                Assert.True(part.TryGetChild(position++, out MimePart found));
                CheckTypes(child, found);
            }

            Assert.False(part.TryGetChild(position, out _));
        }

        if (body.TryGetProperty("message", out JsonElement message))
        {
            Assert.True(part.TryGetEmbeddedMessage(out MimePart embedded));
            CheckTypes(message.GetProperty("body"), embedded);
        }
    }

    private static string ReadAll(byte[] mbox, bool usesContentLength)
    {
        List<string> messages = [];
        MboxReader reader = new(mbox, usesContentLength);
        while (reader.Read())
        {
            messages.Add(Latin(reader.FromLine) + "=" + Latin(reader.Message));
        }

        return string.Join('|', messages);
    }

    private static string Split(IReadOnlyList<byte[]> pieces)
    {
        MboxSplitter splitter = new();
        List<string> messages = [];
        StringBuilder message = new();
        ReadOnlySequence<byte> input = ReadOnlySequence<byte>.Empty;
        int next = 0;
        while (true)
        {
            MboxEvent step = splitter.Read(ref input, next == pieces.Count);
            switch (step.Kind)
            {
                case MboxEventKind.NeedMoreData:
                    Assert.True(input.Length <= 1_102);
                    input = SplitInvariance.Sequence([.. new[] { input.ToArray(), pieces[next++] }.Where(p => p.Length > 0)]);
                    break;
                case MboxEventKind.MessageBegin:
                    message.Clear().Append(Latin(step.Data.ToArray())).Append('=');
                    break;
                case MboxEventKind.Chunk:
                    message.Append(Latin(step.Data.ToArray()));
                    break;
                case MboxEventKind.MessageEnd:
                    messages.Add(message.ToString());
                    break;
                default:
                    return string.Join('|', messages);
            }
        }
    }
}
