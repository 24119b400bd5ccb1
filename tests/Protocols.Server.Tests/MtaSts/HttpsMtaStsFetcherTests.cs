using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Protocols.Server.Tests.Hosting;
using Protocols.Server.Tests.Https;
using Protocols.Smtp.Server;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Server.Tests.MtaSts;

public sealed class HttpsMtaStsFetcherTests
{
    private const string Host = "mta-sts.example.test";
    private const string Policy = "version: STSv1\nmode: enforce\nmx: mx.example.test\nmax_age: 604800\n";
    private static readonly Uri s_address = MtaStsPolicy.AddressOf("example.test");

    [Theory, Rfc(8461, "3.3")]
    [InlineData(Host)]
    [InlineData("*.example.test")]
    public async Task A_policy_is_fetched_from_a_host_with_a_valid_certificate(string name)
    {
        string asked = "";
        await using HttpsSite site = await HttpsSite.StartAsync(HttpsSite.Certificate(name), context =>
        {
            asked = $"{context.Request.Method} {context.Request.Host} {context.Request.Path}";
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(Policy);
        });
        MtaStsFetch fetch = await FetchAsync(site.Options);
        Assert.Equal((200, "text/plain; charset=utf-8", Policy, ""), (fetch.StatusCode, fetch.ContentType, Encoding.UTF8.GetString(fetch.Content.Span), fetch.Problem));
        Assert.Equal("GET mta-sts.example.test /.well-known/mta-sts.txt", asked);
    }

    public static TheoryData<string> BadCertificates => ["other name", "common name", "expired", "unknown authority"];

    [Theory, MemberData(nameof(BadCertificates)), Rfc(8461, "3.3")]
    public async Task Nothing_is_asked_of_a_host_whose_certificate_does_not_hold(string flaw)
    {
        using X509Certificate2 certificate = flaw switch
        {
            "other name" => HttpsSite.Certificate("mta-sts.other.test"),
            "common name" => HttpsSite.Certificate(null, Host),
            "expired" => HttpsSite.Certificate(Host, isExpired: true),
            _ => X509CertificateLoader.LoadPkcs12(InProcessHost.Certificate.Export(X509ContentType.Pkcs12), null),
        };
        bool isAsked = false;
        await using HttpsSite site = await HttpsSite.StartAsync(certificate, context =>
        {
            isAsked = true;
            return context.Response.WriteAsync(Policy);
        });
        MtaStsFetch fetch = await FetchAsync(site.Options);
        Assert.Equal((0, true, false), (fetch.StatusCode, fetch.IsCertificateInvalid, isAsked));
        Assert.Contains("does not hold", fetch.Problem, StringComparison.Ordinal);
    }

    [Fact, Rfc(8461, "3.3")]
    public async Task A_redirect_is_told_and_not_followed()
    {
        int asked = 0;
        await using HttpsSite site = await HttpsSite.StartAsync(HttpsSite.Certificate(Host), context =>
        {
            asked++;
            context.Response.Redirect($"https://{Host}/elsewhere");
            return Task.CompletedTask;
        });
        MtaStsFetch fetch = await FetchAsync(site.Options);
        Assert.Equal((302, 1, 0), (fetch.StatusCode, asked, fetch.Content.Length));
    }

    [Theory, Rfc(8461, "3.3")]
    [InlineData(0, 200)]
    [InlineData(1, 0)]
    public async Task What_is_longer_than_the_limit_is_a_failure(int more, int status)
    {
        await using HttpsSite site = await HttpsSite.StartAsync(HttpsSite.Certificate(Host), context => context.Response.WriteAsync(new string('x', 10_000 + more)));
        MtaStsFetch fetch = await FetchAsync(site.Options, 10_000);
        Assert.Equal((status, more > 0 ? "it is longer than 10000 octets" : ""), (fetch.StatusCode, fetch.Problem));
    }

    [Fact, Rfc(8461, "3.3")]
    public async Task A_host_that_does_not_come_to_an_end_is_left()
    {
        await using HttpsSite site = await HttpsSite.StartAsync(HttpsSite.Certificate(Host), async context =>
        {
            await context.Response.WriteAsync("version");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        MtaStsFetch fetch = await FetchAsync(site.Options with { Timeout = TimeSpan.FromSeconds(1) });
        Assert.Equal((0, false), (fetch.StatusCode, fetch.IsCertificateInvalid));
        Assert.Contains("it took more than", fetch.Problem, StringComparison.Ordinal);

        using CancellationTokenSource ended = new();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new HttpsMtaStsFetcher(site.Options, TimeProvider.System).FetchAsync(s_address, 1, ended.Token));
    }

    [Fact, Rfc(8461, "3.3")]
    public async Task No_answer_is_told_and_nothing_but_HTTPS_is_asked()
    {
        HttpsOptions nowhere = new() { Connect = static (_, _) => throw new IOException("no way there") };
        Assert.Equal("no way there", (await FetchAsync(nowhere)).Problem);
        Assert.Equal("the address is none of HTTPS", (await new HttpsMtaStsFetcher(nowhere, TimeProvider.System).FetchAsync(new Uri("http://mta-sts.example.test/x"), 1, CancellationToken.None)).Problem);
    }

    private static async Task<MtaStsFetch> FetchAsync(HttpsOptions options, int maxBytes = 64 * 1024) =>
        await new HttpsMtaStsFetcher(options, TimeProvider.System).FetchAsync(s_address, maxBytes, CancellationToken.None);
}
