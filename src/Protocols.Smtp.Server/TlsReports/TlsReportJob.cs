using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Protocols.Dns;
using Protocols.Reports;
using Protocols.Storage;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Smtp.Server;

/// <summary>
/// Tells the owners of domains each day how connections to their servers went (RFC 8460): keeps what was counted through restarts, makes the reports of
/// a day some time after its end, and sends them until they are taken or a day is over. Who wants none gets none, and where nothing was counted nothing is told.
/// </summary>
public sealed class TlsReportJob
{
    private readonly TlsReportCollector _collector;
    private readonly TlsReportOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TlsReportFiles _files;
    private readonly TlsReportSender _sender;
    private DateTimeOffset _due;
    private long _kept;

    /// <summary>Makes the job, and takes in what was counted before the last end.</summary>
    /// <param name="collector">Counts the connections.</param>
    /// <param name="dns">Looks up who wants reports.</param>
    /// <param name="queue">Takes those that go by mail.</param>
    /// <param name="blobs">Takes their content.</param>
    /// <param name="options">How it is to work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what became of the reports.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public TlsReportJob(TlsReportCollector collector, IDnsResolver dns, IQueueStore queue, IBlobStore blobs, TlsReportOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(collector);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_collector, _options, _time, _logger) = (collector, options, time, logger);
        _files = new TlsReportFiles(options.Folder);
        _sender = new TlsReportSender(dns, queue, blobs, options, time);
        _files.ReadCounts(collector);
        _kept = collector.Counted;
        _due = At(Today);
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <summary>Works until it is told to end, and puts what was counted on disk then. What goes wrong is logged and tried again.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RecurringWork.RunAsync("Reporting of TLS", _options.Interval, _time, _logger, WorkAsync, cancellationToken).ConfigureAwait(false);
        Keep();
    }

    /// <summary>Makes the reports of all days that are over, for the domains that want them.</summary>
    /// <param name="cancellationToken">Ends it between two reports; the rest is made another time.</param>
    /// <returns>How many.</returns>
    public async Task<int> MakeReportsAsync(CancellationToken cancellationToken)
    {
        int made = 0;
        (DateOnly Day, string Domain)[] over = [.. _collector.Days.Where(day => day < Today).SelectMany(day => _collector.Domains(day).Select(domain => (day, domain)))];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(over, parallel, async (one, token) =>
        {
            if (await _sender.IsWantedAsync(one.Domain, token).ConfigureAwait(false) && Report(one.Day, one.Domain) is { } report)
            {
                // On disk before it is forgotten there: a crash between leads to the same report again, with the same identifier.
                _files.Write(new UnsentReport(one.Day, one.Domain, TlsReportWriter.WriteCompressed(report)) { NextAttempt = _time.GetUtcNow() });
                Interlocked.Increment(ref made);
            }

            _collector.Take(one.Day, one.Domain, _options.Organization, _options.Author.Address, "taken");
        }).ConfigureAwait(false);
        if (over.Length > 0)
        {
            _files.WriteCounts(_collector);
        }

        return made;
    }

    /// <summary>Sends the reports that are due.</summary>
    /// <param name="cancellationToken">Ends it between two reports.</param>
    /// <returns>How many were taken.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        int sent = 0;
        DateTimeOffset now = _time.GetUtcNow();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_files.ReadUnsent().Where(report => report.NextAttempt <= now), parallel, async (report, token) =>
        {
            (TlsReportOutcome outcome, string reason) = await TryAsync(report, token).ConfigureAwait(false);
            if (outcome == TlsReportOutcome.Failed && Later(report) is { } later)
            {
                _files.Write(later);
                SmtpLog.TlsReportDelayed(_logger, report.Domain, report.Day, later.NextAttempt, reason);
                return;
            }

            _files.Remove(report);
            if (outcome == TlsReportOutcome.Failed)
            {
                SmtpLog.TlsReportGivenUp(_logger, report.Domain, report.Day, reason);
            }
            else if (outcome == TlsReportOutcome.Sent)
            {
                Interlocked.Increment(ref sent);
                SmtpLog.TlsReportSent(_logger, report.Domain, report.Day, reason);
            }
        }).ConfigureAwait(false);
        return sent;
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        // First what a crash would lose.
        Keep();
        if (_time.GetUtcNow() >= _due)
        {
            await MakeReportsAsync(cancellationToken).ConfigureAwait(false);
            _due = At(Today.AddDays(1));
        }

        await SendAsync(cancellationToken).ConfigureAwait(false);
    }

    // One that cannot be sent by a fault of this host keeps no other from being sent.
    private async ValueTask<(TlsReportOutcome Outcome, string Reason)> TryAsync(UnsentReport report, CancellationToken cancellationToken)
    {
        try
        {
            return await _sender.SendAsync(report, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (TlsReportOutcome.Failed, e.Message);
        }
    }

    private TlsReport? Report(DateOnly day, string domain)
    {
        IReadOnlyList<TlsReportPolicy> policies = _collector.Read(day, domain);
        DateTimeOffset begin = new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

        // RFC 8460 §5.3: the same identifier again is the same report again.
        string author = _options.Author.Address;
        string id = $"{day:yyyyMMdd}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{domain} {author}")))[..24]}@{author[(author.LastIndexOf('@') + 1)..]}";
        TlsReport report = new(_options.Organization, author, id, begin, begin.AddDays(1).AddSeconds(-1)) { Policies = policies };
        if (TlsReportWriter.FindProblem(report) is { } problem)
        {
            SmtpLog.TlsReportGivenUp(_logger, domain, day, $"it cannot be written: {problem.Name} ({problem.Code})");
            return null;
        }

        return report;
    }

    // RFC 8460 §5.5: for a day after the first attempt, each delay twice the one before. Null for the end of it.
    private UnsentReport? Later(UnsentReport report)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset end = (report.FirstAttempt ?? now) + _options.Expiry;
        if (now >= end)
        {
            return null;
        }

        TimeSpan delay = _options.FirstDelay * Math.Pow(2, Math.Min(report.Attempts, 20));
        return report with { FirstAttempt = report.FirstAttempt ?? now, Attempts = report.Attempts + 1, NextAttempt = now + delay < end ? now + delay : end };
    }

    private DateTimeOffset At(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) + (_options.MaxDelay * Random.Shared.NextDouble());

    private void Keep()
    {
        long counted = _collector.Counted;
        if (counted != _kept)
        {
            _files.WriteCounts(_collector);
            _kept = counted;
        }
    }
}
