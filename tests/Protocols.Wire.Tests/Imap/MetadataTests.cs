using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>GETMETADATA and SETMETADATA (RFC 5464).</summary>
public sealed class MetadataTests
{
    [Theory, Rfc(5464, "4.2"), Rfc(5464, "4.3")]
    [InlineData("GETMETADATA \"\" /shared/comment", "GetMetadataCommand(Depth=Zero Entries=[\"/shared/comment\"] Mailbox=\"\" MaxSize=null Tag=\"A\")")]
    [InlineData("GETMETADATA INBOX (/shared/Comment \"/PRIVATE/comment\")", "GetMetadataCommand(Depth=Zero Entries=[\"/shared/comment\" \"/private/comment\"] Mailbox=\"INBOX\" MaxSize=null Tag=\"A\")")]
    [InlineData("GETMETADATA \"INBOX\" (MAXSIZE 1024) (/shared/comment)", "GetMetadataCommand(Depth=Zero Entries=[\"/shared/comment\"] Mailbox=\"INBOX\" MaxSize=1024 Tag=\"A\")")]
    [InlineData("GETMETADATA (DEPTH infinity MAXSIZE 0) x (/private/filters/values)", "GetMetadataCommand(Depth=Infinity Entries=[\"/private/filters/values\"] Mailbox=\"x\" MaxSize=0 Tag=\"A\")")]
    [InlineData("GETMETADATA x (DEPTH 1) /private/a", "GetMetadataCommand(Depth=One Entries=[\"/private/a\"] Mailbox=\"x\" MaxSize=null Tag=\"A\")")]
    [InlineData("SETMETADATA INBOX (/private/comment {3+}\r\na\r\n /shared/comment NIL)", "SetMetadataCommand(Mailbox=\"INBOX\" Tag=\"A\" Values=[KeyValuePair`2(Key=\"/private/comment\" Value='a\r\n') KeyValuePair`2(Key=\"/shared/comment\" Value=null)])")]
    [InlineData("SETMETADATA \"\" (/private/x ~{3+}\r\na\0b)", "SetMetadataCommand(Mailbox=\"\" Tag=\"A\" Values=[KeyValuePair`2(Key=\"/private/x\" Value='a\0b')])")]
    [InlineData("SETMETADATA x (/private/x \"\")", "SetMetadataCommand(Mailbox=\"x\" Tag=\"A\" Values=[KeyValuePair`2(Key=\"/private/x\" Value='')])")]
    public void The_commands_read_as_the_specification_shows_them(string line, string expected) =>
        Assert.Equal(expected, SessionReplay.Describe(SessionReplay.Command<ImapCommand>("A " + line)));

    [Theory, Rfc(5464, "3.2")]
    [InlineData("GETMETADATA x comment")]
    [InlineData("GETMETADATA x /comment")]
    [InlineData("GETMETADATA x /private")]
    [InlineData("GETMETADATA x /private/")]
    [InlineData("GETMETADATA x /private//a")]
    [InlineData("GETMETADATA x \"/private/a*\"")]
    [InlineData("GETMETADATA x \"/private/a%\"")]
    [InlineData("GETMETADATA x {10+}\r\n/private/\xE9")]
    [InlineData("GETMETADATA x \"/private/a\tb\"")]
    [InlineData("GETMETADATA x ()")]
    [InlineData("GETMETADATA x (DEPTH 2) /private/a")]
    [InlineData("GETMETADATA x (MAXSIZE) /private/a")]
    [InlineData("GETMETADATA x (ODD 1) /private/a")]
    [InlineData("GETMETADATA (DEPTH 1) x (DEPTH 1) /private/a")]
    [InlineData("GETMETADATA x")]
    [InlineData("SETMETADATA x /private/a NIL")]
    [InlineData("SETMETADATA x (/private/a)")]
    [InlineData("SETMETADATA x (/private/a x)")]
    [InlineData("SETMETADATA x ()")]
    [InlineData("SETMETADATA x (/private/a {1+}\r\n\0)")]
    public void What_is_malformed_is_bad(string line) => Assert.StartsWith("A BAD", SessionReplay.Bad("A " + line), StringComparison.Ordinal);

    [Fact]
    public void There_is_a_limit_on_entries()
    {
        ImapServerOptions options = SessionReplay.Options with { Limits = new ImapLimits { MaxListItems = 2 } };
        Assert.Contains("too many", SessionReplay.Bad("A GETMETADATA x (/shared/a /shared/b /shared/c)", options), StringComparison.Ordinal);
        Assert.Contains("too many", SessionReplay.Bad("A SETMETADATA x (/shared/a NIL /shared/b NIL /shared/c NIL)", options), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_is_read_however_the_input_is_cut()
    {
        string transcript = SessionReplay.Check(
            "A SETMETADATA \"a b\" (/shared/x ~{3}\r\n\0\r\n /shared/y \"z\")\r\nB GETMETADATA \"\" (DEPTH 1) {9}\r\n/shared/x\r\nC SELECT ~{1}\r\n", SessionReplay.Options, isLoggedIn: true);
        Assert.Contains("Values=[KeyValuePair`2(Key=\"/shared/x\" Value='\0\r\n') KeyValuePair`2(Key=\"/shared/y\" Value='z')]", transcript, StringComparison.Ordinal);
        Assert.Contains("GetMetadataCommand(Depth=One Entries=[\"/shared/x\"] Mailbox=\"\"", transcript, StringComparison.Ordinal);
        Assert.Contains("C BAD ", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(5464, "4.4.1"), Rfc(5464, "4.4.2")]
    public void Responses_look_as_the_specification_shows_them()
    {
        ArrayBufferWriter<byte> output = new();
        ImapResponseWriter writer = new(output, isUtf8: false);
        writer.Metadata("INBOX", [new("/private/comment", "My comment"u8.ToArray()), new("/shared/x", null)]);
        writer.Metadata("", [new("/shared/comment", "two\r\nlines"u8.ToArray())]);
        writer.Metadata("", [new("/shared/b", "a\0"u8.ToArray())]);
        writer.MetadataChanged("INBOX", ["/shared/comment", "/private/a b"]);
        Assert.Equal(
            "* METADATA \"INBOX\" (/private/comment \"My comment\" /shared/x NIL)\r\n"
            + "* METADATA \"\" (/shared/comment {10}\r\ntwo\r\nlines)\r\n"
            + "* METADATA \"\" (/shared/b ~{2}\r\na\0)\r\n"
            + "* METADATA \"INBOX\" /shared/comment \"/private/a b\"\r\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
        output.Clear();
        new ImapResponseWriter(output, false).Tagged("a", ImapStatus.Ok, ImapResponseCode.MetadataLongEntries(2199), "x");
        new ImapResponseWriter(output, false).Tagged("a", ImapStatus.No, ImapResponseCode.MetadataTooMany, "x");
        new ImapResponseWriter(output, false).Tagged("a", ImapStatus.No, ImapResponseCode.MetadataMaxSize(1024), "x");
        Assert.Equal("a OK [METADATA LONGENTRIES 2199] x\r\na NO [METADATA TOOMANY] x\r\na NO [METADATA MAXSIZE 1024] x\r\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact, Rfc(9051, "5.1")]
    public void Names_of_mailboxes_are_composed() =>
        Assert.Equal("é", SessionReplay.Command<SelectCommand>("A SELECT \"e\xCC\x81\"", isUtf8: true).Mailbox);
}
