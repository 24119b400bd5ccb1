using System.Buffers;
using System.Text;

namespace Protocols.Sieve;

/// <summary>For whom, where and when scripts run. Immutable.</summary>
public sealed record SieveRunOptions
{
    /// <summary>Nobody's options: no addresses, the system's clock, UTC.</summary>
    public static SieveRunOptions Default { get; } = new();

    /// <summary>The limits of a run.</summary>
    public SieveLimits Limits { get; init; } = SieveLimits.Default;

    /// <summary>The user's addresses: those that a vacation reply counts as "mine" besides what the script names (RFC 5230 §4.5).</summary>
    public IReadOnlyList<string> OwnAddresses { get; init; } = [];

    /// <summary>The user's main address: what replies and notifications come from where the script says nothing. Null for the address that the message came to.</summary>
    public string? UserEmail { get; init; }

    /// <summary>The clock: of the time when a script runs, and of <see cref="SieveLimits.MaxTime"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The zone that dates are told in where a script names none (RFC 5260 §4.1): UTC unless set.</summary>
    public TimeZoneInfo LocalZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// Items of the environment (RFC 5183 §4.1), such as <c>domain</c>, <c>host</c>, <c>location</c>, <c>phase</c>, <c>remote-host</c> and <c>remote-ip</c>. An item that is
    /// not here is asked of the host.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The characters that stand between user and detail in a local part (RFC 5233 §4), each by itself, of which the first in it counts: <c>+</c> unless set. Empty where there
    /// is no such thing.
    /// </summary>
    /// <exception cref="ArgumentException">A character is none of ASCII.</exception>
    public string SubaddressDelimiter
    {
        get;
        init
        {
            field = Ascii.IsValid(value) ? value : throw new ArgumentException("Delimiters must be characters of ASCII.", nameof(value));
            Delimiters = SearchValues.Create(Encoding.ASCII.GetBytes(value));
        }
    } = "+";

    /// <summary>The same, to be searched for.</summary>
    internal SearchValues<byte> Delimiters { get; private init; } = SearchValues.Create("+"u8);

    /// <summary>The event of IMAP that scripts run for (RFC 6785); null, unless set, for deliveries.</summary>
    public SieveImapEvent? ImapEvent { get; init; }

    /// <summary>Makes the name of a mailbox of the name that a script has for it, and null of one that cannot be; unless set, the name stays.</summary>
    public Func<string, string?>? MailboxNamer { get; init; }

    /// <summary>How <c>vacation</c> answers (RFC 5230).</summary>
    public SieveVacationOptions Vacation { get; init; } = SieveVacationOptions.Default;

    /// <summary>How long <c>duplicate</c> remembers (RFC 7352).</summary>
    public SieveDuplicateOptions Duplicate { get; init; } = SieveDuplicateOptions.Default;

    /// <summary>Which header fields scripts may add and delete (RFC 5293 §6).</summary>
    public SieveEditHeaderOptions EditHeader { get; init; } = SieveEditHeaderOptions.Default;

    /// <summary>Makes the octets of which identifiers and boundaries of messages are made, so that a test can fix them; null for the system's.</summary>
    public Random? Random { get; init; }

    /// <summary>Whether to note step by step what was looked at and what came of it: <see cref="SieveResult.Trace"/>.</summary>
    public bool Trace { get; init; }
}
