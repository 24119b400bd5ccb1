using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;

[assembly: AssemblyFixture(typeof(Protocols.Server.Tests.RunningServer))]

namespace Protocols.Server.Tests;

/// <summary>One sample server for all tests that can share it.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private ReferenceServerProcess? _server;

    public ReferenceServerProcess Server => _server ?? throw new InvalidOperationException("The server is not running.");

    public string Address => Server.Address;

    public string Password => Server.Password;

    public async ValueTask InitializeAsync() => _server = await ReferenceServerProcess.StartAsync();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<ImapClient> ImapAsync(string port = "imap", SecureSocketOptions security = SecureSocketOptions.StartTls)
    {
        ImapClient client = new();
        client.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await client.ConnectAsync("127.0.0.1", Server.Port(port), security);
        await client.AuthenticateAsync(Address, Password);
        return client;
    }

    public async Task<SmtpClient> SmtpAsync(string port = "submission", SecureSocketOptions security = SecureSocketOptions.StartTls)
    {
        SmtpClient client = new();
        client.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await client.ConnectAsync("127.0.0.1", Server.Port(port), security);
        await client.AuthenticateAsync(Address, Password);
        return client;
    }
}
