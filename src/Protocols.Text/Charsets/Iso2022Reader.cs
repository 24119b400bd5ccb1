using System.Buffers;

namespace Protocols.Text;

/// <summary>
/// The forms of ISO 2022 in mail: ISO-2022-JP with all that followed it (RFC 1468, 1554, 2237, ISO-2022-JP-3 and -2004), ISO-2022-KR
/// (RFC 1557), ISO-2022-CN and -CN-EXT (RFC 1922). They differ in which set is meant where none has been named; beyond that each
/// escape sequence is understood in all of them. An escape sequence that names nothing known stands for itself.
/// </summary>
internal sealed class Iso2022Reader : OctetReader
{
    private const byte Escape = 0x1B;
    private const byte ShiftOut = 0x0E;
    private const byte ShiftIn = 0x0F;
    private const int LongestSequence = 4;

    // All that is ASCII but for what switches.
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x80).Where(static b => b is not (Escape or ShiftOut or ShiftIn)).Select(static b => (byte)b)]);

    private readonly GraphicSet _shiftedOut;
    private readonly byte[] _sequence = new byte[LongestSequence];
    private int _sequenceLength;
    private GraphicSet _g0;
    private GraphicSet _g1;
    private GraphicSet _g2;
    private GraphicSet _g3 = GraphicSet.UnknownDouble;
    private bool _isShiftedOut;
    private int _singleShift;
    private byte _row;

    /// <summary>A reader.</summary>
    /// <param name="shiftedOut">The set behind a shift out, where no escape sequence has named one.</param>
    public Iso2022Reader(GraphicSet shiftedOut)
    {
        _shiftedOut = shiftedOut;
        _g1 = shiftedOut;
    }

    public override void Read(byte octet, ref CharSink output)
    {
        if (_sequenceLength > 0)
        {
            _sequence[_sequenceLength++] = octet;
            Sequence kind = Designate();
            if (kind == Sequence.Complete)
            {
                _sequenceLength = 0;
                return;
            }

            if (kind == Sequence.Incomplete && _sequenceLength < LongestSequence)
            {
                return;
            }

            EndSequence(_sequenceLength - 1, ref output);
        }

        if (octet == Escape)
        {
            EndPair(ref output);
            _sequence[0] = octet;
            _sequenceLength = 1;
            return;
        }

        // A set of 96 characters has one more at each end.
        bool isHigh = _singleShift == 2 && _g2 is GraphicSet.Latin1High or GraphicSet.GreekHigh;
        if (octet is < 0x20 or > 0x7F || (octet == 0x7F && !isHigh))
        {
            EndPair(ref output);
            ReadControl(octet, ref output);
            return;
        }

        GraphicSet set = _singleShift == 2 ? _g2 : _singleShift == 3 ? _g3 : _isShiftedOut ? _g1 : _g0;
        if (!GraphicSets.IsDouble(set) || (_row == 0 && octet == 0x20))
        {
            _singleShift = 0;
            GraphicSets.PutSingle(GraphicSets.IsDouble(set) ? GraphicSet.Ascii : set, octet, ref output);
        }
        else if (_row == 0)
        {
            _row = octet;
        }
        else if (octet == 0x20)
        {
            EndPair(ref output);
            output.Put(' ');
        }
        else
        {
            int row = _row;
            _row = 0;
            _singleShift = 0;
            GraphicSets.PutDouble(set, row, octet, ref output);
        }
    }

    public override void End(ref CharSink output)
    {
        EndSequence(_sequenceLength, ref output);
        EndPair(ref output);
        _g0 = GraphicSet.Ascii;
        _g1 = _shiftedOut;
        _g2 = GraphicSet.Ascii;
        _g3 = GraphicSet.UnknownDouble;
        _isShiftedOut = false;
    }

    protected override int PlainLength(ReadOnlySpan<byte> octets)
    {
        if (_sequenceLength > 0 || _row != 0 || _singleShift != 0 || _isShiftedOut || _g0 != GraphicSet.Ascii)
        {
            return 0;
        }

        int length = octets.IndexOfAnyExcept(s_plain);
        return length < 0 ? octets.Length : length;
    }

    protected override int ReadRun(ReadOnlySpan<byte> octets, ref CharSink output)
    {
        GraphicSet set = _isShiftedOut ? _g1 : _g0;
        return _sequenceLength > 0 || _row != 0 || _singleShift != 0 || !GraphicSets.IsDouble(set)
            ? 0
            : ReadPairs(octets, GraphicSets.Characters(set), 0x21, GraphicSets.Side, ref output);
    }

    private void ReadControl(byte octet, ref CharSink output)
    {
        switch (octet)
        {
            case ShiftOut:
                _isShiftedOut = true;
                break;
            case ShiftIn:
                _isShiftedOut = false;
                break;
            case (byte)'\n':
                // Each line begins in ASCII: what was left open in the last one ends with it.
                _g0 = GraphicSet.Ascii;
                _isShiftedOut = false;
                output.Put((char)octet);
                break;
            case <= 0x7F:
                output.Put((char)octet);
                break;
            case >= 0xA1 and <= 0xDF when _shiftedOut == GraphicSet.Katakana:
                // JIS X 0201 in eight bits, as some programs of Japan mix it in.
                GraphicSets.PutSingle(GraphicSet.Katakana, (byte)(octet & 0x7F), ref output);
                break;
            default:
                output.PutReplacement();
                break;
        }
    }

    private void EndPair(ref CharSink output)
    {
        if (_row != 0)
        {
            output.PutReplacement();
        }

        _row = 0;
        _singleShift = 0;
    }

    private void EndSequence(int length, ref CharSink output)
    {
        for (int i = 0; i < length; i++)
        {
            output.Put(_sequence[i] < 0x80 ? (char)_sequence[i] : '\uFFFD');
        }

        _sequenceLength = 0;
    }

    private Sequence Designate()
    {
        ReadOnlySpan<byte> sequence = _sequence.AsSpan(1, _sequenceLength - 1);
        switch (sequence)
        {
            case [(byte)'N']:
                _singleShift = 2;
                return Sequence.Complete;
            case [(byte)'O']:
                _singleShift = 3;
                return Sequence.Complete;
            case [(byte)'$' or (byte)'(' or (byte)')' or (byte)'.'] or [(byte)'$', (byte)'(' or (byte)')' or (byte)'*' or (byte)'+']:
                return Sequence.Incomplete;
            case [(byte)'(', byte set] when TrySingle(set, out GraphicSet found):
                _g0 = found;
                return Sequence.Complete;
            case [(byte)')', byte set] when TrySingle(set, out GraphicSet found):
                _g1 = found;
                return Sequence.Complete;
            case [(byte)'.', (byte)'A']:
                _g2 = GraphicSet.Latin1High;
                return Sequence.Complete;
            case [(byte)'.', (byte)'F']:
                _g2 = GraphicSet.GreekHigh;
                return Sequence.Complete;
            case [(byte)'$', byte set and ((byte)'@' or (byte)'A' or (byte)'B')]:
                _g0 = Double(set);
                return Sequence.Complete;
            case [(byte)'$', (byte)'(', byte set and >= (byte)'@' and <= (byte)'Q']:
                _g0 = Double(set);
                return Sequence.Complete;
            case [(byte)'$', (byte)')', byte set and >= (byte)'@' and <= (byte)'Q']:
                _g1 = Double(set);
                return Sequence.Complete;
            case [(byte)'$', (byte)'*', byte set and >= (byte)'@' and <= (byte)'Q']:
                _g2 = Double(set);
                return Sequence.Complete;
            case [(byte)'$', (byte)'+', byte set and >= (byte)'@' and <= (byte)'Q']:
                _g3 = Double(set);
                return Sequence.Complete;
            default:
                return Sequence.Unknown;
        }
    }

    private static bool TrySingle(byte name, out GraphicSet set)
    {
        (set, bool isKnown) = name switch
        {
            // "H" is Swedish, and was mistaken for JIS Roman by so many programs that it is ASCII in mail.
            (byte)'B' or (byte)'H' => (GraphicSet.Ascii, true),
            (byte)'J' => (GraphicSet.JisRoman, true),
            (byte)'I' => (GraphicSet.Katakana, true),
            (byte)'A' => (GraphicSet.UnitedKingdom, true),
            _ => (GraphicSet.Ascii, false),
        };
        return isKnown;
    }

    private static GraphicSet Double(byte name) => name switch
    {
        (byte)'@' or (byte)'B' => GraphicSet.JisX0208,
        (byte)'A' or (byte)'E' => GraphicSet.Gb2312,
        (byte)'C' => GraphicSet.KsC5601,
        (byte)'D' => GraphicSet.JisX0212,
        (byte)'G' => GraphicSet.CnsPlane1,
        (byte)'H' => GraphicSet.CnsPlane2,
        (byte)'O' or (byte)'Q' => GraphicSet.JisX0213Plane1,
        (byte)'P' => GraphicSet.JisX0213Plane2,
        _ => GraphicSet.UnknownDouble,
    };

    private enum Sequence
    {
        Unknown,
        Incomplete,
        Complete,
    }
}
