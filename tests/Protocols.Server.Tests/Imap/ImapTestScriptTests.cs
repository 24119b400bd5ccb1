namespace Protocols.Server.Tests.Imap;

/// <summary>imaptest's own scripts of SEARCH, SORT and THREAD, as they are.</summary>
public sealed class ImapTestScriptTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Theory, Rfc(5256, "3"), Rfc(5267, "4.3"), Rfc(5957, "4"), Rfc(4731, "3.1"), Rfc(9051, "6.4.4")]
    [InlineData("esearch")]
    [InlineData("esort")]
    [InlineData("search-addresses")]
    [InlineData("search-body")]
    [InlineData("search-context-update")]
    [InlineData("search-flags")]
    [InlineData("search-partial")]
    [InlineData("search-sets")]
    [InlineData("search-size")]
    [InlineData("sort-arrival")]
    [InlineData("sort-display-from")]
    [InlineData("sort-display-to")]
    [InlineData("sort-partial")]
    [InlineData("sort-size")]
    [InlineData("thread")]
    [InlineData("thread-orderedsubject")]
    [InlineData("thread-orderedsubject2")]
    [InlineData("thread4")]
    [InlineData("thread6")]
    public async Task A_script_passes(string name)
    {
        string file = Path.Combine(Suites.Require("imap-imaptest"), name);
        using ImapTalk talk = await server.LoginAsync();
        await ImapScript.RunAsync(file, talk, TestContext.Current.CancellationToken);
    }
}
