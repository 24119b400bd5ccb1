namespace Protocols.Text;

/// <summary>
/// Reads a character set octet by octet, and keeps what it has to between octets: how a text is cut can make no difference. For each
/// octet it gives no more characters than it has taken octets and not answered yet, and five at most.
/// </summary>
internal abstract class OctetReader
{
    /// <summary>How many characters can come beyond one for each octet: what is held from before.</summary>
    public const int MostHeld = 8;

    /// <summary>Takes an octet.</summary>
    /// <param name="octet">The octet.</param>
    /// <param name="output">Takes the characters that are complete with it.</param>
    public abstract void Read(byte octet, ref CharSink output);

    /// <summary>Reads octets.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="output">Takes the characters that are complete with them.</param>
    public void Read(ReadOnlySpan<byte> octets, ref CharSink output)
    {
        while (!octets.IsEmpty)
        {
            int plain = PlainLength(octets);
            if (plain > 0)
            {
                output.PutAscii(octets[..plain]);
                octets = octets[plain..];
                continue;
            }

            int run = ReadRun(octets, ref output);
            octets = octets[run..];
            if (run == 0)
            {
                Read(octets[0], ref output);
                octets = octets[1..];
            }
        }
    }

    /// <summary>Reads octets at once, as far as they are as they mostly are. Less is allowed, it is only slower.</summary>
    /// <param name="octets">At least one octet.</param>
    /// <param name="output">Takes the characters.</param>
    /// <returns>How many octets were read; 0 where the first has to be read by itself.</returns>
    protected virtual int ReadRun(ReadOnlySpan<byte> octets, ref CharSink output) => 0;

    /// <summary>Reads pairs of octets, and ASCII between them, by a table.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="pairs">The characters, by first octet and second.</param>
    /// <param name="least">The least octet of a pair.</param>
    /// <param name="width">How many characters there are for a first octet.</param>
    /// <param name="output">Takes the characters.</param>
    /// <returns>How many octets were read.</returns>
    protected static int ReadPairs(ReadOnlySpan<byte> octets, ReadOnlySpan<char> pairs, int least, int width, ref CharSink output)
    {
        Span<char> room = output.Room;
        int read = 0;
        int written = 0;
        while (read < octets.Length && written < room.Length)
        {
            int first = octets[read] - least;
            if (octets[read] < 0x80 && least >= 0x80)
            {
                room[written++] = (char)octets[read++];
                continue;
            }

            if (first < 0 || read + 1 == octets.Length)
            {
                break;
            }

            int second = octets[read + 1] - (width == 256 ? 0 : least);
            int index = (first * width) + second;
            if ((uint)second >= (uint)width || index >= pairs.Length || pairs[index] is '\0' or '\uFFFF')
            {
                break;
            }

            room[written++] = pairs[index];
            read += 2;
        }

        output.Advance(written);
        return read;
    }

    /// <summary>How many octets in front are ASCII, stand for themselves and change nothing. Less is allowed, it is only slower.</summary>
    /// <param name="octets">At least one octet.</param>
    protected virtual int PlainLength(ReadOnlySpan<byte> octets) => 0;

    /// <summary>How many octets in front are ASCII.</summary>
    /// <param name="octets">At least one octet.</param>
    protected static int AsciiLength(ReadOnlySpan<byte> octets)
    {
        if (octets[0] >= 0x80)
        {
            return 0;
        }

        int length = octets.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        return length < 0 ? octets.Length : length;
    }

    /// <summary>Ends the text, and makes the reader ready for another.</summary>
    /// <param name="output">Takes what is left.</param>
    public abstract void End(ref CharSink output);
}
