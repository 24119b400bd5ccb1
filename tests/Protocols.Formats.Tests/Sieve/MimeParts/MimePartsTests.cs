using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.MimeParts;

public sealed class MimePartsTests
{
    private const string Require = "require [\"mime\", \"foreverypart\", \"extracttext\", \"replace\", \"enclose\", \"variables\", \"fileinto\", \"relational\", \"editheader\", \"vnd.test\"]; ";

    private const string Message =
        "From: bob@example.com\r\nTo: ann@example.org\r\nSubject: Frop\r\nContent-Type: multipart/mixed; boundary=AA\r\n\r\n--AA\r\nContent-Type: text/plain; charset=utf-8\r\nX-Part: one\r\n\r\nHällo\r\n"
        + "--AA\r\nContent-Type: multipart/alternative; boundary=BB\r\n\r\n--BB\r\nContent-Type: text/html\r\nX-Part: two\r\n\r\n<b>x</b>\r\n--BB\r\nContent-Type: application/pdf\r\n"
        + "Content-Disposition: attachment; filename*=utf-8''important%20%C3%BC.pdf\r\nContent-From: tim@example.com\r\n\r\nPDF\r\n--BB--\r\n--AA--\r\n";

    [Theory]
    [Rfc(5703, "4.1")]
    [InlineData("header :mime :type \"Content-Type\" \"multipart\"", true)]
    [InlineData("header :mime :subtype \"Content-Type\" \"html\"", false)]
    [InlineData("header :mime :anychild :contenttype \"Content-Type\" \"text/html\"", true)]
    [InlineData("header :mime :anychild :param \"filename\" :contains \"Content-Disposition\" \"important ü\"", true)]
    [InlineData("header :mime :anychild \"X-Part\" \"two\"", true)]
    [InlineData("header :mime \"X-Part\" \"two\"", false)]
    [InlineData("header :mime :count \"eq\" :anychild :type \"Content-Type\" \"5\"", true)]
    [InlineData("header :mime :count \"eq\" :anychild :param [\"boundary\", \"charset\"] \"Content-Type\" \"3\"", true)]
    [InlineData("address :mime :anychild :is :all \"content-from\" \"tim@example.com\"", true)]
    [InlineData("address :mime :anychild :domain \"content-from\" \"example.com\"", true)]
    [InlineData("address :mime :is :all \"content-from\" \"tim@example.com\"", false)]
    [InlineData("exists :mime :anychild [\"x-part\", \"content-from\"]", true)]
    [InlineData("exists :mime \"x-part\"", false)]
    [InlineData("exists :mime :anychild [\"x-part\", \"x-none\"]", false)]
    public void Tests_look_at_parts(string test, bool expected) => Assert.Equal(expected, Script.Holds(test, Message, "\"mime\", \"relational\""));

    [Fact]
    [Rfc(5703, "3")]
    public void A_loop_goes_over_parts_and_can_be_left() => Assert.Equal(
        ["multipart/mixed", "text/plain", "multipart/alternative"],
        Probe.ValuesOf(Require + "foreverypart { if header :mime :contenttype :matches \"Content-Type\" \"*\" { probe \"${0}\"; } if header :mime :subtype \"Content-Type\" \"alternative\" { break; } }", Message));

    [Fact]
    [Rfc(5703, "3")]
    public void Loops_stand_in_each_other_and_are_left_by_name()
    {
        Assert.Equal(
            ["multipart/alternative", "text/html", "application/pdf", "end"],
            Probe.ValuesOf(
                Require + "foreverypart :name \"outer\" { if header :mime :subtype \"Content-Type\" \"alternative\" { if header :mime :contenttype :matches \"Content-Type\" \"*\" { probe \"${0}\"; } "
                + "foreverypart { if header :mime :contenttype :matches \"Content-Type\" \"*\" { probe \"${0}\"; } if header :mime :subtype \"Content-Type\" \"pdf\" { break :name \"outer\"; } } } } "
                + "if header :mime :subtype \"Content-Type\" \"mixed\" { probe \"end\"; }",
                Message));
    }

