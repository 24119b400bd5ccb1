using System.Net;

namespace Protocols.Smtp.Server;

/// <summary>Whose mail goes on to other hosts, and how.</summary>
public sealed record RelayOptions
{
    /// <summary>Where clients are whose mail is taken for other hosts although they have not logged in; empty unless set. Others get 550 5.7.1.</summary>
    public IReadOnlyList<IPNetwork> TrustedNetworks { get; init; } = [];

    /// <summary>How many Received fields a message may have before it is taken for one that runs in a circle (RFC 5321 §6.3); 100 unless set. Beyond: 554 5.4.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxHops
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 100;

    /// <summary>The highest priority that a message gets, -9 to 9 (RFC 6710 §4.1); 9 unless set. What asks for more gets this, and the reply says so with 2.3.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int MaxPriority
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, -9);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 9);
            field = value;
        }
    }
    = 9;

    /// <summary>
    /// Gives what the queue schedules a foreign domain's mail by: the domain itself unless set, or the name of a route. It is given the domain in A-labels,
    /// in lower case.
    /// </summary>
    public Func<string, string> DestinationOf { get; init; } = static domain => domain;

    /// <summary>
    /// The destination under which the queue's workers deliver to mailboxes here; null, unless set, if they do not. With it, mail that cannot be filed
    /// at once need not be: what is to be held (RFC 4865), what is to be reported as delivered (RFC 3461), and the recipients of a message that fail
    /// while others do not. Without it the first is refused, and the last fail the message.
    /// </summary>
    /// <remarks>The queue does not keep where a stage of reception wanted a message filed: what goes this way is filed as it would be without.</remarks>
    public string? LocalRoute { get; init; }

    /// <summary>Whether all mail for mailboxes here goes through the queue to <see cref="LocalRoute"/>, where there is one. False unless set.</summary>
    public bool QueueLocal { get; init; }
}
