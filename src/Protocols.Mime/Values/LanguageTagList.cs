namespace Protocols.Mime;

/// <summary>
/// The language tags of a Content-Language or Accept-Language field (RFC 3282 §2 and §3), in the order of the field. Enumerating allocates
/// nothing; what is no tag is passed over.
/// </summary>
public ref struct LanguageTagList
{
    private const int Whole = 1000;

    private HeaderLexer _lexer;

    /// <summary>Looks at the tags of a field.</summary>
    /// <param name="value">The value of the field.</param>
    public LanguageTagList(ReadOnlySpan<byte> value)
    {
        _lexer = new HeaderLexer(value);
        Current = default;
        Quality = 0;
    }

    /// <summary>The tag that <see cref="MoveNext"/> came to, such as <c>en-GB</c>, or <c>*</c>.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>How much the language is wanted, in thousandths from 0 to 1,000; 1,000 where the field does not say.</summary>
    public int Quality { get; private set; }

    /// <summary>Gives this list, from where it stands.</summary>
    public readonly LanguageTagList GetEnumerator() => this;

    /// <summary>Goes on to the next tag.</summary>
    public bool MoveNext()
    {
        while (!_lexer.AtEnd)
        {
            _lexer.SkipCfws();
            Current = _lexer.ReadToken();
            Quality = Whole;
            _lexer.SkipCfws();
            while (_lexer.Current == (byte)';')
            {
                ReadParameter();
            }

            _lexer.SkipTo((byte)',');
            _lexer.Position++;
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        Current = default;
        return false;
    }

    private void ReadParameter()
    {
        _lexer.Position++;
        _lexer.SkipCfws();
        ReadOnlySpan<byte> name = _lexer.ReadToken();
        _lexer.SkipCfws();
        if (_lexer.Current != (byte)'=')
        {
            return;
        }

        _lexer.Position++;
        _lexer.SkipCfws();
        ReadOnlySpan<byte> value = _lexer.ReadToken();
        _lexer.SkipCfws();
        if (name is [(byte)'q' or (byte)'Q'])
        {
            Quality = Thousandths(value);
        }
    }

    // RFC 2616 §3.9, as RFC 3282 §3 has it: 0 or 1, and up to three digits behind a point. What is none of that says nothing.
    private static int Thousandths(ReadOnlySpan<byte> value)
    {
        if (value.Length is 0 or > 5 || value[0] is not ((byte)'0' or (byte)'1') || (value.Length > 1 && value[1] != (byte)'.'))
        {
            return Whole;
        }

        int quality = (value[0] - '0') * Whole;
        int weight = Whole / 10;
        foreach (byte digit in value.Length > 2 ? value[2..] : default)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return Whole;
            }

            quality += (digit - '0') * weight;
            weight /= 10;
        }

        return Math.Min(quality, Whole);
    }
}
