namespace Protocols.Imap;

/// <summary>A whole command, owned: it keeps nothing of the input. One record for each command (RFC 9051 §6).</summary>
public abstract record ImapCommand
{
    private protected ImapCommand()
    {
    }

    /// <summary>The client's tag, to be repeated in the answer.</summary>
    public required string Tag { get; init; }

    /// <summary>The command's name in capitals, <c>UID</c> before it where it was: never the client's own text.</summary>
    public abstract string Name { get; }
}
