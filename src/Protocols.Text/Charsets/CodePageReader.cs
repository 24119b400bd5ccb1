namespace Protocols.Text;

/// <summary>An encoding of one or two octets a character: a code page of the framework, with what it lacks.</summary>
internal sealed class CodePageReader(CodePageTable table) : PairReader
{
    protected override void ReadFirst(byte octet, ref CharSink output)
    {
        if (octet < 0x80)
        {
            output.Put((char)octet);
        }
        else if (table.CodePage == 932 && octet is >= 0xA1 and <= 0xDF)
        {
            GraphicSets.PutSingle(GraphicSet.Katakana, (byte)(octet & 0x7F), ref output);
        }
        else if (octet is 0x80 or 0xFF)
        {
            output.PutReplacement();
        }
        else
        {
            Wait(octet);
        }
    }

    protected override int ReadRun(ReadOnlySpan<byte> octets, ref CharSink output) => IsWaiting ? 0 : ReadPairs(octets, table.Pairs, 0x80, 256, ref output);

    protected override bool ReadSecond(byte first, byte octet, ref CharSink output) => octet > 0x30 && table.Put(first, octet, ref output);
}
