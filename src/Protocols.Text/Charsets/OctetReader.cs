namespace Protocols.Text;

/// <summary>
/// Reads a character set octet by octet, and keeps what it has to between octets: how a text is cut can make no difference. For each
/// octet it gives no more characters than it has taken octets and not answered yet, and two at most.
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
            }
            else
            {
                Read(octets[0], ref output);
                octets = octets[1..];
            }
        }
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
