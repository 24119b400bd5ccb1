using System.Text;
using Protocols.Mime;
using Protocols.Sieve;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Sends a message on, as a script wants (RFC 5228 §4.2, RFC 6009 §6, §7).</summary>
internal sealed class Redirection(StoreDelivery delivery, SmtpSender sender, LocalCopy copy, OutgoingMail outgoing)
{
    private const string TraceField = "X-Sieve-Redirected-From";

    private static readonly MimeReadOptions s_headerAlone = new() { MaxDepth = 0 };

    /// <summary>Why a message cannot be sent on; null if it can.</summary>
    public string? Obstacle(SieveRedirect redirect, ReadOnlyMemory<byte> content) =>
        !outgoing.IsPossible ? "there is no queue"
        : redirect.IsList ? "there are no lists here"
        : outgoing.Recipient(new SmtpRecipient(redirect.Address)) is null ? "it can be nobody's address"
        : HasComeBack(content) ? "the message has come back"
        : null;

    // Whether this account has sent the message on before.
    private bool HasComeBack(ReadOnlyMemory<byte> content)
    {
        using MimeDocument document = MimeDocument.Parse(content, s_headerAlone);
        byte[] own = Encoding.UTF8.GetBytes(copy.Account.Address);
        foreach (HeaderField field in document.Root.Headers)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, TraceField) && Ascii.EqualsIgnoreCase(field.Value.Trim((byte)' '), own))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends the message on.</summary>
    /// <param name="redirect">To whom, and how.</param>
    /// <param name="content">The message, without what this delivery put before it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null once it is in the queue; else what keeps it from there.</returns>
    public async ValueTask<SmtpReply?> SendAsync(SieveRedirect redirect, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // RFC 6009 §6.1, §7.1: whoever asks for reports gets them.
        bool isReported = redirect.Notify is not null || redirect.Return is not null || redirect.BySeconds is not null || redirect.ByTime is not null;
        DateTimeOffset now = delivery.Time.GetUtcNow();
        SmtpSender from = sender with
        {
            ReversePath = isReported && sender.ReversePath.Length > 0 ? copy.Account.Address : sender.ReversePath,
            Account = copy.Account.Id,
            Parameters = sender.Parameters with
            {
                Return = redirect.Return switch { null => sender.Parameters.Return, "FULL" => DsnReturn.Full, _ => DsnReturn.Headers },
                DeliverBy = By(redirect, now) ?? sender.Parameters.DeliverBy,
                HoldFor = null,
                HoldUntil = null,
            },
        };
        SmtpRecipientParameters parameters = new(
            redirect.Notify is null ? copy.Recipient.Parameters.Notify & ~DsnNotify.Success : Notify(redirect.Notify),
            copy.Recipient.Parameters.OriginalRecipient);
        byte[] trace = Encoding.UTF8.GetBytes($"{TraceField}: {copy.Account.Address}\r\n");
        HeaderScan header = HeaderScan.Read(content);
        return await outgoing.SendAsync(
            octets => EnvelopeWriting.Envelope(from, octets, header.IsTlsNotRequired, maxPriority: 9, now),
            [outgoing.Recipient(new SmtpRecipient(redirect.Address, parameters))!],
            [trace, content],
            cancellationToken).ConfigureAwait(false);
    }

    private static DeliverBy? By(SieveRedirect redirect, DateTimeOffset now)
    {
        long? seconds = redirect.BySeconds ?? (redirect.ByTime is { } time ? (long)Math.Ceiling((time - now).TotalSeconds) : null);
        return seconds is { } by ? new DeliverBy((int)Math.Clamp(by, redirect.ByNotify ? -999_999_999 : 1, 999_999_999), !redirect.ByNotify, redirect.ByTrace) : null;
    }

    private static DsnNotify Notify(string words)
    {
        DsnNotify notify = DsnNotify.Unspecified;
        foreach (string word in words.Split(',', StringSplitOptions.TrimEntries))
        {
            notify |= word.ToUpperInvariant() switch
            {
                "NEVER" => DsnNotify.Never,
                "SUCCESS" => DsnNotify.Success,
                "FAILURE" => DsnNotify.Failure,
                "DELAY" => DsnNotify.Delay,
                _ => DsnNotify.Unspecified,
            };
        }

        return notify;
    }
}
