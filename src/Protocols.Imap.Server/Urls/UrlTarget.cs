using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>What an IMAP URL names: a message, or a section of it (RFC 5092 §6).</summary>
internal sealed class UrlTarget : IDisposable
{
    private UrlTarget(AccountId account, MailboxEntry entry, MimeDocument document, FetchSection section, SectionContent content)
    {
        Account = account;
        Entry = entry;
        Document = document;
        Section = section;
        Content = content;
    }

    /// <summary>Whose message it is.</summary>
    public AccountId Account { get; }

    public MailboxEntry Entry { get; }

    /// <summary>The message's outline.</summary>
    public MimeDocument Document { get; }

    public FetchSection Section { get; }

    /// <summary>Where the octets are.</summary>
    public SectionContent Content { get; }

    /// <summary>Finds what a URL names in a mailbox.</summary>
    /// <returns>Null if there is no such thing, or the URL names no message.</returns>
    public static async ValueTask<UrlTarget?> FindAsync(ImapContext context, AccountId account, Mailbox mailbox, ImapUrl url)
    {
        if (url.Uid is not { } uid || !url.TryGetSection(out FetchSection? section) || !mailbox.IsSelectable
            || (url.UidValidity is { } validity && validity != mailbox.UidValidity))
        {
            return null;
        }

        EntryQuery query = new() { Uids = UidSet.Of([new UidRange(uid, uid)]), WithOutline = true };
        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(account, mailbox.Id, query, context.Closed).ConfigureAwait(false))
        {
            MimeDocument document = await MessageReader.OpenAsync(context, entry, account).ConfigureAwait(false);
            SectionContent content = SectionContent.Find(document, section, entry.Size);
            if (content.Exists)
            {
                return new UrlTarget(account, entry, document, section, content.Slice(Whole(url.Partial)));
            }

            document.Dispose();
        }

        return null;
    }

    /// <summary>Appends the octets to a message that is being put together; false if that becomes too large.</summary>
    public ValueTask<bool> CopyToAsync(ImapContext context, BlobUpload upload) => Content.IsRange
        ? context.Blobs.CopyToAsync(Account, Entry.Blob, Content.Offset, Content.Length, upload, context.Closed)
        : upload.WriteAsync(new(Content.Octets), context.Closed);

    public void Dispose() => Document.Dispose();

    // RFC 5092 §6: a range without a length goes to the end.
    private static FetchPartial? Whole(FetchPartial? partial) => partial is { Length: 0 } open ? open with { Length = long.MaxValue } : partial;
}
