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
    private readonly ScriptPlaces _store;

    public ScriptFiling(StoreDelivery delivery, SieveFiltering sieve, SmtpSender sender, LocalCopy copy, Storage.Mailbox usual, StoredMessage message, bool isAlone)
    {
        _delivery = delivery;
        _sieve = sieve;
        _copy = copy;
        _usual = usual;
        _message = message;
        _store = new ScriptPlaces(delivery, sieve, copy.Account);
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
                    Place(await _store.FindAsync(into, cancellationToken).ConfigureAwait(false) ?? _usual, into.Flags, into.Message);
                    break;
                case SieveRedirect redirect:
                    if (_redirection.Obstacle(redirect, _message.Content) is { } obstacle)
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

        await _replies.SendAsync(decision.Actions, (fcc, octets, end) => _store.FileCopyAsync(fcc, octets, _usual, end), cancellationToken).ConfigureAwait(false);
        await _store.RememberAsync(decision.Seen, cancellationToken).ConfigureAwait(false);
        return null;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    // RFC 5228 §2.10.3: one copy in one mailbox, however often the script wants it there.
    private void Place(Storage.Mailbox mailbox, IReadOnlyList<string> flags, ReadOnlyMemory<byte>? message)
    {
        MailFlags wanted = ScriptFlags.Of(flags);
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
                if (await _store.UploadAsync(_message.Upload.Content[..^_message.Content.Length], octets, cancellationToken).ConfigureAwait(false) is not { } uploaded)
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
}
