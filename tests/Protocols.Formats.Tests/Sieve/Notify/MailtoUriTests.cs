using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Notify;

public sealed class MailtoUriTests
{
    // RFC 6068 §2
    [Theory]
    [InlineData("mailto:a@example.org", "a@example.org")]
    [InlineData("MAILTO:a@example.org,b@example.org", "a@example.org b@example.org")]
    [InlineData("mailto:?to=a@example.org,b@example.org", "a@example.org b@example.org")]
    [InlineData("mailto:a@example.org?to=b@example.org&TO=A@example.org", "a@example.org b@example.org")]
    [InlineData("mailto:a%2cb@example.org", null)]
    [InlineData("mailto:a@example.org%2cb@example.org", "a@example.org b@example.org")]
    [InlineData("mailto:%22not%40me%22@example.org", "\"not@me\"@example.org")]
    [InlineData("mailto:gorby%25kremvax@example.com", "gorby%kremvax@example.com")]
    [InlineData("mailto:user@example.org#fragment", "user@example.org")]
    [InlineData("mailto:", "")]
    [InlineData("mailto:a@example.org;?header=frop", null)]
    [InlineData("mailto:stephan%23example.org", null)]
    [InlineData("mailto:stephan@example.org?to=nico%23frop.example.org", null)]
    [InlineData("mailto:a b@example.org", null)]
    [InlineData("mailto:a%0d%0aBcc:x@example.org", null)]
    [InlineData("mailto:a%ff@example.org", null)]
    [InlineData("mailto:a%4@example.org", null)]
    [InlineData("snailto:a@example.org", null)]
    public void Addresses_are_read(string text, string? addresses)
    {
        bool isUri = MailtoUri.TryParse(text, out MailtoUri? uri, out string? error);
        Assert.Equal(addresses, isUri ? string.Join(' ', uri!.To.Select(static mailbox => mailbox.Address)) : null);
        Assert.Equal(isUri, error is null);
    }

    // RFC 6068 §2
    [Fact]
    public void Fields_are_decoded()
    {
        Assert.True(MailtoUri.TryParse(
            "mailto:a@example.org?subject=caf%C3%A9&body=line%201%0D%0Aline%202&cc=c@example.org&bcc=b@example.org&keywords=x%26y&in-reply-to=%3Cm@x%3E&subject=again",
            out MailtoUri? uri,
            out _));
        Assert.Equal("café", uri.Subject);
        Assert.Equal("line 1\r\nline 2", uri.Body);
        Assert.Equal(["c@example.org"], uri.Cc.Select(static mailbox => mailbox.Address));
        Assert.Equal(["b@example.org"], uri.Bcc.Select(static mailbox => mailbox.Address));
        Assert.Equal([("Keywords", "x&y"), ("In-reply-to", "<m@x>")], uri.Fields);
    }

    // RFC 5436 §2.7, RFC 6068 §3
    [Theory]
    [InlineData("from=x@example.org")]
    [InlineData("Auto-Submitted=no")]
    [InlineData("received=x")]
    [InlineData("message-id=%3Cx@y%3E")]
    [InlineData("date=x")]
    [InlineData("content-type=text/html")]
    [InlineData("MIME-Version=2")]
    [InlineData("resent-to=x@example.org")]
    [InlineData("list-id=x")]
    public void Unsafe_fields_are_left_out(string field)
    {
        Assert.True(MailtoUri.TryParse("mailto:a@example.org?" + field, out MailtoUri? uri, out _));
        Assert.Empty(uri.Fields);
    }

    [Theory]
    [InlineData("header:=frop")]
    [InlineData("header%3A=frop")]
    [InlineData("he%20ader=frop")]
    [InlineData("header<=frop")]
    [InlineData("header=fr>op")]
    [InlineData("=frop")]
    [InlineData("frop")]
    [InlineData("x-a=b%0D%0AX-Evil:%20c")]
    [InlineData("subject=b%0Ac")]
    [InlineData("body=%00")]
    public void What_is_no_field_is_refused(string field) => Assert.False(MailtoUri.TryParse("mailto:a@example.org?" + field, out _, out _));

    [Theory]
    [Rfc(5435, "3.5")]
    [InlineData("name=value", true)]
    [InlineData("n=", true)]
    [InlineData("0a.b-c_d=x=y", true)]
    [InlineData("", false)]
    [InlineData("frop", false)]
    [InlineData("_frop=", false)]
    [InlineData("=frop", false)]
    [InlineData("a b=c", false)]
    [InlineData("frop=frml\nfrop", false)]
    public void Options_have_a_name_and_a_value(string option, bool expected) => Assert.Equal(expected, NotifyOptionSyntax.IsOption(System.Text.Encoding.UTF8.GetBytes(option)));

    [Fact]
    [Rfc(5435, "3.4")]
    public void Importance_is_one_to_three()
    {
        Assert.True(NotifyOptionSyntax.TryImportance("1"u8, out int importance));
        Assert.Equal(1, importance);
        Assert.False(NotifyOptionSyntax.TryImportance("0"u8, out _));
        Assert.False(NotifyOptionSyntax.TryImportance("4"u8, out _));
        Assert.False(NotifyOptionSyntax.TryImportance("11"u8, out _));
        Assert.False(NotifyOptionSyntax.TryImportance(""u8, out _));
    }

    [Fact]
    [Rfc(5435, "6")]
    public void A_url_is_encoded_but_for_what_is_unreserved()
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        UrlEncoding.Encode("Safe body&evil=evilbody ü-._~"u8, 1000, output);
        Assert.Equal("Safe%20body%26evil%3Devilbody%20%C3%BC-._~", System.Text.Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "a")]
    [InlineData(3, "a")]
    [InlineData(7, "a%C3%BC")]
    [InlineData(9, "a%C3%BCbc")]
    [InlineData(10, "a%C3%BCbc")]
    public void A_url_that_has_no_room_is_cut_between_characters(int most, string expected)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        UrlEncoding.Encode("aübc d"u8, most, output);
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(output.WrittenSpan));
    }
}
