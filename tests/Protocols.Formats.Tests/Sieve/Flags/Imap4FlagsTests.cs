using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Flags;

/// <summary>Flags (RFC 5232).</summary>
public sealed class Imap4FlagsTests
{
    private const string Require = "require [\"imap4flags\", \"variables\", \"fileinto\", \"relational\", \"comparator-i;ascii-numeric\"]; ";

    [Theory, Rfc(5232, "2"), Rfc(5232, "3.1"), Rfc(5232, "3.2"), Rfc(5232, "3.3")]
    [InlineData("addflag \"\\\\Deleted\"; addflag \"\\\\Answered\";", "\\Deleted \\Answered")]
    [InlineData("addflag [\"\\\\Deleted\", \"\\\\Answered\"];", "\\Deleted \\Answered")]
    [InlineData("addflag \"  \\\\Deleted   \\\\Answered \";", "\\Deleted \\Answered")]
    [InlineData("setflag \"a\"; setflag [\"b\", \"\", \"c d\"];", "b c d")]
    [InlineData("addflag \"a A b\"; addflag \"B\";", "a b")]
    [InlineData("setflag \"a b c\"; removeflag \"B\"; removeflag [\"x\", \"c\"];", "a")]
    [InlineData("setflag \"\\\\Recent \\\\Other ok nö in(valid in%valid $Work\";", "ok $Work")]
    [InlineData("setflag \"a\"; removeflag \"a\";", "")]
    public void Flags_are_set_added_and_removed(string commands, string flags)
    {
        Assert.Equal(flags, Flags(Script.Run(Require + commands + "keep;")));
        Assert.Equal(flags, Flags(Script.Run(Require + commands)));
        Assert.Equal(flags, Flags(Script.Run(Require + commands + "fileinto \"x\";")));
    }

    [Fact, Rfc(5232, "3")]
    public void Flags_may_be_in_a_variable()
    {
        const string Source = "addflag \"MyFlags\" \"Big\"; addflag \"MyFlags\" \"\\\\Flagged\"; setflag \"other\"; fileinto :flags \"${MyFlags}\" \"Big messages\"; keep;";
        SieveResult result = Script.Run(Require + Source);

        Assert.Equal(["Big \\Flagged", "other"], result.Actions.Select(static a => string.Join(' ', a is SieveFileInto into ? into.Flags : ((SieveKeep)a).Flags)));
    }

    [Fact, Rfc(5232, "3")]
    public void The_last_flags_of_a_mailbox_win()
    {
        SieveResult result = Script.Run(Require + "fileinto :flags \"a\" \"x\"; keep :flags \"b\"; fileinto :flags [\"c\", \"d\"] \"x\"; keep;");

        Assert.Equal(["c d", ""], result.Actions.Select(static a => string.Join(' ', a is SieveFileInto into ? into.Flags : ((SieveKeep)a).Flags)));
    }

    [Theory, Rfc(5232, "4")]
    [InlineData("setflag \"A B\";", "hasflag :is \"b A\"", true)]
    [InlineData("setflag \"A B\";", "hasflag [\"b\",\"A\"]", true)]
    [InlineData("setflag \"A B\";", "hasflag \"c\"", false)]
    [InlineData("setflag \"A B\";", "hasflag :comparator \"i;octet\" \"b\"", false)]
    [InlineData("set \"MyVar\" \"NonJunk Junk gnus-forward $Forwarded NotJunk JunkRecorded $Junk $NotJunk\";", "hasflag :contains \"MyVar\" \"Junk\"", true)]
    [InlineData("set \"MyVar\" \"NonJunk Junk gnus-forward\";", "hasflag :contains \"MyVar\" [\"label\", \"forward\"]", true)]
    [InlineData("set \"MyVar\" \"NonJunk Junk gnus-forward\";", "hasflag :contains \"MyVar\" \"label1\"", false)]
    [InlineData("set \"MyVar\" \"NonJunk Junk gnus-forward\";", "hasflag :matches \"MyVar\" \"*-f*\"", true)]
    [InlineData("set \"MyFlags\" \"A B\";", "hasflag :count \"ge\" :comparator \"i;ascii-numeric\" \"MyFlags\" \"2\"", true)]
    [InlineData("set \"MyFlags\" \"A B a\"; set \"More\" \"A\";", "hasflag :count \"eq\" :comparator \"i;ascii-numeric\" [\"MyFlags\", \"More\"] \"3\"", true)]
    [InlineData("setflag \"A\";", "hasflag :count \"eq\" :comparator \"i;ascii-numeric\" \"1\"", true)]
    [InlineData("setflag \"F\" \"A B\";", "hasflag [\"G\", \"F\"] \"B\"", true)]
    public void The_hasflag_test_looks_at_flags(string commands, string test, bool holds) =>
        Assert.Equal(holds, Script.Run(Require + commands + $"if {test} {{ discard; }}").Actions is [SieveDiscard]);

    [Fact, Rfc(5232, "1")]
    public void A_variable_can_be_named_only_where_there_are_variables()
    {
        Assert.Equal(["1:32 MissingRequire"], Script.Errors("require \"imap4flags\"; setflag \"v\" \"a\";".Replace("; s", ";  s", StringComparison.Ordinal)));
        Assert.Equal(["1:34 MissingRequire"], Script.Errors("require \"imap4flags\"; if hasflag \"v\" \"a\" { stop; }"));
    }

    private static string Flags(SieveResult result) => string.Join(' ', result.Actions.Single() is SieveFileInto into ? into.Flags : ((SieveKeep)result.Actions.Single()).Flags);
}
