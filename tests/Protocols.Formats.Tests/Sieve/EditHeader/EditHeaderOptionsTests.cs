using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.EditHeader;

public sealed class EditHeaderOptionsTests
{
    [Fact]
    [Rfc(5293, "6")]
    [Rfc(5703, "5")]
    public void Trace_is_never_deleted_and_a_subject_always_can_be()
    {
        SieveEditHeaderOptions options = new() { NotAdded = ["X-Spam", "Subject"], NotDeleted = ["X-Spam", "subject"] };
        Assert.False(options.MayDelete("received"));
        Assert.False(options.MayDelete("Auto-submitted"));
        Assert.False(options.MayDelete("Original-Subject"));
        Assert.False(options.MayDelete("Original-From"));
        Assert.False(options.MayDelete("x-spam"));
        Assert.False(options.MayAdd("x-spam"));
        Assert.True(options.MayAdd("Subject"));
        Assert.True(options.MayDelete("Subject"));
        Assert.True(options.MayDelete("X-Other"));
        Assert.True(options.MayAdd("Received"));
    }

    [Theory]
    [Rfc(5293, "4")]
    [InlineData("X-field", true)]
    [InlineData("X-field:", false)]
    [InlineData("X field", false)]
    [InlineData("", false)]
    [InlineData("Größe", false)]
    [InlineData("X\r\nY", false)]
    public void A_name_is_printable_ascii_without_a_colon(string name, bool expected) => Assert.Equal(expected, HeaderFieldText.IsName(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void A_value_has_no_controls_but_tabs_and_line_ends()
    {
        Assert.True(HeaderFieldText.IsValue("Yeah!\t\r\n ü"u8));
        Assert.False(HeaderFieldText.IsValue("Yeah\u0007!"u8));
        Assert.False(HeaderFieldText.IsValue("Yeah\u007F!"u8));
        Assert.False(HeaderFieldText.IsValue("Woah\0!"u8));
    }
}
