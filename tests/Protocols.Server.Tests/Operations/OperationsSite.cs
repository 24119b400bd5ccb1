using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Protocols.Server.Tests.Queue;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Operations;

/// <summary>A queue with the operator's endpoints before it, over HTTP in this process.</summary>
internal sealed class OperationsSite : IAsyncDisposable
{
    public const string Token = "abcdefghijklmnopqrstuvwxyz";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private OperationsSite(QueueSite site, WebApplication app, int port)
    {
        Site = site;
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public QueueSite Site { get; }

    /// <summary>Where requests seem to come from; null for where they do.</summary>
    public IPAddress? Remote { get; set; }

    public static async Task<OperationsSite> StartAsync(QueueOperationsOptions? options = null)
    {
        QueueSite site = await QueueSite.StartAsync();
        OperationsSite? self = null;
        ListenOptions? port = null;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(k => k.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen => port = listen));
        WebApplication app = builder.Build();
        app.Use(next => context =>
        {
            context.Connection.RemoteIpAddress = self!.Remote ?? context.Connection.RemoteIpAddress;
            return next(context);
        });
        app.MapQueueOperations(new QueueOperations(site.Storage.QueueAdministration, site.Time, new ListLogger()), options ?? new QueueOperationsOptions { Token = Token });
        await app.StartAsync();
        return self = new OperationsSite(site, app, port!.IPEndPoint!.Port);
    }

    public Task<(HttpResponseMessage Response, JsonElement Body)> GetAsync(string address, string? authorization = "Bearer " + Token) => SendAsync(HttpMethod.Get, address, authorization);

    public Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(string address) => SendAsync(HttpMethod.Post, address, "Bearer " + Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Site.DisposeAsync();
    }

    private async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(HttpMethod method, string address, string? authorization)
    {
        using HttpRequestMessage request = new(method, address);
        if (authorization is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        }

        HttpResponseMessage response = await _client.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(response.IsSuccessStatusCode ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(new CacheControlHeaderValue { NoStore = true }, response.Headers.CacheControl);
        return (response, JsonDocument.Parse(body).RootElement);
    }
}
