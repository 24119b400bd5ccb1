namespace Protocols.Sieve;

/// <summary>How the action <c>vacation</c> answers (RFC 5230, RFC 6131). Immutable.</summary>
public sealed record SieveVacationOptions
{
    private static readonly string[] s_refusedSenders =
    [
        "MAILER-DAEMON", "LISTSERV", "LISTPROC", "majordomo", "noreply", "no-reply", "donotreply", "do-not-reply", "nobody", "*-request", "*-bounce", "*-bounces", "bounce-*",
        "bounces-*", "owner-*", "*-owner", "*-relay", "*-noreply", "*-confirm", "*-errors", "prvs=bounce-*",
    ];

    /// <summary>The defaults.</summary>
    public static SieveVacationOptions Default { get; } = new();

    /// <summary>
    /// The least time between two answers to one sender; shorter ones are made this (RFC 5230 §4.1). With zero, <c>:seconds 0</c> answers every message (RFC 6131
    /// §2). A day unless set.
    /// </summary>
    public TimeSpan MinPeriod
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(MinPeriod));
            field = value;
        }
    } = TimeSpan.FromDays(1);

    /// <summary>The longest time between two answers; longer ones are made this. More than seven days (RFC 5230 §4.1); 90 unless set.</summary>
    public TimeSpan MaxPeriod
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.FromDays(7), nameof(MaxPeriod));
            field = value;
        }
    } = TimeSpan.FromDays(90);

    /// <summary>The time between two answers where a script gives none. Seven days unless set.</summary>
    public TimeSpan DefaultPeriod
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(DefaultPeriod));
            field = value;
        }
    } = TimeSpan.FromDays(7);

    /// <summary>Whether the recipient has to be named in the header of the message (RFC 5230 §4.5). True unless set.</summary>
    public bool ChecksRecipient { get; init; } = true;

    /// <summary>Whether the address that the sender gave before it was rewritten is the recipient's as well.</summary>
    public bool UsesOriginalRecipient { get; init; }

    /// <summary>How long the text of an answer may be, in octets, with <c>:mime</c> the whole entity. 65,536 unless set.</summary>
    public int MaxReasonLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxReasonLength));
            field = value;
        }
    } = 64 * 1024;

    /// <summary>
    /// Local parts that are never answered (RFC 5230 §4.6), without regard to letter case; <c>*</c> at an end stands for anything. Those of mailing lists and system
    /// programs unless set.
    /// </summary>
    public IReadOnlyList<string> RefusedSenders { get; init; } = s_refusedSenders;

    /// <summary>The time that holds where a script asks for one.</summary>
    /// <param name="asked">What the script asks for; null where it does not.</param>
    internal TimeSpan Clamp(TimeSpan? asked)
    {
        TimeSpan least = asked ?? (DefaultPeriod > MinPeriod ? DefaultPeriod : MinPeriod);
        return least < MinPeriod ? MinPeriod : least > MaxPeriod ? MaxPeriod : least;
    }

    internal bool Refuses(ReadOnlySpan<char> localPart)
    {
        foreach (string pattern in RefusedSenders)
        {
            bool isSuffix = pattern.StartsWith('*');
            bool isPrefix = pattern.EndsWith('*');
            ReadOnlySpan<char> fixedPart = pattern.AsSpan().Trim('*');
            bool isRefused = isSuffix && isPrefix ? localPart.Contains(fixedPart, StringComparison.OrdinalIgnoreCase)
                : isSuffix ? localPart.EndsWith(fixedPart, StringComparison.OrdinalIgnoreCase)
                : isPrefix ? localPart.StartsWith(fixedPart, StringComparison.OrdinalIgnoreCase)
                : localPart.Equals(fixedPart, StringComparison.OrdinalIgnoreCase);
            if (isRefused)
            {
                return true;
            }
        }

        return false;
    }
}
