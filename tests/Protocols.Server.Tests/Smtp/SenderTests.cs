using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>From which addresses an account may write: in the envelope, and in the message.</summary>
public sealed class SenderTests
{
    private static readonly StaticAddressBook s_book = new(new Dictionary<string, AddressEntry>
    {
        ["sales@here.test"] = new("me@here.test", "you@here.test"),
        ["info@here.test"] = new("sales@here.test"),
        ["other@here.test"] = new("you@here.test"),
        ["list@here.test"] = new("me@here.test") { Owner = "you@here.test" },
        ["@catch.test"] = new("me@here.test"),
    });

    [Theory, Rfc(6409, "6.1"), Rfc(5233, "4")]
    [InlineData("me@here.test", true)]
    [InlineData("ME@Here.Test", true)]
    [InlineData("\"me\"@here.test", true)]
    [InlineData("me+news@here.test", true)]
    [InlineData("sales@here.test", true)]
    [InlineData("sales+x@here.test", true)]
    [InlineData("info@here.test", true)]
    [InlineData("any@catch.test", true)]
    [InlineData("", true)]
    [InlineData("you@here.test", false)]
    [InlineData("other@here.test", false)]
    [InlineData("list@here.test", false)]
    [InlineData("nobody@here.test", false)]
    [InlineData("me@elsewhere.test", false)]
    [InlineData("me@here.test.elsewhere.test", false)]
    public async Task Who_logged_in_writes_from_its_own_addresses(string from, bool isTaken)
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync(login: true);
        string reply = (await site.SayAsync($"MAIL FROM:<{from}>\r\n"))[0];
        Assert.StartsWith(isTaken ? "250" : "550 5.7.1 ", reply, StringComparison.Ordinal);
    }

    [Fact, Rfc(6409, "6.1")]
    public async Task Who_has_not_logged_in_is_not_asked()
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync();
        Assert.StartsWith("250", (await site.SayAsync("MAIL FROM:<ann@example.test>\r\n"))[0], StringComparison.Ordinal);
        Assert.StartsWith("250", await site.SendAsync("RCPT TO:<me@here.test>\r\n", "From: anybody@else.test\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_null_path_and_addresses_that_stand_for_others_can_be_left_out()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions(), stages: static s => new ReceptionStages(new SenderStage(s.Directory) { AllowsNullPath = false }));
        await site.HelloAsync(login: true);
        Assert.Equal(["550", "550", "250"], (await site.SayAsync("MAIL FROM:<>\r\nMAIL FROM:<sales@here.test>\r\nMAIL FROM:<me@here.test>\r\n")).Select(static r => r[..3]));
    }

    [Theory, Rfc(6409, "6.1")]
    [InlineData("From: Me <me@here.test>\r\n", "250")]
    [InlineData("From: me+news@here.test, sales@here.test\r\n", "250")]
    [InlineData("From: The team: me@here.test, ME@HERE.TEST;\r\n", "250")]
    [InlineData("Subject: from nobody\r\n", "250")]
    [InlineData("From: me@here.test, you@here.test\r\n", "550 5.7.1")]
    [InlineData("From: \"me@here.test\" <you@here.test>\r\n", "550 5.7.1")]
    [InlineData("From: me@here.test (comment) <ann@bank.test>\r\n", "550 5.7.1")]
    [InlineData("From: me@here.test\r\nFrom: ann@bank.test\r\n", "550 5.6.0")]
    [InlineData("From: ann@bank.test\r\nFrom: me@here.test\r\n", "550 5.6.0")]
    [InlineData("From: nobody at all\r\n", "550")]
    [InlineData("From:\r\n", "550 5.6.0")]
    public async Task Who_logged_in_writes_in_its_own_name(string header, string reply)
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync(login: true);
        Assert.StartsWith(reply, await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<ann@elsewhere.test>\r\n", header + "\r\nbody\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authors_are_looked_up_up_to_a_limit()
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync(login: true);
        string many = "From: " + string.Join(",\r\n ", Enumerable.Repeat("me@here.test", 11));
        Assert.StartsWith("550 5.6.0", await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<ann@elsewhere.test>\r\n", many + "\r\n\r\nbody\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_asked_puts_off()
    {
        DownDirectory? directory = null;
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(),
            stages: s => new ReceptionStages(new SenderStage(directory = new DownDirectory(s.Directory))),
            filters: s => [new AuthorFilter(new DownDirectory(s.Directory) { IsDown = true })]);
        await site.HelloAsync(login: true);
        directory!.IsDown = true;
        Assert.StartsWith("451 4.4.3", (await site.SayAsync("MAIL FROM:<me@here.test>\r\n"))[0], StringComparison.Ordinal);
        directory.IsDown = false;
        Assert.StartsWith("451 4.4.3", await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<a@x.test>\r\n", "From: me@here.test\r\n\r\n"), StringComparison.Ordinal);
    }

    private static async Task<QueueSite> StartAsync()
    {
        QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(),
            stages: static s => new ReceptionStages(new SenderStage(s.Directory, new RecipientResolver(s_book, s.Directory, new ResolverOptions()))),
            filters: static s => [new AuthorFilter(s.Directory, new RecipientResolver(s_book, s.Directory, new ResolverOptions()))]);
        await site.Site.AddAsync("you@here.test");
        return site;
    }

    private sealed class DownDirectory(IDirectory inner) : IDirectory
    {
        public bool IsDown { get; set; }

        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
            inner.AuthenticateAsync(userName, password, cancellationToken);

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) =>
            IsDown ? new(new RecipientResult(RecipientStatus.TemporaryFailure, null, "down")) : inner.FindRecipientAsync(address, cancellationToken);
    }
}
