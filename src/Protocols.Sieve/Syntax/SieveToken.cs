namespace Protocols.Sieve;

/// <summary>The kinds of tokens (RFC 5228 §8.1).</summary>
internal enum SieveTokenKind : byte
{
    End,
    Identifier,
    Tag,
    Number,
    Quoted,
    MultiLine,
    LeftBracket,
    RightBracket,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    Comma,
    Semicolon,

    // What no token begins with, or one that never ends. The diagnostic has been told.
    Invalid,
}
