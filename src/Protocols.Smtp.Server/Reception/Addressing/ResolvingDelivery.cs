using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Protocols.MailAuth.Arc;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Before another delivery: puts in the place of each recipient those that its address stands for. What goes to an alias goes on as it came, what goes to
/// a list has the list's owner as its sender (RFC 5321 §3.9), and both may go on to other hosts whoever sent the message.
/// </summary>
/// <param name="inner">What delivers; <see cref="QueueDelivery"/>, where mail may go on to other hosts.</param>
/// <param name="resolver">What stands for what.</param>
/// <param name="blobs">Where a message waits that is sealed before it goes on.</param>
public sealed class ResolvingDelivery(IMailDelivery inner, RecipientResolver resolver, IBlobStore blobs) : IMailDelivery
{
    /// <summary>
    /// What seals messages that go on to other hosts or to lists, so that those behind can see what was found of them here (RFC 8617 §5.1); null, unless
    /// set, for none. What <see cref="AuthenticationFilter"/> has not looked at is not sealed.
    /// </summary>
    public ArcSealer? Sealer { get; init; }

    /// <summary>Who tells senders that their mail has come to a list, or goes on to a group (RFC 3461 §5.2.7); null, unless set, for nobody.</summary>
    public ReceptionNotices? Notices { get; init; }

    /// <summary>Where to log mistakes in the book; nowhere unless set.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <inheritdoc/>
    public async ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sender);
        DeliveryStart start = await inner.BeginAsync(sender, cancellationToken).ConfigureAwait(false);
        return start.Transaction is { } direct ? new DeliveryStart(new ResolvingTransaction(this, sender, direct), null) : start;
    }

    internal IMailDelivery Inner => inner;

    internal RecipientResolver Resolver => resolver;

    internal IBlobStore Blobs => blobs;
}
