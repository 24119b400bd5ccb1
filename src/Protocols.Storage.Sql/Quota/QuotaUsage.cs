using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>What an account uses and may use, while a change set is applied.</summary>
internal sealed class QuotaUsage
{
    private readonly long? _octetsLimit;
    private readonly long? _messagesLimit;
    private readonly long? _mailboxesLimit;

    /// <summary>Reads six columns: three of usage, three of limits.</summary>
    public QuotaUsage(DbDataReader row, int at)
    {
        Octets = row.GetInt64(at);
        Messages = row.GetInt64(at + 1);
        Mailboxes = row.GetInt64(at + 2);
        _octetsLimit = row.IsDBNull(at + 3) ? null : row.GetInt64(at + 3);
        _messagesLimit = row.IsDBNull(at + 4) ? null : row.GetInt64(at + 4);
        _mailboxesLimit = row.IsDBNull(at + 5) ? null : row.GetInt64(at + 5);
    }

    public long Octets { get; private set; }

    public long Messages { get; private set; }

    public long Mailboxes { get; private set; }

    public bool HasRoomForMailbox => !(Mailboxes >= _mailboxesLimit);

    public AccountQuota Report => new(new(Octets, _octetsLimit), new(Messages, _messagesLimit), new(Mailboxes, _mailboxesLimit));

    /// <summary>Counts messages in if there is room for them.</summary>
    /// <returns>Why there is none, or null.</returns>
    public MailChangeOutcome? Add(long messages, long octets)
    {
        if (Octets + octets > _octetsLimit)
        {
            return Outcomes.Failed(MailChangeStatus.OverQuota, $"The account may hold {_octetsLimit} octets of mail, and has {Octets}.");
        }

        if (Messages + messages > _messagesLimit)
        {
            return Outcomes.Failed(MailChangeStatus.OverQuota, $"The account may hold {_messagesLimit} messages, and has {Messages}.");
        }

        Messages += messages;
        Octets += octets;
        return null;
    }

    public void Remove(long messages, long octets)
    {
        Messages -= messages;
        Octets -= octets;
    }

    public void CountMailbox(int sign) => Mailboxes += sign;
}
