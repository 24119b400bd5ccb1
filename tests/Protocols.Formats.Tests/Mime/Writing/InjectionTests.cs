using System.Buffers;
using System.Reflection;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Writing;

/// <summary>Nothing that is given to a writer as a value can become a header field, a part or a line of its own.</summary>
public sealed class InjectionTests
{
    private static readonly string[] s_breaks = ["\r", "\n", "\r\n", "\0", "\r\nBcc: x@y.example\r\n", "\r\nBcc: x", "\n\n", "\r\n --b--", "\u0000\ud800", "\n\u2028", "\r\n\r\n--b\r\n"];

    // What is no line end, and may be encoded or refused, but never written as it is.
    private static readonly string[] s_oddities = ["\ud800", "\udc00x", "\ud83d", "\u001b[2J", "\u007f", "\u0085", "\u2028Bcc: x@y.example", "\t", "\v\f", "\u00a0", "=?utf-8?q?=0D=0ABcc:_x?=", "\"", "\\", "(", ")", "<", ">", ";", ",", ":", "%0D%0A", "--b"];

    /// <summary>Every public way to put a value into a message. The first word is the method.</summary>
    public static TheoryData<string, Action<MimeWriter, string>> Values => new()
    {
        { "WriteText name", (w, v) => w.WriteText("X" + v, "x") },
        { "WriteText text", (w, v) => w.WriteText("Subject", "x" + v + "y") },
        { "WritePhrases name", (w, v) => w.WritePhrases("Keywords" + v, "x") },
        { "WritePhrases phrase", (w, v) => w.WritePhrases("Keywords", "x", "x" + v + "y") },
        { "WriteDate name", (w, v) => w.WriteDate("Date" + v, DateTimeOffset.UnixEpoch) },
        { "WriteDate comment", (w, v) => w.WriteDate("Date", DateTimeOffset.UnixEpoch, "x" + v + "y") },
        { "WriteMessageIds name", (w, v) => w.WriteMessageIds("Message-ID" + v, "a@b") },
        { "WriteMessageIds id", (w, v) => w.WriteMessageIds("Message-ID", "a" + v + "@b") },
        { "WriteToken name", (w, v) => w.WriteToken("X" + v, "x") },
        { "WriteToken token", (w, v) => w.WriteToken("X", "x" + v) },
        { "WriteToken parameter name", (w, v) => w.WriteToken("X", "x", new MimeParameter("a" + v, "b")) },
        { "WriteToken parameter value", (w, v) => w.WriteToken("X", "x", new MimeParameter("a", "b" + v + "c")) },
        { "WriteRaw name", (w, v) => w.WriteRaw("X" + v, "x"u8) },
        { "WriteRaw value", (w, v) => w.WriteRaw("X", Encoding.UTF8.GetBytes("x" + v.Replace("\r\n ", "\r\n", StringComparison.Ordinal) + "y")) },
        { "WriteRaw blank line", (w, v) => w.WriteRaw("X", Encoding.UTF8.GetBytes("x\r\n " + v.Replace("\r\n ", "\r\n", StringComparison.Ordinal) + "\r\n ")) },
        { "WriteAddresses name", (w, v) => w.WriteAddresses("To" + v, new MailboxAddress("a@b.example")) },
        { "WriteAddresses display name", (w, v) => w.WriteAddresses("To", new MailboxAddress("x" + v + "y", "a@b.example")) },
        { "WriteAddresses local part", (w, v) => w.WriteAddresses("To", new MailboxAddress("a" + v + "@b.example")) },
        { "WriteAddresses quoted local part", (w, v) => w.WriteAddresses("To", new MailboxAddress("\"a" + v + "\"@b.example")) },
        { "WriteAddresses escaped local part", (w, v) => w.WriteAddresses("To", new MailboxAddress("\"a\\" + v + "\"@b.example")) },
        { "WriteAddresses domain", (w, v) => w.WriteAddresses("To", new MailboxAddress("a@b" + v + "c")) },
        { "WriteAddresses literal", (w, v) => w.WriteAddresses("To", new MailboxAddress("a@[b" + v + "c]")) },
        { "WriteAddresses group", (w, v) => w.WriteAddresses("To", new AddressGroup("x" + v + "y")) },
        { "WriteAddresses group field", (w, v) => w.WriteAddresses("To" + v, new AddressGroup("x")) },
        { "WriteAddresses group member", (w, v) => w.WriteAddresses("To", new AddressGroup("x", new MailboxAddress("a" + v + "@b.example"))) },
        { "WriteAddresses group member name", (w, v) => w.WriteAddresses("To", new AddressGroup(null, new MailboxAddress("a" + v, "a@b.example"))) },
        { "TryWriteAddresses name", (w, v) => Must(w.TryWriteAddresses("To" + v, new MailboxAddress("a@b.example"))) },
        { "TryWriteAddresses local part", (w, v) => Must(w.TryWriteAddresses("To", new MailboxAddress("a" + v + "@b.example"))) },
        { "TryWriteAddresses quoted local part", (w, v) => Must(w.TryWriteAddresses("To", new MailboxAddress("\"" + v + "\"@b.example"))) },
        { "TryWriteAddresses group", (w, v) => Must(w.TryWriteAddresses("To", new AddressGroup("x" + v))) },
        { "WriteContentType type", (w, v) => w.WriteContentType("text" + v, "plain") },
        { "WriteContentType subtype", (w, v) => w.WriteContentType("text", "plain" + v) },
        { "WriteContentType parameter name", (w, v) => w.WriteContentType("text", "plain", new MimeParameter("a" + v, "b")) },
        { "WriteContentType parameter value", (w, v) => w.WriteContentType("text", "plain", new MimeParameter("a", "b" + v + "c")) },
        { "WriteContentDisposition type", (w, v) => w.WriteContentDisposition("inline" + v) },
        { "WriteContentDisposition parameter", (w, v) => w.WriteContentDisposition("inline", new MimeParameter("a" + v, "b")) },
        { "WriteContentDisposition value", (w, v) => w.WriteContentDisposition("inline", new MimeParameter("filename", "b" + v + "c")) },
        { "WriteContentId id", (w, v) => w.WriteContentId("a" + v + "@b") },
        { "WriteContentDescription text", (w, v) => w.WriteContentDescription("a" + v + "b") },
        { "WriteContentLanguage tag", (w, v) => w.WriteContentLanguage("de", "en" + v) },
        { "WriteContentLocation uri", (w, v) => w.WriteContentLocation("http://a.example/" + v) },
        { "WriteListId description", (w, v) => w.WriteListId("a" + v + "b", "list.example") },
        { "WriteListId id", (w, v) => w.WriteListId("", "list" + v + ".example") },
        { "WriteListUris name", (w, v) => w.WriteListUris("List-Help" + v, "mailto:a@b.example") },
        { "WriteListUris uri", (w, v) => w.WriteListUris("List-Help", "mailto:a@b.example" + v) },
        { "WriteOneClickUnsubscribe uri", (w, v) => w.WriteOneClickUnsubscribe("https://a.example/" + v) },
        { "WriteTextBody subtype", (w, v) => w.WriteTextBody("x", "plain" + v) },
        { "WriteTextBody parameter", (w, v) => w.WriteTextBody("x", "plain", new MimeParameter("format", "x" + v)) },
        { "BeginMultipart subtype", (w, v) => w.BeginMultipart("mixed" + v, "b") },
        { "BeginMultipart boundary", (w, v) => w.BeginMultipart("mixed", "b" + v + "c") },
        { "BeginMultipart parameter name", (w, v) => w.BeginMultipart("mixed", "b", new MimeParameter("a" + v, "b")) },
        { "BeginMultipart parameter value", (w, v) => w.BeginMultipart("mixed", "b", new MimeParameter("a", "b" + v + "c")) },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void No_value_with_a_line_end_or_NUL_in_it_is_written(string way, Action<MimeWriter, string> write)
    {
        foreach (MimeOutputMode mode in Enum.GetValues<MimeOutputMode>())
        {
            foreach (string value in s_breaks)
            {
                ArrayBufferWriter<byte> output = new();
                MimeWriter writer = new(output, new MimeWriteOptions { Mode = mode });

                Assert.True(Assert.ThrowsAny<ArgumentException>(() => write(writer, value)) is not null, way);
                Assert.Equal(0, output.WrittenCount);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void No_value_makes_a_second_field_or_a_line_that_the_mode_does_not_allow(string way, Action<MimeWriter, string> write)
    {
        foreach (MimeOutputMode mode in Enum.GetValues<MimeOutputMode>())
        {
            foreach (string value in s_oddities)
            {
                ArrayBufferWriter<byte> output = new();
                MimeWriter writer = new(output, new MimeWriteOptions { Mode = mode });
                try
                {
                    write(writer, value);
                }
                catch (ArgumentException)
                {
                    Assert.Equal(0, output.WrittenCount);
                    continue;
                }

                string written = MimeText.Latin(output.WrittenSpan);
                Assert.True(SevenBitCheck.IsWellFormedUtf8(output.WrittenSpan), $"{way}: {written}");
                Assert.True(mode == MimeOutputMode.SmtpUtf8 || System.Text.Ascii.IsValid(output.WrittenSpan), $"{way}: {written}");
                Assert.DoesNotContain("\nBcc", written);
                Assert.True(written.All(c => c is >= ' ' and not (char)127 or '\r' or '\n' or '\t'), $"{way}: {written}");
            }
        }
    }

    [Fact]
    public void Every_public_method_that_takes_a_value_is_tried()
    {
        string[] withoutValues = ["Reset", "WriteMimeVersion", "WriteListPostForbidden", "BeginPart", "EndMultipart", "BeginMessage", "BeginBody", "Write", "WriteBody", "EndBody"];
        HashSet<string> tried = [.. Values.Select(row => row.Data.Item1.Split(' ')[0]), .. withoutValues];
        IEnumerable<string> methods = typeof(MimeWriter).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName).Select(method => method.Name);

        Assert.Equal([], methods.Except(tried));
    }

    private static void Must(WriteStatus status)
    {
        if (status != WriteStatus.Ok)
        {
            throw new MimeValueException(status, "value");
        }
    }
}
