using System.Buffers;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

/// <summary>The examples of the package's README.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_decoding_says_what_it_seems_to_say()
    {
        byte[] room = new byte[QuotedPrintableDecoder.GetMaxDecodedLength(100)];
        QuotedPrintableDecoder decoder = default;
        CharsetDecoder charset = new("utf-8"u8);
        ArrayBufferWriter<char> text = new();
        foreach (string piece in new[] { "caf=C", "3=", "A9 =\r\nau lait" })
        {
            int length = decoder.Decode(Encoding.ASCII.GetBytes(piece), room);
            charset.Decode(room.AsSpan(0, length), text);
        }

        charset.Decode(room.AsSpan(0, decoder.Finish(room)), text);
        CharsetOutcome outcome = charset.Finish(text);
        Assert.Equal("café au lait (Named)", $"{text.WrittenSpan} ({outcome})");
    }

    [Fact]
    public void The_example_of_dates_and_names_says_what_it_seems_to_say()
    {
        Assert.True(MailDate.TryParse("Fri, 21 Nov 1997 09:55:06 -0600"u8, out DateTimeOffset date));
        Assert.Equal("1997-11-21 15:55:06Z", date.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture));
        Assert.Equal(DomainNameDefects.None, DomainName.ToAscii("Bücher.example", out string ascii));
        Assert.Equal("xn--bcher-kva.example", ascii);
        Assert.Equal(1, UnicodeNormalization.ToNfc("e\u0301").Length);
    }

    // The README says why each of the registered character sets is left out that is.
    [Fact]
    public void Every_character_set_that_is_not_supported_stands_in_the_readme()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.Text", "README.md"));
        foreach (string name in Charsets.CharsetNameTests.Unsupported)
        {
            Assert.Contains(name, readme, StringComparison.Ordinal);
        }
    }
}
