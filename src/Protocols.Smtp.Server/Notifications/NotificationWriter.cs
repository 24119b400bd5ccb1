using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Protocols.Mime;
using Protocols.Reports;
using Protocols.Storage;
using Protocols.Text;

namespace Protocols.Smtp.Server;

/// <summary>
/// Tells senders what became of their messages: decides who hears what (RFC 3461 §5.2, RFC 2852 §4.1), and writes the notification as a
/// submission for the queue (RFC 3461 §6, RFC 3464, RFC 6533). Safe for use by any number of threads.
/// </summary>
public sealed class NotificationWriter
{
    private readonly string _hostName;
    private readonly IBlobStore _blobs;
    private readonly IQueueStore _queue;
    private readonly NotificationOptions _options;
    private readonly TimeProvider _time;
    private readonly MailboxAddress _author;

    /// <summary>Makes a writer.</summary>
    /// <param name="hostName">The name of this host, which reports: a domain.</param>
    /// <param name="blobs">Where the content of queued messages is, and where notifications go.</param>
    /// <param name="queue">The queue that the messages are in.</param>
    /// <param name="options">How to write.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The name is no domain.</exception>
    public NotificationWriter(string hostName, IBlobStore blobs, IQueueStore queue, NotificationOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(hostName);
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (DomainName.ToAscii(hostName, out _hostName) != DomainNameDefects.None)
        {
            throw new ArgumentException($"'{hostName}' is no domain.", nameof(hostName));
        }

        (_blobs, _queue, _options, _time) = (blobs, queue, options, time);
        _author = options.Author ?? new MailboxAddress("MAILER-DAEMON", "postmaster@" + _hostName);
    }

    /// <summary>Writes what the sender of a message wants to hear of its recipients.</summary>
    /// <param name="message">The message, whose content has to be there still. One that is not in the queue has no number: its id is the default.</param>
    /// <param name="recipients">What became of it; who is not to be reported is left out here.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The notification, to go into the queue with the outcomes (<see cref="IQueueStore.CompleteAsync"/>); its content is the caller's to dispose of. Null where nobody is to be told.</returns>
    /// <exception cref="InvalidOperationException">The notification is larger than the blob store takes.</exception>
    public async ValueTask<QueueSubmission?> WriteAsync(QueuedMessage message, IReadOnlyList<RecipientReport> recipients, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(recipients);
        bool isForPostmaster = message.Envelope.ReversePath.Length == 0;
        RecipientReport[] told = [.. recipients.Where(recipient =>
            isForPostmaster ? NotificationRules.IsForPostmaster(message.Envelope, recipient, _options.Postmaster) : NotificationRules.IsWanted(message.Envelope, recipient))];
        if (told.Length == 0)
        {
            return null;
        }

        string to = isForPostmaster ? _options.Postmaster!.Value.Address : message.Envelope.ReversePath;
        ReturnedContent returned = await ReturnedContent.ReadAsync(message, _blobs, _queue.Account, _options, IsWholeWanted(message.Envelope, told), cancellationToken).ConfigureAwait(false);
        if (isForPostmaster && returned.IsPostmastersNotice)
        {
            return null;
        }

        bool isUtf8 = !Ascii.IsValid(to);
        bool isGlobal = IsGlobal(message.Envelope, told, returned);

        // RFC 6533 §4.5: what the way back may not carry is encoded; only an address that takes SMTPUTF8 itself tells that it can carry it.
        MimeOutputMode mode = isUtf8 ? MimeOutputMode.SmtpUtf8 : !returned.IsHeaderOnly && returned.HasEightBit && !isGlobal ? MimeOutputMode.EightBit : MimeOutputMode.SevenBit;
        ArrayBufferWriter<byte> output = new(4096 + returned.Content.Length);
        Build(message, to, told, returned, isGlobal, mode).Write(output, RandomNumberGenerator.GetBytes(16), new MimeWriteOptions { Mode = mode });
        return await SubmitAsync(message.Envelope, to, output.WrittenMemory, mode, cancellationToken).ConfigureAwait(false);
    }

