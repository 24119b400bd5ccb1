namespace Protocols.Text;

/// <summary>What readers of units of UTF-16 share: a surrogate waits for its other half, and is replaced where that does not come.</summary>
internal abstract class SurrogateReader : OctetReader
{
    private char _high;

    /// <summary>Whether a surrogate waits.</summary>
    protected bool IsWaiting => _high != 0;

    /// <summary>Puts a unit, or a code point that is none.</summary>
    /// <param name="unit">The unit or code point; -1 for what means nothing.</param>
    /// <param name="output">Takes what is complete with it.</param>
    protected void Put(int unit, ref CharSink output)
    {
        bool isLow = unit is >= 0xDC00 and <= 0xDFFF;
        if (_high != 0)
        {
            char high = _high;
            _high = '\0';
            if (isLow)
            {
                output.Put(high);
                output.Put((char)unit);
                return;
            }

            output.PutReplacement();
        }

        if (unit is >= 0xD800 and <= 0xDBFF)
        {
            _high = (char)unit;
        }
        else if (unit is < 0 or > 0x10FFFF || isLow)
        {
            output.PutReplacement();
        }
        else
        {
            output.PutCodePoint(unit);
        }
    }

    /// <summary>Ends the text.</summary>
    /// <param name="isCut">Whether it ends in the middle of a unit.</param>
    /// <param name="output">Takes U+FFFD where it does, or where a surrogate waits.</param>
    protected void End(bool isCut, ref CharSink output)
    {
        if (isCut || _high != 0)
        {
            output.PutReplacement();
        }

        _high = '\0';
    }
}
