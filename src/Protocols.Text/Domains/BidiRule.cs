using System.Text;

namespace Protocols.Text;

/// <summary>Which labels may be written from the right, or stand beside such (RFC 5893 §2).</summary>
internal static class BidiRule
{
    /// <summary>Whether a name has letters or digits that are written from the right.</summary>
    public static bool IsBidi(string name)
    {
        foreach (Rune rune in name.EnumerateRunes())
        {
            // The first such letter is Hebrew.
            if (rune.Value >= 0x590 && UnicodeTables.Bidi(rune.Value) is BidiClass.RightToLeft or BidiClass.ArabicLetter or BidiClass.ArabicNumber)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a label meets the rule.</summary>
    public static bool IsMet(ReadOnlySpan<char> label)
    {
        bool? isRightToLeft = null;
        bool hasEuropeanNumber = false;
        bool hasArabicNumber = false;
        BidiClass last = BidiClass.Other;
        foreach (Rune rune in label.EnumerateRunes())
        {
            BidiClass found = UnicodeTables.Bidi(rune.Value);
            if (isRightToLeft is null)
            {
                // Condition 1
                if (found is not (BidiClass.LeftToRight or BidiClass.RightToLeft or BidiClass.ArabicLetter))
                {
                    return false;
                }

                isRightToLeft = found != BidiClass.LeftToRight;
            }

            hasEuropeanNumber |= found == BidiClass.EuropeanNumber;
            hasArabicNumber |= found == BidiClass.ArabicNumber;
            bool isAllowed = found switch
            {
                BidiClass.EuropeanNumber or BidiClass.EuropeanSeparator or BidiClass.CommonSeparator or BidiClass.EuropeanTerminator
                    or BidiClass.OtherNeutral or BidiClass.BoundaryNeutral or BidiClass.NonspacingMark => true,
                BidiClass.LeftToRight => isRightToLeft == false,
                BidiClass.RightToLeft or BidiClass.ArabicLetter or BidiClass.ArabicNumber => isRightToLeft == true,
                _ => false,
            };
            if (!isAllowed)
            {
                // Conditions 2 and 5
                return false;
            }

            last = found == BidiClass.NonspacingMark ? last : found;
        }

        // Conditions 3, 4 and 6. An empty label has no characters to be out of order.
        return isRightToLeft switch
        {
            null => true,
            true => last is BidiClass.RightToLeft or BidiClass.ArabicLetter or BidiClass.EuropeanNumber or BidiClass.ArabicNumber && !(hasEuropeanNumber && hasArabicNumber),
            false => last is BidiClass.LeftToRight or BidiClass.EuropeanNumber,
        };
    }
}
