using System.Text;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.Sasl;

public sealed class DigestMd5Tests
{
    private const string Challenge = "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",algorithm=md5-sess,charset=utf-8";

    private static readonly SaslCredentials s_chris = new("chris", "", "secret"u8.ToArray());

    [Theory, Rfc(2831, "4")]
    [InlineData("imap", "OA6MG9tEQGm2hh", "OA6MHXh6VqTrRk", "d388dad90d4bbd760a152321f2143af7", "ea40f60335c427b5527b84dbabcdfffd")]
    [InlineData("acap", "OA9BSXrbuRhWay", "OA9BSuZWMSpW8m", "6084c6db3fede7352c551284490fd0fc", "2f0b3d7c3c2e486600ef710726aa2eae")]
    public void The_examples_of_the_specification_are_answered_to_the_letter(string service, string nonce, string clientNonce, string response, string answer)
    {
        DigestMd5ClientExchange exchange = new(s_chris, new SaslService(service, "elwood.innosoft.com"), clientNonce);
        Assert.Null(exchange.Start());
        string said = Text(exchange.Respond(Encoding.ASCII.GetBytes(Challenge.Replace("OA6MG9tEQGm2hh", nonce, StringComparison.Ordinal))));
        Assert.Equal($"charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\",nonce=\"{nonce}\",nc=00000001,cnonce=\"{clientNonce}\",digest-uri=\"{service}/elwood.innosoft.com\",response={response},qop=auth", said);
        Assert.Equal("", Text(exchange.Respond(Encoding.ASCII.GetBytes("rspauth=" + answer))));
        Assert.Null(exchange.Respond(Encoding.ASCII.GetBytes("rspauth=" + answer)));
    }

    [Fact, Rfc(2831, "2.1.3")]
    public void A_server_that_does_not_know_the_password_is_not_believed()
    {
        SaslClientExchange exchange = Create();
        Assert.NotNull(exchange.Respond(Encoding.ASCII.GetBytes(Challenge)));
        Assert.Null(exchange.Respond("rspauth=ea40f60335c427b5527b84dbabcdfffe"u8));
    }

    [Theory, Rfc(2831, "2.1.1")]
    [InlineData("")]
    [InlineData("realm=\"x\",qop=\"auth\",algorithm=md5-sess")]
    [InlineData("nonce=\"a\",qop=\"auth\"")]
    [InlineData("nonce=\"a\",nonce=\"b\",algorithm=md5-sess")]
    [InlineData("nonce=\"a\",qop=\"auth-int\",algorithm=md5-sess")]
    [InlineData("nonce=\"a\",algorithm=sha-256")]
    [InlineData("nonce=\"a\",charset=koi8-r,algorithm=md5-sess")]
    [InlineData("nonce=\"a,algorithm=md5-sess")]
    [InlineData("nonce=\"a\\")]
    [InlineData("rspauth=0")]
    public void What_is_no_challenge_is_not_answered(string challenge) => Assert.Null(Create().Respond(Encoding.ASCII.GetBytes(challenge)));

    [Fact, Rfc(2831, "2.1.1")]
    public void A_challenge_of_2048_octets_is_too_long()
    {
        Assert.NotNull(Create().Respond(Encoding.ASCII.GetBytes(Challenge + ",x=" + new string('y', 2047 - Challenge.Length - 3))));
        Assert.Null(Create().Respond(Encoding.ASCII.GetBytes(Challenge + ",x=" + new string('y', 2048 - Challenge.Length - 3))));
    }

    [Fact, Rfc(2831, "2.1.2"), Rfc(2831, "7.2")]
    public void Names_are_quoted_and_somebody_else_is_named()
    {
        SaslClientExchange exchange = SaslClientExchange.Create(["DIGEST-MD5"], new SaslCredentials("a\"b\\c", "other", "x"u8.ToArray()), new SaslService("smtp", "mx.test"))!;
        string said = Text(exchange.Respond(Encoding.ASCII.GetBytes(Challenge)));
        Assert.Contains("username=\"a\\\"b\\\\c\",", said, StringComparison.Ordinal);
        Assert.EndsWith(",authzid=\"other\"", said, StringComparison.Ordinal);
    }

    [Fact, Rfc(2831, "2.1.2.1")]
    public void Names_beyond_latin_1_need_utf_8()
    {
        SaslCredentials credentials = new("Ω", "", "x"u8.ToArray());
        SaslService service = new("smtp", "mx.test");
        Assert.Null(new DigestMd5ClientExchange(credentials, service).Respond("nonce=\"a\",algorithm=md5-sess"u8));
        Assert.NotNull(new DigestMd5ClientExchange(credentials, service).Respond("nonce=\"a\",algorithm=md5-sess,charset=utf-8"u8));
    }

    [Fact, Rfc(2831, "1")]
    public void It_is_chosen_where_there_is_nothing_better()
    {
        SaslService service = new("smtp", "mx.test");
        Assert.Equal("PLAIN", SaslClientExchange.Create(["DIGEST-MD5", "PLAIN"], s_chris, service)!.MechanismName);
        Assert.Equal("DIGEST-MD5", SaslClientExchange.Create(["DIGEST-MD5", "CRAM-MD5"], s_chris, service)!.MechanismName);
        Assert.Null(SaslClientExchange.Create(["DIGEST-MD5"], s_chris));
    }

