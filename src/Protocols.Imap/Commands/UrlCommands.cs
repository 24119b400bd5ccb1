using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>RESETKEY (RFC 4467 §7): takes back what was authorized.</summary>
public sealed record ResetKeyCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "RESETKEY";

    /// <summary>The mailbox that gets a new key, in Unicode; null for all keys of the user.</summary>
    public string? Mailbox { get; init; }

    /// <summary>The mechanisms that were named, in capitals; none stands for INTERNAL.</summary>
    public ImmutableArray<string> Mechanisms { get; init; } = [];
}

/// <summary>GENURLAUTH (RFC 4467 §7): authorizes URLs.</summary>
public sealed record GenUrlAuthCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "GENURLAUTH";

    /// <summary>The URLs, each as it was sent and with its mechanism in capitals.</summary>
    public required ImmutableArray<UrlAuthRequest> Requests { get; init; }
}

/// <summary>A URL that is to be authorized.</summary>
/// <param name="Url">The URL as it was sent.</param>
/// <param name="Mechanism">The mechanism, in capitals.</param>
public sealed record UrlAuthRequest(string Url, string Mechanism);

/// <summary>URLFETCH (RFC 4467 §7, RFC 5524 §3): reads what URLs name.</summary>
public sealed record UrlFetchCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "URLFETCH";

    /// <summary>The URLs, and what is wanted of each.</summary>
    public required ImmutableArray<UrlFetchRequest> Requests { get; init; }
}

/// <summary>What URLFETCH can tell of a URL (RFC 5524 §3.1).</summary>
[Flags]
public enum UrlFetchItems
{
    /// <summary>Nothing but the data: the form of RFC 4467.</summary>
    None = 0,

    /// <summary>BODY: the data as it is.</summary>
    Body = 1,

    /// <summary>BINARY: the data without its transfer encoding.</summary>
    Binary = 2,

    /// <summary>BODYPARTSTRUCTURE: what the data is.</summary>
    BodyPartStructure = 4,
}

/// <summary>A URL that is to be fetched.</summary>
/// <param name="Url">The URL as it was sent.</param>
/// <param name="Items">What is wanted of it.</param>
public sealed record UrlFetchRequest(string Url, UrlFetchItems Items);
