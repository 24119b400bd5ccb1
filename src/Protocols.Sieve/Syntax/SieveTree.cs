namespace Protocols.Sieve;

/// <summary>The nodes of one script.</summary>
internal sealed class SieveTree
{
    private SieveNode[] _nodes = new SieveNode[256];

    public byte[] Source { get; private set; } = [];

    public int Length { get; private set; }

    public int Count { get; private set; }

    /// <summary>Begins with another script.</summary>
    public void Begin(byte[] source, int length)
    {
        Source = source;
        Length = length;
        Count = 0;
    }

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
