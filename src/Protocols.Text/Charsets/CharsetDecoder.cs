using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Text;

/// <summary>
/// Makes text of octets that come in pieces, whatever they are labelled: a body as it is read, or adjacent encoded words that share a
/// character between them. How the octets are cut makes no difference; a few are kept between pieces.
/// </summary>
/// <remarks>
/// Where no character set is named, or one that is not known, nothing can be judged by the whole text, as <see cref="Charset"/> does: it
/// is UTF-8 up to the first octets that are not, and windows-1252 from there on. That is the same for texts that are all the one or all the other.
/// </remarks>
public sealed class CharsetDecoder
{
    private const int Piece = 8192;

    private readonly Decoder? _decoder;
    private readonly bool _isLatin1;
    private readonly CharsetOutcome _initial;
    private readonly byte[] _held = new byte[4];
    private int _heldCount;
    private bool _isWindows1252;

    /// <summary>A decoder for a character set.</summary>
    /// <param name="name">Its name in ASCII; empty where none is given.</param>
    public CharsetDecoder(ReadOnlySpan<byte> name)
    {
        bool isKnown = Charset.TryGetEncoding(name, out Encoding? encoding);
        _initial = isKnown ? CharsetOutcome.Named : name.IsEmpty ? CharsetOutcome.AssumedUtf8 : CharsetOutcome.UnknownName;
        Outcome = _initial;
        _isLatin1 = ReferenceEquals(encoding, Encoding.Latin1);
        _decoder = isKnown && !ReferenceEquals(encoding, Encoding.ASCII) ? (_isLatin1 ? Charset.Windows1252 : encoding!).GetDecoder() : null;
    }

    /// <summary>A decoder for an encoding that has been chosen.</summary>
    internal CharsetDecoder(Encoding encoding)
    {
        _decoder = encoding.GetDecoder();
    }

    /// <summary>How the octets became text, as far as they have come.</summary>
    public CharsetOutcome Outcome { get; private set; }

    /// <summary>Appends the text of the next piece.</summary>
    /// <param name="octets">The piece; it is used up.</param>
    /// <param name="output">Takes the characters that are complete.</param>
    public void Decode(ReadOnlySpan<byte> octets, IBufferWriter<char> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (!octets.IsEmpty)
        {
            ReadOnlySpan<byte> piece = octets[..Math.Min(octets.Length, Piece)];
            octets = octets[piece.Length..];
            if (_decoder is not null)
            {
                DecodeNamed(piece, output, flush: false);
            }
            else
            {
                Guess(piece, output);
            }
        }
    }

    /// <summary>Appends what the last octets still hold. The decoder can then be used anew.</summary>
    /// <param name="output">Takes the characters.</param>
    /// <returns>How the octets became text, all of them.</returns>
    public CharsetOutcome Finish(IBufferWriter<char> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_decoder is not null)
        {
            DecodeNamed(default, output, flush: true);
        }
        else if (_heldCount > 0)
        {
            // The start of a character of UTF-8 that does not come: it was none.
            int count = _heldCount;
            _heldCount = 0;
            PutWindows1252(_held.AsSpan(0, count), output);
        }

        CharsetOutcome outcome = Outcome;
        Outcome = _initial;
        _isWindows1252 = false;
        return outcome;
    }

    private void DecodeNamed(ReadOnlySpan<byte> piece, IBufferWriter<char> output, bool flush)
    {
        Span<char> characters = output.GetSpan(Math.Max(_decoder!.GetCharCount(piece, flush), 1));
        int count = _decoder.GetChars(piece, characters, flush);
        if (_isLatin1 && piece.ContainsAnyInRange((byte)0x80, (byte)0x9F))
        {
            Outcome = CharsetOutcome.AssumedWindows1252;
        }

        if (Outcome == CharsetOutcome.Named && characters[..count].Contains('\uFFFD'))
        {
            Outcome = CharsetOutcome.NamedInPart;
        }

        output.Advance(count);
    }

    private void Guess(ReadOnlySpan<byte> piece, IBufferWriter<char> output)
    {
        // What is held is completed octet by octet: at most three more.
        while (_heldCount > 0 && !piece.IsEmpty)
        {
            _held[_heldCount++] = piece[0];
            piece = piece[1..];
            int count = _heldCount;
            _heldCount = 0;
            PutUtf8(_held.AsSpan(0, count), output);
        }

        if (!piece.IsEmpty)
        {
            PutUtf8(piece, output);
        }
    }

    private void PutUtf8(ReadOnlySpan<byte> octets, IBufferWriter<char> output)
    {
        if (_isWindows1252)
        {
            PutWindows1252(octets, output);
            return;
        }

        Span<char> characters = output.GetSpan(octets.Length);
        OperationStatus status = Utf8.ToUtf16(octets, characters, out int read, out int written, replaceInvalidSequences: false, isFinalBlock: false);
        if (written > 0 && Outcome == CharsetOutcome.Named && !Ascii.IsValid(octets[..read]))
        {
            Outcome = CharsetOutcome.AssumedUtf8;
        }

        output.Advance(written);
        octets = octets[read..];
        if (status == OperationStatus.NeedMoreData)
        {
            octets.CopyTo(_held);
            _heldCount = octets.Length;
        }
        else if (!octets.IsEmpty)
        {
            PutWindows1252(octets, output);
        }
    }

    private void PutWindows1252(ReadOnlySpan<byte> octets, IBufferWriter<char> output)
    {
        _isWindows1252 = true;
        Outcome = Outcome == CharsetOutcome.UnknownName ? Outcome : CharsetOutcome.AssumedWindows1252;
        Span<char> characters = output.GetSpan(octets.Length);
        output.Advance(Charset.Windows1252.GetChars(octets, characters));
    }
}
