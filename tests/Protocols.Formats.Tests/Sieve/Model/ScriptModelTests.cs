using System.Buffers;
using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Model;

/// <summary>Scripts as programs edit them, and how they are laid out.</summary>
public sealed class ScriptModelTests
{
    [Fact]
    public void A_script_is_made_without_touching_text()
    {
        SieveScript script = new(
            new SieveCommand("require", SieveArgument.Strings("fileinto", "copy")),
            SieveCommand.If(
                SieveTest.AnyOf(
                    new SieveTest("header", SieveArgument.Tag("contains"), "Subject", new[] { "say \"hi\"", "back\\slash" }),
                    SieveTest.Not(new SieveTest("size", SieveArgument.Tag("over"), 2048))),
                new SieveCommand("fileinto", SieveArgument.Tag("copy"), "Work") { Comments = ["what is\nto be done"] }),
            SieveCommand.ElsIf(new SieveTest("true"), new SieveCommand("stop")),
            SieveCommand.Else(new SieveCommand("discard")));

        const string Expected =
            """
            require ["fileinto", "copy"];

            if anyof (header :contains "Subject" ["say \"hi\"", "back\\slash"], not size :over 2K) {
                # what is
                # to be done
                fileinto :copy "Work";
            } elsif true {
                stop;
            } else {
                discard;
            }

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\r\n"), script.ToString());
        Assert.True(new SieveCompiler().Compile(script.ToString()).Succeeded);
    }

    [Fact]
    public void A_script_is_laid_out_and_its_comments_stay()
    {
        const string Source =
            """
            /* Rules
             * of mine
             */
            require"fileinto";require [ "vacation" ] ; # both
            if   anyof(header:contains"Subject"["one","two"],address :domain :is ["From","Sender"] "a-long-domain.example.com",exists "X-Something")
            {fileinto # into
              "x"; keep; # end
              # last
            }
            ELSIF size :over 1048576 { discard ; }
            # before else
            else { }
            vacation text:
            ..Dear
            all
            .
            ;
            # the end
            """;
        const string Expected =
            """
            # Rules
            # of mine
            require "fileinto";
            # both
            require ["vacation"];

            if anyof (
                header :contains "Subject" ["one", "two"],
                address :domain :is ["From", "Sender"] "a-long-domain.example.com",
                exists "X-Something") {
                # into
                fileinto "x";
                # end
                keep;
                # last
            } ELSIF size :over 1M {
                discard;
            }

            # before else
            else {
            }

            vacation text:
            ..Dear
            all
            .
            ;
            # the end

            """;
        string formatted = SieveFormatter.Format(Source);
        Assert.Equal(Expected.ReplaceLineEndings("\r\n"), formatted);
        Assert.Equal(formatted, SieveFormatter.Format(formatted));
    }

    [Fact]
    public void What_is_no_script_is_not_laid_out()
    {
        ArrayBufferWriter<byte> output = new();
        Assert.False(SieveFormatter.TryFormat("keep; if {"u8, output, out IReadOnlyList<SieveDiagnostic> diagnostics));
        Assert.Equal((0, "1:10"), (output.WrittenCount, diagnostics.Single().Span.ToString()));
        Assert.Throws<FormatException>(static () => SieveScript.Parse("keep"));
    }

    [Fact]
    public void Nothing_that_a_program_puts_in_breaks_out()
    {
        Assert.Throws<ArgumentException>(static () => new SieveCommand("keep; discard"));
        Assert.Throws<ArgumentException>(static () => new SieveTest(""));
        Assert.Throws<ArgumentException>(static () => SieveArgument.Tag("is \"x\""));
        Assert.Throws<ArgumentException>(static () => new SieveStringArgument("a\0b"));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SieveNumberArgument(-1));
        Assert.Throws<ArgumentException>(static () => SieveArgument.Strings());

        SieveScript script = new(
            new SieveCommand("redirect", "\"; discard; \\\"\r\n.\r\n") { Comments = ["x\r\ndiscard;", "y\rdiscard;", "z\0*/"] },
            new SieveCommand("redirect", ".\n..\n"));
        SieveScript read = SieveScript.Parse(script.ToString());
        Assert.Equal(["redirect", "redirect"], read.Commands.Select(static c => c.Name));
        Assert.Equal(["\"; discard; \\\"\r\n.\r\n", ".\r\n..\r\n"], read.Commands.Select(static c => ((SieveStringArgument)c.Arguments[0]).Text));
    }

    [Fact]
    public void A_model_that_is_too_deep_is_not_written()
    {
        SieveTest test = new("true");
        for (int i = 0; i < 1000; i++)
        {
            test = SieveTest.Not(test);
        }

        Assert.Throws<InvalidOperationException>(() => new SieveScript(SieveCommand.If(test)).ToString());
        Assert.Throws<InvalidOperationException>(() => new SieveScript(SieveCommand.If(new SieveTest("true") { Test = new SieveTest("true"), Tests = [new SieveTest("true")] })).ToString());
    }

    [Fact]
    public void Octets_that_are_no_text_stay()
    {
        byte[] source = [.. "redirect \""u8, 0xFF, 0xFE, .. "\";\r\n"u8];
        ArrayBufferWriter<byte> output = new();
        Assert.True(SieveFormatter.TryFormat(source, output, out _));
        Assert.Equal(source, output.WrittenSpan.ToArray());
    }
}
