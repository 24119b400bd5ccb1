using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>THREAD=ORDEREDSUBJECT (RFC 5256 §3): messages of one base subject, by their sent dates.</summary>
internal static class OrderedSubjectThreads
{
    public const EntryColumns Columns = EntryColumns.Subject | EntryColumns.SentAt;

    public static ThreadTree Make(EntryTable table, Collation collation)
    {
        FoldedColumn subjects = new(table, EntryColumns.Subject, collation);
        int[] rows = [.. Enumerable.Range(0, table.Count)];
        Array.Sort(rows, (left, right) => subjects.Compare(left, right) is var order and not 0 ? order : CompareSent(table, left, right));
        ThreadTree tree = new(table.Count);
        int first = -1;
        foreach (int row in rows)
        {
            if (first >= 0 && subjects.Compare(first, row) == 0)
            {
                tree.AddChild(first, row);
            }
            else
            {
                first = row;
                tree.Roots.Add(row);
            }
        }

        tree.Roots.Sort((left, right) => CompareSent(table, left, right));
        return tree;
    }

    public static int CompareSent(EntryTable table, int left, int right) =>
        EntrySorter.Sent(table, left).CompareTo(EntrySorter.Sent(table, right)) is var order and not 0 ? order : left.CompareTo(right);
}
