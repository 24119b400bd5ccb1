using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>How notifications are written. Immutable; the values are validated when they are set.</summary>
public sealed record NotificationOptions
{
    /// <summary>The defaults.</summary>
    public static NotificationOptions Default { get; } = new();

    /// <summary>Who reports (RFC 3464 §2: people have to answer for the address); null for MAILER-DAEMON with the address of the host's postmaster.</summary>
    public MailboxAddress? Author
    {
        get;
        init
        {
            if (value is { } author && author.Check() != WriteStatus.Ok)
            {
                throw new ArgumentException("This is no mailbox that can be written in ASCII.", nameof(value));
            }

            field = value;
        }
    }

    /// <summary>
    /// Who hears of a failure of a message from nobody, such as a notification, which would be lost without a word (RFC 3461 §5.2): an address here, whose
    /// own failures are told to nobody. Null for nobody.
    /// </summary>
    public MailboxAddress? Postmaster
    {
        get;
        init
        {
            if (value is { } postmaster && postmaster.Check() != WriteStatus.Ok)
            {
                throw new ArgumentException("This is no mailbox that can be written in ASCII.", nameof(value));
            }

            field = value;
        }
    }

    /// <summary>How long a message may be to be returned whole, in octets (RFC 3461 §6.2), from 0, which is for headers alone, to 16 MiB; 64 KiB unless set.</summary>
    public int MaxReturnedMessage
    {
        get;
        init => field = Within(value, 16 * 1024 * 1024);
    }
    = 64 * 1024;

    /// <summary>How much of a header is returned, in octets, from 0, which is for none, to 1 MiB; 64 KiB unless set. A longer one is cut between lines.</summary>
    public int MaxReturnedHeader
    {
        get;
        init => field = Within(value, 1024 * 1024);
    }
    = 64 * 1024;

    /// <summary>Whether a message that failed is returned whole where the sender did not say (RFC 3461 §4.3); its header alone unless set.</summary>
    public bool ReturnsWhole { get; init; }

    /// <summary>When messages are given up: what reports of delay announce (RFC 3464 §2.3.9).</summary>
    public RetrySchedule Schedule { get; init; } = new();

    /// <summary>Gives the queue's destination for the domain of a sender, in A-labels and lower case; null for the domain itself.</summary>
    public Func<string, string>? DestinationOf { get; init; }

    private static int Within(int value, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
