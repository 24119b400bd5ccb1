using System.Text;

namespace Protocols.Text;

/// <summary>The processing of UTS 46 §4, non-transitional.</summary>
internal static class IdnaProcessing
{
    private const string AcePrefix = "xn--";

    /// <summary>Maps, normalises, decodes and validates a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="rules">Which rules hold.</param>
    /// <param name="defects">What is wrong with it.</param>
    /// <returns>The name in Unicode.</returns>
    public static string Process(ReadOnlySpan<char> name, DomainNameRules rules, out DomainNameDefects defects)
    {
        defects = DomainNameDefects.None;
        string mapped = UnicodeNormalization.ToNfc(Map(name));
        StringBuilder output = new(mapped.Length);
        foreach (Range range in mapped.AsSpan().Split('.'))
        {
            if (range.Start.Value > 0)
            {
                output.Append('.');
            }

            string label = mapped[range];
            if (label.StartsWith(AcePrefix, StringComparison.Ordinal))
            {
                label = Decode(label, ref defects);
            }

            Validate(label, rules, ref defects);
            output.Append(label);
        }

        string processed = output.ToString();
        if (BidiRule.IsBidi(processed))
        {
            foreach (Range range in processed.AsSpan().Split('.'))
            {
                defects |= BidiRule.IsMet(processed.AsSpan(range)) ? DomainNameDefects.None : DomainNameDefects.Bidi;
            }
        }

        return processed;
    }

    // UTS 46 §4 step 1. What is disallowed stays, and is told when its label is validated.
    private static string Map(ReadOnlySpan<char> name)
    {
        StringBuilder output = new(name.Length);
        Span<char> characters = stackalloc char[2];
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                output.Append(char.ToLowerInvariant((char)rune.Value));
                continue;
            }

            switch (UnicodeTables.Map(rune.Value, out ReadOnlySpan<char> mapped))
            {
                case IdnaStatus.Mapped:
                    output.Append(mapped);
                    break;
                case IdnaStatus.Ignored:
                    break;
                default:
                    output.Append(characters[..rune.EncodeToUtf16(characters)]);
                    break;
            }
        }

        return output.ToString();
    }

    // UTS 46 §4 step 4: Punycode that would not be needed is none.
    private static string Decode(string label, ref DomainNameDefects defects)
    {
        if (!Punycode.TryDecode(label.AsSpan(AcePrefix.Length), out string decoded))
        {
            defects |= DomainNameDefects.BadPunycode;
            return label;
        }

        if (Ascii.IsValid(decoded))
        {
            defects |= DomainNameDefects.BadPunycode;
        }

        if (!UnicodeNormalization.IsNfc(decoded))
        {
            defects |= DomainNameDefects.NotNormalised;
        }

        return decoded;
    }

    // UTS 46 §4.1
    private static void Validate(string label, DomainNameRules rules, ref DomainNameDefects defects)
    {
        if (label.Length == 0)
        {
            return;
        }

        if ((rules & DomainNameRules.Hyphens) != 0)
        {
            if (label[0] == '-' || label[^1] == '-' || (label.Length > 3 && label[2] == '-' && label[3] == '-'))
            {
                defects |= DomainNameDefects.Hyphen;
            }
        }
        else if (label.StartsWith(AcePrefix, StringComparison.Ordinal))
        {
            defects |= DomainNameDefects.BadPunycode;
        }

        bool isFirst = true;
        bool hasJoiner = false;
        foreach (Rune rune in label.EnumerateRunes())
        {
            if (isFirst && !rune.IsAscii && UnicodeTables.IsMark(rune.Value))
            {
                defects |= DomainNameDefects.LeadingMark;
            }

            isFirst = false;
            hasJoiner |= rune.Value is JoinerRule.ZeroWidthNonJoiner or JoinerRule.ZeroWidthJoiner;
            if (!IsValid(rune, (rules & DomainNameRules.HostNames) != 0))
            {
                defects |= DomainNameDefects.DisallowedCharacter;
            }
        }

        if (hasJoiner && !JoinerRule.IsMet(label))
        {
            defects |= DomainNameDefects.Joiner;
        }
    }

    private static bool IsValid(Rune rune, bool isHostName)
    {
        if (rune.IsAscii)
        {
            char c = (char)rune.Value;
            return c != '.' && !char.IsAsciiLetterUpper(c) && (!isHostName || char.IsAsciiLetterOrDigit(c) || c == '-');
        }

        return UnicodeTables.Map(rune.Value, out _) is IdnaStatus.Valid or IdnaStatus.Deviation;
    }
}
