using System.Text;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.Sasl;

public sealed class SaslExchangeTests
{
    private static readonly SaslCredentials s_tim = new("tim", "", "tanstaaftanstaaf"u8.ToArray());

    [Fact, Rfc(4616, "4")]
    public void Plain_reads_the_examples_of_its_specification()
    {
        SaslServerStep own = SaslServerExchange.Create("plain")!.Start("\0tim\0tanstaaftanstaaf"u8.ToArray());
        Assert.Equal(SaslServerStepKind.VerifyPassword, own.Kind);
        Assert.Equal(("tim", "", "tanstaaftanstaaf"), Facts(own));

        SaslServerStep proxy = SaslServerExchange.Create("PLAIN")!.Start("Ursel\0Kurt\0xipj3plmq"u8.ToArray());
        Assert.Equal(("Kurt", "Ursel", "xipj3plmq"), Facts(proxy));
    }

    [Fact, Rfc(4616, "2")]
    public void Plain_without_an_initial_response_asks_for_it_with_an_empty_challenge()
    {
        SaslServerExchange exchange = SaslServerExchange.Create("PLAIN")!;
        SaslServerStep step = exchange.Start(null);
        Assert.Equal(SaslServerStepKind.Challenge, step.Kind);
        Assert.True(step.Challenge.IsEmpty);
        Assert.Equal("tim", exchange.Respond("\0tim\0x"u8).Credentials!.AuthenticationIdentity);
    }

    [Theory, Rfc(4616, "2")]
    [InlineData("")]
    [InlineData("tim")]
    [InlineData("\0tim")]
    [InlineData("\0\0password")]
    [InlineData("\0tim\0")]
    [InlineData("\0tim\0pass\0word")]
    public void Plain_refuses_a_message_that_is_not_of_its_form(string message)
    {
        SaslServerStep step = SaslServerExchange.Create("PLAIN")!.Start(Encoding.UTF8.GetBytes(message));
        Assert.Equal((SaslServerStepKind.Failed, SaslFailure.MalformedResponse), (step.Kind, step.Failure));
        Assert.False(string.IsNullOrEmpty(step.Reason));
    }

