using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>A mailbox as a client that watches it was last told of it.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Name">The name that the client has for it.</param>
/// <param name="Mailbox">The mailbox and its counters.</param>
/// <param name="Rights">What the client may do with it.</param>
internal sealed record WatchedMailbox(AccountId Owner, string Name, Mailbox Mailbox, MailboxRights Rights)
{
    public bool IsVisible => (Rights & MailboxRights.Lookup) != 0;

    /// <summary>RFC 5465 §5: without both rights nothing is told of what is in it.</summary>
    public bool IsReadable => IsVisible && (Rights & MailboxRights.Read) != 0 && Mailbox.IsSelectable;
}

/// <summary>The mailboxes of one account that a client watches, as it was last told of them.</summary>
internal sealed class WatchedMailboxes
{
    private readonly Dictionary<MailboxId, WatchedMailbox> _byId = [];
    private readonly Dictionary<string, MailboxId> _byName = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    public IEnumerable<WatchedMailbox> All => _byId.Values;

    public int Count => _byId.Count;

    public WatchedMailbox? Find(MailboxId id) => _byId.GetValueOrDefault(id);

    /// <summary>The mailbox of a name, if the client may know that it is there.</summary>
    public WatchedMailbox? FindByName(string name) => _byName.TryGetValue(name, out MailboxId id) ? _byId[id] : null;

    public bool HasChildren(string name)
    {
        string prefix = name + MailboxNames.Separator;
        return _names.GetViewBetween(prefix, prefix + char.MaxValue).Count > 0;
    }

    public void Set(WatchedMailbox mailbox)
    {
        Remove(mailbox.Mailbox.Id);
        _byId[mailbox.Mailbox.Id] = mailbox;
        if (mailbox.IsVisible)
        {
            _byName[mailbox.Name] = mailbox.Mailbox.Id;
            _names.Add(mailbox.Name);
        }
    }

    public WatchedMailbox? Remove(MailboxId id)
    {
        // Another may have taken its name by now.
        if (_byId.Remove(id, out WatchedMailbox? gone) && _byName.TryGetValue(gone.Name, out MailboxId named) && named == id)
        {
            _byName.Remove(gone.Name);
            _names.Remove(gone.Name);
        }

        return gone;
    }
}