    [Fact]
    [Rfc(5703, "7")]
    public void Text_of_a_part_is_put_into_a_variable() => Assert.Equal(
        ["Häl-HÄL", "-"],
        Probe.ValuesOf(
            Require + "foreverypart { if header :mime :type \"Content-Type\" \"text\" { extracttext :first 3 \"a\"; set :upper \"b\" \"${a}\"; if string \"${b}\" \"HäL\" { probe \"${a}-HÄL\"; break; } } } "
            + "foreverypart { if header :mime :subtype \"Content-Type\" \"pdf\" { extracttext :upper \"a\"; probe \"${a}-\"; } }",
            Message));

    [Fact]
    [Rfc(5703, "5")]
    public void A_part_is_replaced_in_a_loop()
    {
        SieveResult result = Script.Run(
            "require [\"mime\", \"foreverypart\", \"replace\"]; foreverypart { if header :mime :type \"Content-Type\" \"text\" { replace \"gone\"; } }", Message);
        using MimeDocument message = MimeDocument.Parse(Assert.Single(result.Actions).Message!.Value);
        Assert.Equal("gone", message.GetPart(1).GetBodyText().Trim());
        Assert.Equal("gone", message.GetPart(3).GetBodyText().Trim());
        Assert.Equal("PDF", message.GetPart(4).GetBodyText().Trim());
    }

    [Fact]
    [Rfc(5703, "5")]
    public void A_multipart_that_is_replaced_is_not_gone_into() => Assert.Equal(
        ["multipart/mixed", "text/plain", "multipart/alternative"],
        Probe.ValuesOf(
            Require + "foreverypart { if header :mime :contenttype :matches \"Content-Type\" \"*\" { probe \"${0}\"; } if header :mime :subtype \"Content-Type\" \"alternative\" { replace \"gone\"; } }", Message));

    [Fact]
    [Rfc(5703, "5")]
    public void The_content_of_a_message_in_the_message_is_replaced_and_its_header_stays()
    {
        const string Outer =
            "Subject: outer\r\nContent-Type: multipart/mixed; boundary=AA\r\n\r\n--AA\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/html\r\nX-Keep: y\r\n\r\n<b>x</b>\r\n"
            + "--AA\r\n\r\nlast\r\n--AA--\r\n";
        SieveResult result = Script.Run("require [\"mime\", \"foreverypart\", \"replace\"]; foreverypart { if exists :mime \"x-keep\" { replace \"gone\"; } }", Outer);
        using MimeDocument message = MimeDocument.Parse(Assert.Single(result.Actions).Message!.Value);
        Assert.Equal(4, message.PartCount);
        Assert.Equal(("inner", "gone"), (message.GetPart(2).GetHeaderText(HeaderId.Subject), message.GetPart(2).GetBodyText().Trim()));
        Assert.True(message.GetPart(2).TryGetHeader("X-Keep"u8, out _));
        Assert.Equal(KnownMediaType.TextPlain, message.GetPart(2).KnownMediaType);
        Assert.Equal("last", message.GetPart(3).GetBodyText().Trim());
    }

