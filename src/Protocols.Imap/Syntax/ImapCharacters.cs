using System.Buffers;

namespace Protocols.Imap.Syntax;

/// <summary>The character classes of RFC 9051 §9, made from its own definitions.</summary>
internal static class ImapCharacters
{
    private const string AtomSpecials = "(){ %*\"\\]";

    /// <summary>ATOM-CHAR: any CHAR but atom-specials.</summary>
    public static SearchValues<byte> Atom { get; } = Make(AtomSpecials);

    /// <summary>ASTRING-CHAR: ATOM-CHAR and <c>]</c>.</summary>
    public static SearchValues<byte> AString { get; } = Make(AtomSpecials.Replace("]", string.Empty, StringComparison.Ordinal));

    /// <summary>What a tag is made of: ASTRING-CHAR but <c>+</c>.</summary>
    public static SearchValues<byte> Tag { get; } = Make(AtomSpecials.Replace("]", "+", StringComparison.Ordinal));

    /// <summary>list-char: ATOM-CHAR, the wildcards and <c>]</c>.</summary>
    public static SearchValues<byte> List { get; } = Make("(){ \"\\");

    private static SearchValues<byte> Make(string except) =>
        SearchValues.Create([.. Enumerable.Range(0x21, 0x7F - 0x21).Where(c => !except.Contains((char)c)).Select(static c => (byte)c)]);
}
