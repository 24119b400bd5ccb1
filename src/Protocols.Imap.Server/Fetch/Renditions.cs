using System.Buffers;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Writes ENVELOPE, BODY and BODYSTRUCTURE for one connection, and remembers them for all.</summary>
internal sealed class Renditions(ImapServerSession session, RenditionCache cache)
{
    /// <summary>How many messages are looked up at once.</summary>
    public const int PageSize = 256;

    // What a message of any size could have made it grow to is not kept.
    private const int MostScratch = 64 * 1024;

    private ArrayBufferWriter<byte> _scratch = new();

    /// <summary>Whether an item is one that is remembered.</summary>
    public static bool Is(FetchItemKind kind) => kind is FetchItemKind.Envelope or FetchItemKind.Body or FetchItemKind.BodyStructure;

    /// <summary>What an item of a message is remembered by.</summary>
    public RenditionKey KeyOf(AccountId account, long email, FetchItemKind kind) => new(account.Value, email, kind, session.Writer(_scratch).IsUtf8);

    /// <summary>Writes an item of a message.</summary>
    public void Write(IBufferWriter<byte> output, RenditionKey key, MimePart message)
    {
        _scratch.ResetWrittenCount();
        ImapResponseWriter aside = session.Writer(_scratch);
        if (key.Kind == FetchItemKind.Envelope)
        {
            EnvelopeWriter.Write(aside, message);
        }
        else
        {
            BodyStructureWriter.Write(aside, message, withExtensions: key.Kind == FetchItemKind.BodyStructure);
        }

        cache.Add(key, _scratch.WrittenSpan);
        output.Write(_scratch.WrittenSpan);
        if (_scratch.Capacity > MostScratch)
        {
            _scratch = new ArrayBufferWriter<byte>();
        }
    }

    /// <summary>Looks up such items of an account's messages, a page at a time.</summary>
    public Page PageOf(AccountId account, FetchItemKind[] kinds) => new(this, cache, account, kinds);

    /// <summary>Items of some messages, if all are remembered.</summary>
    public sealed class Page(Renditions owner, RenditionCache cache, AccountId account, FetchItemKind[] kinds)
    {
        private readonly RenditionKey[] _keys = new RenditionKey[PageSize * kinds.Length];
        private readonly int[] _ends = new int[PageSize * kinds.Length];
        private readonly ArrayBufferWriter<byte> _octets = new();

        /// <summary>Looks up rows of a table from one on, at most <see cref="PageSize"/>.</summary>
        public bool TryLoad(EntryTable table, int from, int count)
        {
            for (int i = 0; i < count; i++)
            {
                for (int k = 0; k < kinds.Length; k++)
                {
                    _keys[(i * kinds.Length) + k] = owner.KeyOf(account, table[from + i].Email, kinds[k]);
                }
            }

            _octets.ResetWrittenCount();
            return cache.TryCopy(_keys.AsSpan(0, count * kinds.Length), _octets, _ends);
        }

        /// <summary>An item of the message in a place of the page.</summary>
        public ReadOnlySpan<byte> this[int place, FetchItemKind kind]
        {
            get
            {
                int i = (place * kinds.Length) + Array.IndexOf(kinds, kind);
                return _octets.WrittenSpan[(i == 0 ? 0 : _ends[i - 1]).._ends[i]];
            }
        }
    }
}
