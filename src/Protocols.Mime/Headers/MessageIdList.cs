using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>
/// The message identifiers of a Message-ID, In-Reply-To or References field (RFC 5322 §3.6.4), without their angle brackets.
/// Where a field has no brackets at all, its words are taken. Enumerating allocates nothing.
/// </summary>
public ref struct MessageIdList
{
    private static readonly SearchValues<byte> s_betweenWords = SearchValues.Create(" \t\r\n,"u8);

    private readonly bool _hasBrackets;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Looks at the identifiers of a field.</summary>
    /// <param name="value">The value of the field.</param>
    public MessageIdList(ReadOnlySpan<byte> value)
    {
        _rest = value;
        _hasBrackets = value.IndexOf((byte)'<') >= 0;
        Current = default;
    }

    /// <summary>The identifier that <see cref="MoveNext"/> came to, such as <c>1234@local.machine.example</c>.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Gives this list, from where it stands.</summary>
    public readonly MessageIdList GetEnumerator() => this;

    /// <summary>Goes on to the next identifier.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            ReadOnlySpan<byte> found = _hasBrackets ? ReadBracketed() : ReadWord();
            if (!found.IsEmpty)
            {
                Current = found;
                return true;
            }
        }

        Current = default;
        return false;
    }

    /// <summary>
    /// The identifier that <see cref="MoveNext"/> came to as text, without the comments, folds and white space that the obsolete syntax
    /// lets stand in it (RFC 5322 §4.5.4).
    /// </summary>
    public readonly string GetString()
    {
        ReadOnlySpan<byte> id = Current;
        if (id.IndexOfAny(" \t\r\n("u8) < 0)
        {
            return Encoding.UTF8.GetString(id);
        }

        using RentedOctets octets = new(id.Length);
        HeaderLexer lexer = new(id);
        for (lexer.SkipCfws(); !lexer.AtEnd; lexer.SkipCfws())
        {
            int start = lexer.Position;
            if (lexer.Current == (byte)'"')
            {
                lexer.ReadQuoted();
            }
            else
            {
                lexer.Position++;
            }

            octets.Write(id[start..lexer.Position]);
        }

        return Encoding.UTF8.GetString(octets.Written);
    }

    private ReadOnlySpan<byte> ReadBracketed()
    {
        int open = _rest[0] == (byte)'<' ? 0 : _rest.IndexOf((byte)'<');
        if (open < 0)
        {
            _rest = default;
            return default;
        }

        // An identifier whose bracket is never closed ends before the next one.
        ReadOnlySpan<byte> content = _rest[(open + 1)..];
        int close = LengthToBracket(content);
        ReadOnlySpan<byte> id = close < 0 ? content : content[..close];
        _rest = close < 0 ? default : content[close] == (byte)'>' ? content[(close + 1)..] : content[close..];
        return id.TrimBlanks();
    }

    // An identifier that is made to be slow is short: starting a search for its end costs more than looking at the nearest octets.
    private static int LengthToBracket(ReadOnlySpan<byte> content)
    {
        const int Near = 4;
        for (int i = 0; i < Math.Min(content.Length, Near); i++)
        {
            if (content[i] is (byte)'>' or (byte)'<')
            {
                return i;
            }
        }

        return content.IndexOfAny((byte)'>', (byte)'<');
    }

    private ReadOnlySpan<byte> ReadWord()
    {
        int start = 0;
        while (start < _rest.Length && (_rest[start] == (byte)',' || Blanks.IsBlank(_rest[start])))
        {
            start++;
        }

        ReadOnlySpan<byte> rest = _rest[start..];
        int end = rest.IndexOfAny(s_betweenWords);
        _rest = end < 0 ? default : rest[end..];
        return end < 0 ? rest : rest[..end];
    }
}
