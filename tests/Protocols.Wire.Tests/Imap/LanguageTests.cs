using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class LanguageTests
{
    private static readonly ImapLanguage s_german = new() { Tag = "de", Texts = new Dictionary<string, string> { ["done"] = "ausgeführt" }, OtherUsers = "Andere Benützer/" };

    private static readonly ImapServerOptions s_options = SessionReplay.Options with { Languages = [s_german, ImapLanguage.English] };

    [Theory, Rfc(5255, "3.2"), Rfc(5255, "3.5")]
    [InlineData("LANGUAGE", "LanguageCommand(Ranges=[] Tag=\"A\")")]
    [InlineData("LANGUAGE DE", "LanguageCommand(Ranges=[\"DE\"] Tag=\"A\")")]
    [InlineData("LANGUAGE \"default\" FR-CA", "LanguageCommand(Ranges=[\"default\" \"FR-CA\"] Tag=\"A\")")]
    [InlineData("UNAUTHENTICATE", "UnauthenticateCommand(Tag=\"A\")")]
    [InlineData("GETJMAPACCESS", "GetJmapAccessCommand(Tag=\"A\")")]
    public void The_commands_read_as_the_specification_shows_them(string line, string expected) =>
        Assert.Equal(expected, SessionReplay.Describe(SessionReplay.Command<ImapCommand>("A " + line)));

    [Theory, Rfc(5255, "3.5")]
    [InlineData("LANGUAGE ")]
    [InlineData("LANGUAGE \"\"")]
    [InlineData("LANGUAGE (de)")]
    [InlineData("LANGUAGE \"d e\"")]
    [InlineData("UNAUTHENTICATE x")]
    [InlineData("GETJMAPACCESS x")]
    public void What_is_malformed_is_bad(string line) => Assert.StartsWith("A BAD", SessionReplay.Bad("A " + line), StringComparison.Ordinal);

    [Fact]
    public void There_is_a_limit_on_languages() => Assert.Contains(
        "too many", SessionReplay.Bad("A LANGUAGE a b c", SessionReplay.Options with { Limits = new ImapLimits { MaxListItems = 2 } }), StringComparison.Ordinal);

    [Theory, Rfc(5255, "3.2")]
    [InlineData("de", "de")]
    [InlineData("DE-IT", "de")]
    [InlineData("fr-ca EN-ca", "en")]
    [InlineData("default", "de")]
    [InlineData("i-default", "i-default")]
    [InlineData("mul", null)]
    [InlineData("-", null)]
    public void The_first_language_that_is_known_is_taken_or_one_more_general(string ranges, string? expected)
    {
        ImapServerSession session = new(s_options, isSecure: true);
        Assert.Equal(["de", "en", "i-default"], session.Languages);
        Assert.Equal(expected is not null, session.TrySetLanguage(ranges.Split(' '), out string? tag));
        Assert.Equal(expected, tag);
    }

    [Fact, Rfc(5255, "3.1"), Rfc(5255, "3.5"), Rfc(8437, "3"), Rfc(8437, "4.1")]
    public void Texts_are_told_in_the_language_and_what_was_chosen_ends_with_the_authentication()
    {
        ArrayBufferWriter<byte> output = new();
        ImapServerSession session = new(s_options, isSecure: true);
        Assert.Contains("LANGUAGE", session.Capabilities);
        session.Authenticated();
        Assert.Contains("UNAUTHENTICATE", session.Capabilities);
        Assert.True(session.TrySetLanguage(["de"], out _));
        session.Writer(output).Tagged("A", ImapStatus.Ok, ImapResponseCode.None, "done");
        session.Writer(output).Tagged("B", ImapStatus.Ok, ImapResponseCode.None, "else");
        session.Writer(output).Language("de");
        session.Writer(output).Language("de", "i-default");
        session.Writer(output).JmapAccess(new Uri("https://example.com/.well-known/jmap"));
        session.Unauthenticated();
        Assert.Equal(ImapSessionState.NotAuthenticated, session.State);
        Assert.Null(session.Language);
        session.Writer(output).Tagged("C", ImapStatus.Ok, ImapResponseCode.None, "done");
        Assert.Equal(
            "A OK ausgeführt\r\nB OK else\r\n* LANGUAGE (de)\r\n* LANGUAGE (de i-default)\r\n* JMAPACCESS \"https://example.com/.well-known/jmap\"\r\nC OK done\r\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Throws<InvalidOperationException>(session.Unauthenticated);
        session.Authenticated();
        Assert.Throws<ArgumentException>(() => new ImapLanguage { Tag = "de at" });
    }

    [Fact, Rfc(5255, "3.1")]
    public void Tls_forgets_the_language_that_was_chosen_before_it()
    {
        ArrayBufferWriter<byte> output = new();
        ImapServerSession session = new(s_options, isSecure: false);
        Assert.True(session.TrySetLanguage(["de"], out _));
        ReadOnlySequence<byte> input = new("a STARTTLS\r\n"u8.ToArray());
        Assert.Equal(ImapServerEventKind.Command, session.Read(ref input, output).Kind);
        session.TlsEstablished();
        Assert.Null(session.Language);
    }
}