    [Fact]
    [Rfc(5703, "5")]
    public void The_message_is_replaced_with_its_subject_and_author()
    {
        SieveResult result = Script.Run("require \"replace\"; replace :subject \"New ü\" :from \"Ann <ann@example.org>\" \"nothing\";", Message);
        using MimeDocument message = MimeDocument.Parse(Assert.Single(result.Actions).Message!.Value);
        Assert.Equal("New ü", message.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("Ann <ann@example.org>", message.Root.GetHeaderText(HeaderId.From));
        Assert.True(message.Root.TryGetHeader("Original-Subject"u8, out HeaderField field));
        Assert.Equal("Frop", field.GetText().Trim());
        Assert.True(message.Root.TryGetHeader("Original-From"u8, out field));
        Assert.Equal("bob@example.com", field.GetText().Trim());
        Assert.Equal("nothing", message.Root.GetBodyText().Trim());
    }

    [Fact]
    [Rfc(5703, "6")]
    public void A_message_is_enclosed_but_redirected_as_it_was()
    {
        SieveResult result = Script.Run("require \"enclose\"; enclose :subject \"Look\" :headers [\"To\"] \"Here it is\"; redirect \"a@b.example\"; keep;", Message);
        Assert.Equal(Message, Encoding.UTF8.GetString(Assert.IsType<SieveRedirect>(result.Actions[0]).Message!.Value.Span));
        using MimeDocument message = MimeDocument.Parse(result.Actions[1].Message!.Value);
        Assert.Equal(("Look", "ann@example.org"), (message.Root.GetHeaderText(HeaderId.Subject), message.Root.GetHeaderText(HeaderId.To)));
        Assert.Equal("Here it is", message.GetPart(1).GetBodyText().Trim());
        Assert.Equal("Frop", message.GetPart(3).GetHeaderText(HeaderId.Subject));
    }

    [Theory]
    [InlineData("break;")]
    [InlineData("foreverypart :name \"a\" { break :name \"b\"; }")]
    [InlineData("extracttext \"a\";")]
    [InlineData("if header :anychild \"x\" \"y\" { stop; }")]
    [InlineData("if header :type \"x\" \"y\" { stop; }")]
    [InlineData("if header :mime :type :subtype \"x\" \"y\" { stop; }")]
    [InlineData("if address :mime :type \"to\" \"y\" { stop; }")]
    [InlineData("replace :mime :subject \"x\" \"y\";")]
    [InlineData("replace :from \"nobody at all\" \"y\";")]
    [InlineData("foreverypart { foreverypart { foreverypart { foreverypart { foreverypart { keep; } } } } }")]
    public void What_cannot_be_is_an_error(string script) => Assert.Single(Script.Errors(Require.Replace(", \"vnd.test\"", "", StringComparison.Ordinal) + script));

    [Fact]
    public void Loops_have_a_limit_in_included_scripts_too()
    {
        SieveProgram inner = Script.Compile("require \"foreverypart\"; foreverypart { foreverypart { discard; } }");
        SieveRunOptions options = new() { Limits = new SieveLimits { MaxPartLoops = 2 } };
        SieveResult result = Script.Run("require [\"foreverypart\", \"include\"]; foreverypart { include \"inner\"; }", Message, options: options, host: new Host(inner));
        Assert.Equal(SieveDiagnosticCode.LimitExceeded, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void A_loop_that_an_included_script_leaves_is_over()
    {
        SieveProgram inner = Script.Compile("require [\"foreverypart\", \"include\", \"mime\"]; foreverypart { if header :mime :subtype \"Content-Type\" \"html\" { return; } }");
        SieveResult result = Script.Run(
            "require [\"foreverypart\", \"include\", \"mime\", \"fileinto\"]; include \"inner\"; if header :mime :subtype \"Content-Type\" \"mixed\" { fileinto \"top\"; }", Message, host: new Host(inner));
        Assert.Equal("top", Assert.IsType<SieveFileInto>(result.Actions[0]).Mailbox);
    }

    [Fact]
    public void A_trace_tells_of_each_part_once()
    {
        SieveResult result = Script.Run("require \"foreverypart\"; foreverypart { if size :over 1M { discard; } }", Message, options: new SieveRunOptions { Trace = true });
        Assert.Equal(
            [null, "multipart/mixed", "text/plain", "multipart/alternative", "text/html", "application/pdf"],
            result.Trace.Where(static entry => entry.Name == "foreverypart").Select(static entry => entry.Value));
        Assert.DoesNotContain(result.Trace, static entry => entry.Name.Contains(' ', StringComparison.Ordinal));
    }

    [Fact]
    public void A_stored_program_has_its_loops()
    {
        System.Buffers.ArrayBufferWriter<byte> stored = new();
        Script.Compile("require [\"foreverypart\", \"mime\", \"fileinto\"]; foreverypart { if header :mime :subtype \"Content-Type\" \"pdf\" { fileinto \"pdf\"; break; } }").Write(stored);
        Assert.True(SieveProgram.TryRead(stored.WrittenSpan, SieveOptions.Default, out SieveProgram? program));
        Assert.Equal("pdf", Assert.IsType<SieveFileInto>(Script.Run(program, Message).Actions[0]).Mailbox);
    }

    private sealed class Host(SieveProgram program) : ISieveHost
    {
        public ValueTask<SieveProgram?> GetScriptAsync(string name, SieveScriptLocation location, CancellationToken cancellationToken) => new(program);
    }
}
