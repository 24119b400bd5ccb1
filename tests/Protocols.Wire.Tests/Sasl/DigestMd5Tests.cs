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

    private static SaslClientExchange Create() => new DigestMd5ClientExchange(s_chris, new SaslService("imap", "elwood.innosoft.com"), "OA6MHXh6VqTrRk");

    private static string Text(ReadOnlyMemory<byte>? response) => Encoding.UTF8.GetString(Assert.NotNull(response).Span);
}
