using System.Text;
using Protocols.Mime;
using Protocols.Sieve;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Does what a script wants with a message that is in its mailbox already (RFC 6785 §3): nothing of it takes the message away.</summary>
internal sealed class EventFiling : IAsyncDisposable
{
    private readonly StoreDelivery _delivery;
    private readonly SieveFiltering _sieve;
    private readonly MailboxEvent _event;
    private readonly MailboxEntry _entry;
    private readonly BlobUpload _upload;
    private readonly List<string> _flags;
    private readonly ScriptPlaces _store;
    private readonly OutgoingMail _outgoing;
    private readonly LocalCopy _copy;
    private MailFlags? _kept;
    private bool _isLost;

    /// <summary>Prepares the work.</summary>
    /// <param name="delivery">Where messages go.</param>
    /// <param name="sieve">What runs scripts.</param>
    /// <param name="mailboxEvent">What happened.</param>
    /// <param name="entry">The message.</param>
    /// <param name="upload">Its octets.</param>
    /// <param name="flags">The flags that the script was given.</param>
    public EventFiling(StoreDelivery delivery, SieveFiltering sieve, MailboxEvent mailboxEvent, MailboxEntry entry, BlobUpload upload, List<string> flags)
    {
        _delivery = delivery;
        _sieve = sieve;
        _event = mailboxEvent;
        _entry = entry;
        _upload = upload;
        _flags = flags;
        _store = new ScriptPlaces(delivery, sieve, mailboxEvent.Owner);
        _outgoing = new OutgoingMail(delivery, sieve);
        _copy = new LocalCopy(mailboxEvent.Owner, "", new SmtpRecipient(mailboxEvent.Owner.Address));
    }

    private string Owner => _event.Owner.Address;

