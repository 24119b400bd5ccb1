using System.Buffers.Binary;
using System.Text;

namespace Protocols.Text;

/// <summary>The pairs of a code page: what the framework has, asked once, and what it lacks from a table.</summary>
internal sealed class CodePageTable
{
    private const int RecordLength = 5;

    // Stands for what has to be looked up: code points beyond the first plane, or two in the place of one.
    private const char LookUp = '\uFFFF';

    private readonly char[] _pairs = new char[128 * 256];
    private readonly ReadOnlyMemory<byte> _records;

    /// <summary>A table.</summary>
    /// <param name="codePage">The framework's code page.</param>
    /// <param name="additions">The name of what it lacks, in the tables; null for nothing.</param>
    public CodePageTable(int codePage, string? additions)
    {
        CodePage = codePage;
        _records = additions is null ? default : CharsetTables.Pairs(additions);
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage)!;
        Span<byte> pair = stackalloc byte[2];
        Span<char> characters = stackalloc char[4];
        for (int i = 0; i < _pairs.Length; i++)
        {
            pair[0] = (byte)(0x80 + (i >> 8));
            pair[1] = (byte)i;
            int count = pair[1] > 0x30 ? encoding.GetChars(pair, characters) : 0;
            _pairs[i] = count == 1 && IsAssigned(i + 0x8000, characters[0]) ? characters[0] : '\0';
        }

        ReadOnlySpan<byte> records = _records.Span;
        for (int i = 0; i < records.Length; i += RecordLength)
        {
            int code = TableData.ReadCodePoint(records, i + 2);
            _pairs[BinaryPrimitives.ReadUInt16LittleEndian(records[i..]) - 0x8000] = code < LookUp ? (char)code : LookUp;
        }
    }

    /// <summary>The framework's code page.</summary>
    public int CodePage { get; }

    /// <summary>The characters of pairs, by first octet from 0x80 and second; 0 for none, U+FFFF for what <see cref="Put"/> has to look up.</summary>
    public ReadOnlySpan<char> Pairs => _pairs;

    /// <summary>Puts the character of a pair; false where it is none, with nothing put.</summary>
    public bool Put(byte first, byte second, ref CharSink output)
    {
        int pair = (first << 8) | second;
        char character = _pairs[pair - 0x8000];
        if (character == LookUp)
        {
            int code = Find(pair);
            output.PutCodePoint(code & 0x1FFFFF);
            if (code >> 21 != 0)
            {
                // Four characters of HKSCS are two in Unicode.
                output.Put(code >> 21 == 1 ? '\u0304' : '\u030C');
            }

            return true;
        }

        if (character != '\0')
        {
            output.Put(character);
        }

        return character != '\0';
    }

    // For what it cannot read the framework puts a question mark, and in Japanese a middle dot, which is one pair in its own right.
    private static bool IsAssigned(int pair, char character) =>
        character is not ('?' or '\uFFFD' or (>= '\uE000' and <= '\uF8FF')) && (character != '\u30FB' || pair is 0x8145 or 0xA1A4);

    private int Find(int pair)
    {
        ReadOnlySpan<byte> records = _records.Span;
        int low = 0;
        int high = (records.Length / RecordLength) - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = BinaryPrimitives.ReadUInt16LittleEndian(records[(middle * RecordLength)..]) < pair ? (middle + 1, high) : (low, middle);
        }

        return TableData.ReadCodePoint(records, (low * RecordLength) + 2);
    }
}
