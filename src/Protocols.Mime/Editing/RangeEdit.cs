namespace Protocols.Mime;

/// <summary>What comes in the place of a range of the original, and what is added behind it.</summary>
internal sealed class RangeEdit
{
    /// <summary>What comes in its place; null where nothing was replaced, which an empty range alone can have.</summary>
    public ReadOnlyMemory<byte>? Content { get; set; }

    /// <summary>Whether a line end has to follow, since the original had none before the delimiter.</summary>
    public bool NeedsLineEnd { get; set; }

    /// <summary>Parts that were added to multiparts, the deepest multipart first.</summary>
    public SortedDictionary<int, AddedParts> Added { get; } = new(Comparer<int>.Create(static (a, b) => b.CompareTo(a)));

    public void AppendTo(EditPlan plan)
    {
        plan.Add(Content ?? default);
        plan.AddLineEnd(Content is not null && NeedsLineEnd);
        foreach (AddedParts parts in Added.Values)
        {
            parts.Octets.ForEach(plan.Add);
            plan.Add(parts.Close);
        }
    }

    /// <summary>The parts that were added to one multipart, with their delimiters, and the closing one where the original has none.</summary>
    public sealed class AddedParts
    {
        public List<ReadOnlyMemory<byte>> Octets { get; } = [];

        public ReadOnlyMemory<byte> Close { get; set; }
    }
}
