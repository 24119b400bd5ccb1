using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Envelope;

/// <summary>The envelope's parameters (RFC 6009), and users with details (RFC 5233).</summary>
public sealed class EnvelopeExtensionTests
{
    private const string Require = "\"envelope\", \"envelope-dsn\", \"envelope-deliverby\", \"relational\", \"comparator-i;ascii-numeric\", \"subaddress\"";

    private static readonly SieveEnvelope s_envelope = new()
    {
        From = "tim@example.com",
        To = "ken+sieve@example.org",
        AuthenticatedAs = "tim",
        Notify = ["SUCCESS", "FAILURE"],
        OriginalRecipient = "rfc822;ken@example.com",
        Return = "HDRS",
        EnvelopeId = "QQ314159",
        DeliverBy = new SieveDeliverBy(-120, IsReturn: false, IsTraced: true),
    };

    [Theory, Rfc(6009, "4"), Rfc(6009, "5")]
    [InlineData("envelope \"notify\" \"SUCCESS\"", true)]
    [InlineData("envelope \"notify\" \"NEVER\"", false)]
    [InlineData("envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"notify\" \"2\"", true)]
    [InlineData("envelope :matches \"orcpt\" \"rfc822;*@example.com\"", true)]
    [InlineData("envelope \"ret\" \"hdrs\"", true)]
    [InlineData("envelope \"envid\" \"QQ314159\"", true)]
    [InlineData("envelope :contains \"bytimerelative\" \"-\"", true)]
    [InlineData("envelope \"bymode\" \"notify\"", true)]
    [InlineData("envelope \"bytrace\" \"trace\"", true)]
    [InlineData("envelope \"bytimeabsolute\" \"2026-11-24T11:58:00Z\"", true)]
    [InlineData("envelope :zone \"+0130\" \"bytimeabsolute\" \"2026-11-24T13:28:00+01:30\"", true)]
    [InlineData("envelope :zone \"-0130\" \"bytimeabsolute\" \"2026-11-24T10:28:00-01:30\"", true)]
    [InlineData("envelope :count \"eq\" :comparator \"i;ascii-numeric\" [\"orcpt\", \"ret\", \"bymode\"] \"3\"", true)]
    [InlineData("envelope \"auth\" \"tim\"", true)]
    public void Parameters_of_the_envelope_are_compared(string test, bool holds)
    {
        SieveRunOptions options = new() { Time = new ManualTime() };
        Assert.Equal(holds, Script.Holds(test, require: Require, envelope: s_envelope, options: options));
    }

    [Theory, Rfc(6009, "4")]
    [InlineData("notify")]
    [InlineData("orcpt")]
    [InlineData("ret")]
    [InlineData("envid")]
    [InlineData("bytrace")]
    [InlineData("bytimeabsolute")]
    public void What_was_not_given_matches_nothing(string part)
    {
        Assert.False(Script.Holds($"envelope :contains \"{part}\" \"\"", require: Require, envelope: new() { To = "a@b.example" }));
        Assert.True(Script.Holds($"envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"{part}\" \"0\"", require: Require, envelope: new() { To = "a@b.example" }));
    }

    [Theory, Rfc(6009, "4"), Rfc(6009, "5")]
    [InlineData("envelope :all \"notify\" \"SUCCESS\"", "ConflictingTags")]
    [InlineData("envelope :domain [\"from\", \"bymode\"] \"x\"", "ConflictingTags")]
    [InlineData("envelope :zone \"0100\" \"bytimeabsolute\" \"x\"", "InvalidArgument")]
    public void A_parameter_is_no_address(string test, string code) =>
        Assert.Equal(code, Script.Errors($"require [{Require}]; if {test} {{ stop; }}").Single().Split(' ')[1]);

    [Fact, Rfc(6009, "3")]
    public void Each_part_needs_its_extension()
    {
        Assert.Equal(["1:34 MissingRequire"], Script.Errors("require \"envelope\"; if envelope  \"ret\" \"x\" { stop; }"));
        Assert.Equal(SieveDiagnosticCode.Unavailable, Script.Run("require [\"envelope\", \"variables\"]; set \"p\" \"ret\"; if envelope \"${p}\" \"x\" { stop; }").Diagnostics.Single().Code);
    }

    [Fact, Rfc(6009, "6"), Rfc(6009, "7")]
    public void A_redirect_has_parameters()
    {
        SieveResult result = Script.Run(
            "require [\"redirect-dsn\", \"redirect-deliverby\"]; redirect :notify \"success,FAILURE\" :ret \"full\" :bytimerelative 3600 :bymode \"notify\" :bytrace \"a@example.org\"; "
            + "redirect :bytimeabsolute \"2026-11-30T00:00:00Z\" \"b@example.org\";");

        SieveRedirect[] expected =
        [
            new SieveRedirect("a@example.org") { Notify = "SUCCESS,FAILURE", Return = "FULL", BySeconds = 3600, ByNotify = true, ByTrace = true },
            new SieveRedirect("b@example.org") { ByTime = new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero) },
        ];
        Assert.Equal(expected, result.Actions);
    }

    [Theory, Rfc(6009, "6"), Rfc(6009, "7")]
    [InlineData(":notify \"NEVER,DELAY\"", "InvalidArgument")]
    [InlineData(":notify \"\"", "InvalidArgument")]
    [InlineData(":ret \"ALL\"", "InvalidArgument")]
    [InlineData(":bymode \"notify\"", "MissingArgument")]
    [InlineData(":bytrace", "MissingArgument")]
    [InlineData(":bytimerelative 1 :bytimeabsolute \"2026-11-30T00:00:00Z\"", "ConflictingTags")]
    [InlineData(":bytimeabsolute \"tomorrow\"", "InvalidArgument")]
    [InlineData(":bytimerelative 1 :bymode \"both\"", "InvalidArgument")]
    public void Parameters_of_a_redirect_are_checked(string tags, string code) =>
        Assert.Equal(code, Script.Errors($"require [\"redirect-dsn\", \"redirect-deliverby\"]; redirect {tags} \"a@example.org\";").Single().Split(' ')[1]);

    [Theory, Rfc(5233, "4")]
    [InlineData("envelope :user \"to\" \"ken\"", true)]
    [InlineData("envelope :detail \"to\" \"sieve\"", true)]
    [InlineData("envelope :user \"from\" \"tim\"", true)]
    [InlineData("envelope :detail :contains \"from\" \"\"", false)]
    [InlineData("address :user \"to\" \"postmaster\"", true)]
    [InlineData("address :detail :matches \"to\" \"*\"", false)]
    [InlineData("address :detail \"cc\" \"\"", true)]
    [InlineData("address :detail \"from\" \"a+b\"", true)]
    public void A_local_part_has_a_user_and_perhaps_a_detail(string test, bool holds) =>
        Assert.Equal(holds, Script.Holds(test, "From: x+a+b@example.net\r\nTo: postmaster@example.org\r\nCc: ann+@example.org\r\n\r\n", Require, s_envelope));

    [Fact, Rfc(5233, "4")]
    public void The_delimiter_is_the_hosts() =>
        Assert.True(Script.Holds("allof (address :user \"to\" \"ann\", address :detail \"to\" \"x+y\")", "To: ann-x+y@example.org\r\n\r\n", Require, options: new() { SubaddressDelimiter = "=-" }));
}
