namespace Protocols.Mime;

/// <summary>One encoded word (RFC 2047 §2): <c>=?charset*language?encoding?text?=</c>.</summary>
internal readonly ref struct EncodedWord
{
    // RFC 2047 §2 allows 75 characters for the whole word; a charset alone is never near that.
    private const int LongestCharset = 75;

    // RFC 5322 §2.1.1: no line is longer. A bound keeps the cost linear.
    private const int LongestAtom = 998;

    private EncodedWord(ReadOnlySpan<byte> charset, bool isBase64, ReadOnlySpan<byte> text)
    {
        Charset = charset;
        IsBase64 = isBase64;
        Text = text;
    }

    public ReadOnlySpan<byte> Charset { get; }

    public bool IsBase64 { get; }

    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The length of the word that stands here without white space in it, or 0. What is behind a line's worth of octets is not looked at.</summary>
    public static int LengthOfAtom(ReadOnlySpan<byte> source)
    {
        if (!source.StartsWith("=?"u8))
        {
            return 0;
        }

        ReadOnlySpan<byte> atom = source[..Math.Min(source.Length, LongestAtom)];
        int blank = atom.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n');
        return TryRead(blank < 0 ? atom : atom[..blank], out _, out int length, out _) ? length : 0;
    }

    /// <summary>
    /// Reads a word at the start of a value. Lenient: white space inside is taken, a word may be of any length.
    /// </summary>
    /// <param name="source">Begins with <c>=?</c>.</param>
    /// <param name="word">The word.</param>
    /// <param name="length">How many octets it takes.</param>
    /// <param name="canEnd">False where no end mark follows, so that no later word can end either.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out EncodedWord word, out int length, out bool canEnd)
    {
        word = default;
        length = 0;
        canEnd = true;
        ReadOnlySpan<byte> rest = source[2..];
        int charsetLength = rest[..Math.Min(rest.Length, LongestCharset)].IndexOf((byte)'?');
        if (charsetLength <= 0 || charsetLength + 3 > rest.Length || rest[charsetLength + 2] != (byte)'?')
        {
            return false;
        }

        ReadOnlySpan<byte> charset = rest[..charsetLength];
        byte encoding = (byte)(rest[charsetLength + 1] | 0x20);
        if (encoding is not ((byte)'b' or (byte)'q') || charset.IndexOfAny(" \t\r\n="u8) >= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> text = rest[(charsetLength + 3)..];
        int end = text.IndexOf("?="u8);
        if (end < 0)
        {
            canEnd = false;
            return false;
        }

        // RFC 2231 §5: a language may follow the charset.
        int language = charset.IndexOf((byte)'*');
        word = new EncodedWord(language >= 0 ? charset[..language] : charset, encoding == (byte)'b', text[..end]);
        length = 2 + charsetLength + 3 + end + 2;
        return true;
    }
}
