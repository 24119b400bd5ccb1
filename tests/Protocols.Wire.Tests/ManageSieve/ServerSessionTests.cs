using System.Buffers;
using System.Text;
using Protocols.ManageSieve;

namespace Protocols.Wire.Tests.ManageSieve;

public sealed class ServerSessionTests
{
    [Fact, Rfc(5804, "1.7")]
    public void The_greeting_is_the_capabilities()
    {
        SessionReplay replay = new(SessionReplay.Options);
        replay.Session.Greet(replay.Writer, "ready");
        Assert.Equal(
            "\"IMPLEMENTATION\" \"test\"\r\n\"SIEVE\" \"fileinto vacation\"\r\n\"SASL\" \"\"\r\n\"STARTTLS\"\r\n\"MAXREDIRECTS\" \"5\"\r\n\"NOTIFY\" \"mailto\"\r\n"
            + "\"LANGUAGE\" \"en\"\r\n\"UNAUTHENTICATE\"\r\n\"VERSION\" \"1.0\"\r\nOK \"ready\"\r\n",
            replay.Output);
    }

    [Fact, Rfc(5804, "2.4"), Rfc(5804, "1.7")]
    public void After_a_login_the_owner_is_told_and_tls_is_offered_no_more()
    {
        ManageSieveServerOptions options = SessionReplay.Options with { AllowPlaintextPasswords = true };
        string transcript = SessionReplay.Check("capability\r\n", options, isSecure: false, isLoggedIn: true);
        Assert.Contains("\"SASL\" \"PLAIN LOGIN\"\r\n", transcript, StringComparison.Ordinal);
        Assert.Contains("\"OWNER\" \"tim\"\r\n", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("OWNER", SessionReplay.Check("capability\r\n", options, isSecure: false, isLoggedIn: false), StringComparison.Ordinal);
    }

    [Fact, Rfc(5804, "2.5"), Rfc(5804, "2.6"), Rfc(5804, "2.7"), Rfc(5804, "2.8"), Rfc(5804, "2.9"), Rfc(5804, "2.10"), Rfc(5804, "2.11"), Rfc(5804, "2.12")]
    public void The_commands_are_read_in_any_case_with_strings_of_either_kind()
    {
        string transcript = SessionReplay.Check(
            "HaveSpace \"a \\\"b\\\\\" 999\r\nPutscript {3+}\r\na\r\n {9+}\r\nkeep;\r\n\"\"\r\nPUTSCRIPT \"é\" \"keep;\"\r\nLISTSCRIPTS\r\nsetactive \"é\"\r\nsetactive \"\"\r\n"
            + "GETSCRIPT \"é\"\r\nRENAMESCRIPT \"é\" \"f\"\r\nCHECKSCRIPT {0+}\r\n\r\nDELETESCRIPT \"é\"\r\n");
        Assert.Equal(
            "# HAVESPACE ScriptName=a \"b\\ Size=999\nOK \"HAVESPACE\"\r\n"
            + "NO \"the name of a script holds control characters\"\r\n"
            + "# PUTSCRIPT Script='keep;' ScriptName=é\nOK\r\n"
            + "# LISTSCRIPTS\n\"é\"\r\nOK\r\n"
            + "# SETACTIVE ScriptName=é\nOK\r\n# SETACTIVE ScriptName=\nOK\r\n"
            + "# GETSCRIPT ScriptName=é\n{5}\r\nkeep;\r\nOK\r\n"
            + "# RENAMESCRIPT NewName=f OldName=é\nOK \"RENAMESCRIPT\"\r\n"
            + "# CHECKSCRIPT Script=''\nOK \"CHECKSCRIPT\"\r\n"
            + "# DELETESCRIPT ScriptName=é\nOK\r\n",
            transcript);
    }

    [Fact, Rfc(5804, "2.6")]
    public void Errors_in_several_lines_are_a_literal()
    {
        Assert.EndsWith("NO {33}\r\nline 1: wrong\r\nline 2: also wrong\r\n", SessionReplay.Check("PUTSCRIPT \"x\" {5+}\r\nwrong\r\n"), StringComparison.Ordinal);
        Assert.Equal("NO \"the script is empty\"\r\n", SessionReplay.Check("PUTSCRIPT \"x\" \"\"\r\n"));
    }

    [Fact, Rfc(5804, "1.6")]
    public void Names_are_kept_in_one_form_and_what_is_none_is_refused()
    {
        Assert.Contains("ScriptName=\u00E9\n", SessionReplay.Check("GETSCRIPT \"e\u0301\"\r\n"), StringComparison.Ordinal);
        Assert.Contains(new string('x', 256), SessionReplay.Check("GETSCRIPT \"" + new string('x', 256) + "\"\r\n"), StringComparison.Ordinal);
        Assert.Equal("NO \"the name of a script is too long\"\r\n", SessionReplay.Check("GETSCRIPT \"" + new string('x', 257) + "\"\r\n"));
        foreach (string bad in (string[])["a\tb", "a\u007F", "a\u0085b", "a\u2028b", "a\u2029"])
        {
            Assert.Equal("NO \"the name of a script holds control characters\"\r\n", SessionReplay.Check($"GETSCRIPT \"{bad}\"\r\n"));
        }

        Assert.Equal("NO \"the name of a script is empty\"\r\n", SessionReplay.Check("DELETESCRIPT \"\"\r\n"));
        SessionReplay replay = new(SessionReplay.Options, isSecure: true, isLoggedIn: true);
        replay.Feed([[.. "GETSCRIPT \"a"u8, 0xFF, .. "\"\r\n"u8]]);
        Assert.Equal("NO \"a string is not UTF-8\"\r\n", replay.Transcript);
    }

    [Fact, Rfc(5804, "2.13")]
    public void Noop_gives_back_its_tag()
    {
        Assert.Equal("# NOOP Tag=null\nOK \"NOOP\"\r\n", SessionReplay.Check("NOOP\r\n", isLoggedIn: false));
        Assert.Equal("# NOOP Tag='STARTTLS-SYNC-42'\nOK (TAG \"STARTTLS-SYNC-42\") \"Done\"\r\n", SessionReplay.Check("NOOP \"STARTTLS-SYNC-42\"\r\n"));
        Assert.Equal("# NOOP Tag='a\r\nb'\nOK (TAG {4}\r\na\r\nb) \"Done\"\r\n", SessionReplay.Check("NOOP {4+}\r\na\r\nb\r\n"));
        Assert.Equal("# NOOP Tag=''\nOK (TAG \"\") \"Done\"\r\n", SessionReplay.Check("NOOP \"\"\r\n"));
    }

    [Fact, Rfc(5804, "2"), Rfc(5804, "2.14.1")]
    public void What_is_not_legal_now_is_refused()
    {
        foreach (string command in (string[])["LISTSCRIPTS", "GETSCRIPT \"x\"", "PUTSCRIPT \"x\" {6+}\r\nLOGOUT", "UNAUTHENTICATE"])
        {
            Assert.Equal("NO \"log in first\"\r\n", SessionReplay.Check(command + "\r\n", isLoggedIn: false));
        }

        Assert.Equal("NO \"you have logged in\"\r\nNO \"you have logged in\"\r\n", SessionReplay.Check("STARTTLS\r\nAUTHENTICATE \"PLAIN\" \"YQ==\"\r\n"));
        Assert.Equal("NO \"TLS is on already\"\r\n", SessionReplay.Check("STARTTLS\r\n", isLoggedIn: false));
        Assert.Equal("NO \"there is no TLS here\"\r\n", SessionReplay.Check("STARTTLS\r\n", SessionReplay.Options with { CanStartTls = false }, isSecure: false, isLoggedIn: false));
        Assert.Equal(
            "# UNAUTHENTICATE\nOK\r\nNO \"log in first\"\r\n# AUTHENTICATE InitialResponse='a' Mechanism=PLAIN\nOK\r\n# LISTSCRIPTS\nOK\r\n",
            SessionReplay.Check("UNAUTHENTICATE\r\nLISTSCRIPTS\r\nAUTHENTICATE \"PLAIN\" \"YQ==\"\r\nLISTSCRIPTS\r\n"));
        Assert.Equal("NO \"the command is not known\"\r\n", SessionReplay.Check("UNAUTHENTICATE\r\n", SessionReplay.Options with { OfferUnauthenticate = false }));
    }

    [Fact, Rfc(5804, "2.3")]
    public void After_logout_nothing_is_read()
    {
        Assert.Equal("# LOGOUT\nOK\r\n# close\n", SessionReplay.Check("LOGOUT\r\nNOOP\r\n"));
    }

    [Fact, Rfc(5804, "2.1")]
    public void A_login_is_an_exchange_of_strings_in_base64()
    {
        Assert.Equal(
            "# AUTHENTICATE InitialResponse=null Mechanism=PLAIN\n\"V2hvPw==\"\r\n# response tim\nOK\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n",
            SessionReplay.Check("Authenticate \"plain\"\r\n{4+}\r\ndGlt\r\nNOOP\r\n", isLoggedIn: false));
        Assert.Equal(
            "# AUTHENTICATE InitialResponse='' Mechanism=PLAIN\nOK\r\n",
            SessionReplay.Check("AUTHENTICATE \"PLAIN\" \"\"\r\n", isLoggedIn: false));
        Assert.Equal("NO \"the mechanism is not offered\"\r\n", SessionReplay.Check("AUTHENTICATE \"GSSAPI\"\r\n", isLoggedIn: false));
        Assert.Equal("NO \"the initial response is not base64\"\r\n", SessionReplay.Check("AUTHENTICATE \"PLAIN\" \"?\"\r\n", isLoggedIn: false));
        Assert.Equal("NO (ENCRYPT-NEEDED) \"log in over TLS\"\r\n", SessionReplay.Check("AUTHENTICATE \"PLAIN\" \"YQ==\"\r\n", isSecure: false, isLoggedIn: false));
    }

    [Theory, Rfc(5804, "2.1")]
    [InlineData("\"*\"", "cancelled")]
    [InlineData("{1+}\r\n*", "cancelled")]
    [InlineData("\"a\"", "the response is not base64")]
    [InlineData("*", "a string was expected")]
    [InlineData("\"YQ==\" x", "there are too many arguments")]
    public void An_exchange_that_is_cancelled_or_broken_is_over(string response, string reason)
    {
        Assert.Equal(
            $"# AUTHENTICATE InitialResponse=null Mechanism=PLAIN\n\"V2hvPw==\"\r\nNO \"{reason}\"\r\n# AuthenticateCancelled\n# NOOP Tag=null\nOK \"NOOP\"\r\n",
            SessionReplay.Check($"AUTHENTICATE \"PLAIN\"\r\n{response}\r\nNOOP\r\n", isLoggedIn: false));
    }

    [Fact, Rfc(5804, "2.2")]
    public void What_comes_behind_starttls_in_plaintext_is_thrown_away_and_the_capabilities_told_anew()
    {
        SessionReplay replay = new(SessionReplay.Options);
        replay.Feed("STARTTLS\r\nNOOP \"injected\"\r\nNOO");
        Assert.True(replay.WantsTls);
        Assert.Equal("# STARTTLS\nOK\r\n", replay.Transcript);
        replay.Session.TlsEstablished(replay.Writer);
        string told = replay.Transcript;
        Assert.Contains("\"SASL\" \"PLAIN LOGIN\"\r\n", told, StringComparison.Ordinal);
        Assert.DoesNotContain("\"STARTTLS\"", told, StringComparison.Ordinal);
        replay.Feed("NOOP\r\n");
        Assert.EndsWith("OK \"TLS is on\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n", replay.Transcript, StringComparison.Ordinal);
    }

    [Theory, Rfc(5804, "4")]
    [InlineData("FOO", "the command is not known")]
    [InlineData("\"NOOP\"", "a command was expected")]
    [InlineData("", "a command was expected")]
    [InlineData("NOOP x", "a string was expected")]
    [InlineData("NOOP \"x", "a quoted string does not end")]
    [InlineData("NOOP \"x\\", "a quoted string does not end")]
    [InlineData("NOOP \"x\" \"y\"", "there are too many arguments")]
    [InlineData("LISTSCRIPTS x", "there are too many arguments")]
    [InlineData("GETSCRIPT", "an argument is missing")]
    [InlineData("GETSCRIPT\"x\"", "a space is missing")]
    [InlineData("HAVESPACE \"x\" -1", "a number below 4294967296 was expected")]
    [InlineData("HAVESPACE \"x\" 4294967296", "a number below 4294967296 was expected")]
    [InlineData("HAVESPACE \"x\"", "an argument is missing")]
    [InlineData("PUTSCRIPT \"x\" {1} \"y\"", "a literal was expected")]
    [InlineData("GETSCRIPT \"a\0b\"", "a quoted string holds a control character")]
    [InlineData("GETSCRIPT \"a\rb\"", "a quoted string holds a control character")]
    public void What_is_malformed_is_answered_no_and_the_next_command_read(string line, string reason)
    {
        Assert.Equal($"NO \"{reason}\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n", SessionReplay.Check(line + "\r\nNOOP\r\n"));
    }

    [Fact]
    public void A_line_has_to_end_with_crlf_and_the_literal_of_one_that_does_not_is_never_read_as_commands()
    {
        Assert.Equal("NO \"a line has to end with CRLF\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n", SessionReplay.Check("NOOP\nNOOP\r\n"));
        Assert.Equal("NO \"a line has to end with CRLF\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n", SessionReplay.Check("PUTSCRIPT \"x\" {8+}\nLOGOUT\r\n\r\nNOOP\r\n"));
    }

    [Fact]
    public void The_literal_of_a_command_that_is_refused_is_never_read_as_commands()
    {
        Assert.Equal("NO \"the command is not known\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n", SessionReplay.Check("FOO {8+}\r\nLOGOUT\r\n {8+}\r\nLOGOUT\r\n\r\nNOOP\r\n"));
        Assert.Equal("NO \"a string was expected\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n", SessionReplay.Check("NOOP x {8+}\r\nLOGOUT\r\n\r\nNOOP\r\n"));
    }

    [Fact]
    public void A_literal_that_is_said_the_way_servers_do_is_read_as_well()
    {
        Assert.Equal("# CHECKSCRIPT Script='keep;'\nOK \"CHECKSCRIPT\"\r\n", SessionReplay.Check("CHECKSCRIPT {5}\r\nkeep;\r\n"));
    }

    [Fact]
    public void What_is_said_in_the_wrong_order_is_the_hosts_mistake()
    {
        ManageSieveServerSession session = new(SessionReplay.Options, isSecure: true);
        Assert.Throws<InvalidOperationException>(() => session.Authenticated("x"));
        Assert.Throws<InvalidOperationException>(() => session.Challenge("x"u8, new ArrayBufferWriter<byte>()));
        Assert.Throws<InvalidOperationException>(session.Unauthenticated);
        Assert.Throws<InvalidOperationException>(() => session.TlsEstablished(new ArrayBufferWriter<byte>()));
    }
}
