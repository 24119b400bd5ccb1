namespace Protocols.Storage;

/// <summary>Some of the flags: those that a change may touch, where who makes it may not touch all (RFC 4314 §4).</summary>
/// <param name="System">The system flags among them.</param>
/// <param name="Keywords">Whether keywords are among them; all or none.</param>
public readonly record struct FlagMask(SystemFlags System, bool Keywords)
{
    /// <summary>All flags.</summary>
    public static FlagMask All => new(SystemFlags.Seen | SystemFlags.Answered | SystemFlags.Flagged | SystemFlags.Deleted | SystemFlags.Draft, true);

    /// <summary>Those of a set that are among these.</summary>
    /// <param name="flags">The set.</param>
    public MailFlags Of(MailFlags flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return new MailFlags(flags.System & System, Keywords ? [.. flags.Keywords] : []);
    }
}
