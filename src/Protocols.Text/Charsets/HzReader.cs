namespace Protocols.Text;

/// <summary>HZ-GB-2312 (RFC 1843): GB 2312 in seven bits between <c>~{</c> and <c>~}</c>. A line end ends it too.</summary>
internal sealed class HzReader : PairReader
{
    private bool _isChinese;

    protected override bool StartsPlain => false;

    protected override void ReadFirst(byte octet, ref CharSink output)
    {
        if (octet == (byte)'~' || (_isChinese && octet is > 0x20 and < 0x7F))
        {
            Wait(octet);
            return;
        }

        _isChinese = _isChinese && octet != (byte)'\n';
        if (octet < 0x80)
        {
            output.Put((char)octet);
        }
        else
        {
            output.PutReplacement();
        }
    }

    protected override bool ReadSecond(byte first, byte octet, ref CharSink output)
    {
        if (first != (byte)'~')
        {
            // Some programs set the eighth bits all the same.
            octet &= 0x7F;
            if (octet is < 0x21 or > 0x7E)
            {
                return false;
            }

            GraphicSets.PutDouble(GraphicSet.Gb2312, first, octet, ref output);
            return true;
        }

        switch (octet)
        {
            case (byte)'{':
                _isChinese = true;
                return true;
            case (byte)'}':
                _isChinese = false;
                return true;
            case (byte)'~':
                output.Put('~');
                return true;
            case (byte)'\n':
                return true;
            default:
                return false;
        }
    }

    protected override void EndPairs() => _isChinese = false;
}
