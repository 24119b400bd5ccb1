using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Text;

/// <summary>
/// The preparation of the collation <c>i;unicode-casemap</c> (RFC 5051) with the tables of Unicode 17.0: each code point becomes its simple titlecase, and that is
/// decomposed as far as it goes. Two texts are the same to the collation where what they become is the same; their order is that of the octets.
/// </summary>
public static class UnicodeCasemap
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int HangulCount = 11172;
    private const int RecordLength = 7;

    private static readonly byte[] s_data = TableData.Load("casemap.bin").ToArray();
    private static readonly int s_count = BinaryPrimitives.ReadInt32LittleEndian(s_data);
    private static readonly int s_octets = 4 + (s_count * RecordLength) + 4;

    /// <summary>How many octets one octet of text becomes at the most: U+FDFA, three octets, becomes 33.</summary>
    public const int MaxGrowth = 11;

    /// <summary>Prepares text. Text that is no UTF-8 stays as it is (RFC 5051 §2, 1b).</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="output">Takes the octets.</param>
    public static void Fold(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!Utf8.IsValid(text))
        {
            output.Write(text);
            return;
        }

        while (!text.IsEmpty)
        {
            Span<byte> room = output.GetSpan(Math.Clamp(text.Length, 4, 256) * MaxGrowth);
            int written = 0;
            while (!text.IsEmpty && room.Length - written >= 4 * MaxGrowth)
            {
                text = text[FoldNext(text, room[written..], out int length)..];
                written += length;
            }

            output.Advance(written);
        }
    }

    /// <summary>Prepares the first code point of text that is UTF-8.</summary>
    /// <param name="text">The text, which has to be UTF-8 (<see cref="Utf8.IsValid"/>) and not empty.</param>
    /// <param name="destination">At least four times <see cref="MaxGrowth"/> octets.</param>
    /// <param name="written">How many octets were written.</param>
    /// <returns>How many octets of the text the code point has.</returns>
    /// <exception cref="ArgumentException">The text is empty, or the destination is too short.</exception>
    public static int FoldNext(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        if (text.IsEmpty || destination.Length < 4 * MaxGrowth)
        {
            throw new ArgumentException("There is no code point, or no room for what it becomes.", nameof(destination));
        }

        byte first = text[0];
        if (first < 0x80)
        {
            destination[0] = first is >= (byte)'a' and <= (byte)'z' ? (byte)(first - 0x20) : first;
            written = 1;
            return 1;
        }

        _ = Rune.DecodeFromUtf8(text, out Rune rune, out int used);
        written = Fold(rune, text[..used], destination);
        return used;
    }

    private static int Fold(Rune rune, ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        int hangul = rune.Value - HangulBase;
        if (hangul is >= 0 and < HangulCount)
        {
            int written = new Rune(LeadBase + (hangul / (VowelCount * TailCount))).EncodeToUtf8(destination);
            written += new Rune(VowelBase + (hangul % (VowelCount * TailCount) / TailCount)).EncodeToUtf8(destination[written..]);
            return hangul % TailCount == 0 ? written : written + new Rune(TailBase + (hangul % TailCount)).EncodeToUtf8(destination[written..]);
        }

        ReadOnlySpan<byte> becomes = Find(rune.Value);
        becomes = becomes.IsEmpty ? encoded : becomes;
        becomes.CopyTo(destination);
        return becomes.Length;
    }

    private static ReadOnlySpan<byte> Find(int codePoint)
    {
        ReadOnlySpan<byte> data = s_data;
        int low = 0;
        int high = s_count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            ReadOnlySpan<byte> record = data.Slice(4 + (middle * RecordLength), RecordLength);
            int found = TableData.ReadCodePoint(record, 0);
            if (found == codePoint)
            {
                return data.Slice(s_octets + TableData.ReadCodePoint(record, 3), record[6]);
            }

            (low, high) = found < codePoint ? (middle + 1, high) : (low, middle);
        }

        return default;
    }
}
