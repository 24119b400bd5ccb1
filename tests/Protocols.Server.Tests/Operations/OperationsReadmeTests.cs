using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;
using Protocols.Smtp.Server;
using Protocols.Storage.Sql;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Server.Tests.Operations;

/// <summary>The example of what stands around the queue, compiled and run.</summary>
public sealed class OperationsReadmeTests
{
    [Fact]
    public async Task The_example_is_the_one_that_runs_here()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.Smtp.Server", "README.md"));
        string code = await File.ReadAllTextAsync(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Server.Tests", "Operations", "OperationsReadmeTests.cs"));
        string example = readme.Split("```csharp\n").Single(static part => part.StartsWith("NotificationWriter", StringComparison.Ordinal)).Split("```")[0];
        Assert.Contains(Flat(example), Flat(code), StringComparison.Ordinal);

        string folder = Directory.CreateTempSubdirectory("protocols-readme-").FullName;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System))
        {
            using DkimSigningKey key = DkimSigningKey.FromEd25519("example.org", "s1", new byte[32]);
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddRouting();
            builder.WebHost.UseKestrelCore();
            await using WebApplication app = builder.Build();
            (int refreshed, int made) = await ComposeAsync(storage, folder, new DnsZone(), new TlsReportCollector(), key, app, QueueOperationsOptions.NewToken(), new ListLogger());
            Assert.Equal((0, 0), (refreshed, made));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Flat(string code) => string.Concat(code.Split('\n').Select(static line => line.Trim()));

    private static async Task<(int Refreshed, int Made)> ComposeAsync(
        SqliteStorage storage, string folder, IDnsResolver resolver, TlsReportCollector collector, DkimSigningKey key, WebApplication app, string token, ILogger logger)
    {
        NotificationWriter notifications = new("mx.example.org", storage.Blobs, storage.Queue, NotificationOptions.Default, TimeProvider.System);

        using FileMtaStsStore policies = await FileMtaStsStore.OpenAsync(Path.Combine(folder, "mta-sts.jsonl"));
        MtaStsResolver sts = new(resolver, new HttpsMtaStsFetcher(HttpsOptions.Default, TimeProvider.System), policies, TimeProvider.System);
        MtaStsRefreshJob refresh = new(sts, policies, TimeProvider.System, logger);

        TlsReportOptions options = new()
        {
            Folder = Path.Combine(folder, "tls-reports"),
            Organization = "Example",
            Author = new MailboxAddress("tlsrpt@example.org"),
            Sign = TlsReportSigning.With(TimeProvider.System, key),
        };
        TlsReportJob reports = new(collector, resolver, storage.Queue, storage.Blobs, options, TimeProvider.System, logger);

        app.MapQueueOperations(new QueueOperations(storage.QueueAdministration, TimeProvider.System, logger), new QueueOperationsOptions { Token = token });
        Assert.NotNull(notifications);
        return (await refresh.RefreshAsync(CancellationToken.None), await reports.MakeReportsAsync(CancellationToken.None));
    }
}
