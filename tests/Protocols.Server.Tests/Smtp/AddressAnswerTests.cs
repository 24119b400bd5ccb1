using Protocols.Smtp;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Smtp;

/// <summary>VRFY and EXPN, for those whom they are for.</summary>
public sealed class AddressAnswerTests
{
    private static readonly SmtpServerOptions s_options = QueueSite.Everything with { AnswerVerify = true, AnswerExpand = true };

    private static readonly StaticAddressBook s_book = new(new Dictionary<string, AddressEntry>
    {
        ["team@here.test"] = new("me@here.test", "out@elsewhere.test"),
        ["utf8@here.test"] = new("ü@elsewhere.test"),
        ["ü@here.test"] = new("me@here.test"),
    });

    [Theory, Rfc(5321, "3.5"), Rfc(6531, "3.7.4.2")]
    [InlineData("VRFY me@here.test", "250 2.1.5 Me, Myself <me@here.test>")]
    [InlineData("VRFY <ME+x@Here.test>", "250 2.1.5 Me, Myself <me@here.test>")]
    [InlineData("VRFY me", "250 2.1.5 Me, Myself <me@here.test>")]
    [InlineData("VRFY team", "250 2.1.5 <team@here.test>")]
    [InlineData("VRFY nobody", "550 5.1.1 No such address here")]
    [InlineData("VRFY ann@elsewhere.test", "252 2.1.5 Send the message and see")]
    [InlineData("VRFY what is this", "550 5.1.1 No such address here")]
    [InlineData("VRFY <>", "550 5.1.1 No such address here")]
    [InlineData("VRFY ü@here.test SMTPUTF8", "250 2.1.5 <ü@here.test>")]
    [InlineData("EXPN team@here.test", "250-2.1.5 <me@here.test>|250 2.1.5 <out@elsewhere.test>")]
    [InlineData("EXPN team", "250-2.1.5 <me@here.test>|250 2.1.5 <out@elsewhere.test>")]
    [InlineData("EXPN me", "550 5.1.1 No such list")]
    [InlineData("EXPN nobody", "550 5.1.1 No such list")]
    [InlineData("EXPN (", "550 5.1.1 No such list")]
    [InlineData("EXPN utf8", "550 5.6.8 The answer needs the SMTPUTF8 parameter")]
    [InlineData("EXPN utf8 SMTPUTF8", "250 2.1.5 <ü@elsewhere.test>")]
    public async Task Who_logged_in_is_told(string question, string answer)
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync(login: true);
        await site.SendRawAsync(question + "\r\n");
        List<string> lines = [];
        foreach (string _ in answer.Split('|'))
        {
            lines.Add(await site.LineAsync() ?? "closed");
        }

        Assert.Equal(answer, string.Join('|', lines));
    }

    [Fact, Rfc(5321, "7.3"), Rfc(5321, "3.5.2")]
    public async Task Who_has_not_is_not_told_and_what_is_answered_is_listed()
    {
        await using QueueSite site = await StartAsync();
        await site.RepliesAsync(1);
        await site.SendRawAsync("EHLO a\r\n");
        List<string> offered = [];
        while (offered.Count == 0 || offered[^1][3] == '-')
        {
            offered.Add(await site.LineAsync() ?? "250 closed");
        }

        Assert.Contains("250-EXPN", offered);
        Assert.Equal(["252", "252", "550", "550"], (await site.SayAsync("VRFY me\r\nVRFY nobody\r\nEXPN team\r\nEXPN nobody\r\n")).Select(static r => r[..3]));
    }

    private static async Task<QueueSite> StartAsync()
    {
        QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(),
            s_options,
            answers: static s => new AddressAnswers(new NamedDirectory(s.Directory), new RecipientResolver(s_book, s.Directory, new ResolverOptions())) { Domain = "here.test" });
        return site;
    }

    private sealed class NamedDirectory(Storage.IDirectory inner) : Storage.IDirectory
    {
        public ValueTask<Storage.AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
            inner.AuthenticateAsync(userName, password, cancellationToken);

        public async ValueTask<Storage.RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken)
        {
            Storage.RecipientResult found = await inner.FindRecipientAsync(address, cancellationToken);
            return found with { Account = found.Account is { } account ? account with { DisplayName = "Me, <Myself>" } : null };
        }
    }
}
