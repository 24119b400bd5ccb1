namespace Protocols.MailAuth.Dmarc;

/// <summary>The results of DMARC (RFC 7489 §11.2).</summary>
public enum DmarcVerdict
{
    /// <summary>The author's domain has no policy.</summary>
    None,

    /// <summary>Something aligned passes.</summary>
    Pass,

    /// <summary>Nothing aligned passes.</summary>
    Fail,

    /// <summary>It cannot be known now.</summary>
    TempError,

    /// <summary>It cannot be known: there is no one author's domain.</summary>
    PermError,
}

/// <summary>Why a <see cref="DmarcResult"/> is what it is.</summary>
public enum DmarcReason
{
    /// <summary>A signature of an aligned domain passes.</summary>
    AlignedDkim,

    /// <summary>SPF of an aligned domain passes.</summary>
    AlignedSpf,

    /// <summary>Both.</summary>
    AlignedDkimAndSpf,

    /// <summary>What passes is of other domains.</summary>
    NotAligned,

    /// <summary>Neither SPF nor any signature passes.</summary>
    NothingPasses,

    /// <summary>There is no policy.</summary>
    NoRecord,

    /// <summary>The From field is missing, is there several times, or has authors of several domains.</summary>
    NoSingleAuthor,

    /// <summary>A look-up of a policy failed.</summary>
    LookupFailed,

    /// <summary>A signature or SPF cannot be known now, and might pass.</summary>
    AuthenticationUnknown,
}

/// <summary>What DMARC says of a message, why, and by what policy.</summary>
public sealed record DmarcResult
{
    /// <summary>The result.</summary>
    public DmarcVerdict Verdict { get; init; }

    /// <summary>Why it is that.</summary>
    public DmarcReason Reason { get; init; }

    /// <summary>The domain of the author; empty where there is no one.</summary>
    public string AuthorDomain { get; init; } = "";

    /// <summary>The domain of the author's organization; empty where there is no policy.</summary>
    public string OrganizationalDomain { get; init; } = "";

    /// <summary>The domain whose policy holds; empty where there is none.</summary>
    public string PolicyDomain { get; init; } = "";

    /// <summary>The policy; null where there is none.</summary>
    public DmarcRecord? Record { get; init; }

    /// <summary>What the domain wants for this author: <c>p=</c>, <c>sp=</c> or <c>np=</c>, and one level less where that is only tried out (<c>t=y</c>).</summary>
    public DmarcPolicy Policy { get; init; }

    /// <summary>Whether the author's domain exists; true unless that was asked and it does not.</summary>
    public bool AuthorExists { get; init; } = true;

    /// <summary>The aligned domain whose signature passes; empty where there is none.</summary>
    public string AlignedDkimDomain { get; init; } = "";

    /// <summary>The aligned domain for which SPF passes; empty where there is none.</summary>
    public string AlignedSpfDomain { get; init; } = "";

    /// <summary>What went wrong, in words for a person; empty where nothing did.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The result as the specifications spell it.</summary>
    public string Name => Verdict switch
    {
        DmarcVerdict.None => "none",
        DmarcVerdict.Pass => "pass",
        DmarcVerdict.Fail => "fail",
        DmarcVerdict.TempError => "temperror",
        _ => "permerror",
    };

    /// <summary>What is to be done with a message that fails, where the policy is wanted for a part of them alone (<c>pct=</c>, RFC 7489 §6.6.4): one level less for the others.</summary>
    /// <param name="sample">A random number from 0 up to, but not including, 1. Zero applies the policy unless it is wanted for none.</param>
    public DmarcPolicy Apply(double sample) => Verdict != DmarcVerdict.Fail ? DmarcPolicy.None
        : Record is { Percent: < 100 and int percent } && sample * 100 >= percent ? OneLevelLess(Policy)
        : Policy;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Reason}{(Record is null ? "" : $"; {Policy} wanted by {PolicyDomain}")})";

    internal static DmarcPolicy OneLevelLess(DmarcPolicy policy) => policy == DmarcPolicy.Reject ? DmarcPolicy.Quarantine : DmarcPolicy.None;
}
