using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Protocols.Imap.Syntax;
using Protocols.Text;

namespace Protocols.Imap;

/// <summary>
/// Writes a server's responses (RFC 9051 §7). It takes values, never text to be trusted: strings come out quoted or as literals by what they hold,
/// and nothing given to it can end a line or a string. It allocates nothing.
/// </summary>
/// <remarks>A value type without state of its own: copies write to the same output.</remarks>
public readonly partial struct ImapResponseWriter
{
    private const int MaxQuotedLength = 1024;

    // What cannot stand in a quoted string as it is; 8-bit octets are looked at apart.
    private static readonly SearchValues<byte> s_notQuotable = SearchValues.Create("\0\r\n"u8);
    private static readonly SearchValues<byte> s_escaped = SearchValues.Create("\"\\"u8);

    // What modified UTF-7 leaves as it is.
    private static readonly SearchValues<char> s_plainName = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(static c => (char)c).Where(static c => c != '&')]);

    private readonly IBufferWriter<byte> _output;
    private readonly bool _isUtf8;
    private readonly ImapLanguage? _language;

    /// <summary>Makes a writer.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="isUtf8">
    /// Whether the client enabled IMAP4rev2: then strings may be quoted UTF-8, and mailbox names are UTF-8, not modified UTF-7 (RFC 9051 §5.1).
    /// </param>
    /// <param name="language">The language of what stands for people; null for i-default (RFC 5255 §3.1).</param>
    public ImapResponseWriter(IBufferWriter<byte> output, bool isUtf8, ImapLanguage? language = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _isUtf8 = isUtf8;
        _language = language;
    }

    /// <summary>Whether strings and names go out as UTF-8.</summary>
    public bool IsUtf8 => _isUtf8;

    /// <summary>Writes a space.</summary>
    public void Space() => _output.Write(" "u8);

    /// <summary>Opens a parenthesised list.</summary>
    public void Open() => _output.Write("("u8);

    /// <summary>Closes a parenthesised list.</summary>
    public void Close() => _output.Write(")"u8);

    /// <summary>Writes NIL.</summary>
    public void Nil() => _output.Write("NIL"u8);

    /// <summary>Ends the line.</summary>
    public void EndLine() => _output.Write("\r\n"u8);

    /// <summary>Writes a number.</summary>
    /// <param name="number">The number, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void Number(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        WireText.Number(number, _output);
    }

    /// <summary>Writes an atom.</summary>
    /// <param name="atom">The atom.</param>
    /// <exception cref="ArgumentException">It is empty or holds a special character.</exception>
    public void Atom(ReadOnlySpan<char> atom) => WireText.Atom(atom, _output);

    /// <summary>Writes a string: quoted where that is legal, else a literal. NUL, which neither can hold, becomes a question mark.</summary>
    /// <param name="value">The octets, in whatever charset they are.</param>
    public void String(ReadOnlySpan<byte> value)
    {
        bool isQuotable = value.Length <= MaxQuotedLength && !value.ContainsAny(s_notQuotable) && (Ascii.IsValid(value) || (_isUtf8 && Utf8.IsValid(value)));
        if (isQuotable)
        {
            Quote(value);
            return;
        }

        LiteralHeader(value.Length);
        WithoutNul(value);
    }

    /// <summary>Writes a string.</summary>
    /// <param name="value">The text; lone surrogates become U+FFFD.</param>
    public void String(ReadOnlySpan<char> value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        byte[]? rented = null;
        Span<byte> bytes = length <= 256 ? stackalloc byte[256] : rented = ArrayPool<byte>.Shared.Rent(length);
        String(bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Writes a string, or NIL for null.</summary>
    /// <param name="value">The text or null.</param>
    public void NString(string? value)
    {
        if (value is null)
        {
            Nil();
        }
        else
        {
            String(value.AsSpan());
        }
    }

    /// <summary>
    /// Announces a literal; the caller writes just so many octets next, of which none may be NUL (RFC 9051 §4.3).
    /// </summary>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void LiteralHeader(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _output.Write("{"u8);
        WireText.Number(length, _output);
        _output.Write("}\r\n"u8);
    }

    /// <summary>Writes octets of a literal that was announced; each NUL, which none may be (RFC 9051 §4.3), becomes a question mark.</summary>
    /// <param name="octets">The octets.</param>
    public void Octets(ReadOnlySpan<byte> octets) => WithoutNul(octets);

    /// <summary>Announces a literal8, which may hold any octet: in answer to BINARY alone (RFC 3516 §4.2).</summary>
    /// <param name="length">How many octets the caller writes next.</param>
    public void Literal8Header(long length)
    {
        _output.Write("~"u8);
        LiteralHeader(length);
    }

    /// <summary>Writes a mailbox's name: UTF-8 or modified UTF-7, as the client has it (RFC 9051 §5.1, Appendix A.1).</summary>
    /// <param name="name">The name in Unicode.</param>
    public void Mailbox(ReadOnlySpan<char> name)
    {
        if (_isUtf8 || !name.ContainsAnyExcept(s_plainName))
        {
            String(name);
            return;
        }

        // Printable ASCII comes of it, with quotes and backslashes as they were.
        ArrayBufferWriter<byte> encoded = new((name.Length * 3) + 4);
        ModifiedUtf7.Encode(name, encoded);
        String(encoded.WrittenSpan);
    }

    /// <summary>Writes a date-time with its quotes (RFC 9051 §9).</summary>
    /// <param name="value">The time; its offset is told, its fractions of a second are not.</param>
    public void DateTime(DateTimeOffset value) => _output.Advance(ImapDates.WriteDateTime(value, _output.GetSpan(28)));

    /// <summary>Writes flags in parentheses.</summary>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ArgumentException">One of them is neither an atom nor an atom after a backslash.</exception>
    public void FlagList(IReadOnlyCollection<string> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        Open();
        WireText.Flags(flags, _output);
        Close();
    }

    /// <summary>Writes flags in parentheses.</summary>
    /// <param name="flags">The flags, written down before.</param>
    public void FlagList(FlagListText flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        _output.Write(flags.Octets);
    }

    private void Quote(ReadOnlySpan<byte> value)
    {
        _output.Write("\""u8);
        while (true)
        {
            int special = value.IndexOfAny(s_escaped);
            if (special < 0)
            {
                break;
            }

            _output.Write(value[..special]);
            _output.Write("\\"u8);
            _output.Write(value.Slice(special, 1));
            value = value[(special + 1)..];
        }

        _output.Write(value);
        _output.Write("\""u8);
    }

    private void WithoutNul(ReadOnlySpan<byte> value)
    {
        int nul;
        while ((nul = value.IndexOf((byte)0)) >= 0)
        {
            _output.Write(value[..nul]);
            _output.Write("?"u8);
            value = value[(nul + 1)..];
        }

        _output.Write(value);
    }
}
