using System.Buffers;

namespace Protocols.Mime;

/// <summary>Collects characters in a rented array until they become a string.</summary>
internal sealed class TextBuilder : IBufferWriter<char>
{
    [ThreadStatic]
    private static TextBuilder? t_last;

    private char[] _characters = ArrayPool<char>.Shared.Rent(256);

    public int Length { get; set; }

    public ReadOnlySpan<char> Written => _characters.AsSpan(0, Length);

    public Span<char> WrittenFrom(int start) => _characters.AsSpan(start, Length - start);

    public static TextBuilder Rent()
    {
        TextBuilder builder = t_last ?? new TextBuilder();
        t_last = null;
        return builder;
    }

    public void Append(char character)
    {
        GetSpan(1)[0] = character;
        Length++;
    }

    public void Advance(int count) => Length += count;

    public Memory<char> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _characters.AsMemory(Length);
    }

    public Span<char> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _characters.AsSpan(Length);
    }

    /// <summary>Gives the text and ends the use of this builder.</summary>
    public string ToStringAndReturn()
    {
        string text = Length == 0 ? "" : new string(_characters, 0, Length);
        Return();
        return text;
    }

    public void Return()
    {
        const int MostKept = 16 * 1024;
        Length = 0;
        if (_characters.Length <= MostKept)
        {
            t_last = this;
        }
        else
        {
            ArrayPool<char>.Shared.Return(_characters);
            _characters = [];
        }
    }

    private void EnsureRoom(int sizeHint)
    {
        int wanted = Length + Math.Max(sizeHint, 1);
        if (wanted <= _characters.Length)
        {
            return;
        }

        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(wanted, _characters.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_characters);
        _characters = larger;
    }
}
