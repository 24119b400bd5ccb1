using System.Text;

namespace Protocols.Text;

/// <summary>
/// UTF-7 (RFC 2152), for reading: the framework's is marked obsolete, since guessing it in web pages is dangerous. In mail it is
/// named, and is still met.
/// </summary>
internal sealed class Utf7Encoding : Encoding
{
    public const int Utf7CodePage = 65000;

    private Utf7Encoding()
        : base(Utf7CodePage)
    {
    }

    public static Utf7Encoding Instance { get; } = new();

    public override string WebName => "utf-7";

    public override int GetByteCount(char[] chars, int index, int count) =>
        throw new NotSupportedException("UTF-7 is read, never written.");

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("UTF-7 is read, never written.");

    public override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes.AsSpan(index, count), default);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        Decode(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException("UTF-7 is read, never written.");

    public override int GetMaxCharCount(int byteCount) => byteCount;

    // Counts only, where there is no room given.
    private static int Decode(ReadOnlySpan<byte> source, Span<char> destination)
    {
        int written = 0;
        bool counts = destination.IsEmpty;
        int i = 0;
        while (i < source.Length)
        {
            byte b = source[i++];
            if (b != (byte)'+')
            {
                Put(destination, counts, ref written, b < 128 ? (char)b : '\uFFFD');
                continue;
            }

            if (i < source.Length && source[i] == (byte)'-')
            {
                Put(destination, counts, ref written, '+');
                i++;
                continue;
            }

            uint bits = 0;
            int count = 0;
            int value;
            while (i < source.Length && (value = Value(source[i])) >= 0)
            {
                bits = (bits << 6) | (uint)value;
                count += 6;
                i++;
                if (count >= 16)
                {
                    count -= 16;
                    Put(destination, counts, ref written, (char)(bits >> count));
                }
            }

            // RFC 2152: a minus that ends the shift is taken in; anything else ends it and stands for itself.
            if (i < source.Length && source[i] == (byte)'-')
            {
                i++;
            }
        }

        return written;
    }

    private static void Put(Span<char> destination, bool counts, ref int written, char character)
    {
        if (!counts)
        {
            destination[written] = character;
        }

        written++;
    }

    private static int Value(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
