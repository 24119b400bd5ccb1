using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class ResponseWriterTests
{
    private delegate void Writing(ImapResponseWriter writer);

    private static string Write(Writing write, bool isUtf8 = false)
    {
        ArrayBufferWriter<byte> output = new();
        write(new ImapResponseWriter(output, isUtf8));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact, Rfc(9051, "7.1")]
    public void Status_responses_look_as_the_specification_shows_them()
    {
        Assert.Equal("A1 OK [READ-WRITE] done\r\n", Write(w => w.Tagged("A1", ImapStatus.Ok, ImapResponseCode.ReadWrite, "done")));
        Assert.Equal("* BYE -\r\n", Write(w => w.Untagged(ImapStatus.Bye, ImapResponseCode.None, "")));
        Assert.Equal("* OK [UIDNEXT 4392] x\r\n", Write(w => w.Untagged(ImapStatus.Ok, ImapResponseCode.UidNext(4392), "x")));
        Assert.Equal("A OK [APPENDUID 38505 3955] x\r\n", Write(w => w.Tagged("A", ImapStatus.Ok, ImapResponseCode.AppendUid(38505, 3955), "x")));
        Assert.Equal("A OK [COPYUID 432432 304,319:320 3956:3958] x\r\n", Write(w => w.Tagged("A", ImapStatus.Ok, ImapResponseCode.CopyUid(432432, "304,319:320", "3956:3958"), "x")));
        Assert.Equal("* OK [PERMANENTFLAGS (\\Deleted \\Seen $x \\*)] x\r\n", Write(w => w.Untagged(ImapStatus.Ok, ImapResponseCode.PermanentFlags(["\\Deleted", "\\Seen", "$x", "\\*"]), "x")));
        Assert.Equal("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n", Write(w => w.Untagged(ImapStatus.Ok, ImapResponseCode.Capability(["IMAP4rev1", "AUTH=PLAIN"]), "x")));
    }

    [Fact, Rfc(9051, "7")]
    public void Data_responses_look_as_the_specification_shows_them()
    {
        Assert.Equal("* LIST (\\NonExistent \\HasChildren) \"/\" foo (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n".Replace("foo", "\"foo\"", StringComparison.Ordinal),
            Write(w => w.List(["\\NonExistent", "\\HasChildren"], '/', "foo", "SUBSCRIBED")));
        Assert.Equal("* LIST () NIL \"a\"\r\n", Write(w => w.List([], null, "a")));
        Assert.Equal("* LIST () \"/\" \"b\" (\"OLDNAME\" (\"a\"))\r\n", Write(w => w.ListRenamed([], '/', "b", "a")));
        Assert.Equal("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n", Write(w => w.Namespace("", '/')));
        Assert.Equal("* STATUS \"b\" (MESSAGES 231 UIDNEXT 44292)\r\n", Write(w => w.Status("b", StatusItems.Messages | StatusItems.UidNext, new StatusValues { Messages = 231, UidNext = 44292 })));
        Assert.Equal("* FLAGS (\\Answered \\Seen)\r\n* 23 EXISTS\r\n* 0 RECENT\r\n* 4 EXPUNGE\r\n", Write(w =>
        {
            w.Flags(["\\Answered", "\\Seen"]);
            w.Exists(23);
            w.Recent(0);
            w.Expunge(4);
        }));
        Assert.Equal("* ID (\"name\" \"x\" \"os\" NIL)\r\n* ID NIL\r\n", Write(w =>
        {
            w.Id([new("name", "x"), new("os", null)]);
            w.Id([]);
        }));
        Assert.Equal("* ENABLED IMAP4rev2\r\n* ENABLED\r\n* CAPABILITY A B\r\n+ go\r\n", Write(w =>
        {
            w.Enabled(["IMAP4rev2"]);
            w.Enabled([]);
            w.Capability(["A", "B"]);
            w.Continue("go");
        }));
    }

    [Fact, Rfc(9051, "7.3.4"), Rfc(4731, "3.1")]
    public void Search_responses_leave_out_what_was_not_found()
    {
        SequenceRange[] found = [new(2, 2), new(10, 11)];
        Assert.Equal("* ESEARCH (TAG \"A282\") UID MIN 2 MAX 11 ALL 2,10:11 COUNT 3\r\n",
            Write(w => w.ESearch("A282", true, SearchReturn.Min | SearchReturn.Max | SearchReturn.All | SearchReturn.Count, found)));
        Assert.Equal("* ESEARCH (TAG \"A\") COUNT 0\r\n", Write(w => w.ESearch("A", false, SearchReturn.Min | SearchReturn.All | SearchReturn.Count, [])));
        Assert.Equal("* SEARCH 2 84\r\n", Write(w =>
        {
            w.BeginSearch();
            w.SearchNumber(2);
            w.SearchNumber(84);
            w.EndLine();
        }));
    }

    [Theory, Rfc(9051, "7.5.2")]
    [InlineData("BODY.PEEK[1.HEADER.FIELDS (From \"a b\")]<5.10>", "BODY[1.HEADER.FIELDS (From \"a b\")]<5>")]
    [InlineData("BODY[]", "BODY[]")]
    [InlineData("BINARY.PEEK[1.2]<0.1>", "BINARY[1.2]<0>")]
    [InlineData("BINARY.SIZE[3]", "BINARY.SIZE[3]")]
    [InlineData("RFC822.TEXT", "RFC822.TEXT")]
    [InlineData("BODY[2.MIME]", "BODY[2.MIME]")]
    [InlineData("BODYSTRUCTURE", "BODYSTRUCTURE")]
    public void Fetch_items_are_named_as_they_were_asked_for_but_for_peek_and_length(string asked, string told) =>
        Assert.Equal("* 1 FETCH (" + told + ")\r\n", Write(w =>
        {
            w.BeginFetch(1);
            w.FetchItemName(SessionReplay.Command<FetchCommand>("A FETCH 1 " + asked).Items[0]);
            w.EndFetch();
        }));

    [Theory, Rfc(9051, "4.3"), Rfc(9051, "5.1")]
    [InlineData("plain", "\"plain\"", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\"")]
    [InlineData("a\r\nb", "{4}\r\na\r\nb", "{4}\r\na\r\nb")]
    [InlineData("é", "{2}\r\né", "\"é\"")]
    [InlineData("a\0b", "{3}\r\na?b", "{3}\r\na?b")]
    [InlineData("", "\"\"", "\"\"")]
    public void Strings_are_quoted_or_literals_by_what_they_hold(string value, string rev1, string rev2)
    {
        Assert.Equal(rev1, Write(w => w.String(value.AsSpan())));
        Assert.Equal(rev2, Write(w => w.String(value.AsSpan()), isUtf8: true));
        Assert.Equal(rev1, Write(w => w.NString(value)));
    }

    [Fact, Rfc(9051, "4.3")]
    public void Long_strings_and_octets_that_are_not_utf8_are_literals()
    {
        Assert.StartsWith("{1025}\r\n", Write(w => w.String(new string('x', 1025).AsSpan())), StringComparison.Ordinal);
        Assert.StartsWith("{1}\r\n", Write(w => w.String([0xFF]), isUtf8: true), StringComparison.Ordinal);
        Assert.Equal("NIL", Write(w => w.NString(null)));
    }

    [Theory, Rfc(9051, "5.1")]
    [InlineData("peter/mail/台北/日本語", "\"peter/mail/&U,BTFw-/&ZeVnLIqe-\"", "\"peter/mail/台北/日本語\"")]
    [InlineData("a&b", "\"a&-b\"", "\"a&b\"")]
    [InlineData("a\r\n* BYE", "\"a&AA0ACg-* BYE\"", "{8}\r\na\r\n* BYE")]
    public void Mailbox_names_are_encoded_as_the_client_has_them(string name, string rev1, string rev2)
    {
        Assert.Equal(rev1, Write(w => w.Mailbox(name)));
        Assert.Equal(rev2, Write(w => w.Mailbox(name), isUtf8: true));
    }

    [Fact, Rfc(9051, "9")]
    public void Dates_are_of_fixed_width() =>
        Assert.Equal("\"07-Feb-1994 21:52:25 -0830\"", Write(w => w.DateTime(new DateTimeOffset(1994, 2, 7, 21, 52, 25, new TimeSpan(-8, -30, 0)))));

    [Fact, Rfc(9051, "6.4.6"), Rfc(7162, "3.1.4.2")]
    public void Flags_alone_are_told_in_a_line_of_their_own()
    {
        FlagListText flags = FlagListText.Of(["\\Deleted", "$Junk"]);
        Assert.Equal("* 2 FETCH (FLAGS (\\Deleted $Junk))\r\n", Write(w => w.FetchFlags(2, null, flags, null)));
        Assert.Equal(
            "* 4294967295 FETCH (UID 4294967295 FLAGS () MODSEQ (9223372036854775807))\r\n",
            Write(w => w.FetchFlags(uint.MaxValue, uint.MaxValue, FlagListText.Of([]), long.MaxValue)));
        Assert.Equal("* 3 FETCH (UID 7 MODSEQ (12))\r\n", Write(w => w.FetchModSeq(3, 7, 12)));
    }

    [Fact]
    public void Nothing_that_is_written_can_end_a_line_or_forge_a_code()
    {
        const string Evil = "x\r\n* BYE\0";
        Assert.Equal("* OK x  * BYE \r\n", Write(w => w.Untagged(ImapStatus.Ok, ImapResponseCode.None, Evil)));
        Assert.Equal("* OK -[ALERT] x\r\n", Write(w => w.Untagged(ImapStatus.Ok, ImapResponseCode.None, "[ALERT] x")));
        Assert.Equal("* OK ??\r\n", Write(w => w.Untagged(ImapStatus.Ok, ImapResponseCode.None, "é\uD800")));
        Assert.Equal("+ x  * BYE \r\n", Write(w => w.Continue(Evil)));
        Assert.Throws<ArgumentException>(() => Write(w => w.Tagged(Evil, ImapStatus.Ok, ImapResponseCode.None, "x")));
        Assert.Throws<ArgumentException>(() => Write(w => w.Tagged("A", ImapStatus.Bye, ImapResponseCode.None, "x")));
        Assert.Throws<ArgumentException>(() => Write(w => w.Atom(Evil)));
        Assert.Throws<ArgumentException>(() => Write(w => w.Atom("")));
        Assert.Throws<ArgumentException>(() => Write(w => w.FlagList([Evil])));
        Assert.Throws<ArgumentException>(() => FlagListText.Of([Evil]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(w => w.FetchFlags(1, null, FlagListText.Of([]), -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(w => w.FetchModSeq(1, 1, -1)));
        Assert.Throws<ArgumentException>(() => Write(w => w.Flags(["\\\\"])));
        Assert.Throws<ArgumentException>(() => Write(w => w.Capability([Evil])));
        Assert.Throws<ArgumentException>(() => Write(w => w.Enabled([Evil])));
        Assert.Throws<ArgumentException>(() => Write(w => w.List([Evil], '/', "x")));
        Assert.Throws<ArgumentException>(() => Write(w => w.Lsub(["a b"], '/', "x")));
        Assert.Throws<ArgumentException>(() => ImapResponseCode.CopyUid(1, Evil, "1"));
        Assert.Throws<ArgumentException>(() => Write(w => w.Untagged(ImapStatus.Ok, ImapResponseCode.PermanentFlags([Evil]), "x")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(w => w.LiteralHeader(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(w => w.Number(-1)));
        Assert.Equal("* LIST () \"/\" {10}\r\nx\r\n* BYE?\r\n".Replace("{10}", "{9}", StringComparison.Ordinal), Write(w => w.List([], '/', Evil), isUtf8: true));
        Assert.Equal("* ID ({9}\r\nx\r\n* BYE? {9}\r\nx\r\n* BYE?)\r\n", Write(w => w.Id([new(Evil, Evil)])));
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        ArrayBufferWriter<byte> output = new(1 << 16);
        string[] flags = ["\\Seen", "$Forwarded"];
        SequenceRange[] ranges = [new(1, 3), new(7, 7)];
        FlagListText list = FlagListText.Of(flags);
        FetchItem item = SessionReplay.Command<FetchCommand>("A FETCH 1 BODY.PEEK[HEADER.FIELDS (From)]").Items[0];
        AllocationAssert.None(() =>
        {
            output.ResetWrittenCount();
            ImapResponseWriter writer = new(output, false);
            writer.BeginFetch(1);
            writer.FetchItemName(item);
            writer.Space();
            writer.String("Subject: a \"b\""u8);
            writer.Space();
            writer.FlagList(flags);
            writer.Space();
            writer.DateTime(DateTimeOffset.UnixEpoch);
            writer.EndFetch();
            writer.FetchFlags(1, 2, list, 3);
            writer.FetchModSeq(1, 2, 3);
            writer.ESearch("A1", true, SearchReturn.All | SearchReturn.Count, ranges);
            writer.Mailbox("Sent");
            writer.Exists(3);
            writer.Tagged("A1", ImapStatus.Ok, ImapResponseCode.AppendUid(1, 2), "done");
        });
    }
}
