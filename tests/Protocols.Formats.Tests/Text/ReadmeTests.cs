using System.Globalization;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

/// <summary>The example of the package's README.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_says_what_it_seems_to_say()
    {
        byte[] room = new byte[QuotedPrintable.GetMaxEncodedLength(100)];
        int length = QuotedPrintable.Decode("caf=C3=A9"u8, room);
        string text = Charset.GetString("utf-8"u8, room.AsSpan(0, length), out CharsetOutcome outcome);
        Assert.Equal("café (Named)", $"{text} ({outcome})");

        Assert.True(MailDate.TryParse("Fri, 21 Nov 1997 09:55:06 -0600"u8, out DateTimeOffset date));
        Assert.Equal("1997-11-21 15:55:06Z", date.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture));
    }
}
