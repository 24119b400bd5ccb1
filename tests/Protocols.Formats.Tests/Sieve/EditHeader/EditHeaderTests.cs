using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.EditHeader;

public sealed class EditHeaderTests
{
    private const string Require = "require [\"editheader\", \"variables\", \"fileinto\", \"index\"]; ";

    [Fact]
    [Rfc(5293, "4")]
    [Rfc(5293, "7")]
    public void What_is_added_is_seen_by_tests_and_actions()
    {
        SieveResult result = Run("addheader \"X-Hello\" \"Größe\"; if header :contains \"X-Hello\" \"größe\" { fileinto \"a\"; } addheader :last \"X-More\" \"b\"; fileinto \"b\"; keep;");
        Assert.False(result.HasFailed);
        Assert.Equal(3, result.Actions.Count);
        Assert.StartsWith("X-Hello: =?", Text(result.Actions[0]), StringComparison.Ordinal);
        Assert.DoesNotContain("X-More", Text(result.Actions[0]), StringComparison.Ordinal);
        Assert.Contains("\r\nX-More: b\r\n\r\nLook,", Text(result.Actions[1]), StringComparison.Ordinal);
    }

    [Fact]
    [Rfc(5293, "5")]
    public void Fields_are_deleted_that_match()
    {
        string message = "X-A: one\r\nX-A: two\r\nX-A:  three \r\n" + Script.MessageA;
        Assert.DoesNotContain("X-A", Text(Run("deleteheader \"x-a\";", message).Actions[0]), StringComparison.Ordinal);
        Assert.StartsWith("X-A: one\r\nX-A:  three", Text(Run("deleteheader :is \"x-a\" \"TWO\";", message).Actions[0]), StringComparison.Ordinal);
        Assert.StartsWith("X-A: one\r\nX-A: two\r\nDate", Text(Run("deleteheader :matches \"x-a\" [\"x*\", \"thr??\"];", message).Actions[0]), StringComparison.Ordinal);
        Assert.StartsWith("X-A: one\r\nX-A: two\r\nDate", Text(Run("deleteheader :index 1 :last \"x-a\";", message).Actions[0]), StringComparison.Ordinal);
        Assert.Null(Run("deleteheader :index 1 :contains \"x-a\" \"two\";", message).Actions[0].Message);
        Assert.Null(Run("deleteheader :index 4 \"x-a\"; deleteheader \"x-b\";", message).Actions[0].Message);
    }

    [Fact]
    [Rfc(5293, "6")]
    public void What_is_not_permitted_is_ignored()
    {
        string message = "Received: x\r\nAuto-Submitted: no\r\n" + Script.MessageA;
        SieveRunOptions options = new() { EditHeader = new SieveEditHeaderOptions { NotAdded = ["X-Spam"], NotDeleted = ["To"] } };
        SieveResult result = Run("deleteheader \"received\"; deleteheader \"auto-submitted\"; deleteheader \"to\"; addheader \"x-spam\" \"yes\";", message, options);
        Assert.Null(Assert.Single(result.Actions).Message);
        Assert.False(result.HasFailed);
    }

    [Fact]
    [Rfc(5293, "7")]
    public void The_same_message_with_another_header_is_filed_once()
    {
        SieveResult result = Run("keep; addheader \"X-Flavor\" \"vanilla\"; keep;");
        Assert.Single(result.Actions);
    }

    [Fact]
    [Rfc(5293, "7")]
    public void A_run_that_fails_keeps_the_message_as_it_came()
    {
        SieveResult result = Run("addheader \"X-Hello\" \"a\"; set \"a\" \"X:\"; addheader \"${a}\" \"b\";");
        Assert.True(result.HasFailed);
        Assert.Null(Assert.Single(result.Actions).Message);
    }

    [Theory]
    [InlineData("addheader \"X field\" \"a\";")]
    [InlineData("deleteheader \"X-field:\";")]
    [InlineData("deleteheader :last \"x\";")]
    [InlineData("deleteheader :count \"eq\" \"x\" \"1\";")]
    public void What_cannot_be_is_an_error(string script) => Assert.Single(Script.Errors("require [\"editheader\", \"relational\"]; " + script));

    [Fact]
    public void A_value_has_a_length()
    {
        string script = $"addheader \"X\" \"{new string('a', 999)}\";";
        SieveLimits limits = new() { MaxHeaderBytes = 998 };
        Assert.Empty(Script.Errors(Require + script));
        Assert.Single(Script.Errors(Require + script, new SieveOptions { Limits = limits }));
        Assert.True(Run(script, options: new SieveRunOptions { Limits = limits }).HasFailed);
    }

    [Fact]
    public void Changes_are_work_that_is_counted()
    {
        SieveRunOptions options = new() { Limits = new SieveLimits { MaxComparedBytes = 1000 } };
        Assert.False(Run("addheader \"X\" \"a\";", options: options).HasFailed);
        Assert.True(Run(string.Concat(Enumerable.Repeat("addheader \"X\" \"a\"; ", 20)), options: options).HasFailed);
    }

    private static SieveResult Run(string script, string message = Script.MessageA, SieveRunOptions? options = null) => Script.Run(Require + script, message, options: options);

    private static string Text(SieveAction action) => Encoding.UTF8.GetString(action.Message!.Value.Span);
}
