namespace Protocols.ManageSieve;

/// <summary>HAVESPACE (RFC 5804 §2.5).</summary>
public sealed record HaveSpaceCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "HAVESPACE";

    /// <summary>The script's name in NFC.</summary>
    public required string ScriptName { get; init; }

    /// <summary>The script's size in octets, below 2³².</summary>
    public required long Size { get; init; }
}

/// <summary>PUTSCRIPT (RFC 5804 §2.6).</summary>
public sealed record PutScriptCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "PUTSCRIPT";

    /// <summary>The script's name in NFC.</summary>
    public required string ScriptName { get; init; }

    /// <summary>The script; never empty.</summary>
    public required ReadOnlyMemory<byte> Script { get; init; }
}

/// <summary>CHECKSCRIPT (RFC 5804 §2.12).</summary>
public sealed record CheckScriptCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "CHECKSCRIPT";

    /// <summary>The script, perhaps empty.</summary>
    public required ReadOnlyMemory<byte> Script { get; init; }
}

/// <summary>LISTSCRIPTS (RFC 5804 §2.7).</summary>
public sealed record ListScriptsCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "LISTSCRIPTS";
}

/// <summary>SETACTIVE (RFC 5804 §2.8).</summary>
public sealed record SetActiveCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "SETACTIVE";

    /// <summary>The script's name in NFC; empty for none of them.</summary>
    public required string ScriptName { get; init; }
}

/// <summary>GETSCRIPT (RFC 5804 §2.9).</summary>
public sealed record GetScriptCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "GETSCRIPT";

    /// <summary>The script's name in NFC.</summary>
    public required string ScriptName { get; init; }
}

/// <summary>DELETESCRIPT (RFC 5804 §2.10).</summary>
public sealed record DeleteScriptCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "DELETESCRIPT";

    /// <summary>The script's name in NFC.</summary>
    public required string ScriptName { get; init; }
}

/// <summary>RENAMESCRIPT (RFC 5804 §2.11).</summary>
public sealed record RenameScriptCommand : ManageSieveCommand
{
    /// <inheritdoc/>
    public override string Name => "RENAMESCRIPT";

    /// <summary>The script's name in NFC.</summary>
    public required string OldName { get; init; }

    /// <summary>The name it shall have, in NFC.</summary>
    public required string NewName { get; init; }
}
