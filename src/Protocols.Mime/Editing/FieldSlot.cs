namespace Protocols.Mime;

/// <summary>One field of a header that is edited, or a line that is none: new octets, then a range of the original; either may be empty.</summary>
internal sealed class FieldSlot
{
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>What stands between the colon and the last line end.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    public bool IsField { get; init; } = true;

    public ReadOnlyMemory<byte> New { get; init; }

    public int Start { get; init; }

    public int End { get; init; }

    /// <summary>Whether a line end is the last of it.</summary>
    public bool IsEnded { get; init; } = true;
}
