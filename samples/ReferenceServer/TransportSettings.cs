namespace Protocols.Samples.ReferenceServer;

/// <summary>What is made of the policies that other domains publish for mail to them (MTA-STS).</summary>
internal sealed record MtaStsSettings
{
    /// <summary>Whether they are looked for and followed.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>What the owners of other domains are told of connections to their servers (TLS-RPT).</summary>
internal sealed record TlsReportSettings
{
    /// <summary>Whether they are told each day, if they want to be.</summary>
    public bool Enabled { get; init; }

    /// <summary>The name of who reports; empty for the host's.</summary>
    public string Organization { get; init; } = "";

    /// <summary>The address that reports and answers questions; empty for <c>tlsrpt</c> at the host. Reports go by mail only with a DKIM key of its domain.</summary>
    public string Author { get; init; } = "";
}
