namespace Protocols.Text;

/// <summary>
/// UTF-16 and UTF-32 whose octet order is not in the name (RFC 2781 §4.3). A byte order mark tells it, and is no part of the text. Where
/// there is none, RFC 2781 says big-endian, and many programs write little-endian: a first character with zeros behind it and none
/// before it, as all of ASCII has in little-endian, decides for that.
/// </summary>
internal sealed class WideReader(int size) : SurrogateReader
{
    private readonly byte[] _octets = new byte[4];
    private int _count;
    private bool _isKnown;
    private bool _isLittleEndian;

    public override void Read(byte octet, ref CharSink output)
    {
        _octets[_count++] = octet;
        if (_count < size)
        {
            return;
        }

        _count = 0;
        bool isFirst = !_isKnown;
        if (isFirst)
        {
            _isKnown = true;
            _isLittleEndian = size == 2
                ? _octets[0] != 0 && (_octets[1] == 0 || (_octets[0] == 0xFF && _octets[1] == 0xFE))
                : _octets[3] == 0 && _octets[0] != 0;
        }

        int unit = 0;
        for (int i = 0; i < size; i++)
        {
            unit = (unit << 8) | _octets[_isLittleEndian ? size - 1 - i : i];
        }

        if (isFirst && unit == 0xFEFF)
        {
            return;
        }

        // UTF-32 has no surrogates.
        Put(size == 4 && unit is >= 0xD800 and <= 0xDFFF ? -1 : unit, ref output);
    }

    public override void End(ref CharSink output)
    {
        End(_count > 0, ref output);
        _count = 0;
        _isKnown = false;
    }
}
