using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class QuotaTests
{
    [Theory, Rfc(9208, "4.1.1"), Rfc(9208, "4.1.2"), Rfc(9208, "7")]
    [InlineData("GETQUOTA \"!partition/sda4\"", "GetQuotaCommand(Root=\"!partition/sda4\" Tag=\"A\")")]
    [InlineData("GETQUOTA {0+}\r\n", "GetQuotaCommand(Root=\"\" Tag=\"A\")")]
    [InlineData("getquotaroot inbox", "GetQuotaRootCommand(Mailbox=\"INBOX\" Tag=\"A\")")]
    [InlineData("STATUS x (DELETED DELETED-STORAGE APPENDLIMIT)", "StatusCommand(Items=Deleted, DeletedStorage, AppendLimit Mailbox=\"x\" Tag=\"A\")")]
    public void The_commands_read_as_the_specification_shows_them(string line, string expected) =>
        Assert.Equal(expected, SessionReplay.Describe(SessionReplay.Command<ImapCommand>("A " + line)));

    [Theory, Rfc(9208, "7")]
    [InlineData("GETQUOTA")]
    [InlineData("GETQUOTA a b")]
    [InlineData("GETQUOTA (a)")]
    [InlineData("GETQUOTAROOT")]
    [InlineData("SETQUOTA a")]
    [InlineData("SETQUOTA a (STORAGE)")]
    [InlineData("SETQUOTA a (STORAGE x)")]
    [InlineData("SETQUOTA a (STORAGE 1 storage 2)")]
    [InlineData("SETQUOTA a (STORAGE 9223372036854775808)")]
    public void What_is_malformed_or_not_offered_is_bad(string line) => Assert.StartsWith("A BAD", SessionReplay.Bad("A " + line), StringComparison.Ordinal);

    [Fact, Rfc(9208, "7")]
    public void The_same_is_read_however_the_input_is_cut() => Assert.Contains(
        "GetQuotaRootCommand(Mailbox=\"a b\"",
        SessionReplay.Check("A GETQUOTA {4}\r\nanna\r\nB GETQUOTAROOT \"a b\"\r\n", SessionReplay.Options, isLoggedIn: true),
        StringComparison.Ordinal);

    [Fact, Rfc(9208, "4.2.1"), Rfc(9208, "4.2.2"), Rfc(9208, "4.1.4")]
    public void Responses_look_as_the_specification_shows_them()
    {
        ArrayBufferWriter<byte> output = new();
        ImapResponseWriter writer = new(output, isUtf8: false);
        writer.QuotaRoot("INBOX", "#user/alice", "!partition/sda4");
        writer.QuotaRoot("comp.mail.mime");
        writer.Quota("", [("STORAGE", 10, 512)]);
        writer.Quota("#user/alice", [("STORAGE", 54, 111), ("MESSAGE", 42, 1000)]);
        writer.Quota("a\r\nb", []);
        writer.Status("INBOX", StatusItems.Messages | StatusItems.Deleted | StatusItems.DeletedStorage | StatusItems.AppendLimit, new StatusValues { Messages = 12, Deleted = 4, DeletedStorage = 8, AppendLimit = 257890 });
        Assert.Equal(
            """
            * QUOTAROOT "INBOX" #user/alice !partition/sda4
            * QUOTAROOT "comp.mail.mime"
            * QUOTA "" (STORAGE 10 512)
            * QUOTA #user/alice (STORAGE 54 111 MESSAGE 42 1000)
            * QUOTA {4}
            a
            b ()
            * STATUS "INBOX" (MESSAGES 12 DELETED 4 DELETED-STORAGE 8 APPENDLIMIT 257890)

            """.ReplaceLineEndings("\r\n"),
            Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Throws<ArgumentException>(() => new ImapResponseWriter(output, false).Quota("x", [("A B", 1, 2)]));
    }
}
