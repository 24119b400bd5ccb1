using Protocols.Reports;

namespace Protocols.TransportSecurity.TlsReporting;

/// <summary>
/// Counts connections by day and domain, and makes the day's reports of them (RFC 8460 §4.1: a day of UTC). What it holds has bounds: connections beyond
/// them are counted without their details, or not at all where even their domain is one too many. Safe for use by many threads at once.
/// </summary>
public sealed class TlsReportCollector
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(DateOnly Day, string Domain), Dictionary<PolicyKey, Counts>> _days = [];

    /// <summary>How many domains are held, over all days; 10,000 unless set. The connections to more are not counted.</summary>
    public int MaxDomains { get; init; } = 10_000;

    /// <summary>How many policies of a domain and a day are held; 20 unless set. The connections under more are not counted.</summary>
    public int MaxPolicies { get; init; } = 20;

    /// <summary>How many different failures of a policy are held; 100 unless set. More are counted by how they failed alone.</summary>
    public int MaxFailures { get; init; } = 100;

    /// <summary>How many connections were counted here since this was made: where it has not changed, nothing has.</summary>
    public long Counted
    {
        get
        {
            lock (_lock)
            {
                return field;
            }
        }

        private set;
    }

    /// <summary>The days of which something is held, of UTC, the earliest first.</summary>
    public IReadOnlyList<DateOnly> Days
    {
        get
        {
            lock (_lock)
            {
                return [.. _days.Keys.Select(static key => key.Day).Distinct().Order()];
            }
        }
    }

    /// <summary>Counts a connection.</summary>
    /// <param name="session">The connection.</param>
    /// <returns>False where a bound let it be counted nowhere.</returns>
    public bool Add(TlsSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        lock (_lock)
        {
            if (Find(DateOnly.FromDateTime(session.Time.UtcDateTime), session.Domain, session.PolicyType, session.PolicyStrings, session.MxHosts) is not { } counts)
            {
                return false;
            }

            counts.Add(session, MaxFailures);
            Counted++;
            return true;
        }
    }

    /// <summary>What a day tells of a domain, which goes on being held: for who keeps it elsewhere too.</summary>
    /// <param name="day">The day, of UTC.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>The policies and how that went; none where there is nothing to tell.</returns>
    public IReadOnlyList<TlsReportPolicy> Read(DateOnly day, string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        lock (_lock)
        {
            return _days.TryGetValue((day, Name(domain)), out Dictionary<PolicyKey, Counts>? policies) ? [.. policies.Select(policy => policy.Value.ToPolicy(policy.Key.Type, domain))] : [];
        }
    }

    /// <summary>Takes in what was <see cref="Read"/> before: it is added to what there is.</summary>
    /// <param name="day">The day, of UTC.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="policies">The policies and how that went.</param>
    /// <returns>False where a bound let some of it be counted nowhere.</returns>
    public bool Restore(DateOnly day, string domain, IReadOnlyList<TlsReportPolicy> policies)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(policies);
        bool isWhole = true;
        lock (_lock)
        {
            foreach (TlsReportPolicy policy in policies)
            {
                Counts? counts = Find(day, domain, policy.Type, policy.PolicyStrings, policy.MxHosts);
                counts?.Add(policy, MaxFailures);
                isWhole &= counts is not null;
            }
        }

        return isWhole;
    }

    /// <summary>The domains of which a day tells something.</summary>
    /// <param name="day">The day, of UTC.</param>
    public IReadOnlyList<string> Domains(DateOnly day)
    {
        lock (_lock)
        {
            return [.. _days.Keys.Where(key => key.Day == day).Select(static key => key.Domain).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Makes the report of a day for a domain, and forgets what it was made of.</summary>
    /// <param name="day">The day, of UTC.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="organization">Who reports.</param>
    /// <param name="contactInfo">The address for questions.</param>
    /// <param name="reportId">What tells the report from others.</param>
    /// <returns>The report; null where there is nothing to tell.</returns>
    public TlsReport? Take(DateOnly day, string domain, string organization, string contactInfo, string reportId)
    {
        ArgumentNullException.ThrowIfNull(domain);
        Dictionary<PolicyKey, Counts>? policies;
        lock (_lock)
        {
            if (!_days.Remove((day, Name(domain)), out policies))
            {
                return null;
            }
        }

        DateTimeOffset begin = new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return new TlsReport(organization, contactInfo, reportId, begin, begin.AddDays(1).AddSeconds(-1))
        {
            Policies = [.. policies.Select(policy => policy.Value.ToPolicy(policy.Key.Type, domain))],
        };
    }

    private static string Name(string domain) => domain.TrimEnd('.').ToLowerInvariant();

    // Where a policy of a domain and a day is counted; null where that would be one too many.
    private Counts? Find(DateOnly day, string domain, string policyType, IReadOnlyList<string> policyStrings, IReadOnlyList<string> mxHosts)
    {
        if (!_days.TryGetValue((day, Name(domain)), out Dictionary<PolicyKey, Counts>? policies))
        {
            if (_days.Count >= MaxDomains)
            {
                return null;
            }

            _days.Add((day, Name(domain)), policies = []);
        }

        PolicyKey policy = new(policyType, string.Join('\n', policyStrings));
        if (!policies.TryGetValue(policy, out Counts? counts) && policies.Count < MaxPolicies)
        {
            policies.Add(policy, counts = new Counts(policyStrings, mxHosts));
        }

        return counts;
    }

    private readonly record struct PolicyKey(string Type, string Strings);

    private readonly record struct FailureKey(string ResultType, string? SendingMtaIp, string? Hostname, string? Helo, string? ReceivingIp, string? Reason);

    private sealed class Counts(IReadOnlyList<string> policyStrings, IReadOnlyList<string> mxHosts)
    {
        private readonly Dictionary<FailureKey, long> _failures = [];
        private long _successes;

        public void Add(TlsSession session, int maxFailures)
        {
            if (session.ResultType is not { } result)
            {
                _successes++;
                return;
            }

            Add(new FailureKey(result, session.SendingMtaIp, session.ReceivingMxHostname, session.ReceivingMxHelo, session.ReceivingIp, session.FailureReasonCode), 1, maxFailures);
        }

        public void Add(TlsReportPolicy policy, int maxFailures)
        {
            _successes += policy.SuccessfulSessions;
            foreach (TlsReportFailure failure in policy.Failures)
            {
                Add(new FailureKey(failure.ResultType, failure.SendingMtaIp, failure.ReceivingMxHostname, failure.ReceivingMxHelo, failure.ReceivingIp, failure.FailureReasonCode), failure.FailedSessions, maxFailures);
            }
        }

        private void Add(FailureKey key, long sessions, int maxFailures)
        {
            if (!_failures.ContainsKey(key) && _failures.Count >= maxFailures)
            {
                key = new FailureKey(key.ResultType, null, null, null, null, null);
            }

            _failures[key] = _failures.GetValueOrDefault(key) + sessions;
        }

        public TlsReportPolicy ToPolicy(string type, string domain) => new(type, domain, _successes, _failures.Values.Sum())
        {
            PolicyStrings = policyStrings,
            MxHosts = mxHosts,
            Failures =
            [
                .. _failures.Select(static failure => new TlsReportFailure(failure.Key.ResultType, failure.Value)
                {
                    SendingMtaIp = failure.Key.SendingMtaIp,
                    ReceivingMxHostname = failure.Key.Hostname,
                    ReceivingMxHelo = failure.Key.Helo,
                    ReceivingIp = failure.Key.ReceivingIp,
                    FailureReasonCode = failure.Key.Reason,
                }),
            ],
        };
    }
}
