namespace Protocols.Text;

/// <summary>Shift_JIS-2004: Shift_JIS with JIS X 0213. Shift_JIS proper, with what Microsoft added to it, is the framework's.</summary>
internal sealed class ShiftJis2004Reader : PairReader
{
    // Which rows of plane 2 the first octets from F0 have, two each.
    private static ReadOnlySpan<byte> Plane2Rows => [1, 8, 3, 4, 5, 12, 13, 14, 15, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94];

    // A backslash is a yen sign.
    protected override bool StartsPlain => false;

    protected override void ReadFirst(byte octet, ref CharSink output)
    {
        switch (octet)
        {
            case < 0x80:
                GraphicSets.PutSingle(GraphicSet.JisRoman, octet, ref output);
                break;
            case >= 0xA1 and <= 0xDF:
                GraphicSets.PutSingle(GraphicSet.Katakana, (byte)(octet & 0x7F), ref output);
                break;
            case (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC):
                Wait(octet);
                break;
            default:
                output.PutReplacement();
                break;
        }
    }

    protected override bool ReadSecond(byte first, byte octet, ref CharSink output)
    {
        if (octet is < 0x40 or 0x7F or > 0xFC)
        {
            return false;
        }

        int half = octet >= 0x9F ? 1 : 0;
        int cell = half == 1 ? octet - 0x9F + 0x21 : octet - 0x40 + 0x21 - (octet > 0x7F ? 1 : 0);
        if (first >= 0xF0)
        {
            GraphicSets.PutDouble(GraphicSet.JisX0213Plane2, Plane2Rows[((first - 0xF0) * 2) + half] + 0x20, cell, ref output);
            return true;
        }

        int row = ((first - (first <= 0x9F ? 0x81 : 0xC1)) * 2) + half;
        GraphicSets.PutDouble(GraphicSet.JisX0213Plane1, row + 0x21, cell, ref output);
        return true;
    }
}
