using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Imap.Server;

/// <summary>How texts are compared (RFC 5255 §4, RFC 4790): what they become, octet by octet, is what is searched and sorted.</summary>
internal sealed class Collation
{
    private readonly Action<ReadOnlyMemory<byte>, IBufferWriter<byte>> _fold;

    private Collation(string name, bool ignoresAsciiCase, Action<ReadOnlyMemory<byte>, IBufferWriter<byte>> fold)
    {
        Name = name;
        IgnoresAsciiCase = ignoresAsciiCase;
        _fold = fold;
    }

    /// <summary>RFC 5051: what holds unless the client chose another.</summary>
    public static Collation UnicodeCasemap { get; } = new("i;unicode-casemap", true, static (text, output) => Protocols.Text.UnicodeCasemap.Fold(text.Span, output));

    public static Collation AsciiCasemap { get; } = new("i;ascii-casemap", true, static (text, output) =>
    {
        Span<byte> destination = output.GetSpan(Math.Max(1, text.Length));
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text.Span[i];
            destination[i] = b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 0x20) : b;
        }

        output.Advance(text.Length);
    });

    public static Collation Octet { get; } = new("i;octet", false, static (text, output) => output.Write(text.Span));

    public static IReadOnlyList<Collation> All { get; } = [UnicodeCasemap, AsciiCasemap, Octet];

    public string Name { get; }

    public bool IgnoresAsciiCase { get; }

    public void Fold(ReadOnlyMemory<byte> text, IBufferWriter<byte> output) => _fold(text, output);

    /// <summary>The collations that a wish matches: a name, perhaps with wildcards (RFC 4790 §3.2), or <c>default</c>.</summary>
    public static IEnumerable<Collation> Matching(string wish)
    {
        if (wish == "default")
        {
            return [UnicodeCasemap];
        }

        string[] pieces = wish.Split('*');
        return All.Where(collation => Matches(collation.Name, pieces));
    }

    private static bool Matches(string name, string[] pieces)
    {
        if (pieces.Length == 1)
        {
            return name == pieces[0];
        }

        if (!name.StartsWith(pieces[0], StringComparison.Ordinal))
        {
            return false;
        }

        int at = pieces[0].Length;
        foreach (string piece in pieces[1..^1])
        {
            int found = name.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Length;
        }

        return name.Length - at >= pieces[^1].Length && name.EndsWith(pieces[^1], StringComparison.Ordinal);
    }
}

/// <summary>A text that is looked for in others.</summary>
internal sealed class Needle
{
    private readonly Collation _collation;
    private readonly string _text;
    private readonly bool _isAscii;
    private readonly byte[] _folded;
    private readonly ArrayBufferWriter<byte> _haystack = new();
    private byte[] _encoded = [];

    public Needle(string text, Collation collation)
    {
        _text = text;
        _collation = collation;
        _isAscii = Ascii.IsValid(text);
        _folded = Fold(text).ToArray();
    }

    public bool IsEmpty => _text.Length == 0;

    /// <summary>Whether the text holds it.</summary>
    public bool IsIn(string text)
    {
        if (_text.Length == 0)
        {
            return true;
        }

        // Where all is ASCII the collations are what .NET has already, and faster.
        if (_isAscii && Ascii.IsValid(text))
        {
            return text.Contains(_text, _collation.IgnoresAsciiCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        }

        return Fold(text).IndexOf(_folded) >= 0;
    }

    private ReadOnlySpan<byte> Fold(string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_encoded.Length < most)
        {
            _encoded = new byte[most];
        }

        int length = Encoding.UTF8.GetBytes(text, _encoded);
        _haystack.ResetWrittenCount();
        _collation.Fold(_encoded.AsMemory(0, length), _haystack);
        return _haystack.WrittenSpan;
    }
}
