using System.Net;
using Protocols.Sasl;

namespace Protocols.Smtp.Server;

/// <summary>A server that a message may be handed to, before its addresses are known.</summary>
internal sealed record NextHop
{
    /// <summary>What connections to it are kept under: those of one key are as good as another.</summary>
    public required string Key { get; init; }

    /// <summary>Its name, as people are told it.</summary>
    public required string Name { get; init; }

    /// <summary>The host whose addresses are looked up; null where <see cref="EndPoint"/> is set.</summary>
    public MxHost? Host { get; init; }

    /// <summary>Where it listens, where that needs no look-up.</summary>
    public EndPoint? EndPoint { get; init; }

    /// <summary>The port.</summary>
    public int Port { get; init; }

    /// <summary>Whether it speaks LMTP.</summary>
    public bool IsLmtp { get; init; }

    /// <summary>Whether TLS comes before all else.</summary>
    public bool IsImplicitTls { get; init; }

    /// <summary>Whether TLS is required, whatever has been published.</summary>
    public bool RequiresTls { get; init; }

    /// <summary>Whether an authenticated server is required, whatever has been published.</summary>
    public bool RequiresAuthenticatedTls { get; init; }

    /// <summary>Whether it is to be used with DANE or not at all.</summary>
    public bool RequiresDane { get; init; }

    /// <summary>Who to log in as.</summary>
    public SaslCredentials? Credentials { get; init; }

    /// <summary>The domain whose policy of MTA-STS holds.</summary>
    public string PolicyDomain { get; init; } = "";

    /// <summary>How its domain's exchangers were found; null where it is no exchanger.</summary>
    public MxLookup? Exchangers { get; init; }

    /// <summary>Whether taking a message means that it is in its mailbox.</summary>
    public bool IsFinal => IsLmtp;
}