    private static readonly SaslOptions s_server = new() { DigestRealm = "elwood.innosoft.com", DigestServices = ["imap/elwood.innosoft.com"] };

    private static SaslAnswer Key(string password) => SaslAnswer.WithDigestKey(System.Security.Cryptography.MD5.HashData(Encoding.Latin1.GetBytes($"chris:elwood.innosoft.com:{password}")));

    private static (SaslServerExchange Server, SaslServerStep Step) Served(string response)
    {
        DigestMd5ServerExchange server = new(s_server, "OA6MG9tEQGm2hh");
        SaslServerStep challenge = server.Start(null);
        Assert.Equal("realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",charset=utf-8,algorithm=md5-sess", Text(challenge.Challenge));
        return (server, server.Respond(Encoding.UTF8.GetBytes(response)));
    }

    private const string Response =
        "charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",nc=00000001,cnonce=\"OA6MHXh6VqTrRk\","
        + "digest-uri=\"imap/elwood.innosoft.com\",response=d388dad90d4bbd760a152321f2143af7,qop=auth";

    [Fact, Rfc(2831, "4"), Rfc(2831, "2.1.3")]
    public void The_server_gives_the_example_of_the_specification_too()
    {
        (SaslServerExchange server, SaslServerStep step) = Served(Response);
        Assert.Equal((SaslServerStepKind.FindDigestKey, "chris"), (step.Kind, step.Credentials!.AuthenticationIdentity));
        step = server.Resume(Key("secret"));
        Assert.Equal("rspauth=ea40f60335c427b5527b84dbabcdfffd", Text(step.Challenge));
        Assert.Equal(SaslServerStepKind.Succeeded, server.Respond(default).Kind);
    }

    [Fact, Rfc(2831, "2.1.2")]
    public void A_wrong_key_and_a_host_without_keys_fail()
    {
        (SaslServerExchange server, _) = Served(Response);
        Assert.Equal(SaslFailure.InvalidCredentials, server.Resume(Key("Secret")).Failure);
        (server, _) = Served(Response);
        Assert.Equal(SaslFailure.TemporaryFailure, server.Resume(SaslAnswer.Wrong(SaslFailure.TemporaryFailure)).Failure);
        Assert.Throws<ArgumentException>(() => SaslAnswer.WithDigestKey(new byte[15]));
        Assert.Null(SaslServerExchange.Create("DIGEST-MD5"));
        Assert.Throws<ArgumentException>(() => new SaslOptions { DigestRealm = "a\nb" });
    }

    [Theory, Rfc(2831, "2.1.2")]
    [InlineData("username=\"chris\",", "")]
    [InlineData("username=\"chris\"", "username=\"chris\",username=\"x\"")]
    [InlineData("cnonce=\"OA6MHXh6VqTrRk\",", "")]
    [InlineData("nonce=\"OA6MG9tEQGm2hh\"", "nonce=\"x\"")]
    [InlineData("nc=00000001", "nc=00000002")]
    [InlineData("realm=\"elwood.innosoft.com\"", "realm=\"x\"")]
    [InlineData("qop=auth", "qop=auth-int")]
    [InlineData("digest-uri=\"imap/", "digest-uri=\"smtp/")]
    [InlineData("charset=utf-8", "charset=koi8-r")]
    [InlineData(",qop=auth", ",qop=\"auth")]
    public void What_is_no_answer_to_the_challenge_is_refused(string part, string instead) =>
        Assert.Equal(SaslFailure.MalformedResponse, Served(Response.Replace(part, instead, StringComparison.Ordinal)).Step.Failure);

    [Theory, Rfc(2831, "2.1.2.1"), Rfc(2831, "2.2.2")]
    [InlineData("chris", "", "secret")]
    [InlineData("a\"b\\c", "other", "pass")]
    [InlineData("Z\u00FCrich", "", "gr\u00FC\u00DFe")]
    [InlineData("\u03A9", "", "\u03A9")]
    public void Both_ends_agree(string user, string authorization, string password)
    {
        SaslClientExchange client = new DigestMd5ClientExchange(new SaslCredentials(user, authorization, Encoding.UTF8.GetBytes(password)), new SaslService("imap", "elwood.innosoft.com"));
        SaslServerExchange server = SaslServerExchange.Create("digest-md5", s_server)!;

        // An early response is of an authentication that nobody knows of.
        SaslServerStep step = server.Respond(client.Respond(server.Start("x"u8.ToArray()).Challenge.Span)!.Value.Span);
        Assert.Equal((user, authorization), (step.Credentials!.AuthenticationIdentity, step.Credentials.AuthorizationIdentity));
        byte[] Hashed(string text) => text.All(static c => c <= 0xFF) ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);
        byte[] key = System.Security.Cryptography.MD5.HashData([.. Hashed(user), (byte)':', .. "elwood.innosoft.com:"u8, .. Hashed(password)]);
        step = server.Resume(SaslAnswer.WithDigestKey(key));
        ReadOnlyMemory<byte>? last = client.Respond(step.Challenge.Span);
        Assert.Equal(SaslServerStepKind.Succeeded, server.Respond(Assert.NotNull(last).Span).Kind);
    }

    private static SaslClientExchange Create() => new DigestMd5ClientExchange(s_chris, new SaslService("imap", "elwood.innosoft.com"), "OA6MHXh6VqTrRk");

    private static string Text(ReadOnlyMemory<byte>? response) => Encoding.UTF8.GetString(Assert.NotNull(response).Span);
}
