using System.Globalization;
using System.Text.Unicode;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Pop3.Server;

/// <summary>An INBOX as it was at login: its messages have numbers from 1, and stay as they are until QUIT (RFC 1939 §4, §5).</summary>
internal sealed class Maildrop
{
    private readonly Pop3Server _server;
    private readonly AccountId _account;
    private readonly MailboxId _mailbox;
    private readonly uint _uidValidity;
    private readonly List<uint> _uids = [];
    private readonly List<long> _sizes = [];
    private readonly List<BlobId> _blobs = [];
    private readonly HashSet<int> _deleted = [];

    private Maildrop(Pop3Server server, AccountId account, Mailbox mailbox)
    {
        _server = server;
        _account = account;
        _mailbox = mailbox.Id;
        _uidValidity = mailbox.UidValidity;
    }

    public int Count => _uids.Count;

    /// <summary>How many messages are not marked as deleted, and their sizes together.</summary>
    public (uint Messages, long Octets) Status
    {
        get
        {
            long octets = _sizes.Sum();
            foreach (int index in _deleted)
            {
                octets -= _sizes[index];
            }

            return ((uint)(_uids.Count - _deleted.Count), octets);
        }
    }

    /// <summary>Opens an account's INBOX; null if it has none.</summary>
    public static async ValueTask<Maildrop?> OpenAsync(Pop3Server server, AccountId account, CancellationToken cancellationToken)
    {
        if (await server.Mail.FindMailboxAsync(account, "INBOX", cancellationToken).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        Maildrop drop = new(server, account, mailbox);
        await foreach (MailboxEntry entry in server.Mail.ReadEntriesAsync(account, mailbox.Id, new EntryQuery(), cancellationToken).ConfigureAwait(false))
        {
            drop._uids.Add(entry.Uid);
            drop._sizes.Add(entry.Size);
            drop._blobs.Add(entry.Blob);
        }

        return drop;
    }

    /// <summary>Whether there is a message of a number that is not marked as deleted.</summary>
    public bool Has(uint number) => number >= 1 && number <= _uids.Count && !_deleted.Contains((int)number - 1);

    public long Size(uint number) => _sizes[(int)number - 1];

    public BlobId Blob(uint number) => _blobs[(int)number - 1];

    /// <summary>A name that no other message of the account's INBOX ever has (RFC 1939 §7).</summary>
    public string UniqueId(uint number) => string.Create(CultureInfo.InvariantCulture, $"{_uidValidity:x8}{_uids[(int)number - 1]:x8}");

    public void Delete(uint number) => _deleted.Add((int)number - 1);

    public void Reset() => _deleted.Clear();

    /// <summary>Whether a message's header has UTF-8 in it, which not every client can take (RFC 6856 §2.1).</summary>
    public async ValueTask<bool> NeedsUtf8Async(uint number, CancellationToken cancellationToken)
    {
        EntryQuery query = new() { Uids = UidSet.Of([new UidRange(_uids[(int)number - 1], _uids[(int)number - 1])]), WithOutline = true };
        await foreach (MailboxEntry entry in _server.Mail.ReadEntriesAsync(_account, _mailbox, query, cancellationToken).ConfigureAwait(false))
        {
            if (MimeDocument.TryOpenOutline(entry.Outline, out MimeDocument document) == OutlineStatus.Ok)
            {
                using (document)
                {
                    return HasUtf8(document);
                }
            }
        }

        return false;
    }

    /// <summary>Removes what is marked; false if the store would not.</summary>
    public async ValueTask<bool> UpdateAsync(CancellationToken cancellationToken)
    {
        if (_deleted.Count == 0)
        {
            return true;
        }

        Expunge change = new(_mailbox, UidSet.Of(_deleted.Order().Select(index => _uids[index])), OnlyDeleted: false);
        return (await _server.Mail.ApplyAsync(_account, [change], cancellationToken).ConfigureAwait(false)).IsApplied;
    }

    private static bool HasUtf8(MimeDocument document)
    {
        for (int i = 0; i < document.PartCount; i++)
        {
            ReadOnlySpan<byte> header = document.GetPart(i).HeaderSpan;
            if (!System.Text.Ascii.IsValid(header) && Utf8.IsValid(header))
            {
                return true;
            }
        }

        return false;
    }
}
