using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>
/// The parameters of a Content-Type, Content-Disposition or like field, as they stand in the message
/// (<c>; name=value</c>, RFC 2045 §5.1). Enumerating allocates nothing.
/// </summary>
public readonly ref struct HeaderParameters
{
    private readonly ReadOnlySpan<byte> _value;

    internal HeaderParameters(ReadOnlySpan<byte> value) => _value = value;

    /// <summary>Gives each parameter in the order of the field.</summary>
    public Enumerator GetEnumerator() => new(IsEmpty ? default : _value);

    /// <summary>Finds the first parameter of a name, exactly as it is written in the field.</summary>
    /// <param name="name">The name in ASCII; letter case does not matter.</param>
    /// <param name="parameter">The parameter, or an empty one.</param>
    public bool TryGet(ReadOnlySpan<byte> name, out HeaderParameter parameter)
    {
        foreach (HeaderParameter candidate in this)
        {
            if (Ascii.EqualsIgnoreCase(candidate.Name, name))
            {
                parameter = candidate;
                return true;
            }
        }

        parameter = default;
        return false;
    }

    /// <summary>
    /// Finds a parameter and decodes its value (RFC 2231: continuations, charset, percent codes; encoded words as well, though
    /// they have no place here).
    /// </summary>
    /// <param name="name">The name in ASCII without asterisks; letter case does not matter.</param>
    /// <param name="value">The text, or an empty one.</param>
    public bool TryGetString(ReadOnlySpan<byte> name, out string value) => ParameterText.TryGet(this, name, out value);

    // No parameter can be here, as in most fields.
    internal bool IsEmpty => !_value.Contains((byte)'=');

    internal int OffsetOf(HeaderParameter parameter) =>
        parameter.RawValue.IsEmpty || !_value.Overlaps(parameter.RawValue, out int offset) ? 0 : offset;

    internal ReadOnlySpan<byte> Slice(int offset, int length) => _value.Slice(offset, length);

    /// <summary>Walks the parameters of a field.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _source;
        private HeaderLexer _lexer;

        internal Enumerator(ReadOnlySpan<byte> source)
        {
            _source = source;
            _lexer = new HeaderLexer(source);
            SkipValue();
        }

        /// <summary>The parameter that <see cref="MoveNext"/> came to.</summary>
        public HeaderParameter Current { get; private set; }

        /// <summary>Goes on to the next parameter. Pieces that are no <c>name=value</c> are passed over.</summary>
        public bool MoveNext()
        {
            while (!_lexer.AtEnd)
            {
                _lexer.Position++;
                _lexer.SkipCfws();
                ReadOnlySpan<byte> name = _lexer.ReadToken();
                _lexer.SkipCfws();
                if (name.IsEmpty || _lexer.Current != (byte)'=')
                {
                    _lexer.SkipTo((byte)';');
                    continue;
                }

                _lexer.Position++;
                _lexer.SkipCfws();
                bool quoted = _lexer.Current == (byte)'"';
                ReadOnlySpan<byte> value = quoted ? _lexer.ReadQuoted() : ReadBare();
                Current = new HeaderParameter(name, value, quoted);
                if (_lexer.Current != (byte)';' && !IsAtParameter())
                {
                    _lexer.SkipTo((byte)';');
                }

                return true;
            }

            Current = default;
            return false;
        }

        // Whether white space and then a parameter stand here, where a program left the semicolon out. MoveNext passes over one octet.
        private readonly bool IsAtParameter()
        {
            HeaderLexer lexer = _lexer;
            lexer.SkipCfws();
            return lexer.Position > _lexer.Position && _source[_lexer.Position] != (byte)'(' && !lexer.ReadToken().IsEmpty && lexer.Current == (byte)'=';
        }

        // Goes to the semicolon behind the value, or to the first parameter where a program left the semicolon out.
        private void SkipValue()
        {
            _lexer.SkipCfws();
            _lexer.ReadToken();
            if (_lexer.Current == (byte)'/')
            {
                _lexer.Position++;
                _lexer.ReadToken();
            }

            _lexer.SkipCfws();
            int start = _lexer.Position;
            bool hasName = !_lexer.ReadToken().IsEmpty;
            if (start > 0 && hasName && _lexer.Current == (byte)'=' && _source[start - 1] is (byte)' ' or (byte)'\t' or (byte)')')
            {
                // MoveNext passes over what stands where a semicolon should.
                _lexer.Position = start - 1;
                return;
            }

            _lexer.Position = start;
            _lexer.SkipTo((byte)';');
        }

        // RFC 2045 §5.1 wants a token here. Real mail leaves out the quotes around anything, so the value goes on to the
        // semicolon, but for a comment after white space, which a correct field may have there.
        private ReadOnlySpan<byte> ReadBare()
        {
            ReadOnlySpan<byte> value = _source[_lexer.Position..];
            if (TryReadShort(value, out int length))
            {
                value = value[..length].TrimBlanksEnd();
                _lexer.Position += value.Length;
                return value;
            }

            value = value[..LengthOfBare(value)];
            int open = value.IndexOf((byte)'(');
            if (open > 0 && value[open - 1] is (byte)' ' or (byte)'\t' or (byte)'\n')
            {
                value = value[..open];
            }

            value = value.TrimBlanksEnd();
            _lexer.Position += value.Length;
            return value;
        }

        // Most values are short and end in a semicolon: starting searches costs more than looking at the nearest octets.
        private static bool TryReadShort(ReadOnlySpan<byte> rest, out int length)
        {
            const int Near = 12;
            for (length = 0; length < Math.Min(rest.Length, Near) && rest[length] is not ((byte)'\n' or (byte)'('); length++)
            {
                if (rest[length] == (byte)';')
                {
                    return true;
                }
            }

            return false;
        }

        // To the semicolon, or to a folded line that begins with a parameter: the semicolon before it is missing.
        private static int LengthOfBare(ReadOnlySpan<byte> rest)
        {
            int position = 0;
            while (true)
            {
                int found = rest[position..].IndexOfAny((byte)';', (byte)'\n');
                if (found < 0)
                {
                    return rest.Length;
                }

                position += found;
                if (rest[position] == (byte)';' || BeginsParameter(rest[position..]))
                {
                    return position;
                }

                position++;
            }
        }

        private static bool BeginsParameter(ReadOnlySpan<byte> line)
        {
            HeaderLexer lexer = new(line.TrimBlanksStart());
            return !lexer.ReadToken().IsEmpty && lexer.Current == (byte)'=';
        }
    }
}

/// <summary>One parameter, as views into the message.</summary>
public readonly ref struct HeaderParameter
{
    internal HeaderParameter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawValue, bool isQuoted)
    {
        Name = name;
        RawValue = rawValue;
        IsQuoted = isQuoted;
    }

    /// <summary>The name as written, with the asterisks of RFC 2231 if it has any.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value as written: without the quotes around it, with the backslashes and folds in it.</summary>
    public ReadOnlySpan<byte> RawValue { get; }

    /// <summary>Whether the value stood in quotes.</summary>
    public bool IsQuoted { get; }

    /// <summary>The value as text: backslashes, folds and encoded words decoded, but not RFC 2231, which may take several parameters.</summary>
    public string GetString()
    {
        if (!IsQuoted)
        {
            return HeaderText.Decode(RawValue);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(RawValue.Length + 1);
        string text = HeaderText.Decode(rented.AsSpan(0, PhraseWords.Unescape(RawValue, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }
}
