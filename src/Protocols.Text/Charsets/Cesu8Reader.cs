namespace Protocols.Text;

/// <summary>
/// CESU-8: UTF-8 whose characters beyond the first plane are two surrogates of three octets each. UTF-8 proper is read as well, since
/// programs that say the one send the other.
/// </summary>
internal sealed class Cesu8Reader : SurrogateReader
{
    private int _codePoint;
    private int _missing;
    private int _least;

    public override void Read(byte octet, ref CharSink output)
    {
        if (_missing > 0)
        {
            if ((octet & 0xC0) == 0x80)
            {
                _codePoint = (_codePoint << 6) | (octet & 0x3F);
                if (--_missing == 0)
                {
                    Put(_codePoint >= _least ? _codePoint : -1, ref output);
                }

                return;
            }

            _missing = 0;
            Put(-1, ref output);
        }

        switch (octet)
        {
            case < 0x80:
                Put(octet, ref output);
                break;
            case >= 0xC2 and < 0xE0:
                Begin(octet & 0x1F, 1, 0x80);
                break;
            case >= 0xE0 and < 0xF0:
                Begin(octet & 0x0F, 2, 0x800);
                break;
            case >= 0xF0 and < 0xF5:
                Begin(octet & 0x07, 3, 0x10000);
                break;
            default:
                Put(-1, ref output);
                break;
        }
    }

    public override void End(ref CharSink output)
    {
        End(_missing > 0, ref output);
        _missing = 0;
    }

    protected override int PlainLength(ReadOnlySpan<byte> octets) => _missing == 0 && !IsWaiting ? AsciiLength(octets) : 0;

    private void Begin(int bits, int missing, int least) => (_codePoint, _missing, _least) = (bits, missing, least);
}
