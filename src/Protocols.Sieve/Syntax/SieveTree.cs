namespace Protocols.Sieve;

/// <summary>The nodes of one script.</summary>
internal sealed class SieveTree(byte[] source, int length)
{
    private SieveNode[] _nodes = new SieveNode[Math.Max(16, length / 12)];

    public byte[] Source { get; } = source;

    public int Length { get; } = length;

    public int Count { get; private set; }

    public ref SieveNode this[int node] => ref _nodes[node];

    public int Add(SieveNodeKind kind, int start, int end)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
        }

        _nodes[Count] = new SieveNode { Kind = kind, Start = start, End = end, SubtreeEnd = Count + 1 };
        return Count++;
    }

    public void Close(int node, int end)
    {
        _nodes[node].End = end;
        _nodes[node].SubtreeEnd = Count;
    }

    public ReadOnlySpan<byte> NameOf(int node) => Source.AsSpan(_nodes[node].Start, _nodes[node].NameEnd - _nodes[node].Start);

    public ReadOnlySpan<byte> TextOf(int node) => Source.AsSpan(_nodes[node].Start, _nodes[node].End - _nodes[node].Start);
}
