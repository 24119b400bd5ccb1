namespace Protocols.Mime;

/// <summary>Takes the marks of grammar off a phrase: quotes, backslashes, comments, folds.</summary>
internal static class PhraseWords
{
    /// <summary>Writes the words with one space between those that white space or a comment parts.</summary>
    /// <param name="phrase">The phrase.</param>
    /// <param name="destination">At least as long as the phrase.</param>
    public static int Flatten(ReadOnlySpan<byte> phrase, Span<byte> destination)
    {
        HeaderLexer lexer = new(phrase);
        int written = 0;
        while (!lexer.AtEnd)
        {
            int before = lexer.Position;
            lexer.SkipCfws();
            if (lexer.Position > before && written > 0 && !lexer.AtEnd)
            {
                destination[written++] = (byte)' ';
            }

            if (lexer.AtEnd)
            {
                break;
            }

            if (lexer.Current == (byte)'"')
            {
                written += Unescape(lexer.ReadQuoted(), destination[written..]);
            }
            else
            {
                // An encoded word is taken whole: programs leave parentheses and quotes in it.
                int length = Math.Max(EncodedWord.LengthOfAtom(phrase[lexer.Position..]), 1);
                phrase.Slice(lexer.Position, length).CopyTo(destination[written..]);
                written += length;
                lexer.Position += length;
            }
        }

        return written;
    }

    /// <summary>Takes backslashes (RFC 5322 §3.2.1) and folds out of the inside of a quoted string or comment.</summary>
    /// <param name="content">What stands between the quotes.</param>
    /// <param name="destination">At least as long as the content.</param>
    public static int Unescape(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        int written = 0;
        for (int i = 0; i < content.Length; i++)
        {
            byte b = content[i];
            if (b == (byte)'\\' && i + 1 < content.Length)
            {
                b = content[++i];
            }

            if (b is not ((byte)'\r' or (byte)'\n'))
            {
                destination[written++] = b;
            }
        }

        return written;
    }
}
