using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class LimitTests
{
    private static string Run(ImapLimits limits, string input, bool isLoggedIn = true) =>
        SessionReplay.Check(input, SessionReplay.Options with { Limits = limits }, isSecure: true, isLoggedIn, isSelected: isLoggedIn);

    [Theory]
    [InlineData("")]
    [InlineData("{5+}")]
    public void A_line_too_long_is_bad_and_thrown_away_with_its_literal(string end)
    {
        string after = end.Length == 0 ? string.Empty : "B1 X\r\r\n";
        string transcript = Run(new ImapLimits { MaxLineLength = 1000 }, "A1 CREATE " + new string('x', 995) + end + "\r\n" + after + "A2 NOOP\r\n");
        Assert.Equal("A1 BAD the command is too long\r\n# command NoopCommand(Tag=\"A2\")\nA2 OK NOOP\r\n", transcript);
    }

    [Fact]
    public void A_line_of_just_the_limit_is_read()
    {
        string transcript = Run(new ImapLimits { MaxLineLength = 1000 }, "A1 CREATE " + new string('x', 990) + "\r\nA2 CREATE " + new string('x', 991) + "\r\n");
        Assert.Contains("A1 OK", transcript, StringComparison.Ordinal);
        Assert.Contains("A2 BAD", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "4.3")]
    public void A_literal_too_large_is_bad_before_it_is_read()
    {
        string transcript = Run(new ImapLimits { MaxLiteralLength = 4 }, "A1 CREATE {5}\r\nA2 CREATE {5+}\r\nB1 X\r\r\nA3 CREATE {4+}\r\nabcd\r\n");
        Assert.StartsWith("A1 BAD the literal is too large\r\nA2 BAD the literal is too large\r\n# command CreateCommand(Mailbox=\"abcd\"", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(7888, "4")]
    public void A_literal_too_large_to_throw_away_ends_the_connection()
    {
        string transcript = Run(new ImapLimits { MaxDrainLength = 10 }, "A1 FOO {11+}\r\nA2 NOOP\r\n");
        Assert.Equal("A1 BAD the command is not known\r\n* BYE [TOOBIG] the literal is too large\r\n# close\n", transcript);
    }

    [Theory]
    [InlineData("{99999999999999999999+}")]
    [InlineData("{9223372036854775807+}")]
    public void A_number_of_octets_beyond_reason_ends_the_connection(string mark)
    {
        Assert.Contains("* BYE", Run(ImapLimits.Default, "A1 CREATE " + mark + "\r\n"), StringComparison.Ordinal);
        Assert.Contains("* BYE", Run(ImapLimits.Default, "A1 APPEND x " + mark + "\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_ends_the_connection()
    {
        string transcript = Run(new ImapLimits { MaxLineLength = 1000, MaxDrainLength = 2000 }, "A1 " + new string('x', 3000));
        Assert.EndsWith("* BYE [TOOBIG] the command is too long\r\n# close\n", transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_of_many_literals_is_bounded()
    {
        string transcript = Run(
            new ImapLimits { MaxCommandLength = 1000 },
            "A1 SEARCH {400+}\r\n" + new string('a', 400) + " {400+}\r\n" + new string('b', 400) + " {400+}\r\n" + new string('c', 400) + "\r\nA2 NOOP\r\n");
        Assert.Equal("A1 BAD the literal is too large\r\n# command NoopCommand(Tag=\"A2\")\nA2 OK NOOP\r\n", transcript);
    }

    [Fact]
    public void Before_login_less_is_held()
    {
        ImapLimits limits = new() { MaxUnauthenticatedCommandLength = 100, MaxUnauthenticatedDrainLength = 300 };
        string transcript = Run(limits, "A1 LOGIN {101}\r\nA2 LOGIN " + new string('x', 100) + "\r\nA3 NOOP\r\nA4 LOGIN {301+}\r\n", isLoggedIn: false);
        Assert.Equal(
            "A1 BAD the literal is too large\r\nA2 BAD the command is too long\r\n# command NoopCommand(Tag=\"A3\")\nA3 OK NOOP\r\n"
            + "A4 BAD the literal is too large\r\n* BYE [TOOBIG] the literal is too large\r\n# close\n",
            transcript);
    }

    [Fact, Rfc(7889, "4")]
    public void A_message_too_large_is_told_so_and_thrown_away()
    {
        string transcript = Run(new ImapLimits { MaxAppendLength = 4 }, "A1 APPEND x {5}\r\nA2 APPEND x {5+}\r\nB1 X\r\r\nA3 APPEND x {4+}\r\nabcd\r\n");
        Assert.StartsWith("A1 NO [TOOBIG] the message is too large\r\nA2 NO [TOOBIG] the message is too large\r\n# append", transcript, StringComparison.Ordinal);
        Assert.Contains("# message abcd\nA3 OK", transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_is_bounded_in_depth_and_keys()
    {
        ImapServerOptions options = SessionReplay.Options with { Limits = new ImapLimits { MaxSearchDepth = 3, MaxSearchKeys = 5 } };
        Assert.Contains("too deep", SessionReplay.Bad("A SEARCH NOT NOT NOT NOT SEEN", options), StringComparison.Ordinal);
        Assert.Contains("too deep", SessionReplay.Bad("A SEARCH ((((SEEN))))", options), StringComparison.Ordinal);
        Assert.Contains("too many keys", SessionReplay.Bad("A SEARCH ALL ALL ALL ALL ALL ALL", options), StringComparison.Ordinal);
        Assert.Contains("too deep", SessionReplay.Bad("A SEARCH " + string.Concat(Enumerable.Repeat("OR ", 20_000))), StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_lists_and_paths_are_bounded()
    {
        ImapServerOptions options = SessionReplay.Options with { Limits = new ImapLimits { MaxSetRanges = 2, MaxListItems = 2, MaxPartDepth = 2 } };
        Assert.Contains("sequence set is too long", SessionReplay.Bad("A FETCH 1,2,3 FLAGS", options), StringComparison.Ordinal);
        Assert.Contains("too many FETCH items", SessionReplay.Bad("A FETCH 1 (UID FLAGS BODY)", options), StringComparison.Ordinal);
        Assert.Contains("too many flags", SessionReplay.Bad("A STORE 1 FLAGS (a b c)", options), StringComparison.Ordinal);
        Assert.Contains("too many header names", SessionReplay.Bad("A FETCH 1 BODY[HEADER.FIELDS (a b c)]", options), StringComparison.Ordinal);
        Assert.Contains("too many patterns", SessionReplay.Bad("A LIST \"\" (a b c)", options), StringComparison.Ordinal);
        Assert.Contains("too many capabilities", SessionReplay.Bad("A ENABLE a b c", options), StringComparison.Ordinal);
        Assert.Contains("part path is too long", SessionReplay.Bad("A FETCH 1 BODY[1.2.3]", options), StringComparison.Ordinal);
        Assert.Contains("ID says too much", SessionReplay.Bad("A ID (\"" + new string('x', 31) + "\" NIL)"), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_commands_in_a_row_end_the_connection_and_a_right_one_between_forgives()
    {
        ImapLimits limits = new() { MaxBadCommands = 3 };
        Assert.EndsWith("# close\n", Run(limits, "A X\r\nA X\r\nA X\r\nA NOOP\r\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("# close", Run(limits, "A X\r\nA X\r\nA NOOP\r\nA X\r\nA X\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_logins_end_the_connection()
    {
        string transcript = Run(new ImapLimits { MaxAuthenticationFailures = 2 }, "A LOGIN nobody x\r\nA LOGIN nobody x\r\nA LOGIN me x\r\n", isLoggedIn: false);
        Assert.DoesNotContain("\"me\"", transcript, StringComparison.Ordinal);
        Assert.EndsWith("* BYE too many failed attempts to log in\r\n# close\n", transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapLimits { MaxLineLength = 999 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapLimits { MaxAppendLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapLimits { MaxBadCommands = 0 });
        Assert.Throws<ArgumentException>(() => new ImapServerOptions { Mechanisms = ["PLAIN\r\n"] });
    }
}
