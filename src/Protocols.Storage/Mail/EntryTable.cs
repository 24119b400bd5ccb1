using System.Collections.Immutable;
using System.Text;

namespace Protocols.Storage;

/// <summary>The columns of an <see cref="EntryTable"/> that cost something of their own.</summary>
[Flags]
public enum EntryColumns
{
    /// <summary>Only what an entry itself has: UID, email, size, flags, keywords, arrival, modseq.</summary>
    None = 0,

    /// <summary>The sent date.</summary>
    SentAt = 1,

    /// <summary><see cref="MessageKeys.BaseSubject"/>, and whether it is a reply.</summary>
    Subject = 2,

    /// <summary><see cref="MessageKeys.FromMailbox"/>.</summary>
    FromMailbox = 4,

    /// <summary><see cref="MessageKeys.ToMailbox"/>.</summary>
    ToMailbox = 8,

    /// <summary><see cref="MessageKeys.CcMailbox"/>.</summary>
    CcMailbox = 16,

    /// <summary><see cref="MessageKeys.FromDisplay"/>.</summary>
    FromDisplay = 32,

    /// <summary><see cref="MessageKeys.ToDisplay"/>.</summary>
    ToDisplay = 64,

    /// <summary><see cref="MessageKeys.MessageId"/>; empty for none.</summary>
    MessageId = 128,

    /// <summary><see cref="MessageKeys.References"/>, a line feed between two.</summary>
    References = 256,

    /// <summary>The thread.</summary>
    Thread = 512,
}

/// <summary>What an entry has of its own; times are milliseconds since 1970 in UTC, offsets minutes.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Email">The message.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Flags">Its system flags.</param>
/// <param name="Keywords">Its keywords, a space between two; empty for none.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="ReceivedOffset">The offset of that from UTC, in minutes.</param>
/// <param name="SavedAt">When it came into this mailbox.</param>
/// <param name="ModSeq">The modseq of its newest change.</param>
public readonly record struct EntryRow(
    uint Uid, long Email, long Size, SystemFlags Flags, string Keywords, long ReceivedAt, int ReceivedOffset, long SavedAt, long ModSeq);

/// <summary>
/// Entries of a mailbox in columns, in rising order of UID: what searching, sorting and threading a large mailbox look at. Costs some sixty bytes an entry
/// and its texts; no object for each.
/// </summary>
/// <param name="rows">The entries' own facts, in rising order of UID; the other columns are added by the store.</param>
public sealed class EntryTable(ImmutableArray<EntryRow> rows)
{
    private readonly List<long> _sent = [];
    private readonly List<short> _sentOffsets = [];
    private readonly List<long> _threads = [];
    private readonly List<bool> _replies = [];
    private readonly Dictionary<EntryColumns, TextColumn> _texts = [];

    /// <summary>How many entries.</summary>
    public int Count => rows.Length;

    /// <summary>An entry's own facts.</summary>
    /// <param name="row">The row, from 0.</param>
    public ref readonly EntryRow this[int row] => ref rows.ItemRef(row);

    /// <summary>The sent date in milliseconds since 1970, or null. Asked for by <see cref="EntryColumns.SentAt"/>.</summary>
    /// <param name="row">The row.</param>
    public long? SentAt(int row) => _sent[row] == long.MinValue ? null : _sent[row];

    /// <summary>The offset of the sent date from UTC, in minutes.</summary>
    /// <param name="row">The row.</param>
    public int SentOffset(int row) => _sentOffsets[row];

    /// <summary>The thread, or 0. Asked for by <see cref="EntryColumns.Thread"/>.</summary>
    /// <param name="row">The row.</param>
    public long Thread(int row) => _threads[row];

    /// <summary>Whether the subject is that of a reply or forward. Asked for by <see cref="EntryColumns.Subject"/>.</summary>
    /// <param name="row">The row.</param>
    public bool IsReplyOrForward(int row) => _replies[row];

    /// <summary>A text in UTF-8.</summary>
    /// <param name="column">One text column that was asked for.</param>
    /// <param name="row">The row.</param>
    public ReadOnlySpan<byte> Text(EntryColumns column, int row) => _texts[column][row];

    /// <summary>The row of a UID, or -1.</summary>
    /// <param name="uid">The UID.</param>
    public int Find(uint uid)
    {
        int low = 0;
        int high = rows.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            uint found = rows[middle].Uid;
            if (found == uid)
            {
                return middle;
            }

            (low, high) = found < uid ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>For the store: adds the sent date of the next entry that has none yet.</summary>
    /// <param name="milliseconds">The date, or null.</param>
    /// <param name="offset">Its offset in minutes.</param>
    public void AddSentAt(long? milliseconds, int offset)
    {
        _sent.Add(milliseconds ?? long.MinValue);
        _sentOffsets.Add((short)offset);
    }

    /// <summary>For the store: adds the thread of the next entry that has none yet.</summary>
    /// <param name="thread">The thread, or 0.</param>
    public void AddThread(long thread) => _threads.Add(thread);

    /// <summary>For the store: adds whether the next entry is a reply.</summary>
    /// <param name="isReplyOrForward">Whether it is.</param>
    public void AddReply(bool isReplyOrForward) => _replies.Add(isReplyOrForward);

    /// <summary>For the store: adds a text of the next entry that has none in this column yet.</summary>
    /// <param name="column">The column.</param>
    /// <param name="text">The text.</param>
    public void AddText(EntryColumns column, ReadOnlySpan<char> text)
    {
        if (!_texts.TryGetValue(column, out TextColumn? texts))
        {
            _texts[column] = texts = new TextColumn();
        }

        texts.Add(text);
    }

    private sealed class TextColumn
    {
        private readonly List<int> _ends = [];
        private byte[] _octets = new byte[1024];

        public ReadOnlySpan<byte> this[int row] => _octets.AsSpan((row == 0 ? 0 : _ends[row - 1]).._ends[row]);

        public void Add(ReadOnlySpan<char> text)
        {
            int start = _ends.Count == 0 ? 0 : _ends[^1];
            int most = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (_octets.Length - start < most)
            {
                Array.Resize(ref _octets, (int)Math.Min(Array.MaxLength, Math.Max(_octets.Length * 2L, start + (long)most)));
            }

            _ends.Add(start + Encoding.UTF8.GetBytes(text, _octets.AsSpan(start)));
        }
    }
}
