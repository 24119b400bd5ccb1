using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Syntax;

/// <summary>Tokens and grammar (RFC 5228 §2, §8), and what is told of those that are wrong.</summary>
public sealed class SyntaxTests
{
    [Fact, Rfc(5228, "2.3")]
    public void Comments_are_white_space() =>
        Assert.Equal([new SieveDiscard()], Script.Run("if size :under 100K { /* this is a comment\r\n   this is still * a / comment **/ discard /* { */\r\n ; # } \r\n}").Actions);

    [Theory, Rfc(5228, "2.4.1")]
    [InlineData("1", 2, false)]
    [InlineData("1k", 1024, false)]
    [InlineData("1K", 1025, true)]
    [InlineData("0", 1, true)]
    [InlineData("2147483647", 1000, false)]
    [InlineData("1M", 1000, false)]
    [InlineData("8000000000G", 1000, false)]
    public void Numbers_have_quantifiers(string number, int size, bool isOver) =>
        Assert.Equal(isOver || size > 1 && number == "1", Script.Holds($"size :over {number}", "S: x\r\n\r\n".PadRight(size)[..size]));

    [Theory, Rfc(5228, "2.4.2")]
    [InlineData("\"a\\\"b\\\\c\\d\"", "a\"b\\cd")]
    [InlineData("\"ä\"", "ä")]
    public void Quoted_strings_have_escapes(string text, string value) => Assert.Equal(value, Script.Value($"fileinto {text};"));

