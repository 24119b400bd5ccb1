using System.Buffers;

namespace Protocols.Text;

/// <summary>
/// Encodes in quoted-printable (RFC 2045 §6.7), in pieces: no line is longer than 76 characters, no white space ends one, and none is
/// what a transport might touch: a dot or <c>From </c> at its start. How the octets are cut makes no difference.
/// </summary>
public struct QuotedPrintableEncoder
{
    private const int LongestLine = 75;

    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        [(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Where(static c => c != '=').Select(static c => (byte)c)]);

    private static readonly byte[] s_kinds = BuildKinds();

    private readonly bool _isBinary;
    private int _column;

    // What waits for what follows it: white space, a carriage return, or so many letters of "From " at the start of a line.
    private byte _waiting;
    private int _letters;

    // In order: what is encoded in octets that are no text comes after what never has to be.
    private enum Kind : byte
    {
        Plain,
        Space,
        LineEnd,
        Code,
    }

    /// <summary>An encoder of text or of octets.</summary>
    /// <param name="isBinary">Whether CR and LF are octets like others, to be encoded: not text with line ends. RFC 2045 §6.7 (4)</param>
    public QuotedPrintableEncoder(bool isBinary)
    {
        _isBinary = isBinary;
    }

    private static ReadOnlySpan<byte> From => "From "u8;

    /// <summary>The room that <see cref="Encode"/> and <see cref="Finish"/> need in all for so many octets.</summary>
    /// <param name="length">The length of the piece, in octets.</param>
    public static int GetMaxEncodedLength(int length) => QuotedPrintable.GetMaxEncodedLength(checked(length + From.Length));

    /// <summary>Encodes the next piece. In text CRLF and LF are written as CRLF, and any other control is encoded.</summary>
    /// <param name="source">The piece; it is used up.</param>
    /// <param name="destination">At least <see cref="GetMaxEncodedLength"/> octets long.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < GetMaxEncodedLength(source.Length))
        {
            throw new ArgumentException("The destination is shorter than GetMaxEncodedLength says.", nameof(destination));
        }

