using System.Text;

namespace Protocols.Text;

/// <summary>
/// GB 18030: one octet, two or four to a character. The tables are the framework's; its decoder is not used, since it loses octets where
/// a piece ends in the middle of what turns out to be no character.
/// </summary>
internal sealed class Gb18030Reader : OctetReader
{
    private static readonly Encoding s_framework = CodePagesEncodingProvider.Instance.GetEncoding(54936, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)!;
    private static readonly char[] s_pairs = ReadPairs();

    private byte _first;
    private byte _second;
    private byte _third;
    private int _count;

    public override void Read(byte octet, ref CharSink output)
    {
        switch (_count)
        {
            case 0 when octet < 0x80:
                output.Put((char)octet);
                break;
            case 0 when octet is 0x80 or 0xFF:
                output.PutReplacement();
                break;
            case 0:
                _first = octet;
                _count = 1;
                break;
            case 1 when octet is >= (byte)'0' and <= (byte)'9':
                _second = octet;
                _count = 2;
                break;
            case 1:
                ReadSecond(octet, ref output);
                break;
            case 2 when octet is > 0x80 and < 0xFF:
                _third = octet;
                _count = 3;
                break;
            case 2:
                PutDigit(ref output);
                Read(octet, ref output);
                break;
            case 3 when octet is >= (byte)'0' and <= (byte)'9':
                PutFour(octet, ref output);
                break;
            default:
                PutDigit(ref output);
                Read(_third, ref output);
                Read(octet, ref output);
                break;
        }
    }

    public override void End(ref CharSink output)
    {
        if (_count > 0)
        {
            output.PutReplacement();
        }

        _count = 0;
    }

    protected override int PlainLength(ReadOnlySpan<byte> octets) => _count == 0 ? AsciiLength(octets) : 0;

    protected override int ReadRun(ReadOnlySpan<byte> octets, ref CharSink output) => _count == 0 ? ReadPairs(octets, s_pairs, 0x80, 256, ref output) : 0;

    private void ReadSecond(byte octet, ref CharSink output)
    {
        char character = s_pairs[((_first - 0x80) << 8) | octet];
        _count = 0;
        if (character != '\0')
        {
            output.Put(character);
            return;
        }

        // What cannot follow is one error with what it followed, but ASCII stands for itself.
        output.PutReplacement();
        if (octet < 0x80)
        {
            output.Put((char)octet);
        }
    }

    // The first octet was an error, and the digit behind it stands for itself.
    private void PutDigit(ref CharSink output)
    {
        _count = 0;
        output.PutReplacement();
        output.Put((char)_second);
    }

    private void PutFour(byte fourth, ref CharSink output)
    {
        _count = 0;
        Span<char> characters = stackalloc char[8];
        int count = s_framework.GetChars([_first, _second, _third, fourth], characters);
        if (count == 2 && char.IsSurrogatePair(characters[0], characters[1]))
        {
            output.Put(characters[0]);
            output.Put(characters[1]);
        }
        else
        {
            output.Put(count == 1 && characters[0] != '?' ? characters[0] : '\uFFFD');
        }
    }

    private static char[] ReadPairs()
    {
        char[] pairs = new char[128 * 256];
        Span<char> characters = stackalloc char[8];
        for (int first = 0x81; first < 0xFF; first++)
        {
            for (int second = 0x40; second < 0xFF; second++)
            {
                int count = s_framework.GetChars([(byte)first, (byte)second], characters);
                pairs[((first - 0x80) << 8) | second] = count == 1 && second != 0x7F && characters[0] is not ('?' or '\uFFFD') ? characters[0] : '\0';
            }
        }

        return pairs;
    }
}
