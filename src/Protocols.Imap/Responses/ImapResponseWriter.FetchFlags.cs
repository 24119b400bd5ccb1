using System.Buffers.Text;

namespace Protocols.Imap;

/// <content>FETCH responses of nothing but flags and mod-sequences: what a STORE of a whole mailbox is answered with (RFC 9051 §6.4.6).</content>
public readonly partial struct ImapResponseWriter
{
    // The words of the longest line and its three numbers, of ten, ten and twenty digits.
    private const int FetchFlagsLength = 96;

    /// <summary>A whole FETCH response with a message's flags.</summary>
    /// <param name="sequenceNumber">The message's number.</param>
    /// <param name="uid">Its UID, or null if it is not told.</param>
    /// <param name="flags">Its flags.</param>
    /// <param name="modSeq">Its mod-sequence, or null if it is not told (RFC 7162 §3.1.4.2).</param>
    /// <exception cref="ArgumentOutOfRangeException">The mod-sequence is negative.</exception>
    public void FetchFlags(uint sequenceNumber, uint? uid, FlagListText flags, long? modSeq)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentOutOfRangeException.ThrowIfNegative(modSeq ?? 0);
        Span<byte> line = _output.GetSpan(FetchFlagsLength + flags.Octets.Length);
        int length = 0;
        Add(line, ref length, "* "u8);
        Add(line, ref length, sequenceNumber);
        if (uid is { } told)
        {
            Add(line, ref length, " FETCH (UID "u8);
            Add(line, ref length, told);
            Add(line, ref length, " FLAGS "u8);
        }
        else
        {
            Add(line, ref length, " FETCH (FLAGS "u8);
        }

        Add(line, ref length, flags.Octets);
        if (modSeq is { } point)
        {
            Add(line, ref length, " MODSEQ ("u8);
            Add(line, ref length, (ulong)point);
            Add(line, ref length, ")"u8);
        }

        Add(line, ref length, ")\r\n"u8);
        _output.Advance(length);
    }

    /// <summary>A whole FETCH response with a message's UID and mod-sequence, its flags being known (RFC 7162 §3.1.3).</summary>
    /// <param name="sequenceNumber">The message's number.</param>
    /// <param name="uid">Its UID.</param>
    /// <param name="modSeq">Its mod-sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mod-sequence is negative.</exception>
    public void FetchModSeq(uint sequenceNumber, uint uid, long modSeq)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(modSeq);
        Span<byte> line = _output.GetSpan(FetchFlagsLength);
        int length = 0;
        Add(line, ref length, "* "u8);
        Add(line, ref length, sequenceNumber);
        Add(line, ref length, " FETCH (UID "u8);
        Add(line, ref length, uid);
        Add(line, ref length, " MODSEQ ("u8);
        Add(line, ref length, (ulong)modSeq);
        Add(line, ref length, "))\r\n"u8);
        _output.Advance(length);
    }

    private static void Add(Span<byte> line, ref int length, ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(line[length..]);
        length += octets.Length;
    }

    private static void Add(Span<byte> line, ref int length, ulong number)
    {
        Utf8Formatter.TryFormat(number, line[length..], out int written);
        length += written;
    }
}
