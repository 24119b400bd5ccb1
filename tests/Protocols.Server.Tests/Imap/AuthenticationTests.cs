using System.Security.Cryptography;
using System.Text;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Sasl;
using Protocols.Server.Tests.Hosting;

namespace Protocols.Server.Tests.Imap;

public sealed class AuthenticationTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Theory, Rfc(9051, "6.2.2"), Rfc(5802, "3"), Rfc(4959, "3")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task A_client_logs_in_by_any_mechanism_that_is_offered(string mechanism)
    {
        string address = await server.NewAccountAsync();
        foreach (string password in (string[])["secret", "wrong"])
        {
            using LineClient client = await LineClient.ConnectAsync(server.Host.Port);
            Assert.Contains("AUTH=" + mechanism + " ", (await client.ReadLineAsync())!.Replace("]", " ", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.StartsWith(password == "secret" ? "A OK [CAPABILITY " : "A NO [AUTHENTICATIONFAILED]", await LogInAsync(client, mechanism, address, password, null), StringComparison.Ordinal);
        }
    }

    [Fact, Rfc(5802, "6")]
    public async Task Over_tls_a_login_is_bound_to_the_servers_certificate()
    {
        string address = await server.NewAccountAsync();
        await using InProcessHost host = await InProcessHost.StartAsync(server.NewServer(), new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });
        foreach (bool isRight in (bool[])[true, false])
        {
            using LineClient client = await LineClient.ConnectAsync(host.Port);
            Assert.DoesNotContain("-PLUS", await client.ReadLineAsync(), StringComparison.Ordinal);
            await client.SendAsync("S STARTTLS\r\n");
            await client.ReadLineAsync();
            await client.SecureAsync();
            await client.SendAsync("C CAPABILITY\r\n");
            Assert.Contains("AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256", await client.ReadLineAsync(), StringComparison.Ordinal);
            await client.ReadLineAsync();
            byte[] hash = SHA256.HashData(client.ServerCertificate!);
            hash[0] ^= isRight ? (byte)0 : (byte)1;
            SaslChannelBinding binding = new(SaslChannelBinding.TlsServerEndPoint, hash);
            Assert.StartsWith(isRight ? "A OK " : "A NO [AUTHENTICATIONFAILED]", await LogInAsync(client, "SCRAM-SHA-256-PLUS", address, "secret", binding), StringComparison.Ordinal);
        }
    }

    private static async Task<string?> LogInAsync(LineClient client, string mechanism, string user, string password, SaslChannelBinding? binding)
    {
        SaslClientExchange exchange = SaslClientExchange.Create([mechanism], new SaslCredentials(user, "", Encoding.UTF8.GetBytes(password)), null, binding)!;
        string initial = exchange.Start() is { } first ? " " + Convert.ToBase64String(first.Span) : "";
        await client.SendAsync($"A AUTHENTICATE {mechanism}{initial}\r\n");
        while (true)
        {
            string? line = await client.ReadLineAsync();
            if (line is null || !line.StartsWith("+ ", StringComparison.Ordinal))
            {
                return line;
            }

            ReadOnlyMemory<byte>? response = exchange.Respond(Convert.FromBase64String(line[2..]));
            await client.SendAsync((response is { } octets ? Convert.ToBase64String(octets.Span) : "*") + "\r\n");
        }
    }
}
