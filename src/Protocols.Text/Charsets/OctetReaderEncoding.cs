using System.Text;

namespace Protocols.Text;

/// <summary>A character set that is read by a reader of octets.</summary>
/// <param name="name">Its name.</param>
/// <param name="create">Makes a reader.</param>
/// <param name="writer">The code page of the framework that writes it; 0 where nobody does.</param>
internal sealed class OctetReaderEncoding(string name, Func<OctetReader> create, int writer = 0) : Encoding
{
    private Encoding Writer => (writer == 0 ? null : GetWriter(writer)) ?? throw new NotSupportedException("This character set is read, never written.");

    public override string WebName => name;

    public override string EncodingName => name;

    public override int GetByteCount(char[] chars, int index, int count) => Writer.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Writer.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Writer.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => checked(byteCount + OctetReader.MostHeld);

    public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes.AsSpan(index, count));

    public override int GetCharCount(ReadOnlySpan<byte> bytes)
    {
        CharSink sink = new(counts: true);
        ReadAll(create(), bytes, ref sink);
        return sink.Count;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (chars.Length < GetMaxCharCount(bytes.Length) && chars.Length < GetCharCount(bytes))
        {
            throw new ArgumentException("The destination is too short.", nameof(chars));
        }

        CharSink sink = new(chars);
        ReadAll(create(), bytes, ref sink);
        return sink.Count;
    }

    public override Decoder GetDecoder() => new ReaderDecoder(create());

    private static Encoding? GetWriter(int codePage) => codePage switch
    {
        1200 => Unicode,
        12000 => UTF32,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(codePage),
    };

    private static void ReadAll(OctetReader reader, ReadOnlySpan<byte> bytes, ref CharSink sink)
    {
        reader.Read(bytes, ref sink);
        reader.End(ref sink);
    }

    // What comes of octets cannot be told without reading them, and reading changes the state: the count is the most that can come.
    private sealed class ReaderDecoder(OctetReader reader) : Decoder
    {
        public override int GetCharCount(byte[] bytes, int index, int count) => checked(count + OctetReader.MostHeld);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex), flush: false);

        public override int GetCharCount(ReadOnlySpan<byte> bytes, bool flush) => checked(bytes.Length + OctetReader.MostHeld);

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush)
        {
            if (chars.Length < checked(bytes.Length + OctetReader.MostHeld))
            {
                throw new ArgumentException("The destination is too short.", nameof(chars));
            }

            CharSink sink = new(chars);
            reader.Read(bytes, ref sink);
            if (flush)
            {
                reader.End(ref sink);
            }

            return sink.Count;
        }

        public override void Reset()
        {
            CharSink nowhere = new(counts: true);
            reader.End(ref nowhere);
        }
    }
}
