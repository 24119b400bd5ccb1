using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class NotifyTests
{
    [Theory, Rfc(5465, "3.1"), Rfc(5465, "8"), Rfc(5465, "6")]
    [InlineData("NOTIFY NONE", "[]", false)]
    [InlineData("notify set status (selected MessageNew (uid body.peek[header.fields (from to subject)]) MessageExpunge) (subtree Lists (MessageNew MessageExpunge))", "[Selected MessageNew, MessageExpunge 2 | Subtree Lists MessageNew, MessageExpunge 0]", true)]
    [InlineData("NOTIFY SET (mailboxes (inbox \"a b\") (MessageNew MessageExpunge FlagChange)) (personal (SubscriptionChange))", "[Mailboxes INBOX,a b MessageNew, MessageExpunge, FlagChange 0 | Personal SubscriptionChange 0]", false)]
    [InlineData("NOTIFY SET (selected-delayed (MessageNew (uid flags) MessageExpunge)) (inboxes NONE) (subscribed MailboxName)", "[SelectedDelayed MessageNew, MessageExpunge 2 | Inboxes None 0 | Subscribed MailboxName 0]", false)]
    [InlineData("NOTIFY SET (selected NONE)", "[Selected None 0]", false)]
    [InlineData("NOTIFY SET (personal (MailboxMetadataChange ServerMetadataChange AnnotationChange MessageNew MessageExpunge Odd))", "[Personal MessageNew, MessageExpunge, AnnotationChange, MailboxMetadataChange, ServerMetadataChange, Unknown 0]", false)]
    public void The_command_reads_as_the_specification_shows_it(string line, string groups, bool withStatus)
    {
        NotifyCommand command = SessionReplay.Command<NotifyCommand>("A " + line);
        Assert.Equal(groups, "[" + string.Join(" | ", command.Groups.Select(g => string.Join(' ', [g.Filter.ToString(), .. g.Mailboxes.IsEmpty ? [] : (string[])[string.Join(',', g.Mailboxes)], g.Events.ToString(), g.NewItems.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)]))) + "]");
        Assert.Equal(withStatus, command.WithStatus);
    }

    [Theory, Rfc(5465, "5"), Rfc(5465, "6.1"), Rfc(5465, "8")]
    [InlineData("NOTIFY")]
    [InlineData("NOTIFY NONE x")]
    [InlineData("NOTIFY SET")]
    [InlineData("NOTIFY SET STATUS")]
    [InlineData("NOTIFY SET ()")]
    [InlineData("NOTIFY SET (odd NONE)")]
    [InlineData("NOTIFY SET (selected)")]
    [InlineData("NOTIFY SET (selected ())")]
    [InlineData("NOTIFY SET (selected MessageNew)")]
    [InlineData("NOTIFY SET (selected MessageExpunge)")]
    [InlineData("NOTIFY SET (selected FlagChange)")]
    [InlineData("NOTIFY SET (personal AnnotationChange)")]
    [InlineData("NOTIFY SET (selected MailboxName)")]
    [InlineData("NOTIFY SET (selected NONE) (selected-delayed NONE)")]
    [InlineData("NOTIFY SET (personal (MessageNew (uid) MessageExpunge))")]
    [InlineData("NOTIFY SET (subtree (MessageNew MessageExpunge))")]
    [InlineData("NOTIFY SET (mailboxes () NONE)")]
    [InlineData("NOTIFY SET (personal NONE")]
    [InlineData("NOTIFY SET (personal (MailboxName)")]
    public void What_is_malformed_is_bad(string line) => Assert.StartsWith("A BAD", SessionReplay.Bad("A " + line), StringComparison.Ordinal);

    [Fact]
    public void There_are_limits_on_everything_that_can_be_many()
    {
        ImapServerOptions options = SessionReplay.Options with { Limits = new ImapLimits { MaxListItems = 2 } };
        Assert.Contains("too many", SessionReplay.Bad("A NOTIFY SET (personal NONE) (personal NONE) (personal NONE)", options), StringComparison.Ordinal);
        Assert.Contains("too many", SessionReplay.Bad("A NOTIFY SET (mailboxes (a b c) NONE)", options), StringComparison.Ordinal);
        Assert.Contains("too many", SessionReplay.Bad("A NOTIFY SET (personal (MailboxName MailboxName MailboxName))", options), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_is_read_however_the_input_is_cut()
    {
        string transcript = SessionReplay.Check("A NOTIFY SET STATUS (subtree {3}\r\na b (MessageNew MessageExpunge)) (selected NONE)\r\nB NOTIFY NONE\r\n", SessionReplay.Options, isLoggedIn: true);
        Assert.Contains("NotifyCommand(Groups=[NotifyGroup(Events=MessageNew, MessageExpunge Filter=Subtree Mailboxes=[\"a b\"]", transcript, StringComparison.Ordinal);
        Assert.Contains("B OK NOTIFY", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(5465, "3.1"), Rfc(5465, "5.8")]
    public void The_response_codes_look_as_the_specification_shows_them()
    {
        ArrayBufferWriter<byte> output = new();
        ImapResponseWriter writer = new(output, isUtf8: false);
        writer.Untagged(ImapStatus.Ok, ImapResponseCode.NotificationOverflow, "x");
        writer.Tagged("a", ImapStatus.No, ImapResponseCode.BadEvent("MessageNew", "MailboxName"), "x");
        Assert.Equal("* OK [NOTIFICATIONOVERFLOW] x\r\na NO [BADEVENT (MessageNew MailboxName)] x\r\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
