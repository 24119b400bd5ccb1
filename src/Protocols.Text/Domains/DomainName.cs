using System.Buffers;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// Internationalised domain names: UTS 46 of Unicode 17.0, non-transitional, which is how IDNA2008 (RFC 5891) is done in practice. It
/// does not depend on the globalisation data of the machine. Any input is read; what is wrong with it is told.
/// </summary>
public static class DomainName
{
    private const int LongestLabel = 63;
    private const int LongestName = 253;

    private static readonly SearchValues<byte> s_hostName = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."u8);

    /// <summary>Makes the form that DNS and mail servers without SMTPUTF8 take (UTS 46 §4.2 ToASCII).</summary>
    /// <param name="name">The name, in Unicode, in ASCII or mixed.</param>
    /// <param name="ascii">The name in ASCII, or as near to it as it gets where it has defects.</param>
    /// <param name="rules">Which rules hold.</param>
    /// <returns>What is wrong with the name.</returns>
    public static DomainNameDefects ToAscii(ReadOnlySpan<char> name, out string ascii, DomainNameRules rules = DomainNameRules.All)
    {
        string processed = IdnaProcessing.Process(name, rules, out DomainNameDefects defects);
        StringBuilder output = new(processed.Length + 16);
        foreach (Range range in processed.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> label = processed.AsSpan(range);
            if (range.Start.Value > 0)
            {
                output.Append('.');
            }

            int start = output.Length;
            if (Ascii.IsValid(label))
            {
                output.Append(label);
            }
            else if (Punycode.TryEncode(label, out string encoded))
            {
                output.Append("xn--").Append(encoded);
            }
            else
            {
                output.Append(label);
                defects |= DomainNameDefects.Length;
            }

            if ((rules & DomainNameRules.DnsLength) != 0 && output.Length - start is 0 or > LongestLabel)
            {
                defects |= DomainNameDefects.Length;
            }
        }

        ascii = output.ToString();
        if ((rules & DomainNameRules.DnsLength) != 0 && ascii.Length > LongestName)
        {
            defects |= DomainNameDefects.Length;
        }

        return defects;
    }

    /// <summary>Makes the form that people read (UTS 46 §4.3 ToUnicode).</summary>
    /// <param name="name">The name, in ASCII, in Unicode or mixed.</param>
    /// <param name="unicode">The name; labels that cannot be decoded stand as they are.</param>
    /// <param name="rules">Which rules hold; <see cref="DomainNameRules.DnsLength"/> is of no account.</param>
    /// <returns>What is wrong with the name. One with defects should not be shown in this form.</returns>
    public static DomainNameDefects ToUnicode(ReadOnlySpan<char> name, out string unicode, DomainNameRules rules = DomainNameRules.All)
    {
        unicode = IdnaProcessing.Process(name, rules, out DomainNameDefects defects);
        return defects;
    }

    /// <summary>Makes the ASCII form of a host name, as <see cref="ToAscii"/> with all rules. A name in plain ASCII allocates nothing.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <param name="destination">Takes the name in small letters; 253 octets are always enough.</param>
    /// <param name="written">How many octets were written.</param>
    /// <returns>False where the name has a defect, or the destination is too short; nothing was written then.</returns>
    public static bool TryToAscii(ReadOnlySpan<byte> name, Span<byte> destination, out int written)
    {
        written = 0;
        if (IsPlain(name))
        {
            return name.Length <= destination.Length && Ascii.ToLower(name, destination, out written) == OperationStatus.Done;
        }

        // A code point that is ignored or mapped to less may be in it, but nobody sends many of them.
        if (name.Length > LongestName * 8)
        {
            return false;
        }

        Span<char> characters = stackalloc char[LongestName * 8];
        characters = characters[..Encoding.UTF8.GetChars(name, characters)];
        return ToAscii(characters, out string ascii) == DomainNameDefects.None && Encoding.ASCII.TryGetBytes(ascii, destination, out written);
    }

    // Letters, digits and hyphens, with nothing about them that has to be looked into.
    private static bool IsPlain(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > LongestName || name.ContainsAnyExcept(s_hostName))
        {
            return false;
        }

        foreach (Range range in name.Split((byte)'.'))
        {
            ReadOnlySpan<byte> label = name[range];
            if (label.Length is 0 or > LongestLabel || label[0] == (byte)'-' || label[^1] == (byte)'-' || (label.Length > 3 && label[2] == (byte)'-' && label[3] == (byte)'-'))
            {
                return false;
            }
        }

        return true;
    }
}
