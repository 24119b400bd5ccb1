using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>CAPABILITY (RFC 9051 §6.1.1).</summary>
public sealed record CapabilityCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "CAPABILITY";
}

/// <summary>NOOP (RFC 9051 §6.1.2).</summary>
public sealed record NoopCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "NOOP";
}

/// <summary>LOGOUT (RFC 9051 §6.1.3).</summary>
public sealed record LogoutCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "LOGOUT";
}

/// <summary>ID (RFC 2971 §3.1).</summary>
public sealed record IdCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "ID";

    /// <summary>What the client says of itself; a value may be null. Empty for NIL.</summary>
    public required ImmutableArray<KeyValuePair<string, string?>> Fields { get; init; }
}

/// <summary>LANGUAGE (RFC 5255 §3.2).</summary>
public sealed record LanguageCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "LANGUAGE";

    /// <summary>The language ranges, best first; none to ask which languages there are.</summary>
    public required ImmutableArray<string> Ranges { get; init; }
}