    [Fact, Rfc(4616, "2")]
    public void Plain_refuses_what_is_not_utf8() =>
        Assert.Equal(SaslFailure.MalformedResponse, SaslServerExchange.Create("PLAIN")!.Start(new byte[] { 0, 0xFF, 0, (byte)'x' }).Failure);

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public void An_identity_or_password_over_the_limit_is_refused(string mechanism)
    {
        SaslOptions options = new() { MaxIdentityLength = 4, MaxPasswordLength = 5 };
        Assert.Equal(SaslFailure.None, Run(mechanism, new SaslCredentials("abcd", "", "12345"u8.ToArray()), options).Failure);
        Assert.Equal(SaslFailure.TooLong, Run(mechanism, new SaslCredentials("abcde", "", "12345"u8.ToArray()), options).Failure);
        Assert.Equal(SaslFailure.TooLong, Run(mechanism, new SaslCredentials("abcd", "", "123456"u8.ToArray()), options).Failure);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public void A_client_and_a_server_glued_together_agree(string mechanism)
    {
        SaslServerStep step = Run(mechanism, s_tim, SaslOptions.Default);
        Assert.Equal(SaslServerStepKind.Succeeded, step.Kind);
        Assert.Equal(("tim", "", "tanstaaftanstaaf"), Facts(step));
    }

    [Fact, Rfc(4422, "3.5")]
    public void A_client_may_cancel_and_the_exchange_says_so()
    {
        SaslServerExchange exchange = SaslServerExchange.Create("LOGIN")!;
        exchange.Start(null);
        Assert.Equal(SaslFailure.Aborted, exchange.Abort().Failure);
        Assert.Throws<InvalidOperationException>(() => exchange.Respond("tim"u8));
    }

    [Fact]
    public void The_verdict_of_the_host_is_the_outcome()
    {
        SaslServerExchange exchange = SaslServerExchange.Create("PLAIN")!;
        exchange.Start("\0tim\0x"u8.ToArray());
        Assert.Equal(SaslFailure.InvalidCredentials, exchange.Resume(SaslFailure.InvalidCredentials).Failure);
    }

    [Fact]
    public void An_unknown_mechanism_gives_no_exchange()
    {
        Assert.Null(SaslServerExchange.Create("GSSAPI"));
        Assert.Null(SaslClientExchange.Create(["GSSAPI"], s_tim));
    }

    [Fact]
    public void The_best_mechanism_that_both_have_is_taken()
    {
        Assert.Equal("PLAIN", SaslClientExchange.Create(["LOGIN", "PLAIN"], s_tim)!.MechanismName);
        Assert.Null(SaslClientExchange.Create(["LOGIN"], s_tim with { AuthorizationIdentity = "ursel" }));
    }

    [Theory]
    [InlineData("", "a", "p")]
    [InlineData("a\0b", "", "p")]
    [InlineData("a", "b\0", "p")]
    [InlineData("a", "", "p\0q")]
    [InlineData("a", "", "")]
    public void A_client_cannot_be_made_to_write_a_nul_inside_a_field(string authentication, string authorization, string password) =>
        Assert.Throws<ArgumentException>(() => SaslClientExchange.Create(["PLAIN"], new SaslCredentials(authentication, authorization, Encoding.UTF8.GetBytes(password))));

    [Fact]
    public void The_example_of_the_readme_holds()
    {
        ScramKeys stored = ScramKeys.Create("SCRAM-SHA-256", "tanstaaftanstaaf"u8, 4096);
        SaslClientExchange client = SaslClientExchange.Create(["SCRAM-SHA-256"], s_tim)!;
        ReadOnlyMemory<byte>? initialResponse = client.Start();
        ReadOnlySpan<byte> AskClient(ReadOnlyMemory<byte> challenge) => client.Respond(challenge.Span)!.Value.Span;
        bool Check(SaslCredentials credentials) => false;
        ScramKeys KeysOf(string user) => user == "tim" ? stored : ScramKeys.OfNobody("SCRAM-SHA-256", user, 4096, "secret"u8);

        SaslServerExchange exchange = SaslServerExchange.Create("SCRAM-SHA-256")!;
        SaslServerStep step = exchange.Start(initialResponse);
        while (step.IsQuestion || step.Kind == SaslServerStepKind.Challenge)
        {
            step = step.Kind switch
            {
                SaslServerStepKind.Challenge => exchange.Respond(AskClient(step.Challenge)),
                SaslServerStepKind.FindScramKeys => exchange.Resume(SaslAnswer.With(KeysOf(step.Credentials!.AuthenticationIdentity))),
                _ => exchange.Resume(Check(step.Credentials!) ? SaslFailure.None : SaslFailure.InvalidCredentials),
            };
        }

        Assert.Equal(SaslServerStepKind.Succeeded, step.Kind);
    }

    [Fact]
    public void A_client_has_no_answer_beyond_those_of_its_mechanism()
    {
        SaslClientExchange login = SaslClientExchange.Create(["LOGIN"], s_tim)!;
        Assert.Null(login.Start());
        Assert.NotNull(login.Respond("Username:"u8));
        Assert.NotNull(login.Respond("Password:"u8));
        Assert.Null(login.Respond("More:"u8));
        SaslClientExchange plain = SaslClientExchange.Create(["PLAIN"], s_tim)!;
        Assert.NotNull(plain.Start());
        Assert.Null(plain.Respond(""u8));
    }

    private static SaslServerStep Run(string mechanism, SaslCredentials credentials, SaslOptions options)
    {
        SaslServerExchange server = SaslServerExchange.Create(mechanism, options)!;
        SaslClientExchange client = SaslClientExchange.Create([mechanism], credentials)!;
        SaslServerStep step = server.Start(client.Start());
        while (step.Kind is SaslServerStepKind.Challenge or SaslServerStepKind.VerifyPassword)
        {
            step = step.Kind == SaslServerStepKind.Challenge
                ? server.Respond(client.Respond(step.Challenge.Span)!.Value.Span)
                : server.Resume(SaslFailure.None);
        }

        return step;
    }

    private static (string, string, string) Facts(SaslServerStep step) =>
        (step.Credentials!.AuthenticationIdentity, step.Credentials.AuthorizationIdentity, Encoding.UTF8.GetString(step.Credentials.Password.Span));
}
