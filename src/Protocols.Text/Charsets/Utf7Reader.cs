using System.Buffers;

namespace Protocols.Text;

/// <summary>
/// UTF-7 (RFC 2152), and the form of it in names of mailboxes (RFC 3501 §5.1.3), for reading: the framework's is marked obsolete, since
/// guessing it in web pages is dangerous. In mail it is named, and is still met.
/// </summary>
internal sealed class Utf7Reader(bool isModified) : SurrogateReader
{
    private static readonly SearchValues<byte> s_plain = AsciiBut('+');
    private static readonly SearchValues<byte> s_plainModified = AsciiBut('&');

    private readonly byte _shift = isModified ? (byte)'&' : (byte)'+';

    private bool _isShifted;
    private bool _isEmpty;
    private uint _bits;
    private int _count;

    public override void Read(byte octet, ref CharSink output)
    {
        if (_isShifted)
        {
            int value = Value(octet);
            if (value >= 0)
            {
                _isEmpty = false;
                _bits = (_bits << 6) | (uint)value;
                _count += 6;
                if (_count >= 16)
                {
                    _count -= 16;
                    Put((char)(_bits >> _count), ref output);
                }

                return;
            }

            // RFC 2152: a minus that ends the shift is taken in; anything else ends it and stands for itself.
            _isShifted = false;
            if (octet == (byte)'-')
            {
                if (_isEmpty)
                {
                    Put(_shift, ref output);
                }

                return;
            }
        }

        if (octet == _shift)
        {
            _isShifted = true;
            _isEmpty = true;
            _count = 0;
            _bits = 0;
        }
        else
        {
            Put(octet < 128 ? octet : -1, ref output);
        }
    }

    public override void End(ref CharSink output)
    {
        End(isCut: false, ref output);
        _isShifted = false;
    }

    protected override int PlainLength(ReadOnlySpan<byte> octets)
    {
        int length = _isShifted || IsWaiting ? 0 : octets.IndexOfAnyExcept(isModified ? s_plainModified : s_plain);
        return length < 0 ? octets.Length : length;
    }

    private static SearchValues<byte> AsciiBut(char shift) => SearchValues.Create([.. Enumerable.Range(0, 0x80).Where(b => b != shift).Select(static b => (byte)b)]);

    private int Value(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' when !isModified => 63,
        (byte)',' when isModified => 63,
        _ => -1,
    };
}
