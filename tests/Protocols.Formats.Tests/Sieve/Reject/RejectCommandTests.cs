using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Reject;

public sealed class RejectCommandTests
{
    [Fact]
    [Rfc(5429, "2.1")]
    [Rfc(5429, "2.2")]
    public void The_message_is_refused_and_not_kept()
    {
        SieveReject reject = Assert.IsType<SieveReject>(Assert.Single(Script.Run("require \"reject\"; reject \"No\";").Actions));
        Assert.Equal(("No", false, true), (reject.Reason, reject.IsExtended, reject.MayReply));
        Assert.Equal(["No"], reject.ReplyLines);
        Assert.NotNull(reject.Report);
        Assert.False(Assert.IsType<SieveReject>(Script.Run("require \"reject\"; reject \"Nö\";").Actions[0]).MayReply);
        Assert.True(Assert.IsType<SieveReject>(Script.Run("require \"ereject\"; ereject \"Nö\";").Actions[0]).MayReply);
        Assert.Null(Assert.IsType<SieveReject>(Script.Run("require \"reject\"; reject \"No\";", envelope: new SieveEnvelope { To = "a@example.org" }).Actions[0]).Report);
    }

    [Theory]
    [Rfc(5429, "2.4")]
    [InlineData("reject \"a\"; reject \"b\";")]
    [InlineData("reject \"a\"; ereject \"b\";")]
    [InlineData("keep; reject \"b\";")]
    [InlineData("fileinto \"x\"; reject \"b\";")]
    [InlineData("redirect \"a@b.example\"; reject \"b\";")]
    [InlineData("reject \"a\"; keep;")]
    [InlineData("reject \"a\"; fileinto \"x\";")]
    [InlineData("reject \"a\"; redirect \"a@b.example\";")]
    public void It_cannot_be_done_together_with_a_delivery(string script)
    {
        SieveResult result = Script.Run("require [\"reject\", \"ereject\", \"fileinto\"]; " + script);
        Assert.True(result.HasFailed);
        Assert.Equal(SieveDiagnosticCode.ConflictingActions, Assert.Single(result.Diagnostics).Code);
        Assert.True(result.IsImplicitKeep);
    }

    [Fact]
    [Rfc(5429, "2.4")]
    public void What_a_script_changed_is_not_shown()
    {
        SieveReject reject = Assert.IsType<SieveReject>(Script.Run("require [\"reject\", \"editheader\"]; addheader \"X-Secret\" \"y\"; reject \"b\";").Actions[0]);
        Assert.DoesNotContain("X-Secret", System.Text.Encoding.UTF8.GetString(reject.Report!.Value.Span), StringComparison.Ordinal);
        Assert.Null(reject.Message);
    }

    [Fact]
    [Rfc(8580, "7")]
    public void It_has_no_copy() => Assert.Single(Script.Errors("require [\"reject\", \"fcc\"]; reject :fcc \"x\" \"b\";"));
}
