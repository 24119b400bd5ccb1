using System.Buffers;
using Protocols.Sieve;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Does with one copy of a message what a script wants: mailboxes first, all in one change set, and then what goes to others.</summary>
/// <remarks>
/// Mailboxes fail more often than the queue does. Should a redirect find no room behind a message that was filed, the sender comes again, and the mailbox has the
/// message twice, which is the lesser evil.
/// </remarks>
internal sealed class ScriptFiling : IAsyncDisposable
{
    private static readonly SmtpReply s_notFiled = new(451, 3, 0, "The message could not be filed now");
    private static readonly SmtpReply s_mailboxFull = new(552, 2, 2, "The mailbox is full");

    // RFC 9051 §9: what a keyword is made of.
    private static readonly SearchValues<char> s_atom = SearchValues.Create("!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~");

    private readonly StoreDelivery _delivery;
    private readonly SieveFiltering _sieve;
    private readonly LocalCopy _copy;
    private readonly Storage.Mailbox _usual;
    private readonly StoredMessage _message;
    private readonly OutgoingMail _outgoing;
    private readonly Redirection _redirection;
    private readonly ScriptReplies _replies;
    private readonly bool _isTold;
    private readonly List<(Storage.Mailbox Mailbox, MailFlags Flags, ReadOnlyMemory<byte>? Message)> _places = [];
    private readonly List<BlobUpload> _uploads = [];

    public ScriptFiling(StoreDelivery delivery, SieveFiltering sieve, SmtpSender sender, LocalCopy copy, Storage.Mailbox usual, StoredMessage message, bool isAlone)
    {
        _delivery = delivery;
        _sieve = sieve;
        _copy = copy;
        _usual = usual;
        _message = message;
        _outgoing = new OutgoingMail(delivery, sieve);
        _redirection = new Redirection(delivery, sender, copy, _outgoing);
        _replies = new ScriptReplies(delivery, sieve, sender, copy, _outgoing);

        // RFC 5429 §2.1.1: LMTP has a reply for each recipient, SMTP one for all of them.
        _isTold = isAlone || sender.WithProtocol.Contains("LMTP", StringComparison.Ordinal);
    }

