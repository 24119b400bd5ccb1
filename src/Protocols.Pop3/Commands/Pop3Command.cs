namespace Protocols.Pop3;

/// <summary>The commands of POP3.</summary>
public enum Pop3CommandKind
{
    /// <summary>USER and PASS together (RFC 1939 §7): <see cref="Pop3Command.Text"/> and <see cref="Pop3Command.Secret"/>.</summary>
    Login,

    /// <summary>APOP (RFC 1939 §7): <see cref="Pop3Command.Text"/> and, in hexadecimal, the digest in <see cref="Pop3Command.Secret"/>.</summary>
    Apop,

    /// <summary>AUTH (RFC 5034 §4): the mechanism in <see cref="Pop3Command.Text"/>, in capitals, and <see cref="Pop3Command.InitialResponse"/>.</summary>
    Auth,

    /// <summary>STLS (RFC 2595 §4).</summary>
    StartTls,

    /// <summary>CAPA (RFC 2449 §5).</summary>
    Capabilities,

    /// <summary>UTF8 (RFC 6856 §2.1).</summary>
    Utf8,

    /// <summary>LANG (RFC 6856 §3): the range in <see cref="Pop3Command.Text"/>, or nothing for a list.</summary>
    Language,

    /// <summary>STAT (RFC 1939 §5).</summary>
    Status,

    /// <summary>LIST (RFC 1939 §5): <see cref="Pop3Command.Message"/>, or 0 for all.</summary>
    List,

    /// <summary>UIDL (RFC 1939 §7): <see cref="Pop3Command.Message"/>, or 0 for all.</summary>
    UniqueIds,

    /// <summary>RETR (RFC 1939 §5): <see cref="Pop3Command.Message"/>.</summary>
    Retrieve,

    /// <summary>TOP (RFC 1939 §7): <see cref="Pop3Command.Message"/> and <see cref="Pop3Command.Lines"/>.</summary>
    Top,

    /// <summary>DELE (RFC 1939 §5): <see cref="Pop3Command.Message"/>.</summary>
    Delete,

    /// <summary>RSET (RFC 1939 §5).</summary>
    Reset,

    /// <summary>NOOP (RFC 1939 §5).</summary>
    Noop,

    /// <summary>QUIT (RFC 1939 §4, §6).</summary>
    Quit,
}

/// <summary>A command, read and legal now.</summary>
public sealed record Pop3Command
{
    /// <summary>Which.</summary>
    public required Pop3CommandKind Kind { get; init; }

    /// <summary>The name as it stands in the protocol, in capitals.</summary>
    public required string Name { get; init; }

    /// <summary>A name, a mechanism or a language range; else empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>A password in UTF-8, or a digest.</summary>
    public ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>The initial response of AUTH without its base64; null where there was none.</summary>
    public ReadOnlyMemory<byte>? InitialResponse { get; init; }

    /// <summary>The number of a message, from 1; 0 where none was given.</summary>
    public uint Message { get; init; }

    /// <summary>How many lines of the body TOP wants.</summary>
    public uint Lines { get; init; }
}
