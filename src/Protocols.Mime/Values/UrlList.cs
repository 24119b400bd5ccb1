using System.Text;

namespace Protocols.Mime;

/// <summary>
/// The URLs of a List- field (RFC 2369 §2), without their angle brackets, in the order of preference. As the section says, what does not
/// begin with a bracket ends the list, and comments count for nothing. <c>NO</c> (§3.4, nobody may post) is an empty list. Enumerating
/// allocates nothing.
/// </summary>
public ref struct UrlList
{
    private HeaderLexer _lexer;
    private readonly ReadOnlySpan<byte> _value;
    private bool _isOver;

    /// <summary>Looks at the URLs of a field.</summary>
    /// <param name="value">The value of the field.</param>
    public UrlList(ReadOnlySpan<byte> value)
    {
        _value = value;
        _lexer = new HeaderLexer(value);
        Current = default;
    }

    /// <summary>The URL that <see cref="MoveNext"/> came to, as written; white space in it does not count: see <see cref="GetString"/>.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Gives this list, from where it stands.</summary>
    public readonly UrlList GetEnumerator() => this;

    /// <summary>Goes on to the next URL.</summary>
    public bool MoveNext()
    {
        while (!_isOver)
        {
            _lexer.SkipCfws();
            if (_lexer.Current != (byte)'<')
            {
                break;
            }

            _lexer.Position++;
            ReadOnlySpan<byte> rest = _value[_lexer.Position..];
            int close = rest.IndexOf((byte)'>');
            if (close < 0)
            {
                break;
            }

            ReadOnlySpan<byte> url = rest[..close].TrimBlanks();
            _lexer.Position += close + 1;
            _lexer.SkipCfws();
            _isOver = _lexer.Current != (byte)',';
            if (!_isOver)
            {
                _lexer.Position++;
            }

            if (!url.IsEmpty)
            {
                Current = url;
                return true;
            }
        }

        _isOver = true;
        Current = default;
        return false;
    }

    /// <summary>The URL that <see cref="MoveNext"/> came to as text: white space, which only mail programs put there, is taken out.</summary>
    public readonly string GetString()
    {
        string url = Encoding.UTF8.GetString(Current);
        return url.AsSpan().IndexOfAny(" \t\r\n") < 0 ? url : string.Concat(url.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }
}