    /// <summary>Does it all.</summary>
    /// <param name="decision">What the script wants.</param>
    /// <param name="done">What was done already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null once it is done, else what the sender is told.</returns>
    public async ValueTask<SmtpReply?> CarryOutAsync(ScriptDecision decision, CopiesDone done, CancellationToken cancellationToken)
    {
        List<SieveRedirect> redirects = [];
        foreach (SieveAction action in decision.Actions)
        {
            switch (action)
            {
                case SieveKeep keep:
                    Place(_usual, keep.Flags, keep.Message);
                    break;
                case SieveFileInto into:
                    Place(await FindAsync(into, cancellationToken).ConfigureAwait(false), into.Flags, into.Message);
                    break;
                case SieveRedirect redirect:
                    if (Obstacle(redirect) is { } obstacle)
                    {
                        // What was not sent on is kept: it must not be lost.
                        SieveLog.NotDone(_sieve.Logger, "redirect", _copy.Account.Address, obstacle);
                        Place(_usual, [], redirect.Message);
                    }
                    else
                    {
                        redirects.Add(redirect);
                    }

                    break;
                case SieveReject reject when _isTold && reject.MayReply:
                    return new SmtpReply(550, new EnhancedStatusCode(5, 7, 1), [.. reject.ReplyLines]);
                case SieveReject when !_outgoing.IsPossible:
                    SieveLog.NotDone(_sieve.Logger, "reject", _copy.Account.Address, "there is no queue");
                    Place(_usual, [], null);
                    break;
            }
        }

        if (await FileAsync(done, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        foreach (SieveRedirect redirect in redirects.Where(redirect => done.Addresses.Add((_copy.Account.Id, redirect.Address))))
        {
            if (await _redirection.SendAsync(redirect, redirect.Message ?? _message.Content, cancellationToken).ConfigureAwait(false) is { } reply)
            {
                return reply;
            }
        }

        await _replies.SendAsync(decision.Actions, FileCopyAsync, cancellationToken).ConfigureAwait(false);
        await RememberAsync(decision.Seen, cancellationToken).ConfigureAwait(false);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BlobUpload upload in _uploads)
        {
            await upload.DisposeAsync().ConfigureAwait(false);
        }
    }

    private string? Obstacle(SieveRedirect redirect) =>
        !_outgoing.IsPossible ? "there is no queue"
        : redirect.IsList ? "there are no lists here"
        : _outgoing.Recipient(new SmtpRecipient(redirect.Address)) is null ? "it can be nobody's address"
        : _redirection.HasComeBack(_message.Content) ? "the message has come back"
        : null;

    // RFC 5228 §2.10.3: one copy in one mailbox, however often the script wants it there.
    private void Place(Storage.Mailbox mailbox, IReadOnlyList<string> flags, ReadOnlyMemory<byte>? message)
    {
        MailFlags wanted = FlagsOf(flags);
        int place = _places.FindIndex(known => known.Mailbox.Id == mailbox.Id);
        if (place < 0)
        {
            _places.Add((mailbox, wanted, message));
        }
        else
        {
            _places[place] = _places[place] with { Flags = _places[place].Flags.Union(wanted) };
        }
    }

    private async ValueTask<Storage.Mailbox> FindAsync(SieveFileInto into, CancellationToken cancellationToken)
    {
        AccountId account = _copy.Account.Id;
        Storage.Mailbox? found = into.MailboxId is { } id ? await ScriptHost.FindByIdAsync(_delivery.Mail, account, id, cancellationToken).ConfigureAwait(false) : null;
        MailboxRole role = into.SpecialUse is { } use ? ScriptHost.RoleOf(use) : MailboxRole.None;
        if (found is not { IsSelectable: true } && role != MailboxRole.None)
        {
            found = await _delivery.Mail.FindMailboxAsync(account, role, cancellationToken).ConfigureAwait(false);
        }

        if (found is not { IsSelectable: true })
        {
            found = await _delivery.Mail.FindMailboxAsync(account, into.Mailbox, cancellationToken).ConfigureAwait(false);
        }

        if (found is not { IsSelectable: true } && (into.Create || _sieve.CreatesMailboxes))
        {
            // RFC 8579 §4.1: a mailbox that is made gets the use that the script names.
            MailChangeResult made = await _delivery.Mail.ApplyAsync(account, [new CreateMailbox(into.Mailbox, role), new SetSubscription(into.Mailbox, true)], cancellationToken).ConfigureAwait(false);

            // Another delivery may have made it meanwhile.
            found = await _delivery.Mail.FindMailboxAsync(account, into.Mailbox, cancellationToken).ConfigureAwait(false);
            if (!made.IsApplied && found is null)
            {
                SieveLog.NotDone(_sieve.Logger, $"fileinto '{into.Mailbox}'", _copy.Account.Address, made.Outcomes[^1].Reason ?? made.Outcomes[^1].Status.ToString());
            }
        }
        else if (found is not { IsSelectable: true })
        {
            SieveLog.NotDone(_sieve.Logger, $"fileinto '{into.Mailbox}'", _copy.Account.Address, "there is no such mailbox");
        }

        return found is { IsSelectable: true } ? found : _usual;
    }

    private async ValueTask<SmtpReply?> FileAsync(CopiesDone done, CancellationToken cancellationToken)
    {
        AccountId account = _copy.Account.Id;
        _places.RemoveAll(place => done.Mailboxes.Contains((account, place.Mailbox.Id)));
        if (_places.Count == 0)
        {
            return null;
        }

        List<MailChange> changes = [];
        Dictionary<ReadOnlyMemory<byte>, (BlobUpload Upload, MessageFacts Facts)> edited = [];
        DateTimeOffset now = _delivery.Time.GetLocalNow();
        foreach ((Storage.Mailbox mailbox, MailFlags flags, ReadOnlyMemory<byte>? message) in _places)
        {
            (BlobUpload Upload, MessageFacts Facts) content = (_message.Upload, _message.Facts);
            if (message is { } octets && !edited.TryGetValue(octets, out content))
            {
                // What a script has changed is kept as what came is: with the return path before it.
                if (await UploadAsync(_message.Upload.Content[..^_message.Content.Length], octets, cancellationToken).ConfigureAwait(false) is not { } uploaded)
                {
                    return s_mailboxFull;
                }

                content = (uploaded, MessageFacts.Read(uploaded.Content));
                edited.Add(octets, content);
            }

            changes.Add(new AddMessage(mailbox.Id, content.Upload, content.Facts, flags, now));
        }

        MailChangeResult result = await _delivery.Mail.ApplyAsync(account, changes, cancellationToken).ConfigureAwait(false);
        if (!result.IsApplied && result.Outcomes[^1].Status == MailChangeStatus.LimitExceeded && _places.Exists(static place => !place.Flags.Keywords.IsEmpty))
        {
            // The script may want more keywords than the store takes: nobody's message goes back for that.
            SieveLog.NotDone(_sieve.Logger, "flags", _copy.Account.Address, result.Outcomes[^1].Reason ?? "there are too many");
            changes = [.. changes.Cast<AddMessage>().Select(static add => add with { Flags = new MailFlags(add.Flags.System) })];
            result = await _delivery.Mail.ApplyAsync(account, changes, cancellationToken).ConfigureAwait(false);
        }

        if (!result.IsApplied)
        {
            return _delivery.Refusal(result.Outcomes[^1]);
        }

        done.Mailboxes.UnionWith(_places.Select(place => (account, place.Mailbox.Id)));
        return null;
    }

    // RFC 8580 §3: a copy of what the script has sent.
    private async ValueTask FileCopyAsync(SieveFcc fcc, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        SieveFileInto into = new(fcc.Mailbox) { Create = fcc.Create, SpecialUse = fcc.SpecialUse, MailboxId = fcc.MailboxId };
        Storage.Mailbox mailbox = await FindAsync(into, cancellationToken).ConfigureAwait(false);
        BlobUpload? upload = await UploadAsync(default, octets, cancellationToken).ConfigureAwait(false);
        MailChangeResult? result = upload is null ? null : await _delivery.Mail.ApplyAsync(
            _copy.Account.Id, [new AddMessage(mailbox.Id, upload, MessageFacts.Read(upload.Content), FlagsOf(fcc.Flags), _delivery.Time.GetLocalNow())], cancellationToken).ConfigureAwait(false);
        if (result is not { IsApplied: true })
        {
            SieveLog.NotDone(_sieve.Logger, "fcc", _copy.Account.Address, result?.Outcomes[^1].Reason ?? "the message is too large");
        }
    }

    private async ValueTask<BlobUpload?> UploadAsync(ReadOnlyMemory<byte> returnPath, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        BlobUpload upload = _delivery.Blobs.BeginUpload(octets.Length);
        _uploads.Add(upload);
        if (!await upload.WriteAsync(new ReadOnlySequence<byte>(returnPath), cancellationToken).ConfigureAwait(false)
            || !await upload.WriteAsync(new ReadOnlySequence<byte>(octets), cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return upload;
    }

    // RFC 7352 §3: remembered once the script has done what it wanted.
    private async ValueTask RememberAsync(IReadOnlyList<SeenIdentifier> seen, CancellationToken cancellationToken)
    {
        foreach (SeenIdentifier one in seen)
        {
            try
            {
                await _sieve.Memory.RememberAsync(_copy.Account.Id, one.Key, one.Expires, one.Renew, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The message is where it should be, and its sender is not to send it again for this.
                SieveLog.NotDoneByError(_sieve.Logger, e, "duplicate", _copy.Account.Address);
            }
        }
    }

    private static MailFlags FlagsOf(IReadOnlyList<string> flags)
    {
        if (flags.Count == 0)
        {
            return MailFlags.None;
        }

        SystemFlags system = SystemFlags.None;
        List<string> keywords = [];
        foreach (string flag in flags)
        {
            switch (flag.ToUpperInvariant())
            {
                case "\\SEEN":
                    system |= SystemFlags.Seen;
                    break;
                case "\\ANSWERED":
                    system |= SystemFlags.Answered;
                    break;
                case "\\FLAGGED":
                    system |= SystemFlags.Flagged;
                    break;
                case "\\DELETED":
                    system |= SystemFlags.Deleted;
                    break;
                case "\\DRAFT":
                    system |= SystemFlags.Draft;
                    break;
                default:
                    // RFC 5232 §1: what the store does not know is left out; \Recent is nobody's to set.
                    if (flag.Length > 0 && !flag.AsSpan().ContainsAnyExcept(s_atom))
                    {
                        keywords.Add(flag);
                    }

                    break;
            }
        }

        return new MailFlags(system, [.. keywords]);
    }
}