    // RFC 3461 §6.2. RFC 8689 §5: with REQUIRETLS the header alone, whatever RET says.
    private bool IsWholeWanted(QueueEnvelope envelope, RecipientReport[] told) =>
        told.Any(static recipient => recipient.Action == DeliveryAction.Failed)
        && envelope.Tls != QueueTls.Required
        && (envelope.Return == QueueReturn.Full || (envelope.Return == QueueReturn.Unspecified && _options.ReturnsWhole));

    // RFC 6533 §4.4: the new types only where the old ones would lose something.
    private static bool IsGlobal(QueueEnvelope envelope, RecipientReport[] told, ReturnedContent returned) =>
        told.Any(static recipient => !Ascii.IsValid(recipient.Recipient.Address) || !Ascii.IsValid(recipient.Recipient.OriginalRecipient ?? ""))
        || (envelope.IsSmtpUtf8 && (returned.HasEightBitHeader || told.Any(static recipient => !Ascii.IsValid(recipient.Reply?.Text ?? ""))));

    private MessageBuilder Build(QueuedMessage message, string to, RecipientReport[] told, ReturnedContent returned, bool isGlobal, MimeOutputMode mode)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DeliveryReport report = NotificationFields.Of(_hostName, message, told, _options.Schedule, now, isGlobal) with { Returned = returned.Content, IsHeaderOnly = returned.IsHeaderOnly };
        MessageBuilder notification = report.CreateMessage(
            _author,
            new MailboxAddress(to).Check(mode) == WriteStatus.Ok ? to : null,
            now,
            NotificationText.Subject(told),
            NotificationText.Write(_hostName, _author.Address, message, told, returned, _options.Schedule),
            isGlobal);
        notification.MessageId = MessageBuilder.CreateMessageId(RandomNumberGenerator.GetBytes(16), _hostName);
        if (returned.MessageId is { } id)
        {
            notification.References.Add(id);
        }

        if (message.Envelope.ReversePath.Length == 0)
        {
            notification.OtherFields.Add((Encoding.ASCII.GetString(ReturnedContent.PostmastersNotice), "1"));
        }

        return notification;
    }

    private async ValueTask<QueueSubmission> SubmitAsync(QueueEnvelope original, string to, ReadOnlyMemory<byte> content, MimeOutputMode mode, CancellationToken cancellationToken)
    {
        BlobUpload upload = _blobs.BeginUpload(content.Length);
        try
        {
            if (!await upload.WriteAsync(new ReadOnlySequence<byte>(content), cancellationToken).ConfigureAwait(false))
            {
                throw new InvalidOperationException($"A notification of {content.Length} octets is more than the blob store takes.");
            }

            await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        QueueEnvelope envelope = new()
        {
            // RFC 3461 §6.1
            ReversePath = "",
            SubmittedAt = _time.GetUtcNow(),
            IsSmtpUtf8 = mode == MimeOutputMode.SmtpUtf8,
            Body = mode == MimeOutputMode.SevenBit ? QueueBody.SevenBit : QueueBody.EightBitMime,

            // RFC 6710 §4.6
            Priority = original.Priority,

            // RFC 8689 §5
            Tls = original.Tls == QueueTls.Required ? QueueTls.Required : QueueTls.Unspecified,
        };
        SubmittedRecipient recipient = new() { Address = to, Destination = DestinationOf(to), Notify = QueueNotify.Never };
        return new QueueSubmission(envelope, upload, [recipient]);
    }

    private string DestinationOf(string address)
    {
        int at = address.LastIndexOf('@');
        string domain = at < 0 ? _hostName : address[(at + 1)..];
        string name = DomainName.ToAscii(domain, out string ascii) == DomainNameDefects.None ? ascii : domain.ToLowerInvariant();
        return _options.DestinationOf?.Invoke(name) ?? name;
    }
}
