using System.Buffers.Binary;

namespace Protocols.Text;

/// <summary>
/// The decompositions of code points that stand for others, which normalisation form KC takes, of Unicode 17.0 (Tables/make-compatibility.mjs). It is read
/// when it is first asked, by whoever needs that form.
/// </summary>
internal static class CompatibilityTable
{
    private const int RecordSize = 6;

    private static readonly byte[] s_data = TableData.Load("compatibility.bin").ToArray();
    private static readonly int s_count = BinaryPrimitives.ReadInt32LittleEndian(s_data);
    private static readonly char[] s_characters = ReadCharacters(4 + (s_count * RecordSize));

    /// <summary>The whole decomposition of a code point, empty where it stands for nothing else.</summary>
    public static ReadOnlySpan<char> Decomposition(int codePoint)
    {
        int low = 0;
        int high = s_count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ReadOnlySpan<byte> record = s_data.AsSpan(4 + (middle * RecordSize), RecordSize);
            int found = TableData.ReadCodePoint(record, 0);
            if (found == codePoint)
            {
                return s_characters.AsSpan(BinaryPrimitives.ReadUInt16LittleEndian(record[3..]), record[5]);
            }

            (low, high) = found < codePoint ? (middle + 1, high) : (low, middle - 1);
        }

        return default;
    }

    private static char[] ReadCharacters(int offset)
    {
        char[] characters = new char[BinaryPrimitives.ReadInt32LittleEndian(s_data.AsSpan(offset))];
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = TableData.ReadChar(s_data, offset + 4 + (i * 2));
        }

        return characters;
    }
}
