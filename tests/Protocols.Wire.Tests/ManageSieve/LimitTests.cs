using Protocols.ManageSieve;

namespace Protocols.Wire.Tests.ManageSieve;

public sealed class LimitTests
{
    private static string Run(ManageSieveLimits limits, string input, bool isLoggedIn = true) =>
        SessionReplay.Check(input, SessionReplay.Options with { Limits = limits }, isSecure: true, isLoggedIn);

    [Theory]
    [InlineData("")]
    [InlineData("{8+}")]
    public void A_line_too_long_is_refused_and_read_past_with_its_literal(string end)
    {
        string after = end.Length == 0 ? "" : "LOGOUT\r\n\r\n";
        Assert.Equal(
            "NO \"a line of the command is too long\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\n",
            Run(new ManageSieveLimits { MaxLineLength = 1024 }, "NOOP " + new string('x', 1024) + end + "\r\n" + after + "NOOP\r\n"));
    }

    [Fact]
    public void A_line_of_just_the_limit_is_read()
    {
        ManageSieveLimits limits = new() { MaxLineLength = 1024 };
        Assert.StartsWith("# NOOP Tag='xxx", Run(limits, "NOOP \"" + new string('x', 1017) + "\"\r\n"), StringComparison.Ordinal);
        Assert.Equal("NO \"a line of the command is too long\"\r\n", Run(limits, "NOOP \"" + new string('x', 1018) + "\"\r\n"));
    }

    [Fact, Rfc(5804, "1.5"), Rfc(5804, "1.3")]
    public void A_script_too_large_is_told_so_before_it_is_taken()
    {
        ManageSieveLimits limits = new() { MaxScriptLength = 5 };
        Assert.Equal(
            "NO (QUOTA/MAXSIZE) \"the script is too large\"\r\n# PUTSCRIPT Script='keep;' ScriptName=x\nOK\r\nNO (QUOTA/MAXSIZE) \"the script is too large\"\r\n"
            + "NO (QUOTA/MAXSIZE) \"the script is too large\"\r\n",
            Run(limits, "PUTSCRIPT \"x\" {8+}\r\nLOGOUT\r\n\r\nPUTSCRIPT \"x\" {5+}\r\nkeep;\r\nCHECKSCRIPT {8+}\r\nLOGOUT\r\n\r\nCHECKSCRIPT \"keep; \"\r\n"));
    }

    [Fact]
    public void Strings_that_are_no_scripts_are_bounded_together()
    {
        ManageSieveLimits limits = new() { MaxStringLength = 512 };
        string half = new('x', 300);
        Assert.Equal(
            "NO \"a string is too long\"\r\n# NOOP Tag=null\nOK \"NOOP\"\r\nNO \"a string is too long\"\r\n",
            Run(limits, $"NOOP {{513+}}\r\n{new string('y', 513)}\r\nNOOP\r\nRENAMESCRIPT {{300+}}\r\n{half} {{300+}}\r\n{half}\r\n"));
        Assert.Equal("NO \"a string is too long\"\r\n", Run(limits, string.Concat(Enumerable.Repeat("NOOP {0+}\r\n", 60)) + "\r\n"));
    }

    [Fact]
    public void What_is_too_much_to_read_past_ends_the_connection()
    {
        Assert.Equal("NO \"the command is not known\"\r\nBYE \"the command is too long\"\r\n# close\n", Run(new ManageSieveLimits { MaxDropLength = 10 }, "FOO {11+}\r\nNOOP\r\n"));
        Assert.Equal(
            "NO \"log in first\"\r\nBYE \"the command is too long\"\r\n# close\n",
            Run(new ManageSieveLimits { MaxUnauthenticatedDropLength = 10 }, "PUTSCRIPT \"x\" {11+}\r\nNOOP\r\n", isLoggedIn: false));
        Assert.Equal(
            "NO \"a line of the command is too long\"\r\nBYE \"the command is too long\"\r\n# close\n",
            Run(new ManageSieveLimits { MaxLineLength = 1024, MaxDropLength = 2000 }, new string('x', 3000)));
        Assert.Contains("BYE", Run(ManageSieveLimits.Default, "FOO {4294967296+}\r\n"), StringComparison.Ordinal);
        Assert.Contains("BYE", Run(ManageSieveLimits.Default, "CHECKSCRIPT {99999999999999+}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_dropped_in_the_middle_of_a_login_ends_it()
    {
        Assert.Equal(
            "# AUTHENTICATE InitialResponse=null Mechanism=PLAIN\n\"V2hvPw==\"\r\nNO \"a string is too long\"\r\n# AuthenticateCancelled\n# NOOP Tag=null\nOK \"NOOP\"\r\n",
            Run(new ManageSieveLimits { MaxStringLength = 512 }, $"AUTHENTICATE \"PLAIN\"\r\n{{600+}}\r\n{new string('a', 600)}\r\nNOOP\r\n", isLoggedIn: false));
    }

    [Fact]
    public void Wrong_commands_in_a_row_end_the_connection_and_a_right_one_between_forgives()
    {
        ManageSieveLimits limits = new() { MaxBadCommands = 2 };
        Assert.EndsWith("BYE \"too many commands that are none\"\r\n# close\n", Run(limits, "X\r\nNOOP\r\nX\r\nX\r\nNOOP\r\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("BYE", Run(limits, "X\r\nNOOP\r\nX\r\nNOOP\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(5804, "2.1")]
    public void Failed_logins_end_the_connection()
    {
        ManageSieveLimits limits = new() { MaxAuthenticationFailures = 2 };
        Assert.EndsWith(
            "BYE \"too many failed attempts to log in\"\r\n# close\n",
            Run(limits, "AUTHENTICATE \"PLAIN\" \"YmFk\"\r\nAUTHENTICATE \"PLAIN\" \"YmFk\"\r\nAUTHENTICATE \"PLAIN\" \"YQ==\"\r\n", isLoggedIn: false),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManageSieveLimits { MaxScriptNameLength = 127 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManageSieveLimits { MaxLineLength = 10 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManageSieveLimits { MaxDropLength = -1 });
        Assert.Throws<ArgumentException>(() => new ManageSieveServerOptions { Mechanisms = ["plain"] });
        Assert.Throws<ArgumentException>(() => new ManageSieveServerOptions { SieveExtensions = ["a b"] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManageSieveServerOptions { MaxRedirects = -1 });
    }
}
