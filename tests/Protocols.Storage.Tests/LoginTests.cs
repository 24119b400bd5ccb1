using System.Text;
using Protocols.Sasl;

namespace Protocols.Storage.Tests;

/// <summary>Logging in, whatever the protocol.</summary>
public sealed class LoginTests
{
    private static readonly Account s_kim = new(new AccountId(1), "kim@example.org", null);
    private readonly ManualTime _time = new();

    [Theory, Rfc(4422, "3"), Rfc(5802, "3"), Rfc(7628, "3.2"), Rfc(4616, "2")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task Whoever_knows_the_secret_is_let_in_by_any_mechanism(string mechanism)
    {
        LoginService service = new(new Directory()) { Tokens = new Tokens() };
        Assert.Contains(mechanism, service.Mechanisms);
        foreach (string secret in (string[])["secret", "wrong"])
        {
            LoginAttempt attempt = await RunAsync(service, mechanism, Credentials(mechanism, "kim@example.org", secret));
            Assert.Equal(secret == "secret" ? AuthenticationStatus.Success : AuthenticationStatus.InvalidCredentials, attempt.Status);
            Assert.Equal(secret == "secret" ? s_kim : null, attempt.Account);
            Assert.NotEqual("", attempt.Reason);
        }

        Assert.Null((await RunAsync(service, mechanism, Credentials(mechanism, "nobody@example.org", "secret"))).Account);
    }

    [Theory, Rfc(4616, "2"), Rfc(5802, "5.1")]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-256")]
    public async Task Nobody_acts_as_somebody_else(string mechanism)
    {
        LoginService service = new(new Directory());
        LoginAttempt attempt = await RunAsync(service, mechanism, new SaslCredentials("kim@example.org", "bob@example.org", "secret"u8.ToArray()));
        Assert.Null(attempt.Account);
        Assert.True(attempt.IsForAnother);
        Assert.Equal(s_kim, (await RunAsync(service, mechanism, new SaslCredentials("kim@example.org", "KIM@example.org", "secret"u8.ToArray()))).Account);
    }

    [Fact]
    public async Task What_the_connection_does_not_tell_is_not_believed()
    {
        LoginAttempt attempt = await RunAsync(new LoginService(new Directory()), "EXTERNAL", SaslCredentials.External("kim@example.org"));
        Assert.Null(attempt.Account);
        Assert.Equal(AuthenticationStatus.InvalidCredentials, attempt.Status);
    }

    [Fact, Rfc(2831, "2.1")]
    public async Task Digests_are_for_hosts_that_have_keys_of_them()
    {
        Assert.DoesNotContain("DIGEST-MD5", new LoginService(new Directory()).Mechanisms);
        LoginService service = new(new Directory()) { DigestKeys = new Digests() };
        Assert.Equal("DIGEST-MD5", service.Mechanisms[^1]);
        foreach ((string user, string secret, string actsAs, Account? account) in new[]
        {
            ("kim@example.org", "secret", "", s_kim), ("kim@example.org", "wrong", "", null), ("nobody", "secret", "", null), ("kim@example.org", "secret", "bob@example.org", null),
        })
        {
            SaslCredentials credentials = new(user, actsAs, Encoding.UTF8.GetBytes(secret));
            LoginAttempt attempt = await RunAsync(service, "DIGEST-MD5", credentials);
            Assert.Equal(account, attempt.Account);
            Assert.Equal(account is null ? AuthenticationStatus.InvalidCredentials : AuthenticationStatus.Success, attempt.Status);
        }
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-256")]
    public async Task After_too_many_failures_nothing_is_looked_at_until_the_window_has_passed(string mechanism)
    {
        LoginService service = new(new Directory()) { Throttle = new LoginThrottle(new LoginThrottleOptions { MaxFailuresPerAddressAndUser = 3 }, _time) };
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(AuthenticationStatus.InvalidCredentials, (await RunAsync(service, mechanism, Credentials(mechanism, "Kim@example.org", "wrong"))).Status);
        }

        Assert.Equal(AuthenticationStatus.TemporaryFailure, (await RunAsync(service, mechanism, Credentials(mechanism, "kim@example.org", "secret"))).Status);
        Assert.Equal(AuthenticationStatus.Success, (await RunAsync(service, mechanism, Credentials(mechanism, "kim@example.org", "secret"), "192.0.2.9")).Status);
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(AuthenticationStatus.Success, (await RunAsync(service, mechanism, Credentials(mechanism, "kim@example.org", "secret"))).Status);
    }

    [Fact]
    public void Failures_count_by_address_and_by_user_and_a_login_forgets_those_of_its_own()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { MaxFailuresPerAddressAndUser = 2, MaxFailuresPerAddress = 3, MaxFailuresPerUser = 4 }, _time);
        throttle.Failed("a", "u");
        throttle.Succeeded("a", "U");
        throttle.Failed("a", "u");
        Assert.True(throttle.Allows("a", "u"));
        throttle.Failed("a", "v");
        Assert.False(throttle.Allows("a", "w"));
        Assert.True(throttle.Allows("b", "u"));
        throttle.Failed("b", "u");
        throttle.Failed("c", "u");
        Assert.False(throttle.Allows("d", "u"));
        Assert.True(throttle.Allows("d", "w"));
    }

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { MaxEntries = 30, MaxFailuresPerAddressAndUser = 1 }, _time);
        throttle.Failed("a", "first");
        for (int i = 0; i < 40; i++)
        {
            throttle.Failed("", "user" + i);
        }

        Assert.True(throttle.Allows("a", "first"));
        Assert.False(throttle.Allows("", "user39"));
        foreach (Action wrong in (Action[])
            [
                () => _ = new LoginThrottleOptions { MaxEntries = 0 }, () => _ = new LoginThrottleOptions { MaxFailuresPerAddress = 0 },
                () => _ = new LoginThrottleOptions { MaxFailuresPerUser = 0 }, () => _ = new LoginThrottleOptions { MaxFailuresPerAddressAndUser = 0 },
                () => _ = new LoginThrottleOptions { Window = TimeSpan.Zero },
            ])
        {
            Assert.Throws<ArgumentOutOfRangeException>(wrong);
        }
    }

    private static SaslCredentials Credentials(string mechanism, string user, string secret) =>
        SaslMechanisms.Token.Contains(mechanism) ? SaslCredentials.WithToken(user, secret) : new SaslCredentials(user, "", Encoding.UTF8.GetBytes(secret));

    private static async Task<LoginAttempt> RunAsync(LoginService service, string mechanism, SaslCredentials credentials, string address = "192.0.2.1")
    {
        LoginAttempt attempt = service.Begin(address);
        SaslServerExchange server = SaslServerExchange.Create(mechanism, service.Options)!;
        SaslClientExchange client = SaslClientExchange.Create([mechanism], credentials, new SaslService("imap", "mail.example.org"))!;
        SaslServerStep step = await attempt.SettleAsync(server, server.Start(client.Start()), default);
        while (step.Kind == SaslServerStepKind.Challenge)
        {
            SaslServerStep next = client.Respond(step.Challenge.Span) is { } response ? server.Respond(response.Span) : server.Abort();
            step = await attempt.SettleAsync(server, next, default);
        }

        return attempt;
    }

    private sealed class Tokens : ITokenVerifier
    {
        public ValueTask<AuthenticationResult> VerifyTokenAsync(string userName, ReadOnlyMemory<byte> token, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Directory.Check(userName, token.Span));
    }

    private sealed class Digests : IDigestKeyStore
    {
        public string Realm => "example.org";

        public ValueTask<DigestKeyLookup> FindDigestKeyAsync(string userName, CancellationToken cancellationToken) => ValueTask.FromResult(userName == s_kim.Address
            ? new DigestKeyLookup(AuthenticationStatus.Success, s_kim, System.Security.Cryptography.MD5.HashData("kim@example.org:example.org:secret"u8), "Found.")
            : new DigestKeyLookup(AuthenticationStatus.InvalidCredentials, null, default, "Nobody."));
    }

    private sealed class Directory : IDirectory
    {
        private readonly ScramKeys _keys = ScramKeys.Create("SCRAM-SHA-256", "secret"u8, 2);

        public IReadOnlyList<string> ScramMechanisms => ["SCRAM-SHA-256"];

        public static AuthenticationResult Check(string user, ReadOnlySpan<byte> secret) =>
            user.Equals(s_kim.Address, StringComparison.OrdinalIgnoreCase) && secret.SequenceEqual("secret"u8)
                ? new AuthenticationResult(AuthenticationStatus.Success, s_kim, "Right.")
                : new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, "Wrong.");

        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Check(userName, password.Span));

        public ValueTask<ScramLookup> FindScramKeysAsync(string userName, string mechanism, CancellationToken cancellationToken)
        {
            bool isKim = userName.Equals(s_kim.Address, StringComparison.OrdinalIgnoreCase);
            ScramKeys keys = isKim ? _keys : ScramKeys.OfNobody(mechanism, userName, 2, "x"u8);
            return ValueTask.FromResult(new ScramLookup(AuthenticationStatus.Success, isKim ? s_kim : null, keys, "Found."));
        }

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new RecipientResult(RecipientStatus.UnknownUser, null, "Nobody."));
    }
}
