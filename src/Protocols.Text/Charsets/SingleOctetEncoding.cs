using System.Text;

namespace Protocols.Text;

/// <summary>A character set of one octet a character that is read and never written.</summary>
internal sealed class SingleOctetEncoding(string name, char[] characters) : Encoding
{
    private const string NeverWritten = "This character set is read, never written.";

    public override string WebName => name;

    public override string EncodingName => name;

    public override bool IsSingleByte => true;

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException(NeverWritten);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException(NeverWritten);

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException(NeverWritten);

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

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
}
