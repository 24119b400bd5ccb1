using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.ImapEvents;

/// <summary>Scripts that run for what clients of IMAP do (RFC 6785).</summary>
public sealed class ImapEventTests
{
    private static readonly SieveImapEvent s_flag = new(SieveImapCause.Flag, "Work/Orders")
    {
        User = "ann",
        Email = "ann@example.org",
        Flags = ["\\Flagged", "$Urgent"],
        ChangedFlags = ["\\Flagged", "\\Seen"],
    };

    private static SieveRunOptions Options(SieveImapEvent? imapEvent) =>
        new() { ImapEvent = imapEvent, Environment = new Dictionary<string, string> { ["location"] = "MDA", ["phase"] = "during" } };

    [Theory, Rfc(6785, "4.1"), Rfc(6785, "4.2"), Rfc(6785, "4.3"), Rfc(6785, "4.4"), Rfc(6785, "4.5")]
    [InlineData("environment \"location\" \"MS\"")]
    [InlineData("environment \"phase\" \"post\"")]
    [InlineData("environment \"imap.user\" \"ann\"")]
    [InlineData("environment \"IMAP.email\" \"ann@example.org\"")]
    [InlineData("environment \"imap.cause\" \"FLAG\"")]
    [InlineData("environment \"imap.mailbox\" \"Work/Orders\"")]
    [InlineData("environment :contains \"imap.changedflags\" \"\\\\Seen\"")]
    [InlineData("not environment :matches \"imap.other\" \"*\"")]
    public void The_environment_tells_of_the_event(string test) =>
        Assert.True(Script.Holds(test, require: "\"environment\", \"imapsieve\"", options: Options(s_flag)));

    [Theory, Rfc(6785, "4.2"), Rfc(6785, "4.5")]
    [InlineData("imap.user")]
    [InlineData("imap.email")]
    [InlineData("imap.cause")]
    [InlineData("imap.mailbox")]
    [InlineData("imap.changedflags")]
    public void For_a_delivery_the_items_are_empty(string item) =>
        Assert.True(Script.Holds($"environment \"{item}\" \"\"", require: "\"environment\"", options: Options(null)));

    [Fact, Rfc(6785, "4.3")]
    public void Each_cause_has_its_name() => Assert.All(
        new[] { (SieveImapCause.Append, "APPEND"), (SieveImapCause.Copy, "COPY"), (SieveImapCause.Flag, "FLAG") },
        cause => Assert.True(Script.Holds($"environment \"imap.cause\" \"{cause.Item2}\"", require: "\"environment\"", options: Options(new SieveImapEvent(cause.Item1, "x")))));

    [Fact, Rfc(6785, "2.2.3"), Rfc(6785, "3.8"), Rfc(6785, "5")]
    public void Flags_are_those_that_the_message_has_and_a_keep_tells_what_they_become()
    {
        SieveResult result = Script.Run(
            "require [\"imap4flags\", \"environment\", \"imapsieve\", \"fileinto\", \"copy\"];\n"
            + "if allof (hasflag \"\\\\Flagged\", environment :contains \"imap.changedflags\" \"\\\\Flagged\") { fileinto :copy \"Important\"; removeflag \"$urgent\"; addflag \"\\\\Seen\"; }",
            options: Options(s_flag));
        Assert.Equal(["\\Flagged", "$Urgent"], Assert.IsType<SieveFileInto>(result.Actions[0]).Flags);
        Assert.Equal(["\\Flagged", "\\Seen"], Assert.IsType<SieveKeep>(result.Actions[1]).Flags);

        // A run that is used again begins with the flags of its event, and one for deliveries with none.
        Assert.Equal(["\\Flagged", "$Urgent"], Assert.IsType<SieveKeep>(Script.Run("keep;", options: Options(s_flag)).Actions.Single()).Flags);
        Assert.Empty(Assert.IsType<SieveKeep>(Script.Run("keep;").Actions.Single()).Flags);
    }

    [Theory, Rfc(6785, "3.11"), Rfc(6785, "4.6")]
    [InlineData("require \"reject\"; if false { reject \"no\"; }")]
    [InlineData("require \"ereject\"; keep;")]
    [InlineData("require [\"vacation\"]; fileinto \"x\";")]
    [InlineData("require \"ihave\"; if ihave \"reject\" { reject \"no\"; }")]
    [InlineData("require \"ihave\"; if ihave \"vacation\" { vacation \"away\"; }")]
    [InlineData("require \"envelope\"; if envelope \"from\" \"x\" { stop; }")]
    [InlineData("require \"include\"; include \"other\";")]
    public void What_is_of_deliveries_ends_the_script(string source)
    {
        source = source.Contains("fileinto", StringComparison.Ordinal) ? source.Replace("[", "[\"fileinto\", ", StringComparison.Ordinal) : source;
        SieveResult result = Script.Run(source, options: Options(s_flag), host: new Host());
        Assert.True(result.HasFailed);
        Assert.Equal(SieveDiagnosticCode.Inapplicable, Assert.Single(result.Diagnostics).Code);
        Assert.True(Assert.IsType<SieveKeep>(result.Actions.Single()).IsImplicit);
        Assert.DoesNotContain(Script.Run(source, host: new Host()).Diagnostics, static d => d.Code == SieveDiagnosticCode.Inapplicable);
    }

    [Fact, Rfc(6785, "2.1")]
    public void The_capability_is_among_those_that_there_are() => Assert.Contains("imapsieve", SieveCapabilities.All.Names);

    private sealed class Host : ISieveHost
    {
        public ValueTask<SieveProgram?> GetScriptAsync(string name, SieveScriptLocation location, CancellationToken cancellationToken) =>
            new(Script.Compile("require \"vacation\"; keep;"));
    }
}
