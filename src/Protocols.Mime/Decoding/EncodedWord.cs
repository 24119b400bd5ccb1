using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>One encoded word (RFC 2047 §2): <c>=?charset*language?encoding?text?=</c>.</summary>
internal readonly ref struct EncodedWord
{
    // RFC 2047 §2 allows 75 characters for the whole word; a charset alone is never near that.
    private const int LongestCharset = 75;

    // RFC 5322 §2.1.1: no line is longer. A bound keeps the cost linear.
    private const int LongestAtom = 998;

    private EncodedWord(ReadOnlySpan<byte> charset, bool isBase64, ReadOnlySpan<byte> text)
    {
        Charset = charset;
        IsBase64 = isBase64;
        Text = text;
    }

    public ReadOnlySpan<byte> Charset { get; }

    public bool IsBase64 { get; }

    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The length of the word that stands here without white space in it, or 0. What is behind a line's worth of octets is not looked at.</summary>
    public static int LengthOfAtom(ReadOnlySpan<byte> source)
    {
        if (!source.StartsWith("=?"u8))
        {
            return 0;
        }

        ReadOnlySpan<byte> atom = source[..Math.Min(source.Length, LongestAtom)];
        int blank = atom.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n');
        return TryRead(blank < 0 ? atom : atom[..blank], out _, out int length, out _) ? length : 0;
    }

    /// <summary>
    /// Reads a word at the start of a value. Lenient: white space inside is taken, a word may be of any length.
    /// </summary>
    /// <param name="source">Begins with <c>=?</c>.</param>
    /// <param name="word">The word.</param>
    /// <param name="length">How many octets it takes.</param>
    /// <param name="canEnd">False where no end mark follows, so that no later word can end either.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out EncodedWord word, out int length, out bool canEnd)
    {
        word = default;
        length = 0;
        canEnd = true;
        ReadOnlySpan<byte> rest = source[2..];
        int charsetLength = rest[..Math.Min(rest.Length, LongestCharset)].IndexOf((byte)'?');
        if (charsetLength <= 0 || charsetLength + 3 > rest.Length || rest[charsetLength + 2] != (byte)'?')
        {
            return false;
        }

        ReadOnlySpan<byte> charset = rest[..charsetLength];
        byte encoding = (byte)(rest[charsetLength + 1] | 0x20);
        if (encoding is not ((byte)'b' or (byte)'q') || charset.IndexOfAny(" \t\r\n="u8) >= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> text = rest[(charsetLength + 3)..];
        int end = text.IndexOf("?="u8);
        if (end < 0)
        {
            canEnd = false;
            return false;
        }

        // RFC 2231 §5: a language may follow the charset.
        int language = charset.IndexOf((byte)'*');
        word = new EncodedWord(language >= 0 ? charset[..language] : charset, encoding == (byte)'b', text[..end]);
        length = 2 + charsetLength + 3 + end + 2;
        return true;
    }
}

/// <summary>
/// Joins encoded words that stand side by side: the octets of those with the same charset are decoded as one text, since programs
/// cut characters in two (which RFC 2047 §5 forbids).
/// </summary>
internal ref struct EncodedWordRun(TextBuilder output)
{
    private readonly TextBuilder _output = output;
    private byte[]? _octets;
    private int _count;
    private ReadOnlySpan<byte> _charset;

    /// <summary>Whether the word before was an encoded one.</summary>
    public bool IsOpen { get; private set; }

    public void Add(in EncodedWord word)
    {
        if (_count > 0 && !Ascii.EqualsIgnoreCase(word.Charset, _charset))
        {
            Flush();
        }

        _charset = word.Charset;
        IsOpen = true;
        int room = Base64Decoder.GetMaxDecodedLength(word.Text.Length);
        if (!word.IsBase64)
        {
            room = word.Text.Length;
        }

        EnsureRoom(room);
        Span<byte> destination = _octets.AsSpan(_count);
        if (word.IsBase64)
        {
            Base64Decoder decoder = default;
            _count += decoder.Decode(word.Text, destination);
            _count += decoder.Finish(_octets.AsSpan(_count));
        }
        else
        {
            _count += QuotedPrintable.DecodeWord(word.Text, destination);
        }
    }

    public void Flush()
    {
        if (_count > 0)
        {
            int start = _output.Length;
            Charset.GetChars(_charset, _octets.AsSpan(0, _count), _output);
            RemoveControls(start);
            _count = 0;
        }

        IsOpen = false;
    }

    public void Dispose()
    {
        if (_octets is not null)
        {
            ArrayPool<byte>.Shared.Return(_octets);
            _octets = null;
        }
    }

    // A line end or NUL that was smuggled in by an encoded word must not reach whoever writes the text somewhere.
    private readonly void RemoveControls(int start)
    {
        Span<char> added = _output.WrittenFrom(start);
        for (int i = added.IndexOfAny('\r', '\n', '\0'); i >= 0; i = added.IndexOfAny('\r', '\n', '\0'))
        {
            added[i] = ' ';
            added = added[(i + 1)..];
        }
    }

    private void EnsureRoom(int room)
    {
        if (_octets is not null && _count + room <= _octets.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, (_count + room) * 2));
        if (_octets is not null)
        {
            _octets.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_octets);
        }

        _octets = larger;
    }
}
