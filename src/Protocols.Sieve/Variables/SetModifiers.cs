using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Protocols.Sieve;

/// <summary>The modifiers of <c>set</c>, which <c>extracttext</c> has too (RFC 5229 §4.1, draft-ietf-sieve-regex-01 §7.2, RFC 5435 §6, RFC 5703 §7).</summary>
internal static class SetModifiers
{
    // In the order in which they are applied (§4.1): each is a precedence of its own.
    private static readonly SieveOption s_case = new(new SieveTag("lower"), new SieveTag("upper"));
    private static readonly SieveOption s_first = new(new SieveTag("lowerfirst"), new SieveTag("upperfirst"));
    private static readonly SieveOption s_quote = new(new SieveTag("quotewildcard"), new SieveTag("quoteregex", Capability: "regex"));
    private static readonly SieveOption s_encodeUrl = new(new SieveTag("encodeurl", Capability: NotifyExtension.Capability));
    private static readonly SieveOption s_length = new(new SieveTag("length"));

    public static IReadOnlyList<SieveOption> Options { get; } = [s_case, s_first, s_quote, s_encodeUrl, s_length];

    /// <summary>Applies the modifiers that are given to a value.</summary>
    /// <param name="operands">The arguments of the command.</param>
    /// <param name="value">The value, which may be changed in its place.</param>
    /// <param name="most">How long a value of a variable may be: what is quoted or encoded is not cut in the middle (RFC 5229 §6).</param>
    public static byte[] Apply(SieveOperands operands, byte[] value, int most)
    {
        // §4.1.3: letters of ASCII only.
        int change = operands.Code(s_case);
        for (int i = 0; i < value.Length && change != 0; i++)
        {
            bool isOther = change == 1 ? value[i] is >= (byte)'A' and <= (byte)'Z' : value[i] is >= (byte)'a' and <= (byte)'z';
            value[i] = isOther ? (byte)(value[i] ^ 0x20) : value[i];
        }

        if (value.Length > 0 && char.IsAsciiLetter((char)value[0]))
        {
            value[0] = operands.Code(s_first) switch
            {
                1 => (byte)(value[0] | 0x20),
                2 => (byte)(value[0] & ~0x20),
                _ => value[0],
            };
        }

        // RFC 5229 §4.1.2, draft-ietf-sieve-regex-01 §8
        value = operands.Code(s_quote) switch
        {
            1 => Quote(value, "*?\\"u8, most),
            2 => Quote(value, "\\.[]{}()*+?^$|"u8, most),
            _ => value,
        };

        // RFC 5435 §6
        if (operands.Has(s_encodeUrl))
        {
            ArrayBufferWriter<byte> encoded = new(value.Length + 1);
            UrlEncoding.Encode(value, most, encoded);
            value = encoded.WrittenSpan.ToArray();
        }

        if (operands.Has(s_length))
        {
            // In characters; an octet that is no UTF-8 counts as one.
            int characters = 0;
            for (ReadOnlySpan<byte> rest = value; !rest.IsEmpty; characters++)
            {
                _ = Rune.DecodeFromUtf8(rest, out _, out int used);
                rest = rest[used..];
            }

            Span<byte> digits = stackalloc byte[16];
            _ = Utf8Formatter.TryFormat(characters, digits, out int written);
            value = digits[..written].ToArray();
        }

        return value;
    }

    private static byte[] Quote(byte[] value, ReadOnlySpan<byte> special, int most)
    {
        List<byte> quoted = new(value.Length * 2);
        foreach (byte octet in value)
        {
            bool isSpecial = special.Contains(octet);
            if (quoted.Count + (isSpecial ? 2 : 1) > most)
            {
                break;
            }

            if (isSpecial)
            {
                quoted.Add((byte)'\\');
            }

            quoted.Add(octet);
        }

        return [.. quoted];
    }
}
