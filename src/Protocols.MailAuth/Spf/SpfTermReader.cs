using System.Buffers;
using System.Text;

namespace Protocols.MailAuth.Spf;

/// <summary>Reads the terms of a record one by one (RFC 7208 §12).</summary>
internal ref struct SpfTermReader
{
    private static readonly SearchValues<byte> s_nameRest = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);

    private readonly ReadOnlySpan<byte> _record;
    private int _position;

    /// <summary>Begins behind the version section.</summary>
    public SpfTermReader(ReadOnlySpan<byte> record)
        : this(record, VersionLength)
    {
    }

    /// <summary>Begins where another reader was.</summary>
    public SpfTermReader(ReadOnlySpan<byte> record, int position)
    {
        _record = record;
        _position = position;
    }

    private static int VersionLength => "v=spf1"u8.Length;

    /// <summary>Where the next term is looked for.</summary>
    public readonly int Position => _position;

    /// <summary>RFC 7208 §4.5: a version section of exactly "v=spf1", then a space or the end. ABNF strings know no letter case.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> text) =>
        text.Length >= VersionLength && Ascii.EqualsIgnoreCase(text[..VersionLength], "v=spf1"u8) && (text.Length == VersionLength || text[VersionLength] == (byte)' ');

    /// <summary>Reads the next term; false at the end. A term that cannot be read is malformed, and is the last.</summary>
    public bool Read(out SpfTerm term, out bool isMalformed)
    {
        term = default;
        isMalformed = false;
        while (_position < _record.Length && _record[_position] == (byte)' ')
        {
            _position++;
        }

        if (_position == _record.Length)
        {
            return false;
        }

        int length = _record[_position..].IndexOf((byte)' ');
        term.Start = _position;
        term.End = _position = length < 0 ? _record.Length : _position + length;
        isMalformed = !ReadTerm(ref term);
        return true;
    }

    private readonly bool ReadTerm(ref SpfTerm term)
    {
        ReadOnlySpan<byte> text = _record[term.Start..term.End];
        (SpfVerdict Verdict, bool IsWritten) qualifier = text[0] switch
        {
            (byte)'+' => (SpfVerdict.Pass, true),
            (byte)'-' => (SpfVerdict.Fail, true),
            (byte)'~' => (SpfVerdict.SoftFail, true),
            (byte)'?' => (SpfVerdict.Neutral, true),
            _ => (SpfVerdict.Pass, false),
        };
        term.Qualifier = qualifier.Verdict;
        text = qualifier.IsWritten ? text[1..] : text;
        int at = qualifier.IsWritten ? term.Start + 1 : term.Start;
        if (text.IsEmpty || !char.IsAsciiLetter((char)text[0]))
        {
            return false;
        }

        int nameLength = text.IndexOfAnyExcept(s_nameRest);
        nameLength = nameLength < 0 ? text.Length : nameLength;
        ReadOnlySpan<byte> name = text[..nameLength];
        ReadOnlySpan<byte> rest = text[nameLength..];
        at += nameLength;

        // RFC 7208 §4.6.1: a modifier has its equals sign at once behind the name.
        if (rest is [(byte)'=', ..])
        {
            return !qualifier.IsWritten && ReadModifier(ref term, name, rest[1..], at + 1);
        }

        return ReadMechanism(ref term, name, rest, at);
    }

    private static bool ReadModifier(ref SpfTerm term, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int at)
    {
        term.SpecStart = at;
        term.SpecLength = value.Length;
        term.Kind = Ascii.EqualsIgnoreCase(name, "redirect"u8) ? SpfTermKind.Redirect
            : Ascii.EqualsIgnoreCase(name, "exp"u8) ? SpfTermKind.Explanation
            : SpfTermKind.UnknownModifier;
        return term.Kind == SpfTermKind.UnknownModifier ? SpfMacros.IsMacroString(value) : SpfMacros.IsDomainSpec(value);
    }

    private static bool ReadMechanism(ref SpfTerm term, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rest, int at)
    {
        term.Prefix4 = 32;
        term.Prefix6 = 128;
        if (Is(name, "all"u8, SpfTermKind.All, ref term))
        {
            return rest.IsEmpty;
        }

        if (Is(name, "ip4"u8, SpfTermKind.Ip4, ref term) || Is(name, "ip6"u8, SpfTermKind.Ip6, ref term))
        {
            return ReadNetwork(ref term, rest);
        }

        bool mayHavePrefix = Is(name, "a"u8, SpfTermKind.A, ref term) || Is(name, "mx"u8, SpfTermKind.Mx, ref term);
        bool needsSpec = Is(name, "include"u8, SpfTermKind.Include, ref term) || Is(name, "exists"u8, SpfTermKind.Exists, ref term);
        if (!mayHavePrefix && !needsSpec && !Is(name, "ptr"u8, SpfTermKind.Ptr, ref term))
        {
            return false;
        }

        if (mayHavePrefix && !ReadPrefixes(ref term, ref rest))
        {
            return false;
        }

        if (rest.IsEmpty)
        {
            return !needsSpec;
        }

        term.SpecStart = at + 1;
        term.SpecLength = rest.Length - 1;
        return rest[0] == (byte)':' && SpfMacros.IsDomainSpec(rest[1..]);
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> mechanism, SpfTermKind kind, ref SpfTerm term)
    {
        bool itIs = Ascii.EqualsIgnoreCase(name, mechanism);
        term.Kind = itIs ? kind : term.Kind;
        return itIs;
    }

    // dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ], at the end. A slash inside a macro or before other letters is none of it.
    private static bool ReadPrefixes(ref SpfTerm term, ref ReadOnlySpan<byte> rest)
    {
        int slash = rest.LastIndexOf((byte)'/');
        if (slash > 0 && rest[slash - 1] == (byte)'/' && IsNumber(rest[(slash + 1)..]))
        {
            if (!ReadPrefix(rest[(slash + 1)..], 128, out term.Prefix6))
            {
                return false;
            }

            rest = rest[..(slash - 1)];
            slash = rest.LastIndexOf((byte)'/');
        }

        if (slash >= 0 && IsNumber(rest[(slash + 1)..]))
        {
            if (!ReadPrefix(rest[(slash + 1)..], 32, out term.Prefix4))
            {
                return false;
            }

            rest = rest[..slash];
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    // "0", or digits of which the first is none.
    private static bool ReadPrefix(ReadOnlySpan<byte> digits, int most, out byte prefix)
    {
        int value = 0;
        prefix = 0;
        if (digits.Length is 0 or > 3 || (digits[0] == (byte)'0' && digits.Length > 1))
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        prefix = (byte)value;
        return value <= most;
    }

    private static bool ReadNetwork(ref SpfTerm term, ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != (byte)':')
        {
            return false;
        }

        rest = rest[1..];
        int slash = rest.IndexOf((byte)'/');
        ReadOnlySpan<byte> address = slash < 0 ? rest : rest[..slash];
        if (term.Kind == SpfTermKind.Ip4)
        {
            return (slash < 0 || ReadPrefix(rest[(slash + 1)..], 32, out term.Prefix4)) && ReadDottedQuad(address, out term.Network);
        }

        return (slash < 0 || ReadPrefix(rest[(slash + 1)..], 128, out term.Prefix6)) && ReadVersion6(address, out term.Network);
    }

    // Four numbers without leading zeros, read octet by octet: they are too short for a search to pay.
    private static bool ReadDottedQuad(ReadOnlySpan<byte> text, out UInt128 network)
    {
        uint value = 0;
        int number = -1;
        int dots = 0;
        network = 0;
        foreach (byte octet in text)
        {
            int digit = octet - '0';
            if ((uint)digit <= 9 && number != 0)
            {
                number = number < 0 ? digit : (number * 10) + digit;
            }
            else if (octet == (byte)'.' && number >= 0 && ++dots <= 3)
            {
                value = (value << 8) | (uint)number;
                number = -1;
            }
            else
            {
                return false;
            }

            if (number > byte.MaxValue)
            {
                return false;
            }
        }

        network = (value << 8) | (uint)number;
        return dots == 3 && number >= 0;
    }

    // RFC 4291 §2.2: eight groups, of which one run of zeros may be left out, the last two perhaps as a dotted quad. The framework's own
    // reader makes an object, and takes zones, ports and brackets as well.
    private static bool ReadVersion6(ReadOnlySpan<byte> text, out UInt128 network)
    {
        network = 0;
        int gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return ReadGroups(text, out network, out int all) && all == 8;
        }

        if (!ReadGroups(text[..gap], out UInt128 head, out int before) || !ReadGroups(text[(gap + 2)..], out UInt128 tail, out int after) || before + after > 7)
        {
            return false;
        }

        network = before == 0 ? tail : (head << ((8 - before) * 16)) | tail;
        return true;
    }

    private static bool ReadGroups(ReadOnlySpan<byte> text, out UInt128 value, out int count)
    {
        value = 0;
        count = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        while (true)
        {
            int colon = text.IndexOf((byte)':');
            ReadOnlySpan<byte> group = colon < 0 ? text : text[..colon];
            if (colon < 0 && group.Contains((byte)'.'))
            {
                count += 2;
                bool isQuad = ReadDottedQuad(group, out UInt128 quad);
                value = (value << 32) | quad;
                return isQuad && count <= 8;
            }

            // Four digits at most, and none but those.
            if (group.Length is 0 or > 4 || !System.Buffers.Text.Utf8Parser.TryParse(group, out ushort number, out int used, 'x') || used != group.Length || ++count > 8)
            {
                return false;
            }

            value = (value << 16) | number;
            if (colon < 0)
            {
                return true;
            }

            text = text[(colon + 1)..];
        }
    }
}
