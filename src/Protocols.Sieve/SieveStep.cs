namespace Protocols.Sieve;

/// <summary>Why a run has come back to its host.</summary>
public enum SieveStepKind
{
    /// <summary>The script is at its end: see <see cref="SieveRun.Result"/>.</summary>
    Completed,

    /// <summary>Is there a mailbox <see cref="SieveStep.Name"/> that messages can be put into (RFC 5490 §3.1)? Yes or no.</summary>
    MailboxExists,

    /// <summary>Is there a mailbox with the identifier <see cref="SieveStep.Name"/> (RFC 9042 §3)? Yes or no.</summary>
    MailboxIdExists,

    /// <summary>Has a mailbox the special use <see cref="SieveStep.Name"/>: the mailbox <see cref="SieveStep.Detail"/>, or any where that is null (RFC 8579 §3)? Yes or no.</summary>
    SpecialUseExists,

    /// <summary>What is the annotation <see cref="SieveStep.Detail"/> of the mailbox <see cref="SieveStep.Name"/> (RFC 5490 §3.3)? Text, or none.</summary>
    Metadata,

    /// <summary>What is the server's annotation <see cref="SieveStep.Name"/> (RFC 5490 §4.1)? Text, or none.</summary>
    ServerMetadata,

    /// <summary>Is <see cref="SieveStep.Detail"/> in the list <see cref="SieveStep.Name"/> (RFC 6134 §2.1)? Yes or no.</summary>
    ListContains,

    /// <summary>Is there a list <see cref="SieveStep.Name"/> that can be asked (RFC 6134 §2.7)? Yes or no.</summary>
    ListExists,

    /// <summary>
    /// Has the identifier <see cref="SieveStep.Name"/> been seen in the last <see cref="SieveStep.Seconds"/> seconds (RFC 7352 §3)? Yes or no. Where it had not, the host notes
    /// it for so long, once the message has been delivered; where <see cref="SieveStep.IsRenewed"/>, it does so even where it had.
    /// </summary>
    Duplicate,

    /// <summary>Has a reply by the handle <see cref="SieveStep.Name"/> been sent to <see cref="SieveStep.Detail"/> in the last <see cref="SieveStep.Seconds"/> seconds (RFC 5230 §4.2)? Yes or no.</summary>
    VacationSeen,

    /// <summary>What is the script <see cref="SieveStep.Name"/> at <see cref="SieveStep.Location"/> (RFC 6609 §3.2)? A program, or none.</summary>
    Include,

    /// <summary>What is the item <see cref="SieveStep.Name"/> of the environment (RFC 5183 §4)? Text, or none.</summary>
    Environment,

    /// <summary>Can the notification method <see cref="SieveStep.Name"/>, a URI, be used (RFC 5435 §4)? Yes or no.</summary>
    NotifyMethodValid,

    /// <summary>What is the capability <see cref="SieveStep.Detail"/>, such as <c>online</c>, of the notification method <see cref="SieveStep.Name"/>, a URI (RFC 5435 §5)? Text, or none.</summary>
    NotifyMethodOnline,

    /// <summary>How much like spam is the message, from 1 to 10, or from 0 to 100 where <see cref="SieveStep.IsPercent"/> (RFC 5235 §3.2)? A number; 0, or none, where it was not looked at.</summary>
    SpamScore,

    /// <summary>How likely has the message a virus, from 1 to 5 (RFC 5235 §3.3)? A number; 0 where it was not looked at.</summary>
    VirusScore,

    /// <summary>Convert <see cref="SieveStep.Data"/> of the media type <see cref="SieveStep.Name"/> to <see cref="SieveStep.Detail"/> by <see cref="SieveStep.Items"/> (RFC 6558 §2)? Octets, or none.</summary>
    Convert,

    /// <summary>A command of the host's own is come to: <see cref="SieveStep.Call"/>. Done, or of a block: enter it or not.</summary>
    HostCommand,

    /// <summary>A test of the host's own is come to: <see cref="SieveStep.Call"/>. Yes or no.</summary>
    HostTest,
}

/// <summary>Where an included script is kept (RFC 6609 §3.2).</summary>
public enum SieveScriptLocation
{
    /// <summary>Among the user's own.</summary>
    Personal,

    /// <summary>Among those of the site.</summary>
    Global,
}

/// <summary>What a run wants of its host: nothing more, or an answer to a question. Which facts a question has is said at its <see cref="SieveStepKind"/>.</summary>
public readonly struct SieveStep
{
    /// <summary>What it is.</summary>
    public SieveStepKind Kind { get; internal init; }

    /// <summary>What the question is about; empty where it has no such fact.</summary>
    public string Name { get => field ?? ""; internal init; }

    /// <summary>A second fact; null where there is none.</summary>
    public string? Detail { get; internal init; }

    /// <summary>Further facts in order; may be none.</summary>
    public IReadOnlyList<string> Items { get => field ?? []; internal init; }

    /// <summary>Octets that the question is about; empty where it has none.</summary>
    public ReadOnlyMemory<byte> Data { get; internal init; }

    /// <summary>A time in seconds.</summary>
    public long Seconds { get; internal init; }

    /// <summary>Whether the time begins anew (RFC 7352 §3.3).</summary>
    public bool IsRenewed { get; internal init; }

    /// <summary>Whether a number is wanted from 0 to 100 (RFC 5235 §3.2).</summary>
    public bool IsPercent { get; internal init; }

    /// <summary>Where a script is kept.</summary>
    public SieveScriptLocation Location { get; internal init; }

    /// <summary>The command or test of the host, with its arguments.</summary>
    public SieveHostCall? Call { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name.Length == 0 ? Kind.ToString() : Detail is null ? $"{Kind} {Name}" : $"{Kind} {Name} {Detail}";
}
