using System.Text;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>THREAD=REFERENCES (RFC 5256 §3), in the six steps of the specification.</summary>
internal sealed class ReferencesThreads
{
    public const EntryColumns Columns = EntryColumns.MessageId | EntryColumns.References | EntryColumns.Subject | EntryColumns.SentAt;

    private readonly EntryTable _table;
    private readonly FoldedColumn _subjects;
    private readonly ThreadTree _tree;

    private ReferencesThreads(EntryTable table, Collation collation)
    {
        _table = table;
        _subjects = new FoldedColumn(table, EntryColumns.Subject, collation);
        _tree = new ThreadTree(table.Count);
    }

    public static ThreadTree Make(EntryTable table, Collation collation)
    {
        ReferencesThreads threads = new(table, collation);
        threads.Link();
        threads._tree.GatherChildren();
        threads.Prune();
        threads._tree.Roots.Sort(threads.CompareSent);
        threads.MergeSubjects();
        threads.SortSiblings();
        return threads._tree;
    }

    // (1)
    private void Link()
    {
        Dictionary<string, int> nodes = new(StringComparer.Ordinal);
        for (int row = 0; row < _table.Count; row++)
        {
            // Of messages with one identifier the first has it.
            string id = Encoding.UTF8.GetString(_table.Text(EntryColumns.MessageId, row));
            if (id.Length > 0)
            {
                nodes.TryAdd(id, row);
            }
        }

        for (int row = 0; row < _table.Count; row++)
        {
            ReadOnlySpan<byte> references = _table.Text(EntryColumns.References, row);
            int previous = -1;
            foreach (Range range in references.Split((byte)'\n'))
            {
                if (references[range].IsEmpty)
                {
                    continue;
                }

                string id = Encoding.UTF8.GetString(references[range]);
                if (!nodes.TryGetValue(id, out int node))
                {
                    nodes[id] = node = _tree.AddDummy();
                }

                // (A) A parent that is known already stays.
                if (previous >= 0 && _tree.Parent(node) < 0 && !IsAncestor(node, previous))
                {
                    _tree.SetParent(node, previous);
                }

                previous = node;
            }

            // (B) The last reference is the parent, whatever other messages said.
            _tree.SetParent(row, -1);
            if (previous >= 0 && !IsAncestor(row, previous))
            {
                _tree.SetParent(row, previous);
            }
        }
    }

    // Whether a node is another or above it. Chains are as long as conversations; a hostile one is cut, and its end starts a thread of its own.
    private bool IsAncestor(int node, int below)
    {
        const int LongestChain = 2000;
        int at = below;
        for (int i = 0; i < LongestChain && at >= 0; i++)
        {
            if (at == node)
            {
                return true;
            }

            at = _tree.Parent(at);
        }

        return at >= 0;
    }

    // (2), (3) From the leaves up, without recursion: a message that is not there gives its place to its children.
    private void Prune()
    {
        List<int> tops = [];
        for (int node = 0; node < _tree.Count; node++)
        {
            if (_tree.Parent(node) < 0)
            {
                tops.Add(node);
            }
        }

        foreach (int node in BottomUp(tops))
        {
            List<int> kept = [];
            foreach (int child in _tree.Children(node))
            {
                if (_tree.IsDummy(child))
                {
                    kept.AddRange(_tree.Children(child));
                }
                else
                {
                    kept.Add(child);
                }
            }

            _tree.SetChildren(node, kept);
        }

        foreach (int top in tops)
        {
            switch (_tree.IsDummy(top) ? _tree.Children(top).Count : -1)
            {
                case 0:
                    break;
                case 1:
                    _tree.Roots.Add(_tree.Children(top)[0]);
                    break;
                default:
                    _tree.SortChildren(top, CompareSent);
                    _tree.Roots.Add(top);
                    break;
            }
        }
    }

    private List<int> BottomUp(IReadOnlyList<int> tops)
    {
        List<int> order = [.. tops];
        for (int i = 0; i < order.Count; i++)
        {
            order.AddRange(_tree.Children(order[i]));
        }

        order.Reverse();
        return order;
    }

    // (5)
    private void MergeSubjects()
    {
        Dictionary<string, int> table = new(StringComparer.Ordinal);
        foreach (int root in _tree.Roots)
        {
            string subject = SubjectOf(root);
            if (subject.Length == 0)
            {
                continue;
            }

            if (!table.TryGetValue(subject, out int other)
                || (!_tree.IsDummy(other) && (_tree.IsDummy(root) || (_table.IsReplyOrForward(other) && !_table.IsReplyOrForward(root)))))
            {
                table[subject] = root;
            }
        }

        List<int> merged = [];
        Dictionary<int, int> replaced = [];
        foreach (int root in _tree.Roots)
        {
            string subject = SubjectOf(root);
            if (subject.Length == 0 || table[subject] is var main && main == root)
            {
                merged.Add(root);
            }
            else if (_tree.IsDummy(main))
            {
                if (_tree.IsDummy(root))
                {
                    _tree.AddChildren(main, _tree.Children(root));
                }
                else
                {
                    _tree.AddChild(main, root);
                }
            }
            else if (!_tree.IsDummy(root) && _table.IsReplyOrForward(root) && !_table.IsReplyOrForward(main))
            {
                _tree.AddChild(main, root);
            }
            else
            {
                int dummy = _tree.AddDummy();
                _tree.AddChild(dummy, main);
                _tree.AddChild(dummy, root);
                table[subject] = dummy;
                replaced[main] = dummy;
                merged.Add(dummy);
            }
        }

        // A root that went below a new one is no root any more, whether it was come to before or after.
        merged.RemoveAll(replaced.ContainsKey);
        _tree.Roots = merged;
    }

    // (6) The deepest first, so that what stands for a message that is not there is placed by its first child.
    private void SortSiblings()
    {
        foreach (int node in BottomUp(_tree.Roots))
        {
            _tree.SortChildren(node, CompareSent);
        }

        _tree.Roots.Sort(CompareSent);
    }

    private string SubjectOf(int node) => Encoding.Latin1.GetString(_subjects[First(node)]);

    private int First(int node) => _tree.IsDummy(node) ? _tree.Children(node)[0] : node;

    private int CompareSent(int left, int right) => OrderedSubjectThreads.CompareSent(_table, First(left), First(right));
}
