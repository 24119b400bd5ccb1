using Protocols.Mime;
using Protocols.Smtp.Server;
using Protocols.Storage.Sql;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Samples.ReferenceServer;

/// <summary>What belongs to sending mail on, beside the sending: policies of MTA-STS that are kept, reports of TLS, and the measures of the queue.</summary>
internal sealed class TransportServices : IDisposable
{
    private readonly ServerSettings _settings;
    private readonly SqliteStorage _storage;
    private readonly MailStages _stages;
    private readonly Outbound _outbound;
    private readonly FileMtaStsStore? _policies;
    private readonly TlsReportCollector? _collector;

    private TransportServices(ServerSettings settings, SqliteStorage storage, MailStages stages, Outbound outbound, FileMtaStsStore? policies)
    {
        (_settings, _storage, _stages, _outbound, _policies) = (settings, storage, stages, outbound, policies);
        MtaSts = policies is null ? null : new MtaStsResolver(stages.Resolver, new HttpsMtaStsFetcher(HttpsOptions.Default, TimeProvider.System), policies, TimeProvider.System);
        _collector = settings.TlsReports.Enabled ? new TlsReportCollector() : null;
    }

    /// <summary>Finds policies of MTA-STS; null for nobody does.</summary>
    public MtaStsResolver? MtaSts { get; }

    /// <summary>Counts connections; null for nobody does.</summary>
    public Action<TlsSession>? Sessions => _collector is null ? null : session => _collector.Add(session);

    /// <summary>Makes them.</summary>
    public static async Task<TransportServices> MakeAsync(ServerSettings settings, SqliteStorage storage, MailStages stages, Outbound outbound) => new(
        settings, storage, stages, outbound, settings.MtaSts.Enabled ? await FileMtaStsStore.OpenAsync(Path.Combine(settings.DataFolder, "mta-sts.jsonl")).ConfigureAwait(false) : null);

    /// <summary>Has them run with the server.</summary>
    /// <exception cref="UsageException">A setting cannot be used.</exception>
    public void AddTo(IServiceCollection services)
    {
        Add(logger => new QueueMeter(_storage.QueueAdministration, TimeProvider.System, logger).RunAsync);
        if (_policies is not null)
        {
            Add(logger => new MtaStsRefreshJob(MtaSts!, _policies, TimeProvider.System, logger).RunAsync);
        }

        if (_collector is not null)
        {
            TlsReportOptions options = ReportOptions();
            Add(logger => new TlsReportJob(_collector, _stages.Resolver, _storage.Queue, _storage.Blobs, options, TimeProvider.System, logger).RunAsync);
        }

        void Add(Func<ILogger, Func<CancellationToken, Task>> work) =>
            services.AddSingleton<IHostedService>(provider => new RunningService(work(provider.GetRequiredService<ILogger<TransportServices>>())));
    }

    public void Dispose() => _policies?.Dispose();

    private TlsReportOptions ReportOptions()
    {
        TlsReportSettings settings = _settings.TlsReports;
        MailboxAddress author = new(settings.Author.Length > 0 ? settings.Author : "tlsrpt@" + _settings.HostName);
        try
        {
            return new TlsReportOptions
            {
                Folder = Path.Combine(_settings.DataFolder, "tls-reports"),
                Organization = settings.Organization.Length > 0 ? settings.Organization : _settings.HostName,
                Author = author,
                Sign = _stages.KeysOf(author.Address[(author.Address.LastIndexOf('@') + 1)..]) is { Length: > 0 } keys ? TlsReportSigning.With(TimeProvider.System, keys) : null,
                DestinationOf = _outbound.DestinationOf,
            };
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"Server:TlsReports cannot be used: {e.Message}");
        }
    }

    /// <summary>Something that runs as long as the server does.</summary>
    private sealed class RunningService(Func<CancellationToken, Task> run) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => run(stoppingToken);
    }
}
