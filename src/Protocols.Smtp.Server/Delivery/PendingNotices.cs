using System.Buffers;
using Protocols.Mime;
using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>What the sender of one message is to hear once it has been taken. It keeps the beginning of the message only where there is something to tell.</summary>
internal sealed class PendingNotices(ReceptionNotices? notices, SmtpSender sender)
{
    private readonly List<(SmtpRecipient Recipient, DeliveryAction Action)> _told = [];
    private readonly ArrayBufferWriter<byte> _beginning = new();
    private long _size;

    /// <summary>Notes a recipient, if its sender wants to hear of success and there is somebody to tell.</summary>
    public void Add(SmtpRecipient recipient, DeliveryAction action)
    {
        if (notices is not null && sender.ReversePath.Length > 0 && recipient.Parameters.Notify.HasFlag(DsnNotify.Success))
        {
            _told.Add((recipient, action));
        }
    }

    /// <summary>Forgets a recipient that did not get the message.</summary>
    public void Remove(SmtpRecipient recipient) => _told.RemoveAll(told => ReferenceEquals(told.Recipient, recipient));

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        if (_told.Count > 0)
        {
            _size += bytes.Length;
            _beginning.Write(bytes.Span[..Math.Min(bytes.Length, notices!.Wanted - _beginning.WrittenCount)]);
        }
    }

    /// <summary>Tells; what was done with the outcome stays done, whatever comes of that.</summary>
    public async ValueTask<DeliveryOutcome> TellAsync(DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        if (_told.Count == 0 || !outcome.Overall.IsPositive)
        {
            return outcome;
        }

        Exception? error;
        try
        {
            error = await notices!.TellAsync(sender, _beginning.WrittenMemory, _size, _told, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            error = e;
        }

        return error is null ? outcome : outcome with { Errors = [.. outcome.Errors, error] };
    }
}
