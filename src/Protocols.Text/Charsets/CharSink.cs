using System.Text;

namespace Protocols.Text;

/// <summary>Takes the characters that a reader makes, or only counts them.</summary>
internal ref struct CharSink
{
    private readonly Span<char> _characters;
    private readonly bool _counts;

    /// <summary>A sink that only counts.</summary>
    /// <param name="counts">True.</param>
    public CharSink(bool counts)
    {
        _counts = counts;
    }

    /// <summary>A sink that writes.</summary>
    /// <param name="characters">Where to; long enough.</param>
    public CharSink(Span<char> characters)
    {
        _characters = characters;
    }

    /// <summary>How many characters came.</summary>
    public int Count { get; private set; }

    public void Put(char character)
    {
        if (!_counts)
        {
            _characters[Count] = character;
        }

        Count++;
    }

    /// <summary>Where characters can be written at once; empty where they are only counted.</summary>
    public readonly Span<char> Room => _counts ? default : _characters[Count..];

    /// <summary>Takes what was written to <see cref="Room"/>.</summary>
    /// <param name="count">How many characters.</param>
    public void Advance(int count) => Count += count;

    public void PutCodePoint(int codePoint)
    {
        if (codePoint < 0x10000)
        {
            Put((char)codePoint);
            return;
        }

        Put((char)(0xD800 + ((codePoint - 0x10000) >> 10)));
        Put((char)(0xDC00 + ((codePoint - 0x10000) & 0x3FF)));
    }

    public void PutAscii(ReadOnlySpan<byte> octets)
    {
        if (!_counts)
        {
            Encoding.Latin1.GetChars(octets, _characters[Count..]);
        }

        Count += octets.Length;
    }

    public void PutReplacement() => Put('\uFFFD');
}
