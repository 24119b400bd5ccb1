using System.Collections;

namespace Protocols.Mime;

/// <summary>The mailboxes of one field, in order, some of them perhaps in groups (RFC 5322 §3.4).</summary>
public sealed class MailboxCollection : IReadOnlyCollection<MailboxAddress>
{
    private readonly List<AddressGroup> _groups = [];

    /// <summary>Reads the mailboxes of a field of another message, out of their groups. What could not be written is left out.</summary>
    /// <param name="field">The field.</param>
    /// <param name="mode">What the message that they are for can carry.</param>
    public static MailboxCollection Read(HeaderField field, MimeOutputMode mode = MimeOutputMode.SevenBit)
    {
        MailboxCollection list = [];
        foreach (Address address in field.Addresses)
        {
            if (address.Kind == AddressKind.Mailbox)
            {
                MailboxAddress mailbox = new(PlainText.OneLine(address.GetDisplayName()), address.GetAddress());
                if (mailbox.Check(mode) == WriteStatus.Ok)
                {
                    list.Add(mailbox);
                }
            }
        }

        return list;
    }

    /// <summary>How many mailboxes there are, in groups and outside of them.</summary>
    public int Count => _groups.Sum(static group => group.Members.Count);

    /// <summary>Whether there is neither a mailbox nor a group.</summary>
    public bool IsEmpty => _groups.Count == 0;

    /// <summary>The groups, and the mailboxes between them as groups without a name.</summary>
    public IReadOnlyList<AddressGroup> Groups => _groups;

    /// <summary>Adds a mailbox.</summary>
    /// <param name="mailbox">The mailbox.</param>
    public void Add(MailboxAddress mailbox)
    {
        if (_groups.Count > 0 && _groups[^1] is { Name: null, Members: List<MailboxAddress> open })
        {
            open.Add(mailbox);
        }
        else
        {
            _groups.Add(new AddressGroup(null, new List<MailboxAddress> { mailbox }));
        }
    }

    /// <summary>Adds a mailbox without a display name.</summary>
    /// <param name="address">The <c>addr-spec</c>.</param>
    public void Add(string address) => Add(new MailboxAddress(address));

    /// <summary>Adds a mailbox.</summary>
    /// <param name="displayName">Whose it is.</param>
    /// <param name="address">The <c>addr-spec</c>.</param>
    public void Add(string? displayName, string address) => Add(new MailboxAddress(displayName, address));

    /// <summary>Adds mailboxes.</summary>
    /// <param name="mailboxes">The mailboxes.</param>
    public void AddRange(IEnumerable<MailboxAddress> mailboxes)
    {
        ArgumentNullException.ThrowIfNull(mailboxes);
        foreach (MailboxAddress mailbox in mailboxes)
        {
            Add(mailbox);
        }
    }

    /// <summary>Adds a group.</summary>
    /// <param name="name">The name of the group.</param>
    /// <param name="members">The mailboxes in it, if any.</param>
    public void AddGroup(string name, params IReadOnlyList<MailboxAddress> members)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _groups.Add(new AddressGroup(name, [.. members]));
    }

    /// <summary>Takes everything out.</summary>
    public void Clear() => _groups.Clear();

    /// <summary>Gives each mailbox, in groups and outside of them.</summary>
    public IEnumerator<MailboxAddress> GetEnumerator() => _groups.SelectMany(static group => group.Members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Write(MimeWriter writer, string name)
    {
        if (!IsEmpty)
        {
            writer.WriteAddresses(name, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_groups));
        }
    }
}
