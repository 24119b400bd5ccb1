using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Protocols.ManageSieve.Syntax;

/// <summary>Reads the tokens of a whole command or response (RFC 5804 §4). The first thing that is wrong is kept in <see cref="Error"/>.</summary>
/// <param name="unit">The lines and literals, without the last CRLF.</param>
internal ref struct TokenReader(ReadOnlySpan<byte> unit)
{
    // ATOM-CHAR = "!" / %x23-27 / %x2A-5B / %x5D-7A / %x7C-7E
    private static readonly SearchValues<byte> s_atom = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x5E).Where(static c => c is not ('(' or ')' or '{' or '"' or '\\')).Select(static c => (byte)c)]);

    private readonly ReadOnlySpan<byte> _unit = unit;
    private int _position;

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether all of it was read.</summary>
    public readonly bool IsAtEnd => _position == _unit.Length;

    /// <summary>The next octet; 0 at the end.</summary>
    public readonly byte Next => IsAtEnd ? (byte)0 : _unit[_position];

    /// <summary>Whether a string stands next.</summary>
    public readonly bool IsAtString => Next is (byte)'"' or (byte)'{';

    /// <summary>Notes what is wrong.</summary>
    /// <returns>False.</returns>
    public bool Fail(string error)
    {
        Error ??= error;
        return false;
    }

    /// <summary>Takes an octet if it stands next.</summary>
    public bool TryTake(byte octet)
    {
        if (IsAtEnd || _unit[_position] != octet)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Takes the space between two tokens; more than one is let pass.</summary>
    public bool Space()
    {
        int start = _position;
        while (TryTake((byte)' '))
        {
        }

        return _position > start || Fail(IsAtEnd ? "an argument is missing" : "a space is missing");
    }

    /// <summary>Expects the end; spaces before it are let pass.</summary>
    public bool End()
    {
        while (TryTake((byte)' '))
        {
        }

        return IsAtEnd || Fail("there are too many arguments");
    }

    /// <summary>Takes an atom of 1 to 1,024 octets.</summary>
    public bool Atom(out ReadOnlySpan<byte> atom)
    {
        ReadOnlySpan<byte> rest = _unit[_position..];
        int length = rest.IndexOfAnyExcept(s_atom);
        atom = length < 0 ? rest : rest[..length];
        _position += atom.Length;
        return atom.Length is > 0 and <= 1024 || Fail("a word is missing");
    }

    /// <summary>Takes a 32-bit number; leading zeros are let pass.</summary>
    public bool Number(out long number)
    {
        number = 0;
        int start = _position;
        while (!IsAtEnd && char.IsAsciiDigit((char)Next) && number <= uint.MaxValue)
        {
            number = (number * 10) + (_unit[_position++] - '0');
        }

        return (_position > start && number <= uint.MaxValue) || Fail("a number below 4294967296 was expected");
    }

    /// <summary>Takes a string, quoted or literal, as octets.</summary>
    /// <param name="value">A view of the unit, or a copy where there was something to unquote.</param>
    public bool String(out ReadOnlySpan<byte> value)
    {
        value = default;
        return Next switch
        {
            (byte)'"' => Quoted(out value),
            (byte)'{' => Literal(out value),
            _ => Fail(IsAtEnd ? "an argument is missing" : "a string was expected"),
        };
    }

    /// <summary>Takes a string of UTF-8.</summary>
    public bool Text([NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!String(out ReadOnlySpan<byte> value))
        {
            return false;
        }

        if (!Utf8.IsValid(value))
        {
            return Fail("a string is not UTF-8");
        }

        text = Encoding.UTF8.GetString(value);
        return true;
    }

    private bool Quoted(out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = _unit[(_position + 1)..];
        int end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end >= 0 && rest[end] == '"')
        {
            value = rest[..end];
            _position += end + 2;
            return !value.ContainsAny((byte)0, (byte)'\r') || Fail("a quoted string holds a control character");
        }

        byte[] plain = new byte[rest.Length];
        int length = 0;
        int at = 0;
        while (at < rest.Length && rest[at] != '"')
        {
            if (rest[at] == '\\' && ++at == rest.Length)
            {
                break;
            }

            plain[length++] = rest[at++];
        }

        value = plain.AsSpan(0, length);
        if (at >= rest.Length)
        {
            return Fail("a quoted string does not end");
        }

        _position += at + 2;
        return !value.ContainsAny((byte)0, (byte)'\r', (byte)'\n') || Fail("a quoted string holds a control character");
    }

    // The unit was gathered by the marks at the ends of its lines; a mark that stands elsewhere is none.
    private bool Literal(out ReadOnlySpan<byte> value)
    {
        value = default;
        ReadOnlySpan<byte> rest = _unit[_position..];
        int end = rest.IndexOf("\r\n"u8);
        if (end < 0 || !LiteralMark.TryRead(rest[..end], out LiteralMark mark) || mark is not { Position: 0, Length: >= 0 } || rest.Length - end - 2 < mark.Length)
        {
            return Fail("a literal was expected");
        }

        value = rest.Slice(end + 2, (int)mark.Length);
        _position += end + 2 + (int)mark.Length;
        return true;
    }
}