    [Theory, Rfc(5228, "2.4.2")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void A_text_of_several_lines_is_unstuffed_and_has_CRLF(string newLine)
    {
        string text = string.Join(newLine, "text: # a comment", "Line 1", ".Line 2", "..Line 3", "", "Line 5", ".", "");
        string source = $"require \"variables\"; if string :comparator \"i;octet\" {text} \"Line 1{newLine}.Line 2{newLine}.Line 3{newLine}{newLine}Line 5{newLine}\" {{ discard; }}";
        Assert.Equal([new SieveDiscard()], Script.Run(source).Actions);
    }

    [Theory, Rfc(5228, "2.4.2.4")]
    [InlineData("$${hex:40}", "$@")]
    [InlineData("${hex: 40 }", "@")]
    [InlineData("${HEX: 40}", "@")]
    [InlineData("${hex:40", "${hex:40")]
    [InlineData("${hex:400}", "${hex:400}")]
    [InlineData("${hex:4${hex:30}}", "${hex:40}")]
    [InlineData("${unicode:40}", "@")]
    [InlineData("${ unicode:40}", "${ unicode:40}")]
    [InlineData("${UnICoDE:0000040}", "@")]
    [InlineData("${Unicode:Cool}", "${Unicode:Cool}")]
    [InlineData("${hex:24 24}", "$$")]
    [InlineData("${unicode:20ac 1F600}", "€😀")]
    [InlineData("${hex:}", "${hex:}")]
    [InlineData("${hex: 4 1}", "\u0004\u0001")]
    public void Encoded_characters_are_decoded(string text, string value)
    {
        string source = $"require [\"encoded-character\", \"vnd.test\"]; probe \"{text}\";";
        Assert.Equal(value, Probe.ValueOf(source));
    }

    [Theory, Rfc(5228, "2.4.2.4")]
    [InlineData("${unicode:200000}")]
    [InlineData("${Unicode:DF01}")]
    [InlineData("${unicode:10FFFFFFFFFF}")]
    public void A_character_that_cannot_be_is_an_error(string text) =>
        Assert.Equal(["1:53 InvalidArgument"], Script.Errors($"require [\"encoded-character\", \"fileinto\"]; fileinto \"{text}\";"));

    [Fact, Rfc(5228, "2.4.2.4")]
    public void Characters_are_not_decoded_without_the_extension() => Assert.Equal("${hex:40}", Probe.ValueOf("require \"vnd.test\"; probe \"${hex:40}\";"));

    [Theory, Rfc(5228, "8.1"), Rfc(5228, "8.2")]
    [InlineData("keep", "1:5 UnexpectedToken")]
    [InlineData("keep }", "1:5 UnexpectedToken;1:6 UnexpectedToken")]
    [InlineData("fileinto \"x\"\r\nstop;", "1:1 MissingRequire;1:13 UnexpectedToken")]
    [InlineData("if true { keep;", "1:9 Unterminated")]
    [InlineData("redirect \"a@b.c;", "1:10 Unterminated")]
    [InlineData("/* x", "1:1 Unterminated")]
    [InlineData("redirect text:\r\nx\r\n", "1:10 Unterminated")]
    [InlineData("redirect text: x\r\n.\r\n;", "1:10 UnexpectedToken;2:1 UnexpectedCharacter")]
    [InlineData("if size :over 1X { stop; }", "1:15 InvalidNumber")]
    [InlineData("if size :over 9223372036854775808 { stop; }", "1:15 InvalidNumber")]
    [InlineData("if size :over 9007199254740992G { stop; }", "1:15 InvalidNumber")]
    [InlineData("keep; ; stop;", "1:7 UnexpectedToken")]
    [InlineData("keep; \"x\"; stop;", "1:7 UnexpectedToken")]
    [InlineData("if header [] \"x\" { stop; }", "1:12 UnexpectedToken")]
    [InlineData("if header [\"a\" \"b\"] \"x\" { stop; }", "1:16 UnexpectedToken")]
    [InlineData("if header [\"a\",] \"x\" { stop; }", "1:16 UnexpectedToken")]
    [InlineData("if anyof () { stop; }", "1:11 UnexpectedToken")]
    [InlineData("if anyof (true false) { stop; }", "1:16 UnexpectedArgument")]
    [InlineData("if anyof (true,) { stop; }", "1:16 UnexpectedToken")]
    [InlineData("keep%;", "1:5 UnexpectedCharacter")]
    [InlineData("keep ü;", "1:6 UnexpectedCharacter")]
    [InlineData("keep :;", "1:6 UnexpectedCharacter")]
    [InlineData("keep; } stop;", "1:7 UnexpectedToken")]
    public void What_is_no_script_is_told_with_its_place(string source, string errors) => Assert.Equal(errors.Split(';'), Script.Errors(source));

    [Theory]
    [InlineData("nothing;", "1:1 UnknownCommand")]
    [InlineData("if nothing { stop; }", "1:4 UnknownTest")]
    [InlineData("true;", "1:1 UnknownCommand")]
    [InlineData("if keep { stop; }", "1:4 UnknownTest")]
    [InlineData("keep :nothing;", "1:6 UnknownTag")]
    [InlineData("keep \"x\";", "1:6 UnexpectedArgument")]
    [InlineData("keep true;", "1:6 UnexpectedArgument")]
    [InlineData("keep { stop; }", "1:6 UnexpectedArgument")]
    [InlineData("if { stop; }", "1:1 MissingArgument")]
    [InlineData("if true;", "1:1 MissingArgument")]
    [InlineData("if (true) { stop; }", "1:4 UnexpectedArgument")]
    [InlineData("if not (true) { stop; }", "1:8 UnexpectedArgument")]
    [InlineData("if anyof true { stop; }", "1:10 UnexpectedArgument")]
    [InlineData("redirect;", "1:1 MissingArgument")]
    [InlineData("redirect 1;", "1:10 UnexpectedArgument")]
    [InlineData("redirect [\"a@example.org\"];", "1:10 UnexpectedArgument")]
    [InlineData("redirect \"a@example.org\" \"b@example.org\";", "1:26 UnexpectedArgument")]
    [InlineData("if size :over { stop; }", "1:4 MissingArgument")]
    [InlineData("if size 1 { stop; }", "1:4 MissingArgument")]
    [InlineData("if size :over :under 1 { stop; }", "1:15 ConflictingTags")]
    [InlineData("if header \"a\" :is \"b\" { stop; }", "1:15 UnexpectedArgument")]
    [InlineData("if header :is :contains \"a\" \"b\" { stop; }", "1:15 ConflictingTags")]
    [InlineData("if header :is :is \"a\" \"b\" { stop; }", "1:15 ConflictingTags")]
    [InlineData("if header :comparator \"i;octet\" :comparator \"i;octet\" \"a\" \"b\" { stop; }", "1:33 ConflictingTags")]
    [InlineData("if header :comparator \"i;none\" \"a\" \"b\" { stop; }", "1:23 InvalidArgument")]
    [InlineData("if header :comparator :is \"a\" \"b\" { stop; }", "1:11 MissingArgument")]
    [InlineData("if address :all :domain \"from\" \"b\" { stop; }", "1:17 ConflictingTags")]
    [InlineData("if header :all \"from\" \"b\" { stop; }", "1:11 UnknownTag")]
    [InlineData("else { stop; }", "1:1 MisplacedCommand")]
    [InlineData("if true { stop; } keep; elsif true { stop; }", "1:25 MisplacedCommand")]
    [InlineData("if true { stop; } else { stop; } else { stop; }", "1:34 MisplacedCommand")]
    [InlineData("keep; require \"fileinto\";", "1:7 MisplacedRequire")]
    [InlineData("if true { require \"fileinto\"; }", "1:11 MisplacedRequire")]
    [InlineData("require \"nothing\";", "1:9 UnknownCapability")]
    [InlineData("require [\"fileinto\", \"FileInto\"];", "1:22 UnknownCapability")]
    [InlineData("fileinto \"x\";", "1:1 MissingRequire")]
    [InlineData("if header :value \"gt\" \"a\" \"b\" { stop; }", "1:11 MissingRequire")]
    [InlineData("if header :comparator \"i;ascii-numeric\" \"a\" \"b\" { stop; }", "1:23 MissingRequire")]
    [InlineData("require \"comparator-i;ascii-numeric\"; if header :contains :comparator \"i;ascii-numeric\" \"a\" \"b\" { stop; }", "1:49 IncompatibleComparator")]
    [InlineData("require \"relational\"; if header :value \"gr\" \"a\" \"b\" { stop; }", "1:40 InvalidArgument")]
    [InlineData("require \"regex\"; if header :regex \"a\" [\"b\", \"(\"] { stop; }", "1:45 InvalidRegex")]
    public void What_cannot_be_meant_is_told_with_its_place(string source, string errors) => Assert.Equal(errors.Split(';'), Script.Errors(source));

    [Fact]
    public void Several_errors_are_told_in_one_go()
    {
        const string Source =
            """
            fileinto "a";
            if header :is :contains "Subject" "x" {
                nothing "b";
                keep "c";
            } elsif nowhere {
                redirect "no address";
            }
            stop
            """;
        string[] expected =
        [
            "1:1 MissingRequire", "2:15 ConflictingTags", "3:5 UnknownCommand", "4:10 UnexpectedArgument", "5:9 UnknownTest", "6:14 InvalidArgument", "8:5 UnexpectedToken",
        ];
        Assert.Equal(expected, Script.Errors(Source));
    }

    [Fact]
    public void A_diagnostic_reads_as_an_editor_shows_it() =>
        Assert.Equal(
            "2:7: error: \"keep\" has no tag :flag.",
            new SieveCompiler().Compile("require \"imap4flags\";\n keep :flag \"x\";").Diagnostics.Single().ToString());

    [Fact]
    public void A_script_may_begin_with_a_byte_order_mark() => Assert.Equal([new SieveDiscard()], Script.Run("\uFEFFdiscard;").Actions);

    [Fact]
    public void What_is_never_come_to_is_warned_of()
    {
        SieveCompilation compilation = new SieveCompiler().Compile("stop;\r\nkeep;");

        Assert.True(compilation.Succeeded);
        Assert.Equal((SieveSeverity.Warning, SieveDiagnosticCode.Unreachable, 2), compilation.Diagnostics.Select(static d => (d.Severity, d.Code, d.Span.Line)).Single());
    }

    [Fact, Rfc(5228, "2.4.2.2")]
    public void A_name_that_no_header_field_has_is_warned_of()
    {
        SieveCompilation compilation = new SieveCompiler().Compile("if exists \"From:\" { stop; }");

        Assert.True(compilation.Succeeded);
        Assert.Equal(SieveDiagnosticCode.InvalidHeaderName, compilation.Diagnostics.Single().Code);
    }

    [Fact, Rfc(5228, "2.1")]
    public void NUL_is_in_no_script() =>
        Assert.Contains(new SieveCompiler().Compile(Encoding.ASCII.GetBytes("redirect \"a\0@b.c\";")).Diagnostics, static d => d is { Code: SieveDiagnosticCode.UnexpectedCharacter, Span.Column: 12 });

    [Fact, Rfc(5228, "2.6.1")]
    public void Names_of_commands_tests_and_tags_have_no_letter_case() =>
        Assert.Equal([new SieveFileInto("X")], Script.Run("REQUIRE \"fileinto\"; IF HEADER :CONTAINS \"SUBJECT\" \"PRESENT\" { FileInto \"X\"; }").Actions);

    [Fact, Rfc(5228, "2.10.7")]
    public void Fifteen_blocks_and_fifteen_test_lists_lie_in_one_another()
    {
        string blocks = string.Concat(Enumerable.Repeat("if true { ", 15)) + "discard;" + string.Concat(Enumerable.Repeat(" }", 15));
        string tests = "if " + string.Concat(Enumerable.Repeat("anyof (false, ", 15)) + "true" + new string(')', 15) + " { discard; }";

        Assert.Equal([new SieveDiscard()], Script.Run(blocks).Actions);
        Assert.Equal([new SieveDiscard()], Script.Run(tests).Actions);
    }
}
