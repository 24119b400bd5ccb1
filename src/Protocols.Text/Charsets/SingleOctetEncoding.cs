using System.Text;

namespace Protocols.Text;

/// <summary>A character set of one octet a character.</summary>
/// <param name="name">Its name.</param>
/// <param name="characters">The characters of all octets.</param>
/// <param name="writer">Writes it; null where nobody does.</param>
internal sealed class SingleOctetEncoding(string name, char[] characters, Encoding? writer = null) : Encoding
{
    private Encoding Writer => writer ?? throw new NotSupportedException("This character set is read, never written.");

    public override string WebName => name;

    public override string EncodingName => name;

    public override bool IsSingleByte => true;

    public override int GetByteCount(char[] chars, int index, int count) => Writer.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Writer.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Writer.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

    public override Decoder GetDecoder() => new TableDecoder(this);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        chars = chars[..bytes.Length];
        char[] table = characters;
        for (int i = 0; i < bytes.Length; i++)
        {
            chars[i] = table[bytes[i]];
        }

        return bytes.Length;
    }

    // The framework's default copies to arrays and back.
    private sealed class TableDecoder(SingleOctetEncoding encoding) : Decoder
    {
        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            encoding.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

        public override int GetCharCount(ReadOnlySpan<byte> bytes, bool flush) => bytes.Length;

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush) => encoding.GetChars(bytes, chars);
    }
}
