using System.Text;

namespace Protocols.Text;

/// <summary>Where joiners may stand in a label (RFC 5892 Appendix A.1, A.2).</summary>
internal static class JoinerRule
{
    public const int ZeroWidthNonJoiner = 0x200C;
    public const int ZeroWidthJoiner = 0x200D;

    private const byte Virama = 9;

    /// <summary>Whether all joiners of a label stand where they may.</summary>
    public static bool IsMet(string label)
    {
        int[] points = [.. label.EnumerateRunes().Select(static rune => rune.Value)];

        // Whether letters that join to what follows stand before a joiner, perhaps with transparent ones between: kept up to date on the
        // way, so that many joiners cost no more than one.
        bool joinsOn = false;
        for (int i = 0; i < points.Length; i++)
        {
            int point = points[i];
            if (point is ZeroWidthNonJoiner or ZeroWidthJoiner && !(i > 0 && UnicodeTables.CombiningClass(points[i - 1]) == Virama)
                && (point == ZeroWidthJoiner || !joinsOn || !JoinsBack(points, i + 1)))
            {
                return false;
            }

            JoiningType type = UnicodeTables.Joining(point);
            joinsOn = type is JoiningType.LeftJoining or JoiningType.DualJoining || (joinsOn && type == JoiningType.Transparent);
        }

        return true;
    }

    private static bool JoinsBack(int[] points, int index)
    {
        while (index < points.Length && UnicodeTables.Joining(points[index]) == JoiningType.Transparent)
        {
            index++;
        }

        return index < points.Length && UnicodeTables.Joining(points[index]) is JoiningType.RightJoining or JoiningType.DualJoining;
    }
}
