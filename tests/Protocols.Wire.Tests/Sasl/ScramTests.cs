using System.Globalization;
using System.Text;
using System.Text.Json;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.Sasl;

public sealed class ScramTests
{
    private static readonly SaslChannelBinding s_binding = new(SaslChannelBinding.TlsServerEndPoint, new byte[] { 1, 2, 3 });
    private static readonly SaslCredentials s_user = new("user", "", "pencil"u8.ToArray());

    [Theory, Rfc(5802, "5"), Rfc(7677, "3")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    public void The_examples_of_the_specifications_hold_on_both_ends(string mechanism)
    {
        using JsonDocument suite = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Require("sasl-vectors"), "sasl.json")));
        JsonElement vector = suite.RootElement.GetProperty(mechanism);
        string clientFirst = vector.GetProperty("client_first").GetString()!;
        string serverFirst = vector.GetProperty("server_first").GetString()!;
        string clientFinal = vector.GetProperty("client_final").GetString()!;
        string serverFinal = vector.GetProperty("server_final").GetString()!;
        string clientNonce = clientFirst[(clientFirst.IndexOf("r=", StringComparison.Ordinal) + 2)..];
        string[] first = serverFirst.Split(',');
        byte[] salt = Convert.FromBase64String(first[1][2..]);
        int iterations = int.Parse(first[2][2..], CultureInfo.InvariantCulture);

        ScramClientExchange client = new(s_user, ScramHash.Find(mechanism)!, false, null, SaslOptions.Default, clientNonce);
        Assert.Equal(clientFirst, Text(client.Start()));
        Assert.Equal(clientFinal, Text(client.Respond(Encoding.UTF8.GetBytes(serverFirst))));
        Assert.Equal("", Text(client.Respond(Encoding.UTF8.GetBytes(serverFinal))));
        Assert.True(client.HasProvedServer);

        ScramServerExchange server = new(SaslOptions.Default, ScramHash.Find(mechanism)!, false, null, first[0][(2 + clientNonce.Length)..]);
        SaslServerStep question = server.Start(Encoding.UTF8.GetBytes(clientFirst));
        Assert.Equal((SaslServerStepKind.FindScramKeys, mechanism, "user"), (question.Kind, question.Mechanism, question.Credentials!.AuthenticationIdentity));
        ScramHash hash = ScramHash.Find(mechanism)!;
        byte[] salted = hash.Hi("pencil"u8, salt, iterations);
        ScramKeys keys = new(salt, iterations, hash.Hash(hash.Hmac(salted, "Client Key"u8)), hash.Hmac(salted, "Server Key"u8));
        Assert.Equal(serverFirst, Text(server.Resume(SaslAnswer.With(keys)).Challenge));
        Assert.Equal(serverFinal, Text(server.Respond(Encoding.UTF8.GetBytes(clientFinal)).Challenge));
        Assert.Equal(SaslServerStepKind.Succeeded, server.Respond(default).Kind);
        Assert.True(keys.Matches(mechanism, "pencil"u8));
        Assert.False(keys.Matches(mechanism, "pencils"u8));
    }

    [Theory, Rfc(5802, "3"), Rfc(5802, "6")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("SCRAM-SHA-512-PLUS")]
    public void Both_ends_come_to_agree(string mechanism)
    {
        SaslCredentials who = new("a=b,c", "o,t=her", Encoding.UTF8.GetBytes("p\u00A0we\u0301"));
        SaslServerStep step = Run(mechanism, who, "p w\u00E9", out SaslClientExchange client);
        Assert.Equal(SaslServerStepKind.Succeeded, step.Kind);
        Assert.Equal(("a=b,c", "o,t=her"), (step.Credentials!.AuthenticationIdentity, step.Credentials.AuthorizationIdentity));
        Assert.Equal(mechanism, client.MechanismName);
        Assert.True(client.HasProvedServer);
        step = Run(mechanism, who, "other", out client);
        Assert.Equal((SaslServerStepKind.Failed, SaslFailure.InvalidCredentials), (step.Kind, step.Failure));
        Assert.False(client.HasProvedServer);
    }

    [Fact, Rfc(5802, "6")]
    public void A_client_that_was_kept_from_binding_is_refused()
    {
        SaslServerExchange server = SaslServerExchange.Create("SCRAM-SHA-256", null, s_binding)!;
        SaslClientExchange client = SaslClientExchange.Create(["SCRAM-SHA-256"], s_user, null, s_binding)!;
        Assert.StartsWith("y,,", Text(client.Start()), StringComparison.Ordinal);
        Assert.Equal(SaslFailure.InvalidCredentials, server.Start("y,,n=user,r=abc"u8.ToArray()).Failure);
        Assert.Equal(SaslServerStepKind.FindScramKeys, SaslServerExchange.Create("SCRAM-SHA-256")!.Start("y,,n=user,r=abc"u8.ToArray()).Kind);
        Assert.Null(SaslServerExchange.Create("SCRAM-SHA-256-PLUS"));
    }

    [Fact, Rfc(5802, "6")]
    public void An_exchange_over_another_connection_is_refused()
    {
        SaslServerExchange server = SaslServerExchange.Create("SCRAM-SHA-256-PLUS", null, s_binding)!;
        SaslClientExchange client = SaslClientExchange.Create(["SCRAM-SHA-256-PLUS"], s_user, null, s_binding with { Data = new byte[] { 9 } })!;
        SaslServerStep step = server.Start(client.Start());
        step = server.Resume(SaslAnswer.With(ScramKeys.Create("SCRAM-SHA-256", "pencil"u8, 1)));
        step = server.Respond(client.Respond(step.Challenge.Span)!.Value.Span);
        Assert.Equal((SaslFailure.InvalidCredentials, "the exchange is bound to another connection"), (step.Failure, step.Reason));
        Assert.Equal(SaslFailure.InvalidCredentials, SaslServerExchange.Create("SCRAM-SHA-256-PLUS", null, s_binding)!.Start("p=tls-unique,,n=u,r=a"u8.ToArray()).Failure);
    }

    [Theory, Rfc(5802, "5.1"), Rfc(5802, "7")]
    [InlineData("")]
    [InlineData("n,")]
    [InlineData("n,,")]
    [InlineData("x,,n=u,r=a")]
    [InlineData("n,b=x,n=u,r=a")]
    [InlineData("n,a=,n=u,r=a")]
    [InlineData("n,a=x=2cy,n=u,r=a")]
    [InlineData("n,,m=x,n=u,r=a")]
    [InlineData("n,,n=,r=a")]
    [InlineData("n,,n=u=,r=a")]
    [InlineData("n,,n=u=2X,r=a")]
    [InlineData("n,,n=u")]
    [InlineData("n,,n=u,r=")]
    [InlineData("n,,n=u,r=a b")]
    [InlineData("n,,n=u\0,r=a")]
    [InlineData("n,,n=\u200B,r=a")]
    [InlineData("n,,n=a\u0007,r=a")]
    public void A_first_message_that_is_malformed_is_refused(string message) =>
        Assert.Equal(SaslFailure.MalformedResponse, SaslServerExchange.Create("SCRAM-SHA-256")!.Start(Encoding.UTF8.GetBytes(message)).Failure);

    [Theory, Rfc(5802, "5.1"), Rfc(5802, "7")]
    [InlineData("", SaslFailure.MalformedResponse)]
    [InlineData("c=biws,r=abcXYZ", SaslFailure.MalformedResponse)]
    [InlineData("c=biws,r=abcXYZ,p=", SaslFailure.MalformedResponse)]
    [InlineData("c=biws,r=abcXYZ,p=!!!!", SaslFailure.MalformedResponse)]
    [InlineData("c=biws,r=abcXYZ,p=AAAA", SaslFailure.MalformedResponse)]
    [InlineData("c=biws,r=abcXYZ,m=x,p=AAAA", SaslFailure.MalformedResponse)]
    [InlineData("c=eSws,r=abcXYZ,p=AAAA", SaslFailure.InvalidCredentials)]
    [InlineData("c=biws,r=abc,p=AAAA", SaslFailure.InvalidCredentials)]
    [InlineData("c=biws,r=abcXYZ,x=y,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", SaslFailure.InvalidCredentials)]
    public void A_final_message_that_is_wrong_is_refused(string message, SaslFailure failure)
    {
        ScramServerExchange server = new(SaslOptions.Default, ScramHash.Find("SCRAM-SHA-1")!, false, null, "XYZ");
        server.Start("n,,n=u,r=abc"u8.ToArray());
        server.Resume(SaslAnswer.With(ScramKeys.Create("SCRAM-SHA-1", "p"u8, 1)));
        Assert.Equal(failure, server.Respond(Encoding.UTF8.GetBytes(message)).Failure);
    }

    [Theory, Rfc(5802, "5.1")]
    [InlineData("r=other,s=AAAA,i=1")]
    [InlineData("r=abc,s=AAAA,i=1")]
    [InlineData("m=x,r=abcX,s=AAAA,i=1")]
    [InlineData("r=abcX,s=,i=1")]
    [InlineData("r=abcX,s=!,i=1")]
    [InlineData("r=abcX,s=AAAA,i=0")]
    [InlineData("r=abcX,s=AAAA,i=1000001")]
    [InlineData("r=abcX,s=AAAA,i=x")]
    [InlineData("r=abcX,s=AAAA")]
    [InlineData("e=other-error")]
    [InlineData("")]
    public void A_client_gives_up_on_a_server_that_is_none(string challenge)
    {
        ScramClientExchange client = new(s_user, ScramHash.Find("SCRAM-SHA-256")!, false, null, SaslOptions.Default, "abc");
        client.Start();
        Assert.Null(client.Respond(Encoding.UTF8.GetBytes(challenge)));
    }

    [Fact, Rfc(5802, "5.1")]
    public void A_client_gives_up_on_a_server_that_does_not_know_the_password()
    {
        ScramClientExchange client = new(s_user, ScramHash.Find("SCRAM-SHA-256")!, false, null, SaslOptions.Default, "abc");
        client.Start();
        Assert.NotNull(client.Respond("r=abcX,s=AAAA,i=1"u8));
        Assert.Null(client.Respond("v=AAAA"u8));
        Assert.False(client.HasProvedServer);
        Assert.Null(client.Respond("v=AAAA"u8));
    }

    [Fact]
    public void Nobody_has_the_same_salt_each_time_and_no_proof_fits()
    {
        byte[] secret = [1, 2, 3];
        ScramKeys one = ScramKeys.OfNobody("SCRAM-SHA-256", "ghost", 4096, secret);
        ScramKeys two = ScramKeys.OfNobody("SCRAM-SHA-256", "ghost", 4096, secret);
        Assert.Equal(one.Salt.ToArray(), two.Salt.ToArray());
        Assert.NotEqual(one.Salt.ToArray(), ScramKeys.OfNobody("SCRAM-SHA-256", "other", 4096, secret).Salt.ToArray());
        Assert.NotEqual(one.Salt.ToArray(), ScramKeys.OfNobody("SCRAM-SHA-1", "ghost", 4096, secret).Salt.ToArray());
        Assert.NotEqual(one.StoredKey.ToArray(), two.StoredKey.ToArray());
        Assert.Equal(ScramKeys.Create("SCRAM-SHA-256", "x"u8, 4096).Salt.Length, one.Salt.Length);
        Assert.Throws<ArgumentException>(() => ScramKeys.Create("PLAIN", "x"u8, 1));
    }

    [Fact]
    public void A_host_without_keys_ends_the_exchange()
    {
        SaslServerExchange server = SaslServerExchange.Create("SCRAM-SHA-256")!;
        server.Start("n,,n=u,r=a"u8.ToArray());
        Assert.Equal(SaslFailure.TemporaryFailure, server.Resume(SaslFailure.TemporaryFailure).Failure);
        server = SaslServerExchange.Create("SCRAM-SHA-256", new SaslOptions { MaxIdentityLength = 3 })!;
        Assert.Equal(SaslFailure.TooLong, server.Start("n,,n=four,r=a"u8.ToArray()).Failure);
        Assert.Equal(SaslFailure.TooLong, SaslServerExchange.Create("SCRAM-SHA-256")!.Start(new byte[10_000]).Failure);
    }

    [Fact, Rfc(5802, "4")]
    public void The_strongest_mechanism_is_taken_and_a_bound_one_before_any_other()
    {
        string[] all = ["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS", "OAUTHBEARER"];
        Assert.Equal("SCRAM-SHA-512", SaslClientExchange.Create(all, s_user)!.MechanismName);
        Assert.Equal("SCRAM-SHA-1-PLUS", SaslClientExchange.Create(all, s_user, null, s_binding)!.MechanismName);
        Assert.Equal("OAUTHBEARER", SaslClientExchange.Create(all, SaslCredentials.WithToken("user", "t"))!.MechanismName);
    }

    private static SaslServerStep Run(string mechanism, SaslCredentials who, string password, out SaslClientExchange client)
    {
        SaslChannelBinding? binding = SaslMechanisms.IsBound(mechanism) ? s_binding : null;
        SaslServerExchange server = SaslServerExchange.Create(mechanism, null, binding)!;
        client = SaslClientExchange.Create([mechanism], who, null, binding)!;
        SaslServerStep step = server.Start(client.Start());
        while (step.IsQuestion || step.Kind == SaslServerStepKind.Challenge)
        {
            if (step.IsQuestion)
            {
                step = server.Resume(SaslAnswer.With(ScramKeys.Create(step.Mechanism!, Encoding.UTF8.GetBytes(password), 3)));
            }
            else if (client.Respond(step.Challenge.Span) is { } response)
            {
                step = server.Respond(response.Span);
            }
            else
            {
                return server.Abort();
            }
        }

        return step;
    }

    private static string Text(ReadOnlyMemory<byte>? message) => Encoding.UTF8.GetString(message!.Value.Span);
}
