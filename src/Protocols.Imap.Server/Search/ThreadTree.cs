namespace Protocols.Imap.Server;

/// <summary>Messages as a forest: nodes are numbers, the first ones messages, the others stand for messages that are not there.</summary>
internal sealed class ThreadTree(int messages)
{
    private readonly List<int> _parents = [.. Enumerable.Repeat(-1, messages)];
    private readonly List<List<int>?> _children = [.. Enumerable.Repeat<List<int>?>(null, messages)];

    public int Count => _parents.Count;

    /// <summary>Those without a parent that are to be told, in order.</summary>
    public List<int> Roots { get; set; } = [];

    public int Parent(int node) => _parents[node];

    public bool IsDummy(int node) => node >= messages;

    public IReadOnlyList<int> Children(int node) => _children[node] ?? (IReadOnlyList<int>)[];

    public int AddDummy()
    {
        _parents.Add(-1);
        _children.Add(null);
        return _parents.Count - 1;
    }

    public void SetParent(int node, int parent) => _parents[node] = parent;

    /// <summary>Makes the lists of children from the parents.</summary>
    public void GatherChildren()
    {
        for (int node = 0; node < _parents.Count; node++)
        {
            if (_parents[node] >= 0)
            {
                (_children[_parents[node]] ??= []).Add(node);
            }
        }
    }

    public void SetChildren(int node, List<int> children) => _children[node] = children;

    public void AddChild(int node, int child) => (_children[node] ??= []).Add(child);

    public void AddChildren(int node, IReadOnlyList<int> children) => (_children[node] ??= []).AddRange(children);

    public void SortChildren(int node, Comparison<int> order) => _children[node]?.Sort(order);
}
