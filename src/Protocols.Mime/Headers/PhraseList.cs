namespace Protocols.Mime;

/// <summary>
/// The phrases of a field that has several with commas between them, such as Keywords (RFC 5322 §3.6.5). Commas in quotes, comments and
/// encoded words part nothing; what is empty is passed over. Enumerating allocates nothing.
/// </summary>
public ref struct PhraseList
{
    private readonly ReadOnlySpan<byte> _value;
    private HeaderLexer _lexer;

    /// <summary>Looks at the phrases of a field.</summary>
    /// <param name="value">The value of the field.</param>
    public PhraseList(ReadOnlySpan<byte> value)
    {
        _value = value;
        _lexer = new HeaderLexer(value);
        Current = default;
    }

    /// <summary>The phrase that <see cref="MoveNext"/> came to, as written: <see cref="HeaderText.DecodePhrase"/> makes text of it.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Gives this list, from where it stands.</summary>
    public readonly PhraseList GetEnumerator() => this;

    /// <summary>Goes on to the next phrase.</summary>
    public bool MoveNext()
    {
        while (!_lexer.AtEnd)
        {
            int start = _lexer.Position;
            SkipToComma();
            Current = _value[start.._lexer.Position].TrimBlanks();
            _lexer.Position++;
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        Current = default;
        return false;
    }

    private void SkipToComma()
    {
        while (!_lexer.AtEnd && _lexer.Current != (byte)',')
        {
            switch (_lexer.Current)
            {
                case (byte)'"':
                    _lexer.ReadQuoted();
                    break;
                case (byte)'(':
                    _lexer.SkipComment();
                    break;
                case (byte)'=':
                    _lexer.Position += Math.Max(EncodedWord.LengthOfAtom(_value[_lexer.Position..]), 1);
                    break;
                default:
                    _lexer.Position++;
                    break;
            }
        }
    }
}