        return EncodePiece(source, destination);
    }

    /// <summary>Writes what waits for an octet that will not come. No line end is added. The encoder can then be used anew.</summary>
    /// <param name="destination">At least <see cref="GetMaxEncodedLength"/> octets long for a length of 0.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Finish(Span<byte> destination)
    {
        if (destination.Length < GetMaxEncodedLength(0))
        {
            throw new ArgumentException("The destination is shorter than GetMaxEncodedLength says.", nameof(destination));
        }

        return FinishText(destination);
    }

    internal int EncodePiece(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = 0;
        int position = 0;
        while (position < source.Length)
        {
            if (_waiting == 0 && _letters == 0 && _column > 0 && _column < LongestLine)
            {
                ReadOnlySpan<byte> line = source.Slice(position, Math.Min(source.Length - position, LongestLine - _column));
                int run = line.IndexOfAnyExcept(s_plain);
                run = run < 0 ? line.Length : run;

                // White space has to wait for what follows it.
                run -= run > 0 && line[run - 1] is (byte)' ' or (byte)'\t' ? 1 : 0;
                line[..run].CopyTo(destination[written..]);
                position += run;
                written += run;
                _column += run;
                position += PutCodes(source[position..], destination, ref written);
                if (position == source.Length)
                {
                    break;
                }
            }

            Put(source[position++], destination, ref written);
        }

        return written;
    }

    internal int FinishText(Span<byte> destination)
    {
        int written = 0;
        if (_waiting != 0)
        {
            // RFC 2045 §6.7 (3): the end of the text ends a line.
            PutCode(_waiting, destination, ref written);
        }

        PutLetters(destination, ref written);
        _waiting = 0;
        _column = 0;
        return written;
    }

    // Where one octet has to be encoded the next mostly has too: a tight loop over codes, and over single letters between them.
    private int PutCodes(ReadOnlySpan<byte> source, Span<byte> destination, ref int written)
    {
        byte[] kinds = s_kinds;
        Kind leastCode = _isBinary ? Kind.LineEnd : Kind.Code;
        int column = _column;
        int output = written;
        int position = 0;
        while (position < source.Length)
        {
            byte b = source[position];
            if (kinds[b] >= (byte)leastCode)
            {
                if (column + 3 > LongestLine)
                {
                    "=\r\n"u8.CopyTo(destination[output..]);
                    output += 3;
                    column = 0;
                }

                Span<byte> code = destination.Slice(output, 3);
                code[0] = (byte)'=';
                code[1] = QuotedPrintable.HexDigits[b >> 4];
                code[2] = QuotedPrintable.HexDigits[b & 15];
                output += 3;
                column += 3;
            }
            else if (kinds[b] == (byte)Kind.Plain && column is > 0 and < LongestLine && position + 1 < source.Length && kinds[source[position + 1]] >= (byte)leastCode)
            {
                destination[output++] = b;
                column++;
            }
            else
            {
                break;
            }

            position++;
        }

        _column = column;
        written = output;
        return position;
    }

    private static byte[] BuildKinds()
    {
        byte[] kinds = new byte[256];
        for (int b = 0; b < kinds.Length; b++)
        {
            kinds[b] = (byte)(b switch
            {
                ' ' or '\t' => Kind.Space,
                '\r' or '\n' => Kind.LineEnd,
                '=' or < 33 or > 126 => Kind.Code,
                _ => Kind.Plain,
            });
        }

        return kinds;
    }

    private void Put(byte b, Span<byte> destination, ref int written)
    {
        byte waiting = _waiting;
        _waiting = 0;
        if (waiting == (byte)'\r')
        {
            if (b == (byte)'\n')
            {
                PutLineEnd(destination, ref written);
                return;
            }

            PutCode(waiting, destination, ref written);
        }
        else if (waiting != 0)
        {
            if (!_isBinary && b is (byte)'\r' or (byte)'\n')
            {
                PutCode(waiting, destination, ref written);
            }
            else
            {
                PutPlain(waiting, destination, ref written);
            }
        }
        else if (_letters > 0)
        {
            if (b == From[_letters] && _letters < From.Length - 1)
            {
                _letters++;
                return;
            }

            if (b == From[_letters])
            {
                PutCode(From[0], destination, ref written);
                PutPlain(From[1], destination, ref written);
                PutPlain(From[2], destination, ref written);
                PutPlain(From[3], destination, ref written);
                _letters = 0;
            }
            else
            {
                PutLetters(destination, ref written);
            }
        }

        bool isAtStart = _column is 0 or LongestLine;
        switch (b)
        {
            case (byte)'\n' when !_isBinary:
                PutLineEnd(destination, ref written);
                break;
            case (byte)'\r' when !_isBinary:
            case (byte)' ':
            case (byte)'\t':
                _waiting = b;
                break;
            case (byte)'F' when isAtStart:
                PutSoftBreak(1, destination, ref written);
                _letters = 1;
                break;
            case (byte)'.' when isAtStart:
            case (byte)'=':
            case < 33:
            case > 126:
                PutCode(b, destination, ref written);
                break;
            default:
                PutPlain(b, destination, ref written);
                break;
        }
    }

    private void PutLetters(Span<byte> destination, ref int written)
    {
        for (int i = 0; i < _letters; i++)
        {
            PutPlain(From[i], destination, ref written);
        }

        _letters = 0;
    }

    private void PutLineEnd(Span<byte> destination, ref int written)
    {
        "\r\n"u8.CopyTo(destination[written..]);
        written += 2;
        _column = 0;
    }

    private void PutSoftBreak(int size, Span<byte> destination, ref int written)
    {
        if (_column + size > LongestLine)
        {
            destination[written++] = (byte)'=';
            PutLineEnd(destination, ref written);
        }
    }

    private void PutPlain(byte b, Span<byte> destination, ref int written)
    {
        PutSoftBreak(1, destination, ref written);
        destination[written++] = b;
        _column++;
    }

    private void PutCode(byte b, Span<byte> destination, ref int written)
    {
        PutSoftBreak(3, destination, ref written);
        destination[written++] = (byte)'=';
        destination[written++] = QuotedPrintable.HexDigits[b >> 4];
        destination[written++] = QuotedPrintable.HexDigits[b & 15];
        _column += 3;
    }
}
