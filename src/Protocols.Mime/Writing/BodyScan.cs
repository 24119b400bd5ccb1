using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>
/// Looks through a body once, in pieces of any size, and tells the least transfer encoding that carries it unchanged (RFC 2045 §6.2).
/// </summary>
/// <remarks>What it tells does not depend on how the body was cut.</remarks>
public struct BodyScan
{
    // RFC 5322 §2.1.1
    private const int LongestLine = 998;

    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (byte)c).Where(static c => c != (byte)'='), (byte)'\t']);

    private long _length;
    private long _encoded;
    private long _lineLength;
    private bool _endsInReturn;

    /// <summary>Whether an octet has its eighth bit set.</summary>
    public bool HasEightBit { get; private set; }

    /// <summary>Whether there is a NUL, or a CR or LF that is not part of CRLF: such a body is no text (RFC 2045 §2.7, §2.8).</summary>
    public readonly bool HasBareControls => HasBreaks || _endsInReturn;

    /// <summary>Whether a line is longer than 998 octets.</summary>
    public bool HasLongLines { get; private set; }

    private bool HasBreaks { get; set; }

    /// <summary>Looks at the next piece.</summary>
    /// <param name="piece">The octets.</param>
    public void Add(ReadOnlySpan<byte> piece)
    {
        _length += piece.Length;
        while (!piece.IsEmpty)
        {
            if (_endsInReturn)
            {
                _endsInReturn = false;
                HasBreaks |= piece[0] != (byte)'\n';
                if (piece[0] == (byte)'\n')
                {
                    _lineLength = 0;
                    piece = piece[1..];
                    continue;
                }
            }

            if (HasBreaks)
            {
                // Base64 or binary, whatever else there is.
                HasEightBit |= !Ascii.IsValid(piece);
                return;
            }

            int length = piece.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            ReadOnlySpan<byte> line = length < 0 ? piece : piece[..length];
            AddLine(line);
            if (length < 0)
            {
                return;
            }

            _endsInReturn = piece[length] == (byte)'\r';
            HasBreaks |= !_endsInReturn;
            piece = piece[(length + 1)..];
        }
    }

    /// <summary>Looks at the next pieces.</summary>
    /// <param name="pieces">The octets.</param>
    public void Add(in ReadOnlySequence<byte> pieces)
    {
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            Add(piece.Span);
        }
    }

    /// <summary>The least encoding for what was looked at: as it is where the mode allows that, else quoted-printable or base64, whichever is shorter.</summary>
    /// <param name="mode">What the way of the message can carry.</param>
    /// <param name="allowBinary">Whether it can carry octets without lines (RFC 3030).</param>
    public readonly TransferEncoding Choose(MimeOutputMode mode, bool allowBinary = false)
    {
        bool isLines = !HasBareControls && !HasLongLines;
        if (isLines && !HasEightBit)
        {
            return TransferEncoding.SevenBit;
        }

        if (mode != MimeOutputMode.SevenBit && (isLines || allowBinary))
        {
            return isLines ? TransferEncoding.EightBit : TransferEncoding.Binary;
        }

        return ChooseEncoded();
    }

    internal readonly TransferEncoding ChooseEncoded()
    {
        if (HasBareControls)
        {
            return TransferEncoding.Base64;
        }

        // Lines of 76 with their ends: 78 for 75 octets, and 78 for 57.
        double quotedPrintable = (_length + (2.0 * _encoded)) * 78 / 75;
        double base64 = _length * 78.0 / 57;
        return quotedPrintable <= base64 ? TransferEncoding.QuotedPrintable : TransferEncoding.Base64;
    }

    private void AddLine(ReadOnlySpan<byte> line)
    {
        _lineLength += line.Length;
        HasLongLines |= _lineLength > LongestLine;
        int special = line.IndexOfAnyExcept(s_plain);
        if (special < 0)
        {
            return;
        }

        // Where one octet is special the next mostly is too.
        line = line[special..];
        int plain = 0;
        byte all = 0;
        foreach (byte octet in line)
        {
            plain += octet is (byte)'\t' or (>= (byte)' ' and <= (byte)'~' and not (byte)'=') ? 1 : 0;
            all |= octet;
        }

        _encoded += line.Length - plain;
        HasEightBit |= all >= 0x80;
    }
}
