using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Runs the active Sieve script of whoever gets a message (RFC 5228): set as <see cref="StoreDelivery.Sieve"/>. A script that fails, in whatever way, keeps the
/// message where it would have gone without, and the log says why.
/// </summary>
/// <param name="scripts">The scripts.</param>
/// <param name="memory">What they remember between two messages.</param>
/// <param name="compiler">What compiles them.</param>
/// <param name="hostName">The name of this host: a domain.</param>
public sealed class SieveFiltering(IScriptStore scripts, ISieveMemory memory, SieveCompiler compiler, string hostName)
{
    /// <summary>
    /// Where redirects, replies and notifications go; null, unless set, for nowhere: then a message that was to be sent on is kept, and replies and
    /// notifications are left out.
    /// </summary>
    public IQueueStore? Queue { get; init; }

    /// <summary>Gives the queue's destination for a domain, which it is given in A-labels and lower case; the domain itself unless set.</summary>
    public Func<string, string> DestinationOf { get; init; } = static domain => domain;

    /// <summary>
    /// Whether a mailbox that is not there is made although the script does not say <c>:create</c> (RFC 5490 §3.2). False unless set: then the message is kept where
    /// it would have gone without a script.
    /// </summary>
    public bool CreatesMailboxes { get; init; }

    /// <summary>The limits of a run.</summary>
    public SieveLimits Limits { get; init; } = SieveLimits.Default;

    /// <summary>The zone that scripts tell dates in (RFC 5260 §4.1); UTC unless set.</summary>
    public TimeZoneInfo LocalZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Who is answered by <c>vacation</c>, and how often (RFC 5230).</summary>
    public SieveVacationOptions Vacation { get; init; } = SieveVacationOptions.Default;

    /// <summary>Gives the source of a script of the site that others may include (RFC 6609 §3.2); null, unless set, for none.</summary>
    public Func<string, ReadOnlyMemory<byte>?>? GlobalScript { get; init; }

    /// <summary>What is noted on mailboxes, for scripts that ask (RFC 5490 §3.3); null, unless set, for nothing.</summary>
    public IAnnotationStore? Annotations { get; init; }

    /// <summary>What is noted on the server, by its entry such as <c>/shared/admin</c>, for scripts that ask (RFC 5490 §4.1); nothing unless set.</summary>
    public IReadOnlyDictionary<string, string> ServerAnnotations
    {
        get;
        init => field = value.ToDictionary(static pair => AddressText.Fold(pair.Key), static pair => pair.Value, StringComparer.Ordinal);
    }
    = new Dictionary<string, string>();

    /// <summary>Where to log what came of scripts; nowhere unless set. At the level of traces, why they decided as they did, step by step.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    internal IScriptStore Scripts => scripts;

    internal ISieveMemory Memory => memory;

    internal ScriptPrograms Programs { get; } = new(scripts, compiler);

    internal string HostName => hostName;
}
