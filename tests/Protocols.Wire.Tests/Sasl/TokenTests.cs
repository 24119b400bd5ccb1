using System.Text;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.Sasl;

public sealed class TokenTests
{
    private const string Token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

    [Fact, Rfc(7628, "4.1")]
    public void The_example_of_the_specification_holds()
    {
        SaslServerStep step = SaslServerExchange.Create("OAUTHBEARER")!
            .Start(Encoding.ASCII.GetBytes($"n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001auth=Bearer {Token}\u0001\u0001"));
        Assert.Equal(SaslServerStepKind.VerifyToken, step.Kind);
        Assert.Equal(("user@example.com", Token, SaslCredentialsKind.Token), (step.Credentials!.AuthenticationIdentity, Encoding.ASCII.GetString(step.Credentials.Password.Span), step.Credentials.Kind));
        Assert.Equal("", SaslServerExchange.Create("OAUTHBEARER")!.Start("n,,\u0001auth=bearer x\u0001\u0001"u8.ToArray()).Credentials!.AuthenticationIdentity);
    }

    [Theory, Rfc(7628, "3.1"), Rfc(7628, "3.2.2"), Rfc(7628, "3.2.3")]
    [InlineData("OAUTHBEARER")]
    [InlineData("XOAUTH2")]
    public void Both_ends_come_to_agree_and_a_refusal_is_told_and_acknowledged(string mechanism)
    {
        SaslOptions options = new() { TokenScope = "mail", OpenIdConfiguration = new Uri("https://example.org/.well-known/openid-configuration") };
        foreach (SaslFailure verdict in (SaslFailure[])[SaslFailure.None, SaslFailure.InvalidCredentials])
        {
            SaslServerExchange server = SaslServerExchange.Create(mechanism, options)!;
            SaslClientExchange client = SaslClientExchange.Create([mechanism], SaslCredentials.WithToken("u,=", Token), new SaslService("imap", "host"))!;
            Assert.Equal(mechanism, client.MechanismName);
            SaslServerStep step = server.Start(null);
            Assert.True(step.Challenge.IsEmpty);
            step = server.Respond(client.Respond(default)!.Value.Span);
            Assert.Equal("u,=", step.Credentials!.AuthenticationIdentity);
            step = server.Resume(verdict);
            if (verdict != SaslFailure.None)
            {
                Assert.Equal("{\"status\":\"invalid_token\",\"scope\":\"mail\",\"openid-configuration\":\"https://example.org/.well-known/openid-configuration\"}", Encoding.UTF8.GetString(step.Challenge.Span));
                step = server.Respond(client.Respond(step.Challenge.Span)!.Value.Span);
                Assert.Null(client.Respond(default));
            }

            Assert.Equal(verdict, step.Failure);
            Assert.Equal(verdict == SaslFailure.None ? SaslServerStepKind.Succeeded : SaslServerStepKind.Failed, step.Kind);
        }
    }

    [Theory, Rfc(7628, "3.1")]
    [InlineData("OAUTHBEARER", "")]
    [InlineData("OAUTHBEARER", "\u0001")]
    [InlineData("OAUTHBEARER", "n,,\u0001\u0001")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer x\u0001")]
    [InlineData("OAUTHBEARER", "p=x,,\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("OAUTHBEARER", "n,u,\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Basic x\u0001\u0001")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer \u0001\u0001")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer a\"b\u0001\u0001")]
    [InlineData("XOAUTH2", "")]
    [InlineData("XOAUTH2", "user=\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("XOAUTH2", "user=u\u0001auth=Bearer x\u0001")]
    [InlineData("XOAUTH2", "user=u\u0001auth=Basic x\u0001\u0001")]
    [InlineData("XOAUTH2", "auth=Bearer x\u0001user=u\u0001\u0001")]
    public void A_message_that_is_malformed_is_refused(string mechanism, string message) =>
        Assert.Equal(SaslFailure.MalformedResponse, SaslServerExchange.Create(mechanism)!.Start(Encoding.UTF8.GetBytes(message)).Failure);

    [Fact]
    public void Limits_hold()
    {
        SaslOptions options = new() { MaxTokenLength = 3, MaxIdentityLength = 2 };
        Assert.Equal(SaslFailure.TooLong, SaslServerExchange.Create("XOAUTH2", options)!.Start("user=u\u0001auth=Bearer four\u0001\u0001"u8.ToArray()).Failure);
        Assert.Equal(SaslFailure.TooLong, SaslServerExchange.Create("XOAUTH2", options)!.Start("user=usr\u0001auth=Bearer x\u0001\u0001"u8.ToArray()).Failure);
        Assert.Equal(SaslFailure.TooLong, SaslServerExchange.Create("XOAUTH2", options)!.Start(new byte[5000]).Failure);
        Assert.Throws<ArgumentException>(() => new SaslOptions { TokenScope = "a\"b" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaslOptions { MaxTokenLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaslOptions { MaxIterations = 0 });
        Assert.Throws<ArgumentException>(() => SaslClientExchange.Create(["XOAUTH2"], SaslCredentials.WithToken("u\u0001", "t")));
    }

    [Fact, Rfc(4422, "A.1")]
    public void External_takes_who_it_is_from_the_connection()
    {
        SaslClientExchange client = SaslClientExchange.Create(["PLAIN", "EXTERNAL"], SaslCredentials.External("anna"))!;
        SaslServerExchange server = SaslServerExchange.Create("external")!;
        SaslServerStep step = server.Start(client.Start());
        Assert.Equal((SaslServerStepKind.VerifyExternal, "anna"), (step.Kind, step.Credentials!.AuthorizationIdentity));
        Assert.Equal(SaslServerStepKind.Succeeded, server.Resume(SaslFailure.None).Kind);
        Assert.Null(client.Respond(default));
        Assert.Equal("", Encoding.UTF8.GetString(SaslClientExchange.Create(["EXTERNAL"], SaslCredentials.External())!.Respond(default)!.Value.Span));
        Assert.Equal(SaslFailure.MalformedResponse, SaslServerExchange.Create("EXTERNAL")!.Start("a\0"u8.ToArray()).Failure);
        Assert.Equal(SaslFailure.TooLong, SaslServerExchange.Create("EXTERNAL")!.Start(new byte[256]).Failure);
        Assert.Null(SaslClientExchange.Create(["PLAIN"], SaslCredentials.External()));
    }
}
