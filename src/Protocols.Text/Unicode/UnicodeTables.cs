using System.Buffers.Binary;

namespace Protocols.Text;

/// <summary>What a code point becomes in a domain name: the status of UTS 46 §5.</summary>
internal enum IdnaStatus : byte
{
    Mapped = 1,
    Valid = 2,
    Disallowed = 3,
    Deviation = 6,
    Ignored = 7,
}

/// <summary>Bidi_Class, as far as RFC 5893 §2 tells classes apart.</summary>
internal enum BidiClass : byte
{
    LeftToRight,
    RightToLeft,
    ArabicLetter,
    ArabicNumber,
    EuropeanNumber,
    EuropeanSeparator,
    CommonSeparator,
    EuropeanTerminator,
    OtherNeutral,
    BoundaryNeutral,
    NonspacingMark,
    Other = 255,
}

/// <summary>Joining_Type (RFC 5892 Appendix A.1).</summary>
internal enum JoiningType : byte
{
    NonJoining,
    Transparent,
    LeftJoining,
    RightJoining,
    DualJoining,
    JoinCausing,
}

/// <summary>
/// The properties of code points that normalisation and domain names need, of Unicode 17.0 (Tables/make-unicode.mjs): sorted ranges, which
/// are searched. Only what is not ASCII comes here.
/// </summary>
internal static class UnicodeTables
{
    private const byte MarkBit = 8;

    private static readonly byte[] s_data = TableData.Load("unicode.bin").ToArray();
    private static readonly Section s_mappings = new(s_data, 0, 7);
    private static readonly Section s_properties = new(s_data, s_mappings.End, 6);
    private static readonly Section s_decompositions = new(s_data, s_properties.End, 6);
    private static readonly Section s_compositions = new(s_data, s_decompositions.End, 9);
    private static readonly char[] s_characters = ReadCharacters(s_compositions.End);
    private static readonly Dictionary<ulong, int> s_pairs = ReadPairs();

    /// <summary>What becomes of a code point in a domain name, and what it is mapped to.</summary>
    public static IdnaStatus Map(int codePoint, out ReadOnlySpan<char> mapped)
    {
        ReadOnlySpan<byte> record = s_mappings.Record(s_mappings.Find(codePoint));
        mapped = s_characters.AsSpan(BinaryPrimitives.ReadUInt16LittleEndian(record[4..]), record[6]);
        return (IdnaStatus)record[3];
    }

    /// <summary>Canonical_Combining_Class.</summary>
    public static byte CombiningClass(int codePoint) => Properties(codePoint)[3];

    public static BidiClass Bidi(int codePoint) => (BidiClass)Properties(codePoint)[4];

    public static JoiningType Joining(int codePoint) => (JoiningType)(Properties(codePoint)[5] & ~MarkBit);

    /// <summary>Whether the general category is Mark.</summary>
    public static bool IsMark(int codePoint) => (Properties(codePoint)[5] & MarkBit) != 0;

    /// <summary>The whole canonical decomposition of a code point, empty where it has none. Syllables of Hangul are not among them.</summary>
    public static ReadOnlySpan<char> Decomposition(int codePoint)
    {
        int index = s_decompositions.Find(codePoint);
        if (index < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> record = s_decompositions.Record(index);
        return TableData.ReadCodePoint(record, 0) == codePoint
            ? s_characters.AsSpan(BinaryPrimitives.ReadUInt16LittleEndian(record[3..]), record[5])
            : default;
    }

    /// <summary>What two code points become, -1 where they stay two.</summary>
    public static int Compose(int first, int second) => s_pairs.TryGetValue(((ulong)first << 32) | (uint)second, out int composed) ? composed : -1;

    private static ReadOnlySpan<byte> Properties(int codePoint) => s_properties.Record(s_properties.Find(codePoint));

    private static char[] ReadCharacters(int offset)
    {
        char[] characters = new char[BinaryPrimitives.ReadInt32LittleEndian(s_data.AsSpan(offset))];
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = TableData.ReadChar(s_data, offset + 4 + (i * 2));
        }

        return characters;
    }

    private static Dictionary<ulong, int> ReadPairs()
    {
        Dictionary<ulong, int> pairs = new(s_compositions.Count);
        for (int i = 0; i < s_compositions.Count; i++)
        {
            ReadOnlySpan<byte> record = s_compositions.Record(i);
            pairs.Add(((ulong)TableData.ReadCodePoint(record, 0) << 32) | (uint)TableData.ReadCodePoint(record, 3), TableData.ReadCodePoint(record, 6));
        }

        return pairs;
    }

    private readonly struct Section(byte[] data, int offset, int size)
    {
        public int Count { get; } = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(offset));

        public int End => offset + 4 + (Count * size);

        public ReadOnlySpan<byte> Record(int index) => data.AsSpan(offset + 4 + (index * size), size);

        /// <summary>The last record that does not begin behind a code point; -1 where all do.</summary>
        public int Find(int codePoint)
        {
            int low = 0;
            int high = Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = TableData.ReadCodePoint(data, offset + 4 + (middle * size)) <= codePoint ? (middle + 1, high) : (low, middle);
            }

            return low - 1;
        }
    }
}
