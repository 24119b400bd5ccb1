using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Text;

namespace Protocols.Imap.Syntax;

/// <summary>
/// Reads a whole command, its literals in place. Every method takes what it names and moves on, or moves nowhere and says false;
/// the first <see cref="Fail"/> stays as the reason for the client.
/// </summary>
internal ref struct ImapCommandReader
{
    private readonly ReadOnlySpan<byte> _source;

    public ImapCommandReader(ReadOnlySpan<byte> source, ImapLimits limits, bool isUtf8)
    {
        _source = source;
        Limits = limits;
        IsUtf8 = isUtf8;
    }

    public ImapLimits Limits { get; }

    /// <summary>Whether mailbox names are UTF-8, not modified UTF-7.</summary>
    public bool IsUtf8 { get; }

    public int Position { get; private set; }

    public string? Error { get; private set; }

    public readonly bool IsAtEnd => Position == _source.Length;

    public readonly byte Peek => Position < _source.Length ? _source[Position] : (byte)0;

    public bool Fail(string reason)
    {
        Error ??= reason;
        return false;
    }

    /// <summary>Whether the failure is a charset that is not known, which is no error of syntax (RFC 9051 §6.4.4).</summary>
    public bool IsCharsetUnknown { get; private set; }

    /// <summary>Whether the charset is the client's error all the same (RFC 5466 §3.1).</summary>
    public bool IsCharsetBad { get; private set; }

    public bool FailCharset(bool isBad = false)
    {
        IsCharsetUnknown = true;
        IsCharsetBad = isBad;
        return Fail("the charset is not known");
    }

    public bool TryTake(byte b)
    {
        if (Position < _source.Length && _source[Position] == b)
        {
            Position++;
            return true;
        }

        return false;
    }

    /// <summary>Takes octets if just these come next.</summary>
    public bool TryTake(ReadOnlySpan<byte> octets)
    {
        if (!_source[Position..].StartsWith(octets))
        {
            return false;
        }

        Position += octets.Length;
        return true;
    }

    public bool Expect(byte b) => TryTake(b) || Fail(b == ' ' ? "a space is missing" : $"'{(char)b}' is missing");

    /// <summary>Whether these octets come next; takes none of them.</summary>
    public readonly bool IsNext(ReadOnlySpan<byte> octets) => _source[Position..].StartsWith(octets);

    public bool Space() => Expect((byte)' ');

    public bool End() => IsAtEnd || Fail("there is more than the command takes");

    /// <summary>Takes the longest run of a class.</summary>
    public bool TryRun(SearchValues<byte> characters, out ReadOnlySpan<byte> run)
    {
        ReadOnlySpan<byte> rest = _source[Position..];
        int length = rest.IndexOfAnyExcept(characters);
        run = length < 0 ? rest : rest[..length];
        Position += run.Length;
        return !run.IsEmpty;
    }

    /// <summary>Takes an atom and gives it in capitals.</summary>
    public bool Keyword([NotNullWhen(true)] out string? keyword)
    {
        keyword = null;
        if (!TryRun(ImapCharacters.Atom, out ReadOnlySpan<byte> run))
        {
            return Fail("a word is missing");
        }

        keyword = Encoding.ASCII.GetString(run).ToUpperInvariant();
        return true;
    }

    /// <summary>Takes a word if it comes next, whole, in any case.</summary>
    public bool TryKeyword(ReadOnlySpan<byte> word)
    {
        int start = Position;
        if (TryRun(ImapCharacters.Atom, out ReadOnlySpan<byte> run) && Ascii.EqualsIgnoreCase(run, word))
        {
            return true;
        }

        Position = start;
        return false;
    }

    public bool Atom([NotNullWhen(true)] out string? atom)
    {
        atom = TryRun(ImapCharacters.Atom, out ReadOnlySpan<byte> run) ? Encoding.ASCII.GetString(run) : null;
        return atom is not null || Fail("an atom is missing");
    }

    /// <summary>astring: an atom that may hold <c>]</c>, a quoted string or a literal.</summary>
    public bool AString(out ReadOnlySpan<byte> value)
    {
        if (Peek is (byte)'"' or (byte)'{')
        {
            return String(out value);
        }

        return TryRun(ImapCharacters.AString, out value) || Fail("a string is missing");
    }

    /// <summary>A quoted string or a literal. The bytes are those meant: a quoted one with escapes is copied.</summary>
    public bool String(out ReadOnlySpan<byte> value)
    {
        value = default;
        return Peek switch
        {
            (byte)'"' => Quoted(out value),
            (byte)'{' => Literal(out value),
            _ => Fail("a quoted string or a literal is missing"),
        };
    }

    /// <summary>nstring: a string, or NIL, which is given as false in <paramref name="isNil"/>'s place.</summary>
    public bool NString(out ReadOnlySpan<byte> value, out bool isNil)
    {
        value = default;
        isNil = TryKeyword("NIL"u8);
        return isNil || String(out value);
    }

    /// <summary>A string, a literal8, which may hold NUL, or NIL (RFC 5464 §5, value).</summary>
    public bool NString8(out ReadOnlySpan<byte> value, out bool isNil)
    {
        if (Peek != '~')
        {
            return NString(out value, out isNil);
        }

        isNil = false;
        return Literal(out value, isBinary: true);
    }

    /// <summary>A string's text: UTF-8, as RFC 9051 §4.3 has it.</summary>
    public bool Text([NotNullWhen(true)] out string? text)
    {
        text = null;
        return AString(out ReadOnlySpan<byte> value) && DecodeUtf8(value, out text);
    }

    public bool DecodeUtf8(ReadOnlySpan<byte> value, [NotNullWhen(true)] out string? text)
    {
        text = System.Text.Unicode.Utf8.IsValid(value) ? Encoding.UTF8.GetString(value) : null;
        return text is not null || Fail("a string is not UTF-8");
    }

    public bool Number64(out long number)
    {
        number = 0;
        int start = Position;
        while (Position < _source.Length && char.IsAsciiDigit((char)_source[Position]))
        {
            int digit = _source[Position] - '0';
            if (number > (long.MaxValue - digit) / 10)
            {
                return Fail("a number is too large");
            }

            number = (number * 10) + digit;
            Position++;
        }

        return Position > start || Fail("a number is missing");
    }

    public bool NzNumber(out uint number)
    {
        number = 0;
        if (!Number64(out long value))
        {
            return false;
        }

        number = (uint)Math.Clamp(value, 0, uint.MaxValue);
        return value is > 0 and <= uint.MaxValue || Fail("a number is not between 1 and 4294967295");
    }

    /// <summary>A mailbox's name, decoded; INBOX in capitals (RFC 9051 §5.1).</summary>
    public bool Mailbox([NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!AString(out ReadOnlySpan<byte> value) || !MailboxText(value, out name))
        {
            return false;
        }

        // RFC 9051 §5.1: names that look the same are the same.
        name = UnicodeNormalization.ToNfc(name);

        if (name.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
        {
            name = "INBOX";
        }

        return true;
    }

    /// <summary>Decodes a mailbox's name or a pattern for one.</summary>
    public bool MailboxText(ReadOnlySpan<byte> value, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (IsUtf8)
        {
            return DecodeUtf8(value, out name);
        }

        // RFC 9051 Appendix A.1: modified UTF-7. Clients that send UTF-8 all the same are understood; no name has both forms.
        if (!System.Text.Ascii.IsValid(value))
        {
            return DecodeUtf8(value, out name);
        }

        // What is not modified UTF-7 is taken as it stands: a well-formed command for a mailbox that there cannot be is answered NO, not BAD.
        if (!ModifiedUtf7.TryDecode(value, out name!))
        {
            name = System.Text.Encoding.ASCII.GetString(value);
        }

        return true;
    }

    /// <summary>A sequence-set, or <c>$</c>.</summary>
    public bool Set([NotNullWhen(true)] out SequenceSet? set)
    {
        set = null;
        if (TryTake((byte)'$'))
        {
            set = SequenceSet.SavedResult;
            return true;
        }

        ImmutableArray<SequenceRange>.Builder ranges = ImmutableArray.CreateBuilder<SequenceRange>();
        do
        {
            if (ranges.Count == Limits.MaxSetRanges)
            {
                return Fail("a sequence set is too long");
            }

            if (!SequenceNumber(out uint first))
            {
                return false;
            }

            uint last = first;
            if (TryTake((byte)':') && !SequenceNumber(out last))
            {
                return false;
            }

            ranges.Add(new SequenceRange(first, last));
        }
        while (TryTake((byte)','));

        set = new SequenceSet(ranges.DrainToImmutable(), false);
        return true;
    }

    /// <summary>A flag: a system flag, an extension of that form, or a keyword.</summary>
    public bool Flag([NotNullWhen(true)] out string? flag)
    {
        flag = null;
        bool isSystem = TryTake((byte)'\\');
        if (!Atom(out string? atom))
        {
            return false;
        }

        flag = isSystem ? "\\" + atom : atom;
        return true;
    }

    /// <summary>flag-list: flags in parentheses, perhaps none.</summary>
    public bool FlagList(out ImmutableArray<string> flags)
    {
        flags = [];
        if (!Expect((byte)'('))
        {
            return false;
        }

        if (TryTake((byte)')'))
        {
            return true;
        }

        return Flags(out flags) && Expect((byte)')');
    }

    /// <summary>Flags with a space between any two, at least one.</summary>
    public bool Flags(out ImmutableArray<string> flags)
    {
        flags = [];
        ImmutableArray<string>.Builder builder = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (!Flag(out string? flag))
            {
                return false;
            }

            if (builder.Count == Limits.MaxListItems)
            {
                return Fail("there are too many flags");
            }

            builder.Add(flag);
        }
        while (TryTake((byte)' '));
        flags = builder.DrainToImmutable();
        return true;
    }

    private bool SequenceNumber(out uint number)
    {
        number = 0;
        return TryTake((byte)'*') || NzNumber(out number);
    }

    private bool Quoted(out ReadOnlySpan<byte> value)
    {
        value = default;
        ReadOnlySpan<byte> rest = _source[(Position + 1)..];
        int end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end >= 0 && rest[end] == '"')
        {
            value = rest[..end];
            Position += end + 2;
            return !value.ContainsAny((byte)0, (byte)'\r', (byte)'\n') || Fail("a quoted string holds a line end or NUL");
        }

        byte[] copy = new byte[rest.Length];
        int written = 0;
        for (int i = 0; i < rest.Length; i++)
        {
            byte b = rest[i];
            if (b == '"')
            {
                value = copy.AsSpan(0, written);
                Position += i + 2;
                return true;
            }

            if (b == '\\' && (++i == rest.Length || (b = rest[i]) is not ((byte)'"' or (byte)'\\')))
            {
                return Fail("a quoted string escapes what needs no escape");
            }

            if (b is 0 or (byte)'\r' or (byte)'\n')
            {
                return Fail("a quoted string holds a line end or NUL");
            }

            copy[written++] = b;
        }

        return Fail("a quoted string has no end");
    }

    private bool Literal(out ReadOnlySpan<byte> value, bool isBinary = false)
    {
        value = default;
        ReadOnlySpan<byte> rest = _source[Position..];
        int lineEnd = rest.IndexOf("\r\n"u8);
        if (lineEnd < 0 || !LiteralMark.TryRead(rest[..lineEnd], out LiteralMark mark) || mark.Position != 0 || mark.IsBinary != isBinary
            || mark.Length < 0 || mark.Length > rest.Length - lineEnd - 2)
        {
            return Fail("a literal is malformed");
        }

        value = rest.Slice(lineEnd + 2, (int)mark.Length);
        Position += lineEnd + 2 + value.Length;
        return isBinary || !value.Contains((byte)0) || Fail("a literal holds NUL");
    }
}
