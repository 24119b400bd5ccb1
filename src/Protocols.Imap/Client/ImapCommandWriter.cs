using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Protocols.Imap.Syntax;
using Protocols.Text;

namespace Protocols.Imap;

/// <summary>
/// Writes a client's command (RFC 9051 §9). It takes values, never text to be trusted: nothing given to it can end a line, a string or the command. Made by
/// the session, which knows what the server understands and when it waits.
/// </summary>
public sealed partial class ImapCommandWriter
{
    private const int MaxQuotedLength = 1000;
    private const int MaxMinusLength = 4096;

    private static readonly SearchValues<byte> s_notQuotable = SearchValues.Create("\0\r\n"u8);

    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private readonly List<(int At, bool IsMessage)> _stops = [];
    private readonly bool _isUtf8;
    private readonly LiteralKind _literals;

    internal ImapCommandWriter(bool isUtf8, LiteralKind literals)
    {
        _isUtf8 = isUtf8;
        _literals = literals;
    }

    internal enum LiteralKind
    {
        /// <summary>The client waits for leave.</summary>
        Synchronising,

        /// <summary>LITERAL-: it need not wait for small ones (RFC 7888 §5).</summary>
        Minus,

        /// <summary>LITERAL+: it need not wait at all.</summary>
        Plus,
    }

    internal ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Where the client has to wait, and whether a message comes there.</summary>
    internal IReadOnlyList<(int At, bool IsMessage)> Stops => _stops;

    /// <summary>Writes a space.</summary>
    public void Space() => _bytes.Write(" "u8);

    /// <summary>Opens a parenthesised list.</summary>
    public void Open() => _bytes.Write("("u8);

    /// <summary>Closes a parenthesised list.</summary>
    public void Close() => _bytes.Write(")"u8);

    /// <summary>Writes NIL.</summary>
    public void Nil() => _bytes.Write("NIL"u8);

    /// <summary>Writes an atom.</summary>
    /// <param name="atom">The atom.</param>
    /// <exception cref="ArgumentException">It is empty or holds a special character.</exception>
    public void Atom(ReadOnlySpan<char> atom) => WireText.Atom(atom, _bytes);

    /// <summary>Writes a number.</summary>
    /// <param name="number">The number, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void Number(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        WireText.Number(number, _bytes);
    }

    /// <summary>Writes a set of numbers or UIDs.</summary>
    /// <param name="set">The set.</param>
    public void Set(SequenceSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        WireText.Ascii(set.ToString(), _bytes);
    }

    /// <summary>Writes flags in parentheses.</summary>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ArgumentException">One of them is neither an atom nor an atom after a backslash.</exception>
    public void Flags(IReadOnlyCollection<string> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        Open();
        WireText.Flags(flags, _bytes);
        Close();
    }

    /// <summary>Writes a string: quoted where that is legal, else a literal.</summary>
    /// <param name="value">The octets.</param>
    /// <exception cref="ArgumentException">There is a NUL among them, which no string can hold.</exception>
    public void String(ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)0))
        {
            throw new ArgumentException("A string cannot hold NUL.", nameof(value));
        }

        bool isQuotable = value.Length <= MaxQuotedLength && !value.ContainsAny(s_notQuotable)
            && (System.Text.Ascii.IsValid(value) || (_isUtf8 && System.Text.Unicode.Utf8.IsValid(value)));
        if (!isQuotable)
        {
            Literal(value.Length, isBinary: false, isMessage: false);
            _bytes.Write(value);
            return;
        }

        _bytes.Write("\""u8);
        foreach (byte b in value)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                _bytes.Write("\\"u8);
            }

            _bytes.Write([b]);
        }

        _bytes.Write("\""u8);
    }

    /// <summary>Writes a string.</summary>
    /// <param name="value">The text; lone surrogates become U+FFFD.</param>
    /// <exception cref="ArgumentException">There is a NUL in it.</exception>
    public void String(ReadOnlySpan<char> value)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(value)];
        Encoding.UTF8.GetBytes(value, bytes);
        String(bytes);
    }

    /// <summary>Writes a mailbox's name or a pattern for one: UTF-8 or modified UTF-7, as the session has it.</summary>
    /// <param name="name">The name in Unicode.</param>
    /// <exception cref="ArgumentException">There is a NUL in it.</exception>
    public void Mailbox(ReadOnlySpan<char> name)
    {
        if (_isUtf8)
        {
            String(name);
            return;
        }

        ArrayBufferWriter<byte> encoded = new((name.Length * 3) + 4);
        ModifiedUtf7.Encode(name, encoded);
        String(encoded.WrittenSpan);
    }

    /// <summary>Writes a date-time with its quotes.</summary>
    /// <param name="value">The time.</param>
    public void DateTime(DateTimeOffset value) => _bytes.Advance(ImapDates.WriteDateTime(value, _bytes.GetSpan(28)));

    /// <summary>Announces a message, or a part of one; the host writes it when the session asks for it.</summary>
    /// <param name="length">How many octets.</param>
    /// <param name="isBinary">Whether NUL may be among them: a literal8 (RFC 3516 §4.4).</param>
    public void Message(long length, bool isBinary = false) => Literal(length, isBinary, isMessage: true);

    internal void Raw(ReadOnlySpan<byte> text) => _bytes.Write(text);

    private void Literal(long length, bool isBinary, bool isMessage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        bool waits = _literals switch
        {
            LiteralKind.Plus => false,
            LiteralKind.Minus => length > MaxMinusLength,
            _ => true,
        };
        _bytes.Write(isBinary ? "~{"u8 : "{"u8);
        WireText.Number(length, _bytes);
        _bytes.Write(waits ? "}\r\n"u8 : "+}\r\n"u8);
        if (waits || isMessage)
        {
            _stops.Add((waits ? _bytes.WrittenCount : ~_bytes.WrittenCount, isMessage));
        }
    }
}
