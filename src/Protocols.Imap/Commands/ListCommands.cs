using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>LIST's selection options (RFC 9051 §6.3.9.1, RFC 6154 §2).</summary>
[Flags]
public enum ListSelection
{
    /// <summary>All mailboxes.</summary>
    None = 0,

    /// <summary>Names that are subscribed.</summary>
    Subscribed = 1,

    /// <summary>Remote mailboxes too.</summary>
    Remote = 2,

    /// <summary>Also parents that do not match but have children that do.</summary>
    RecursiveMatch = 4,

    /// <summary>Mailboxes with a special use.</summary>
    SpecialUse = 8,
}

/// <summary>LIST's return options (RFC 9051 §6.3.9.2, RFC 6154 §2).</summary>
[Flags]
public enum ListReturn
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Whether a name is subscribed.</summary>
    Subscribed = 1,

    /// <summary>Whether it has children.</summary>
    Children = 2,

    /// <summary>A STATUS response for each; see <see cref="ListCommand.Status"/> (RFC 5819).</summary>
    Status = 4,

    /// <summary>What it is used for.</summary>
    SpecialUse = 8,

    /// <summary>A MYRIGHTS response for each (RFC 8440).</summary>
    MyRights = 16,
}

/// <summary>LIST (RFC 9051 §6.3.9).</summary>
public sealed record ListCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "LIST";

    /// <summary>The reference name in Unicode.</summary>
    public required string Reference { get; init; }

    /// <summary>The patterns in Unicode, with <c>*</c> and <c>%</c> as wildcards; at least one, which may be empty.</summary>
    public required ImmutableArray<string> Patterns { get; init; }

    /// <summary>Which names are wanted.</summary>
    public ListSelection Selection { get; init; }

    /// <summary>What is wanted of each.</summary>
    public ListReturn Return { get; init; }

    /// <summary>What STATUS is to tell, with <see cref="ListReturn.Status"/>.</summary>
    public StatusItems Status { get; init; }

    /// <summary>Whether it used any of the extended syntax (RFC 5258 §3).</summary>
    public bool IsExtended { get; init; }
}

/// <summary>LSUB (RFC 3501 §6.3.9).</summary>
public sealed record LsubCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "LSUB";

    /// <summary>The reference name in Unicode.</summary>
    public required string Reference { get; init; }

    /// <summary>The pattern in Unicode.</summary>
    public required string Pattern { get; init; }
}
