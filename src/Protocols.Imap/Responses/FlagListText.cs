using System.Buffers;

namespace Protocols.Imap;

/// <summary>A list of flags as a response has it, made once for all messages that have these flags.</summary>
public sealed class FlagListText
{
    private FlagListText(byte[] octets) => Octets = octets;

    internal byte[] Octets { get; }

    /// <summary>Writes a list down.</summary>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ArgumentException">One is no flag.</exception>
    public static FlagListText Of(IReadOnlyCollection<string> flags)
    {
        ArrayBufferWriter<byte> octets = new(64);
        new ImapResponseWriter(octets, isUtf8: false).FlagList(flags);
        return new FlagListText(octets.WrittenSpan.ToArray());
    }
}
