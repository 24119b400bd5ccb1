namespace Protocols.Mime;

/// <summary>A piece of an edited message: a range of the original, or new octets.</summary>
public readonly struct EditSegment
{
    private EditSegment(int offset, int length, ReadOnlyMemory<byte> octets)
    {
        Offset = offset;
        Length = length;
        Octets = octets;
    }

    /// <summary>Whether this is a range of the original message, to be copied from there.</summary>
    public bool IsSource => Offset >= 0;

    /// <summary>Where the range begins in the original message; -1 for new octets.</summary>
    public int Offset { get; }

    /// <summary>How many octets this is.</summary>
    public int Length { get; }

    /// <summary>The new octets; empty for a range.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    internal static EditSegment Source(int start, int end) => new(start, end - start, default);

    internal static EditSegment New(ReadOnlyMemory<byte> octets) => new(-1, octets.Length, octets);
}
