using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Delivers to mailboxes here at once, and puts what is for other hosts into a queue, if the client may send it there: one that has logged in, one in a
/// trusted network, or an address here that mail is forwarded for. A message is acknowledged once all of it is on disk.
/// </summary>
/// <param name="local">What delivers to mailboxes here.</param>
/// <param name="directory">Which addresses are here.</param>
/// <param name="queue">Where mail for other hosts waits.</param>
/// <param name="blobs">Where its bytes are staged: the store that the queue's content is in.</param>
/// <param name="options">Whose mail goes on, and how.</param>
/// <param name="time">The clock.</param>
public sealed class QueueDelivery(IMailDelivery local, IDirectory directory, IQueueStore queue, IBlobStore blobs, RelayOptions options, TimeProvider time) : IMailDelivery
{
    /// <summary>
    /// Who tells senders that their mail is in a mailbox here, where it goes there at once (<see cref="RelayOptions.LocalRoute"/>); null, unless set, for
    /// nobody.
    /// </summary>
    public ReceptionNotices? Notices { get; init; }

    /// <inheritdoc/>
    public ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return ValueTask.FromResult(new DeliveryStart(new QueueTransaction(this, sender), null));
    }

    internal IMailDelivery Local => local;

    internal IDirectory Directory => directory;

    internal IQueueStore Queue => queue;

    internal IBlobStore Blobs => blobs;

    internal RelayOptions Options => options;

    internal TimeProvider Time => time;

    internal bool MayRelay(SmtpSender sender) =>
        sender.AuthenticatedAs is not null || sender.Account is not null || sender.IsForwarded || Networks.Contain(options.TrustedNetworks, sender.ClientAddress);
}
