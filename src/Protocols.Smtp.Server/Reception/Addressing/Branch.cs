using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>What goes to some of a message's recipients in one transaction of the delivery behind.</summary>
internal sealed class Branch(IDeliveryTransaction transaction, bool isDirect, bool isSealed)
{
    private readonly Dictionary<SmtpRecipient, int> _places = [];

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
        // Who sends on is asked for one address once. What stays here is one copy anyhow, and each way to it may have been asked for other things.
        SmtpRecipient key = isDirect ? recipient : recipient with { Parameters = default };
        if (_places.TryGetValue(key, out int place))
        {
            return (place, null);
        }

        if (await Transaction.AddRecipientAsync(recipient, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return (-1, refusal);
        }

        _places.Add(key, _places.Count);
        return (_places.Count - 1, null);
    }
}
