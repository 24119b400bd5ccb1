using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Writing;

public sealed class EditedMessageTests
{
    private const string Message =
        "X-Hello: 1\r\nSubject: Frop\r\nX-Hello: 2\r\nX-Hello: 3\r\nContent-Type: multipart/mixed; boundary=AA\r\n\r\npreamble\r\n--AA\r\nContent-Type: text/plain\r\n\r\none\r\n"
        + "--AA\r\nContent-Type: multipart/alternative; boundary=BB\r\n\r\n--BB\r\n\r\ntwo\r\n--BB\r\n\r\nthree\r\n--BB--\r\n--AA--\r\n";

    private static readonly byte[] s_random = [.. Enumerable.Range(0, ComposedMessage.RandomLength).Select(static i => (byte)i)];

    [Fact]
    [Rfc(5293, "4")]
    public void Fields_are_added_first_or_last()
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        Assert.True(message.AddField("X-First", "Größe", isLast: false));
        Assert.True(message.AddField("X-Last", "two\r\nlines", isLast: true));
        string[] names = Names(message);
        Assert.Equal("X-First", names[0]);
        Assert.Equal("X-Last", names[^1]);
        Assert.True(message.Current.Root.TryGetHeader("X-First"u8, out HeaderField field));
        Assert.Equal("Größe", field.GetText());
        Assert.EndsWith("--AA--\r\n", Encoding.ASCII.GetString(message.Octets.Span), StringComparison.Ordinal);
        Assert.False(message.AddField("X Bad", "a", isLast: false));
    }

    [Theory]
    [Rfc(5293, "5")]
    [InlineData(0, null, "")]
    [InlineData(1, null, "2 3")]
    [InlineData(2, null, "1 3")]
    [InlineData(-1, null, "1 2")]
    [InlineData(-3, null, "2 3")]
    [InlineData(4, null, "1 2 3")]
    [InlineData(-4, null, "1 2 3")]
    [InlineData(0, "2", "1 3")]
    [InlineData(1, "2", "1 2 3")]
    [InlineData(2, "2", "1 3")]
    public void Fields_are_deleted_by_place_and_value(int occurrence, string? value, string left)
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        message.DeleteFields("x-hello", occurrence, value, value is null ? null : static (key, octets) => Encoding.UTF8.GetString(octets) == key);
        List<string> values = [];
        foreach (HeaderField field in message.Current.Root.Headers)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, "X-Hello"u8))
            {
                values.Add(field.GetText().Trim());
            }
        }

        Assert.Equal(left, string.Join(' ', values));
    }

    [Fact]
    [Rfc(5293, "7")]
    public void Each_change_is_seen_by_the_next()
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        message.AddField("X-Hello", "World", isLast: false);
        message.DeleteFields<object?>("X-Hello", 1, null, null);
        Assert.Equal(Message, Encoding.ASCII.GetString(message.Octets.Span));
        message.DeleteFields<object?>("X-Hello", 1, null, null);
        message.DeleteFields<object?>("X-Hello", 2, null, null);
        Assert.True(message.Current.Root.TryGetHeader("X-Hello"u8, out HeaderField field));
        Assert.Equal("2", field.GetText().Trim());
    }

    [Fact]
    public void Without_a_change_there_are_no_octets()
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        message.DeleteFields<object?>("X-Other", 0, null, null);
        Assert.False(message.IsChanged);
        Assert.True(message.Octets.IsEmpty);
        Assert.True(message.OctetsToRedirect.IsEmpty);
    }

    [Fact]
    [Rfc(5703, "5")]
    public void A_part_is_replaced_and_the_others_stay()
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        Assert.True(message.Replace(1, MimeEntity.OfText("gone: ü")));
        Assert.Equal(5, message.Current.PartCount);
        Assert.Equal("gone: ü", message.Current.GetPart(1).GetBodyText().Trim());
        Assert.Equal("three", message.Current.GetPart(4).GetBodyText());
        Assert.True(message.Replace(2, MimeEntity.OfText("both")));
        Assert.Equal(3, message.Current.PartCount);
        Assert.Equal("both", message.Current.GetPart(2).GetBodyText().Trim());
    }

    [Fact]
    [Rfc(5703, "5")]
    public void The_whole_message_is_replaced_and_its_other_fields_stay()
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        Assert.True(message.Replace(0, MimeEntity.OfText("nothing")));
        Assert.Equal(1, message.Current.PartCount);
        Assert.Equal("nothing", message.Current.Root.GetBodyText().Trim());
        Assert.Equal("Frop", message.Current.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal(KnownMediaType.TextPlain, message.Current.Root.KnownMediaType);
    }

    [Theory]
    [InlineData("--AA\r\nevil")]
    [InlineData("x\r\n--AA--\r\n")]
    [InlineData("x\n--AA\n")]
    public void Nothing_can_end_the_multipart_around_it(string text)
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        Assert.True(message.Replace(1, MimeEntity.OfText(text)));
        Assert.Equal(5, message.Current.PartCount);
        Assert.True(MimeEntity.TryRead(Encoding.ASCII.GetBytes("Content-Type: text/plain\n\n" + text), out MimeEntity? entity, out _));
        Assert.False(message.Replace(1, entity!));
        Assert.False(message.Replace(3, entity!));
        Assert.True(message.Replace(0, entity!));
    }

    [Fact]
    public void Line_ends_stay_those_of_the_message()
    {
        using MimeDocument original = Parse(Message.Replace("\r\n", "\n", StringComparison.Ordinal));
        using EditedMessage message = Begin(original);
        Assert.True(message.Replace(1, MimeEntity.OfText("a\nb")));
        message.AddField("X-New", "y", isLast: false);
        Assert.DoesNotContain("\r", Encoding.ASCII.GetString(message.Octets.Span), StringComparison.Ordinal);
    }

    [Fact]
    [Rfc(6558, "2")]
    public void A_part_is_converted_and_keeps_what_else_is_said_of_it()
    {
        using MimeDocument original = Parse("Subject: x\r\nContent-Type: image/tiff\r\nContent-Disposition: inline; filename=a\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n");
        using EditedMessage message = Begin(original);
        message.Convert(0, MimeEntity.OfContent("image/jpeg", [1, 2, 3, 0]));
        MimePart root = message.Current.Root;
        Assert.Equal("jpeg", Encoding.ASCII.GetString(root.SubtypeName));
        Assert.Equal("a", root.GetFileName());
        System.Buffers.ArrayBufferWriter<byte> content = new();
        root.DecodeBody(content);
        Assert.Equal([1, 2, 3, 0], content.WrittenSpan.ToArray());
        Assert.Equal([0], ConversionParts.Find(message.Current, "IMAGE/jpeg", -1));
        Assert.Empty(ConversionParts.Find(message.Current, "image/tiff", -1));
    }

    [Fact]
    [Rfc(5703, "6")]
    public void A_message_is_enclosed_in_another()
    {
        using MimeDocument original = Parse("From: bob@example.com\r\nX-Keep: a\r\nSubject: Frop\r\n\r\nbody\r\n");
        using EditedMessage message = Begin(original);
        EnclosingMessage enclosing = new()
        {
            Text = "Look at this",
            From = new MailboxAddress("ann@example.org"),
            Date = DateTimeOffset.UnixEpoch,
            CopiedFields = ["X-Keep", "Content-Type"],
        };
        Assert.True(enclosing.TryWrite(message.Current, s_random, out ReadOnlyMemory<byte> outer));
        message.Enclose(outer);
        MimeDocument current = message.Current;
        Assert.Equal(KnownMediaType.MultipartMixed, current.Root.KnownMediaType);
        Assert.Equal("Look at this", current.GetPart(1).GetBodyText().Trim());
        Assert.Equal(EnclosingMessage.PartsBefore, current.PartCount - 1);
        Assert.Equal("body", current.GetPart(3).GetBodyText().Trim());
        Assert.Equal("ann@example.org", current.Root.GetHeaderText(HeaderId.From));
        Assert.Equal("Frop", current.Root.GetHeaderText(HeaderId.Subject));
        Assert.True(current.Root.TryGetHeader("X-Keep"u8, out _));
        Assert.Equal(original.Length, message.OctetsToRedirect.Length);

        Assert.True((enclosing with { CopiedFields = ["From", "Subject"], Subject = "New" }).TryWrite(original, s_random, out outer));
        message.Enclose(outer);
        Assert.Equal("bob@example.com", message.Current.Root.GetHeaderText(HeaderId.From));
        Assert.Equal(original.Length, message.OctetsToRedirect.Length);
    }

    [Theory]
    [Rfc(5703, "5")]
    [InlineData(10)]
    [InlineData(985)]
    [InlineData(5000)]
    public void What_a_field_had_is_kept_whatever_its_length(int length)
    {
        string subject = new('a', length);
        using MimeDocument original = Parse($"From: a@example.org\r\nSubject: {subject}\r\n\r\n");
        using EditedMessage message = Begin(original);
        message.ExchangeField("Subject", "Original-Subject", "New");
        Assert.Equal("New", message.Current.Root.GetHeaderText(HeaderId.Subject));
        Assert.True(message.Current.Root.TryGetHeader("Original-Subject"u8, out HeaderField field));
        Assert.Equal(subject, field.GetText().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void It_begins_anew_with_another_message()
    {
        using MimeDocument original = Parse(Message);
        using EditedMessage message = Begin(original);
        message.AddField("X", "y", isLast: true);
        Assert.NotEqual(0, message.Current.Length - original.Length);
        message.Reset(original);
        Assert.False(message.IsChanged);
        Assert.Equal(original.Length, message.Current.Length);
    }

    private static string[] Names(EditedMessage message)
    {
        List<string> names = [];
        foreach (HeaderField field in message.Current.Root.Headers)
        {
            names.Add(Encoding.ASCII.GetString(field.Name));
        }

        return [.. names];
    }

    private static MimeDocument Parse(string text) => MimeDocument.Parse(Encoding.UTF8.GetBytes(text));

    private static EditedMessage Begin(MimeDocument original)
    {
        EditedMessage message = new();
        message.Reset(original);
        return message;
    }
}
