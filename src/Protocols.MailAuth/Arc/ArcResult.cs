using System.Collections.Immutable;
using Protocols.MailAuth.Dkim;

namespace Protocols.MailAuth.Arc;

/// <summary>The state of a chain (RFC 8617 §4.4).</summary>
public enum ArcStatus
{
    /// <summary>There is no chain.</summary>
    None,

    /// <summary>The chain holds.</summary>
    Pass,

    /// <summary>It does not, and is to be treated as if it were not there (RFC 8617 §5.2).</summary>
    Fail,
}

/// <summary>Why an <see cref="ArcResult"/> is what it is (RFC 8617 §5.2).</summary>
public enum ArcReason
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>A field has no instance from 1 to 50, or cannot be read.</summary>
    MalformedField,

    /// <summary>There are more sets than 50, or than <see cref="ArcOptions.MaxSets"/>.</summary>
    SetLimit,

    /// <summary>A set has not exactly one of each field (step 3A).</summary>
    IncompleteSet,

    /// <summary>The instances have a gap (step 3B).</summary>
    InstanceGap,

    /// <summary>The last seal says that the chain had failed before (step 2).</summary>
    FailedBefore,

    /// <summary>A seal says of the chain before it what cannot be (step 3C).</summary>
    WrongChainStatus,

    /// <summary>The last signature of the message does not hold (step 4): <see cref="ArcResult.SignatureReason"/> says why.</summary>
    MessageSignature,

    /// <summary>A seal does not hold (step 6): <see cref="ArcResult.SignatureReason"/> says why.</summary>
    Seal,
}

/// <summary>What became of a message's chain, and why.</summary>
public sealed record ArcResult
{
    /// <summary>The state.</summary>
    public ArcStatus Status { get; init; }

    /// <summary>Why it is that.</summary>
    public ArcReason Reason { get; init; }

    /// <summary>The instance at which it failed; 0 where it did not, or where no one instance is to blame.</summary>
    public int FailedInstance { get; init; }

    /// <summary>What is wrong with the signature of that instance; <see cref="DkimReason.None"/> where it is something else.</summary>
    public DkimReason SignatureReason { get; init; }

    /// <summary>The sets, by instance, where their structure could be read.</summary>
    public ImmutableArray<ArcSet> Sets { get; init; } = [];

    /// <summary>The oldest instance whose signature of the message still holds, 0 where all do (RFC 8617 §5.2, step 5); meaningful where the chain passes.</summary>
    public int OldestPass { get; init; }

    /// <summary>The highest instance that was found, whatever the state; a sealer takes the next.</summary>
    public int HighestInstance { get; init; }

    /// <summary>The state as the specifications spell it.</summary>
    public string Name => Status switch
    {
        ArcStatus.None => "none",
        ArcStatus.Pass => "pass",
        _ => "fail",
    };

    /// <inheritdoc/>
    public override string ToString() => Reason == ArcReason.None ? Name : $"{Name} ({Reason} of instance {FailedInstance}{(SignatureReason == DkimReason.None ? "" : $": {SignatureReason}")})";
}

/// <summary>One custodian's set of three fields (RFC 8617 §4.2).</summary>
/// <param name="Instance">From 1.</param>
/// <param name="SealDomain">Who sealed, <c>d=</c> of the seal.</param>
/// <param name="SealSelector">By which key, <c>s=</c> of the seal.</param>
/// <param name="ChainStatus">What the seal says of the chain before it, <c>cv=</c>.</param>
/// <param name="Results">What the custodian found: the value of ARC-Authentication-Results behind its instance.</param>
public sealed record ArcSet(int Instance, string SealDomain, string SealSelector, string ChainStatus, string Results);

/// <summary>The limits of the work on chains. Immutable.</summary>
public sealed record ArcOptions
{
    /// <summary>The most sets that there can be (RFC 8617 §4.2.1).</summary>
    public const int MostSets = 50;

    /// <summary>How many sets a chain may have. From 1 to 50; 50 unless set.</summary>
    public int MaxSets
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostSets);
            field = value;
        }
    } = MostSets;
}
