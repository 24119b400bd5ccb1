namespace Protocols.ManageSieve;

/// <summary>A whole command, owned: it keeps nothing of the input. One record for each command (RFC 5804 §2).</summary>
public abstract record ManageSieveCommand
{
    private protected ManageSieveCommand()
    {
    }

    /// <summary>The command's name in capitals: never the client's own text.</summary>
    public abstract string Name { get; }
}

/// <summary>AUTHENTICATE (RFC 5804 §2.1).</summary>
public sealed record AuthenticateCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "AUTHENTICATE";

    /// <summary>The mechanism in capitals; one of those that are offered.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The initial response, decoded from base64, which may be empty; null for none.</summary>
    public ReadOnlyMemory<byte>? InitialResponse { get; init; }
}

/// <summary>STARTTLS (RFC 5804 §2.2).</summary>
public sealed record StartTlsCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "STARTTLS";
}

/// <summary>LOGOUT (RFC 5804 §2.3).</summary>
public sealed record LogoutCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "LOGOUT";
}

/// <summary>CAPABILITY (RFC 5804 §2.4).</summary>
public sealed record CapabilityCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "CAPABILITY";
}

/// <summary>NOOP (RFC 5804 §2.13).</summary>
public sealed record NoopCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "NOOP";

    /// <summary>What to say back in the code TAG; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Tag { get; init; }
}

/// <summary>UNAUTHENTICATE (RFC 5804 §2.14.1).</summary>
public sealed record UnauthenticateCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "UNAUTHENTICATE";
}
