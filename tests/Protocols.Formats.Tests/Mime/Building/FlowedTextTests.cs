using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Building;

public sealed class FlowedTextTests
{
    [Theory, Rfc(3676, "4.2"), Rfc(3676, "4.4"), Rfc(3676, "4.5")]
    [InlineData("short", "short")]
    [InlineData("one two three four five six", "one two three four \r\nfive six")]
    [InlineData("> one two three four five six", "> one two three \r\n> four five six")]
    [InlineData("> > deep", ">> deep")]
    [InlineData(">", ">")]
    [InlineData(" indented", "  indented")]
    [InlineData("From here", " From here")]
    [InlineData("one two three four >x", "one two three four \r\n >x")]
    [InlineData("one two three four From x", "one two three four \r\n From x")]
    [InlineData("trailing   ", "trailing")]
    [InlineData("-- ", "-- ")]
    [InlineData("> -- ", "> -- ")]
    [InlineData("-- one-very-long-word-that-fits-no-line", "-- one-very-long-word-that-fits-no-line")]
    [InlineData("one-very-long-word-that-fits-no-line x", "one-very-long-word-that-fits-no-line \r\nx")]
    [InlineData("a\r\nb\n\nc\n", "a\r\nb\r\n\r\nc\r\n")]
    public void Paragraphs_are_broken_behind_spaces(string text, string flowed)
    {
        Assert.Equal(flowed, FlowedText.Encode(text, 20));
    }

    [Theory, Rfc(3676, "4.1"), Rfc(3676, "4.3")]
    [InlineData("one \r\ntwo\r\nthree", false, "one two\nthree")]
    [InlineData("one \r\ntwo\r\nthree", true, "onetwo\nthree")]
    [InlineData(">> one \r\n>> two\r\n> three \r\nfour", false, ">> one two\n> three \nfour")]
    [InlineData("one \r\n-- \r\nname", false, "one \n-- \nname")]
    [InlineData("> one \r\n> -- \r\n> name", false, "> one \n> -- \n> name")]
    [InlineData("> > one", false, "> > one")]
    [InlineData("  stuffed", false, " stuffed")]
    [InlineData("open ", false, "open ")]
    public void Flowed_lines_are_joined(string flowed, bool delSp, string text)
    {
        Assert.Equal(text, FlowedText.Decode(flowed, delSp));
    }

    [Fact, Rfc(3676, "4.2")]
    public void Any_text_is_read_back_and_no_line_is_longer_than_78_but_for_a_word()
    {
        Gen<string> text = Gen.Elements("a", "word", " ", "  ", ">", "> ", "From ", "-- ", "-", "\n", "\n\n", "ü", "longer-word-here", "\t").ArrayOf().Select(string.Concat);
        Prop.ForAll(text.ToArbitrary(), Gen.Choose(20, 78).ToArbitrary(), (source, width) =>
        {
            string flowed = FlowedText.Encode(source, width);
            string back = FlowedText.Decode(flowed);

            // What is read back is written and read again the same: spaces at ends of lines and ways to quote are gone by then.
            Assert.Equal(back, FlowedText.Decode(FlowedText.Encode(back, width)));
            Assert.Equal(
                string.Concat(source.Where(c => c is not (' ' or '>' or '\n'))),
                string.Concat(back.Where(c => c is not (' ' or '>' or '\n'))));
            Assert.Equal(source.Count(c => c == '\n'), back.Count(c => c == '\n'));
            foreach (string line in flowed.Split("\r\n"))
            {
                Assert.True(line.Length <= width || line.TrimEnd(' ').TrimStart(' ', '>', '-').Trim(' ').IndexOf(' ', StringComparison.Ordinal) < 0, line);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1));
    }
}