    /// <summary>Does it all.</summary>
    /// <param name="decision">What the script wants.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The flags of the message that were changed because the script said so; <c>\Deleted</c> for a message that it does not keep is not among them.</returns>
    public async ValueTask<MailFlags> CarryOutAsync(ScriptDecision decision, CancellationToken cancellationToken)
    {
        HashSet<MailboxId> mailboxes = [];
        HashSet<string> addresses = new(StringComparer.Ordinal);
        foreach (SieveAction action in decision.Actions)
        {
            switch (action)
            {
                case SieveKeep keep:
                    _kept = (_kept ?? MailFlags.None).Union(ScriptFlags.Of(keep.Flags));
                    break;
                case SieveFileInto into:
                    await FileAsync(into, mailboxes, cancellationToken).ConfigureAwait(false);
                    break;
                case SieveRedirect redirect when addresses.Add(redirect.Address):
                    await RedirectAsync(redirect, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        ScriptReplies replies = new(_delivery, _sieve, Sender(isUtf8: false), _copy, _outgoing);
        await replies.SendAsync(decision.Actions, (fcc, octets, end) => _store.FileCopyAsync(fcc, octets, _event.Mailbox, end), cancellationToken).ConfigureAwait(false);
        MailFlags changed = await MarkAsync(cancellationToken).ConfigureAwait(false);
        await _store.RememberAsync(decision.Seen, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    // RFC 6785 §3.3: always a new message.
    private async ValueTask FileAsync(SieveFileInto into, HashSet<MailboxId> mailboxes, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(into, cancellationToken).ConfigureAwait(false) is not { } target)
        {
            _isLost = true;
            return;
        }

        if (!mailboxes.Add(target.Id))
        {
            return;
        }

        BlobUpload? upload = into.Message is { } edited ? await _store.UploadAsync(default, edited, cancellationToken).ConfigureAwait(false) : _upload;
        MailChangeResult? result = upload is null ? null : await _delivery.Mail.ApplyAsync(
            _event.Owner.Id, [new AddMessage(target.Id, upload, MessageFacts.Read(upload.Content), ScriptFlags.Of(into.Flags), _entry.ReceivedAt)], cancellationToken).ConfigureAwait(false);
        if (result is not { IsApplied: true })
        {
            NotDone($"fileinto '{into.Mailbox}'", result?.Outcomes[^1].Reason ?? result?.Outcomes[^1].Status.ToString() ?? "the message is too large");
        }
    }

    private async ValueTask RedirectAsync(SieveRedirect redirect, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> content = WithoutReturnPath(redirect.Message ?? _upload.Content);
        using MimeDocument document = MimeDocument.Parse(content);
        bool isUtf8 = !System.Text.Ascii.IsValid(redirect.Address) || !System.Text.Ascii.IsValid(Owner) || !System.Text.Ascii.IsValid(document.Root.HeaderSpan);
        Redirection redirection = new(_delivery, Sender(isUtf8), _copy, _outgoing);
        if (redirection.Obstacle(redirect, content) is { } obstacle)
        {
            NotDone("redirect", obstacle);
            return;
        }

        // RFC 6785 §3.4: what a submission would have completed.
        byte[] missing = MissingFieldsFilter.Missing(document.Root, _sieve.HostName, _delivery.Time.GetLocalNow());
        if (!document.Root.TryGetHeader(HeaderId.From, out _))
        {
            missing = [.. missing, .. Encoding.UTF8.GetBytes($"From: <{Owner}>\r\n")];
        }

        content = missing.Length == 0 ? content : (byte[])[.. missing, .. content.Span];
        if (await redirection.SendAsync(redirect, content, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            NotDone("redirect", refusal.ToString());
        }
    }

    // What a script could not do makes nobody lose the message.
    private void NotDone(string action, string reason)
    {
        _isLost = true;
        SieveLog.NotDone(_sieve.Logger, action, Owner, reason);
    }

    private async ValueTask<MailFlags> MarkAsync(CancellationToken cancellationToken)
    {
        MailFlags given = ScriptFlags.Of(_flags);
        MailFlags added = _kept is not null ? _kept.Except(given) : _isLost ? MailFlags.None : new MailFlags(SystemFlags.Deleted);

        // A list that is longer than variables may be has lost its end in the script.
        bool isWhole = _flags.Sum(static flag => flag.Length + 1) <= _sieve.Limits.MaxVariableBytes;
        MailFlags removed = _kept is not null && isWhole ? given.Except(_kept) : MailFlags.None;
        UidSet uids = UidSet.Of([_entry.Uid]);
        List<MailChange> changes = [];
        if (!added.Equals(MailFlags.None))
        {
            changes.Add(new UpdateFlags(_event.Mailbox.Id, uids, FlagOperation.Add, added));
        }

        if (!removed.Equals(MailFlags.None))
        {
            changes.Add(new UpdateFlags(_event.Mailbox.Id, uids, FlagOperation.Remove, removed));
        }

        if (changes.Count == 0)
        {
            return MailFlags.None;
        }

        MailChangeResult result = await _delivery.Mail.ApplyAsync(_event.Owner.Id, changes, cancellationToken).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            NotDone("flags", result.Outcomes[^1].Reason ?? result.Outcomes[^1].Status.ToString());
            return MailFlags.None;
        }

        return _kept is null ? MailFlags.None : added.Union(removed);
    }

    // RFC 6785 §3.4: from the owner of the mailbox.
    private SmtpSender Sender(bool isUtf8) => new()
    {
        ReversePath = Owner,
        Parameters = new SmtpMailParameters(null, default, isUtf8),
        ClientName = _sieve.HostName,
        ClientAddress = null,
        WithProtocol = "ESMTP",
        AuthenticatedAs = _event.User.Address,
        Account = _event.Owner.Id,
    };

    // What the final delivery put before the message is of that delivery (RFC 5321 §4.4).
    private static ReadOnlyMemory<byte> WithoutReturnPath(ReadOnlyMemory<byte> content)
    {
        ReadOnlySpan<byte> octets = content.Span;
        if (octets.Length < 12 || !Ascii.EqualsIgnoreCase(octets[..12], "Return-Path:"u8))
        {
            return content;
        }

        int end = 0;
        do
        {
            int line = octets[end..].IndexOf((byte)'\n');
            if (line < 0)
            {
                return content;
            }

            end += line + 1;
        }
        while (end < octets.Length && octets[end] is (byte)' ' or (byte)'\t');

        return content[end..];
    }
}
