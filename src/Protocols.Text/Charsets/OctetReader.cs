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

    /// <summary>Ends the text, and makes the reader ready for another.</summary>
    /// <param name="output">Takes what is left.</param>
    public abstract void End(ref CharSink output);
}
