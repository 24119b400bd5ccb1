using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>
/// Joins encoded words that stand side by side: the octets of those with the same charset are decoded as one text, since programs
/// cut characters in two (which RFC 2047 §5 forbids).
/// </summary>
internal ref struct EncodedWordRun(TextBuilder output, bool dropControls = false)
{
    private readonly TextBuilder _output = output;
    private readonly bool _dropControls = dropControls;
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
        if (word.IsBase64)
        {
            Base64Decoder decoder = default;
            _count += decoder.Decode(word.Text, _octets.AsSpan(_count));
            _count += decoder.Finish(_octets.AsSpan(_count));
            return;
        }

        // RFC 2047 §2 has no white space in a word. Where a program folded one all the same, the fold is not part of its text.
        ReadOnlySpan<byte> text = word.Text;
        for (int fold = text.IndexOf((byte)'\n'); fold >= 0; fold = text.IndexOf((byte)'\n'))
        {
            _count += QuotedPrintable.DecodeWord(text[..fold].TrimEnd(" \t\r"u8), _octets.AsSpan(_count));
            text = text[(fold + 1)..].TrimStart(" \t"u8);
        }

        _count += QuotedPrintable.DecodeWord(text, _octets.AsSpan(_count));
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
        if (_dropControls)
        {
            int kept = 0;
            foreach (char c in added)
            {
                if (!char.IsControl(c))
                {
                    added[kept++] = c;
                }
            }

            _output.Length = start + kept;
            return;
        }

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
