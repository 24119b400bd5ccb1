using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>What goes to some of a message's recipients in one transaction of the delivery behind.</summary>
internal sealed class Branch(IDeliveryTransaction transaction, bool isSealed)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public IDeliveryTransaction Transaction { get; } = transaction;

    /// <summary>Whether it gets the message only once that has been sealed.</summary>
    public bool IsSealed { get; } = isSealed;

    public bool IsEmpty => _places.Count == 0;

    /// <summary>What came of it; null before.</summary>
    public DeliveryOutcome? Outcome { get; set; }

    /// <summary>Adds a recipient, once however often it is named.</summary>
    /// <returns>Its place among those of the branch, or a refusal.</returns>
    public async ValueTask<(int Place, SmtpReply? Refusal)> AddAsync(SmtpRecipient recipient, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue(recipient.Address, out int place))
        {
            return (place, null);
        }

        if (await Transaction.AddRecipientAsync(recipient, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return (-1, refusal);
        }

        _places.Add(recipient.Address, _places.Count);
        return (_places.Count - 1, null);
    }
}
