using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Protocols.Hosting;

namespace Protocols.Server.Tests.Hosting;

/// <summary>One protocol on one free port of this process.</summary>
internal sealed class InProcessHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ListLogger _logger;

    private InProcessHost(WebApplication app, ListLogger logger, int port)
    {
        _app = app;
        _logger = logger;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Errors of ours that ended a connection, or worse.</summary>
    public IReadOnlyCollection<string> Errors => _logger.Errors;

    public static X509Certificate2 Certificate { get; } = MakeCertificate();

    public static ServerTlsOptions Tls { get; } = ServerTlsOptions.For(Certificate);

    public static async Task<InProcessHost> StartAsync(IMailProtocol protocol, MailListenerOptions? options = null)
    {
        ListLogger logger = new();
        ListenOptions? port = null;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging(l => l.AddProvider(logger));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(k => k.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen =>
        {
            listen.UseMailProtocol(protocol, options ?? new MailListenerOptions());
            port = listen;
        }));
        WebApplication app = builder.Build();
        await app.StartAsync();
        return new InProcessHost(app, logger, port!.IPEndPoint!.Port);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class ListLogger : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _errors = new();

        public IReadOnlyCollection<string> Errors => _errors;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                _errors.Enqueue(formatter(state, exception) + exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
