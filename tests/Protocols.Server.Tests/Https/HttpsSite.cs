using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Https;

/// <summary>A server of HTTPS in this process that has any name, under an authority that only tests trust.</summary>
internal sealed class HttpsSite : IAsyncDisposable
{
    // For the clocks of tests as well as for this machine's.
    private static readonly DateTimeOffset s_begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_end = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ECDsa s_rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly X509Certificate2 s_root = MakeRoot();

    private readonly WebApplication _app;
    private readonly int _port;

    private HttpsSite(WebApplication app, int port) => (_app, _port) = (app, port);

    /// <summary>What it takes to come here whatever name is asked for, and to trust the authority.</summary>
    public HttpsOptions Options => new()
    {
        Roots = [s_root],
        Connect = async (_, cancellationToken) =>
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    public static async Task<HttpsSite> StartAsync(X509Certificate2 certificate, RequestDelegate answer)
    {
        ListenOptions? port = null;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen =>
        {
            listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate });
            port = listen;
        }));
        WebApplication app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new HttpsSite(app, port!.IPEndPoint!.Port);
    }

    /// <summary>A certificate of the authority.</summary>
    /// <param name="name">The name of DNS that it is for; null for none but the common name.</param>
    /// <param name="commonName">The common name.</param>
    /// <param name="isExpired">Whether it is over.</param>
    public static X509Certificate2 Certificate(string? name, string commonName = "somebody", bool isExpired = false)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={commonName}", key, HashAlgorithmName.SHA256);
        if (name is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 signed = request.Create(
            s_root.SubjectName, X509SignatureGenerator.CreateForECDsa(s_rootKey), s_begin, isExpired ? s_begin.AddDays(1) : s_end, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 certificate = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static X509Certificate2 MakeRoot()
    {
        CertificateRequest request = new("CN=Test authority", s_rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(s_begin, s_end);
    }
}
