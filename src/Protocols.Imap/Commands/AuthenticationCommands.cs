using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>STARTTLS (RFC 9051 §6.2.1). Answer OK, send it, do the handshake, call <see cref="ImapServerSession.TlsEstablished"/>.</summary>
public sealed record StartTlsCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "STARTTLS";
}

/// <summary>AUTHENTICATE (RFC 9051 §6.2.2, RFC 4959). The mechanism is one that was offered.</summary>
public sealed record AuthenticateCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "AUTHENTICATE";

    /// <summary>The mechanism, in capitals.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The initial response, decoded from base64; empty for <c>=</c>; null if there was none.</summary>
    public ReadOnlyMemory<byte>? InitialResponse { get; init; }
}

/// <summary>LOGIN (RFC 9051 §6.2.3).</summary>
public sealed record LoginCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "LOGIN";

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The password as it came: UTF-8, if the client is right.</summary>
    public required ReadOnlyMemory<byte> Password { get; init; }

    /// <summary>The command without its password.</summary>
    public override string ToString() => $"{nameof(LoginCommand)} {{ Tag = {Tag}, UserName = {UserName} }}";
}

/// <summary>ENABLE (RFC 9051 §6.3.1). The session has done its part; answer with ENABLED and <see cref="Enabled"/>, then OK.</summary>
public sealed record EnableCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "ENABLE";

    /// <summary>What was asked for, in capitals.</summary>
    public required ImmutableArray<string> Capabilities { get; init; }

    /// <summary>What is enabled by this command and was not before.</summary>
    public required ImmutableArray<string> Enabled { get; init; }
}

/// <summary>UNAUTHENTICATE (RFC 8437 §3). Answer OK, and call <see cref="ImapServerSession.Unauthenticated"/>; NO is not allowed.</summary>
public sealed record UnauthenticateCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "UNAUTHENTICATE";
}

/// <summary>GETJMAPACCESS (RFC 9698 §4).</summary>
public sealed record GetJmapAccessCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "GETJMAPACCESS";
}
