namespace Protocols.Samples.ReferenceServer;

/// <summary>What sorts mail as it arrives.</summary>
internal sealed record SieveSettings
{
    /// <summary>Whether the recipients' scripts are run.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How many redirects a script may come to for one message.</summary>
    public int MaxRedirects { get; init; } = 4;

    /// <summary>The largest script in octets.</summary>
    public int MaxScriptSize { get; init; } = 1024 * 1024;

    /// <summary>Whether <c>fileinto</c> makes a mailbox that is not there although the script does not say <c>:create</c>.</summary>
    public bool CreatesMailboxes { get; init; }
}
