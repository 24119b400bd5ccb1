using System.Globalization;
using System.Net;
using System.Text;

namespace Protocols.MailAuth.Spf;

/// <summary>Which name of the SMTP session is checked (RFC 7208 §2.3, §2.4).</summary>
public enum SpfIdentity
{
    /// <summary>The domain of the return path.</summary>
    MailFrom,

    /// <summary>The name that the client gave for itself.</summary>
    Helo,
}

/// <summary>What SPF says of one identity, why, and by what record.</summary>
public sealed class SpfResult
{
    private List<string>? _trace;
    private ReadOnlyMemory<byte> _record;
    private ReadOnlyMemory<byte> _mechanism;

    internal SpfResult(IPAddress? client, string helo, string sender, SpfIdentity identity)
    {
        Client = client;
        Helo = helo;
        Sender = sender;
        Identity = identity;
    }

    /// <summary>The result.</summary>
    public SpfVerdict Verdict { get; internal set; }

    /// <summary>Why it is that.</summary>
    public SpfReason Reason { get; private set; }

    /// <summary>The address of the client; one of version 4 where it was mapped into version 6. Null where it is not known (<see cref="SpfReason.NoClient"/>).</summary>
    public IPAddress? Client { get; }

    /// <summary>What the client called itself.</summary>
    public string Helo { get; }

    /// <summary>The mailbox that was checked: the return path, or postmaster at the client's name (RFC 7208 §2.4).</summary>
    public string Sender { get; }

    /// <summary>Which identity was checked.</summary>
    public SpfIdentity Identity { get; }

    /// <summary>The domain whose record was looked for first, in ASCII; what DMARC aligns.</summary>
    public string Domain { get; internal set; } = "";

    /// <summary>The domain whose record decided: <see cref="Domain"/>, or one that it goes on to or includes.</summary>
    public string DecidedBy { get; private set; } = "";

    /// <summary>The record that decided, as it was found; empty where none did.</summary>
    public string Record => Encoding.UTF8.GetString(_record.Span);

    /// <summary>The term that decided, as it is written; empty for <see cref="SpfReason.Default"/> and where there was no record.</summary>
    public string Mechanism => Encoding.UTF8.GetString(_mechanism.Span);

    /// <summary>What went wrong, in words for a person; empty where nothing did.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>What the domain says to a client that fails (RFC 7208 §6.2): printable ASCII, by a stranger. Empty unless the verdict is <see cref="SpfVerdict.Fail"/>.</summary>
    public string Explanation { get; internal set; } = "";

    /// <summary>How many terms asked the DNS.</summary>
    public int Lookups { get; internal set; }

    /// <summary>How many look-ups of terms found nothing.</summary>
    public int VoidLookups { get; internal set; }

    /// <summary>Each step, indented by depth, where <see cref="SpfOptions.Trace"/> was set.</summary>
    public IReadOnlyList<string> Trace => _trace ?? (IReadOnlyList<string>)[];

    /// <summary>The result as the specifications spell it: <c>pass</c>, <c>softfail</c> …</summary>
    public string Name => NameOf(Verdict);

    /// <inheritdoc/>
    public override string ToString() => Mechanism.Length > 0 ? $"{Name} ({Reason}: {Mechanism} of {DecidedBy})" : Problem.Length > 0 ? $"{Name} ({Reason}: {Problem})" : $"{Name} ({Reason})";

    // Where the explanation is found: the domain-spec, and the domain of its record.
    internal (ReadOnlyMemory<byte> Spec, string Domain) ExplanationSource { get; private set; } = (default, "");

    internal static SpfResult WithoutClient(string helo, string sender, SpfIdentity identity)
    {
        SpfResult result = new(null, helo, sender, identity) { Domain = AsciiDomain.Of(sender[(sender.LastIndexOf('@') + 1)..]) };
        result.Decide(SpfVerdict.None, SpfReason.NoClient, result.Domain, default, default, "");
        return result;
    }

    // The record that was checked and its domain: the first, or the one that it went on to, never one that was included.
    internal (ReadOnlyMemory<byte> Record, string Domain) OwnRecord { get; private set; } = (default, "");

    internal void SetOwnRecord(ReadOnlyMemory<byte> record, string domain) => OwnRecord = (record, domain);

    internal void SetExplanation(ReadOnlyMemory<byte> spec, string domain) => ExplanationSource = (spec, domain);

    internal void Decide(SpfVerdict verdict, SpfReason reason, string domain, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> mechanism, string problem)
    {
        Verdict = verdict;
        Reason = reason;
        DecidedBy = domain;
        _record = record;
        _mechanism = mechanism;
        Problem = problem;
    }

    internal static string NameOf(SpfVerdict verdict) => verdict switch
    {
        SpfVerdict.None => "none",
        SpfVerdict.Neutral => "neutral",
        SpfVerdict.Pass => "pass",
        SpfVerdict.Fail => "fail",
        SpfVerdict.SoftFail => "softfail",
        SpfVerdict.TempError => "temperror",
        _ => "permerror",
    };

    internal void Note(int depth, string step)
    {
        _trace ??= [];
        _trace.Add(new StringBuilder().Append(' ', depth * 2).Append(CultureInfo.InvariantCulture, $"{step}").ToString());
    }
}
