using System.Buffers;
using System.Collections.Immutable;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Sorts messages by what the store has learned of them (RFC 5256 §3). Texts are folded once, side by side in one buffer, and compared as octets.</summary>
internal sealed class EntrySorter
{
    private readonly EntryTable _table;
    private readonly IReadOnlyDictionary<uint, int>? _scores;
    private readonly ImmutableArray<SortCriterion> _criteria;
    private readonly FoldedColumn?[] _texts;

    public EntrySorter(EntryTable table, ImmutableArray<SortCriterion> criteria, Collation collation, IReadOnlyDictionary<uint, int>? scores)
    {
        _table = table;
        _criteria = criteria;
        _scores = scores;
        _texts = [.. criteria.Select(criterion => TextOf(criterion.Key) is var column and not EntryColumns.None ? new FoldedColumn(table, column, collation) : null)];
    }

    /// <summary>The columns that the criteria need.</summary>
    public static EntryColumns Columns(ImmutableArray<SortCriterion> criteria)
    {
        EntryColumns columns = EntryColumns.None;
        foreach (SortCriterion criterion in criteria)
        {
            columns |= criterion.Key == SortKey.Date ? EntryColumns.SentAt : TextOf(criterion.Key);
        }

        return columns;
    }

    /// <summary>The UIDs in order. What the criteria leave equal stays in the order of the mailbox.</summary>
    public List<uint> Sort()
    {
        int[] rows = new int[_table.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        Array.Sort(rows, Compare);
        return [.. rows.Select(row => _table[row].Uid)];
    }

    private static EntryColumns TextOf(SortKey key) => key switch
    {
        SortKey.Subject => EntryColumns.Subject,
        SortKey.From => EntryColumns.FromMailbox,
        SortKey.To => EntryColumns.ToMailbox,
        SortKey.Cc => EntryColumns.CcMailbox,
        SortKey.DisplayFrom => EntryColumns.FromDisplay,
        SortKey.DisplayTo => EntryColumns.ToDisplay,
        _ => EntryColumns.None,
    };

    private int Compare(int left, int right)
    {
        for (int i = 0; i < _criteria.Length; i++)
        {
            int order = _criteria[i].Key switch
            {
                SortKey.Arrival => _table[left].ReceivedAt.CompareTo(_table[right].ReceivedAt),
                SortKey.Date => Sent(_table, left).CompareTo(Sent(_table, right)),
                SortKey.Size => _table[left].Size.CompareTo(_table[right].Size),
                SortKey.Relevancy => Score(right).CompareTo(Score(left)),
                _ => _texts[i]!.Compare(left, right),
            };
            if (order != 0)
            {
                return _criteria[i].IsReverse ? -order : order;
            }
        }

        return left.CompareTo(right);
    }

    /// <summary>RFC 5256 §2.2: the sent date, or else the arrival.</summary>
    public static long Sent(EntryTable table, int row) => table.SentAt(row) ?? table[row].ReceivedAt;

    private int Score(int row) => _scores is not null && _scores.TryGetValue(_table[row].Uid, out int score) ? score : 0;
}

/// <summary>A column of texts as a collation has them.</summary>
internal sealed class FoldedColumn
{
    private readonly ArrayBufferWriter<byte> _octets = new(1024);
    private readonly int[] _ends;

    public FoldedColumn(EntryTable table, EntryColumns column, Collation collation)
    {
        _ends = new int[table.Count];
        byte[] text = [];
        for (int row = 0; row < table.Count; row++)
        {
            ReadOnlySpan<byte> found = table.Text(column, row);
            if (text.Length < found.Length)
            {
                text = new byte[found.Length * 2];
            }

            found.CopyTo(text);
            collation.Fold(text.AsMemory(0, found.Length), _octets);
            _ends[row] = _octets.WrittenCount;
        }
    }

    public ReadOnlySpan<byte> this[int row] => _octets.WrittenSpan[(row == 0 ? 0 : _ends[row - 1]).._ends[row]];

    public int Compare(int left, int right) => this[left].SequenceCompareTo(this[right]);
}
