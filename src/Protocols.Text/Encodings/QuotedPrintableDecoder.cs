namespace Protocols.Text;

/// <summary>
/// Decodes quoted-printable as it stands in mail (RFC 2045 §6.7), in pieces cut anywhere. An equals sign that begins no valid code is
/// kept as it is; white space at the end of a line is dropped; line ends are kept as they are.
/// </summary>
/// <remarks>
/// White space may turn out to end its line, so it is held back: up to <see cref="LongestTrailingSpace"/> octets, more than any line
/// of quoted-printable is long. Of a longer run at the end of a line only that many are dropped, so that nobody can make this hold more.
/// </remarks>
public partial struct QuotedPrintableDecoder
{
    /// <summary>How many octets of white space before a line end are dropped at most.</summary>
    public const int LongestTrailingSpace = 128;

    // An equals sign, the white space behind it, and a carriage return.
    private const int MostHeld = LongestTrailingSpace + 2;

    // The run of white space that is held, the last octet in the lowest bit: set where it is a tab.
    private UInt128 _tabs;
    private int _spaces;
    private Phase _phase;
    private byte _digit;

    private enum Phase : byte
    {
        Plain,
        Space,
        SpaceReturn,
        Equals,
        EqualsDigit,
        EqualsSpace,
        EqualsReturn,
    }

    /// <summary>Whether an equals sign was met that begins neither a code nor a soft line break.</summary>
    public bool HasDefects { get; private set; }

    /// <summary>The room that <see cref="Decode"/> and <see cref="Finish"/> need in all for so many octets.</summary>
    /// <param name="length">The length of the piece, in octets.</param>
    public static int GetMaxDecodedLength(int length) => checked(length + MostHeld);

    /// <summary>Decodes the next piece.</summary>
    /// <param name="source">The piece; it is used up.</param>
    /// <param name="destination">At least <see cref="GetMaxDecodedLength"/> octets long.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < GetMaxDecodedLength(source.Length))
        {
            throw new ArgumentException("The destination is shorter than GetMaxDecodedLength says.", nameof(destination));
        }

        return DecodePiece(source, destination);
    }

    /// <summary>Gives what is still held, as the end of the text leaves it. The decoder can then be used anew.</summary>
    /// <param name="destination">At least <see cref="GetMaxDecodedLength"/> octets long for a length of 0.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Finish(Span<byte> destination)
    {
        if (destination.Length < MostHeld)
        {
            throw new ArgumentException("The destination is shorter than GetMaxDecodedLength says.", nameof(destination));
        }

        return FinishText(destination);
    }

    /// <summary>As <see cref="Decode"/>, for a caller who knows that the room is enough: what is held and the length of the source.</summary>
    internal int DecodePiece(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = 0;
        int position = 0;
        while (position < source.Length)
        {
            if (_phase == Phase.Plain)
            {
                written += DecodePlain(source[position..], destination[written..], out int used);
                position += used;
            }
            else
            {
                Step(source[position++], destination, ref written);
            }
        }

        return written;
    }

    internal int FinishText(Span<byte> destination)
    {
        int written = 0;
        switch (_phase)
        {
            case Phase.SpaceReturn:
                PutSpaces(destination, ref written);
                destination[written++] = (byte)'\r';
                break;
            case Phase.EqualsDigit:
                HasDefects = true;
                destination[written++] = (byte)'=';
                destination[written++] = _digit;
                break;
            default:
                // RFC 2045 §6.7 (3), (5): the end of the text is the end of a line.
                break;
        }

        _phase = Phase.Plain;
        _spaces = 0;
        _tabs = 0;
        return written;
    }

    // The rules, octet by octet: where a piece ends in the middle of something, and where something is not as it should be.
    private void Step(byte b, Span<byte> destination, ref int written)
    {
        bool isSpace = b is (byte)' ' or (byte)'\t';
        switch (_phase)
        {
            case Phase.Space when isSpace:
                if (_spaces == LongestTrailingSpace)
                {
                    PutSpace(destination, ref written);
                }

                PushSpace(b);
                return;
            case Phase.Space when b == (byte)'\r':
                _phase = Phase.SpaceReturn;
                return;
            case Phase.Space when b == (byte)'\n':
                _spaces = 0;
                break;
            case Phase.SpaceReturn when b == (byte)'\n':
                _spaces = 0;
                destination[written++] = (byte)'\r';
                break;
            case Phase.SpaceReturn:
                PutSpaces(destination, ref written);
                destination[written++] = (byte)'\r';
                break;
            case Phase.Equals when QuotedPrintable.IsHex(b):
                _digit = b;
                _phase = Phase.EqualsDigit;
                return;
            case Phase.EqualsDigit when QuotedPrintable.TryHex(_digit, b, out byte value):
                destination[written++] = value;
                _phase = Phase.Plain;
                return;
            case Phase.EqualsDigit:
                HasDefects = true;
                destination[written++] = (byte)'=';
                destination[written++] = _digit;
                break;
            case Phase.Equals or Phase.EqualsSpace when isSpace && _spaces < LongestTrailingSpace:
                PushSpace(b);
                _phase = Phase.EqualsSpace;
                return;
            case Phase.Equals or Phase.EqualsSpace when b == (byte)'\r':
                _phase = Phase.EqualsReturn;
                return;
            case Phase.Equals or Phase.EqualsSpace or Phase.EqualsReturn when b == (byte)'\n':
                // RFC 2045 §6.7 (5): a soft line break, perhaps with white space that a transport put before the line end.
                _spaces = 0;
                _phase = Phase.Plain;
                return;
            case Phase.EqualsSpace:
                // What is held behind the equals sign is white space like any other now.
                HasDefects = true;
                destination[written++] = (byte)'=';
                _phase = Phase.Space;
                Step(b, destination, ref written);
                return;
            case Phase.Equals:
                HasDefects = true;
                destination[written++] = (byte)'=';
                break;
            case Phase.EqualsReturn:
                HasDefects = true;
                destination[written++] = (byte)'=';
                PutSpaces(destination, ref written);
                destination[written++] = (byte)'\r';
                break;
            default:
                PutSpaces(destination, ref written);
                break;
        }

        if (b == (byte)'=')
        {
            _phase = Phase.Equals;
        }
        else if (isSpace)
        {
            PushSpace(b);
            _phase = Phase.Space;
        }
        else
        {
            destination[written++] = b;
            _phase = Phase.Plain;
        }
    }

    private void PushSpace(byte b)
    {
        _tabs = (_tabs << 1) | (b == (byte)'\t' ? UInt128.One : UInt128.Zero);
        _spaces++;
    }

    private void PutSpace(Span<byte> destination, ref int written)
    {
        _spaces--;
        destination[written++] = ((_tabs >> _spaces) & UInt128.One) == UInt128.Zero ? (byte)' ' : (byte)'\t';
    }

    private void PutSpaces(Span<byte> destination, ref int written)
    {
        while (_spaces > 0)
        {
            PutSpace(destination, ref written);
        }
    }
}
