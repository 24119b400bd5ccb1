namespace Protocols.Text;

/// <summary>Which of the extended Unix codes.</summary>
internal enum EucForm
{
    /// <summary>EUC-JP with JIS X 0201, 0208 and 0212.</summary>
    Japanese,

    /// <summary>EUC-JIS-2004 with JIS X 0213.</summary>
    Japanese2004,

    /// <summary>EUC-TW with planes 1 and 2 of CNS 11643.</summary>
    Taiwanese,
}

/// <summary>The extended Unix codes whose characters have up to four octets. Korean and Chinese ones, of two, are the framework's.</summary>
internal sealed class EucReader(EucForm form) : PairReader
{
    private const byte SingleShift2 = 0x8E;
    private const byte SingleShift3 = 0x8F;

    private readonly GraphicSet _unshifted = form switch
    {
        EucForm.Japanese => GraphicSet.JisX0208,
        EucForm.Japanese2004 => GraphicSet.JisX0213Plane1,
        _ => GraphicSet.CnsPlane1,
    };

    private GraphicSet _shifted;
    private bool _isShifted;

    protected override bool StartsPlain => !_isShifted;

    protected override void ReadFirst(byte octet, ref CharSink output)
    {
        if (_isShifted && octet is < 0xA1 or > 0xFE)
        {
            _isShifted = false;
            output.PutReplacement();
            if (octet >= 0x80)
            {
                return;
            }
        }

        switch (octet)
        {
            case < 0x80:
                output.Put((char)octet);
                break;
            case SingleShift2:
            case >= 0xA1 and <= 0xFE:
            case SingleShift3 when form != EucForm.Taiwanese:
                Wait(octet);
                break;
            default:
                output.PutReplacement();
                break;
        }
    }

    protected override int ReadRun(ReadOnlySpan<byte> octets, ref CharSink output) =>
        IsWaiting || _isShifted ? 0 : ReadPairs(octets, GraphicSets.Characters(_unshifted), 0xA1, GraphicSets.Side, ref output);

    protected override bool ReadSecond(byte first, byte octet, ref CharSink output)
    {
        if (octet is < 0xA1 or > 0xFE)
        {
            _isShifted = false;
            return false;
        }

        switch (first)
        {
            case SingleShift2 when form == EucForm.Taiwanese:
                // The octet says which plane the next two are of.
                Shift(octet switch
                {
                    0xA1 => GraphicSet.CnsPlane1,
                    0xA2 => GraphicSet.CnsPlane2,
                    _ => GraphicSet.UnknownDouble,
                });
                return true;
            case SingleShift2:
                if (octet > 0xDF)
                {
                    return false;
                }

                GraphicSets.PutSingle(GraphicSet.Katakana, (byte)(octet & 0x7F), ref output);
                return true;
            case SingleShift3:
                Shift(form == EucForm.Japanese ? GraphicSet.JisX0212 : GraphicSet.JisX0213Plane2);
                Wait(octet);
                return true;
            default:
                GraphicSet set = _isShifted ? _shifted : _unshifted;
                _isShifted = false;
                GraphicSets.PutDouble(set, first & 0x7F, octet & 0x7F, ref output);
                return true;
        }
    }

    protected override void EndPairs() => _isShifted = false;

    private void Shift(GraphicSet set)
    {
        _shifted = set;
        _isShifted = true;
    }
}
