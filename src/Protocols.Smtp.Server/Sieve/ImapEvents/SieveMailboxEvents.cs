using System.Text;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Runs Sieve scripts when clients of IMAP file messages or change flags (RFC 6785): the script of the mailbox's owner that the entry
/// <c>/shared/imapsieve/script</c> of the mailbox, or else of the server, names. The server's entry is among <see cref="SieveFiltering.ServerAnnotations"/>; a name that the
/// owner has no script of is looked for among those of the site.
/// </summary>
/// <remarks>
/// What a script does is no event, but for flags that it changes on a message that was filed: those make it run once more, and what it does to flags then makes nothing
/// run. A script that fails leaves the message as it is.
/// </remarks>
public sealed class SieveMailboxEvents : IMailboxEvents
{
    private const string Entry = "/imapsieve/script";

    private readonly StoreDelivery _delivery;
    private readonly SieveFiltering _sieve;
    private readonly IAnnotationStore _annotations;

    /// <summary>Runs scripts with what a delivery runs them with.</summary>
    /// <param name="delivery">The delivery; it has <see cref="StoreDelivery.Sieve"/> with <see cref="SieveFiltering.Annotations"/>.</param>
    /// <exception cref="ArgumentException">The delivery runs no scripts, or knows no annotations.</exception>
    public SieveMailboxEvents(StoreDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        _delivery = delivery;
        _sieve = delivery.Sieve ?? throw new ArgumentException("The delivery runs no scripts.", nameof(delivery));
        _annotations = _sieve.Annotations ?? throw new ArgumentException("Scripts stand on mailboxes as annotations, and the delivery knows none.", nameof(delivery));
    }

    /// <inheritdoc/>
    public async ValueTask<string?> FindScriptAsync(AccountId owner, MailboxId mailbox, CancellationToken cancellationToken)
    {
        // RFC 6785 §2.3.1: an entry of the mailbox that is of no use is used all the same.
        IReadOnlyList<Annotation> found = await _annotations.ReadAsync(owner, mailbox, null, Entry, 0, cancellationToken).ConfigureAwait(false);
        string? name = found is [{ Value: { } value }] ? Encoding.UTF8.GetString(value.Span) : _sieve.ServerAnnotations.GetValueOrDefault("/shared" + Entry);
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <inheritdoc/>
    public async ValueTask RunAsync(string script, MailboxEvent mailboxEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(mailboxEvent);
        Account owner = mailboxEvent.Owner;
        try
        {
            if (await FindProgramAsync(owner, script, cancellationToken).ConfigureAwait(false) is not { } program)
            {
                return;
            }

            EventScript running = new(_delivery, _sieve, script, program, mailboxEvent);
            Dictionary<uint, MailFlags> changed = mailboxEvent.Messages.ToDictionary(static m => m.Uid, static m => m.Changed);
            EntryQuery query = new() { Uids = UidSet.Of([.. changed.Keys.Order()]) };
            await foreach (MailboxEntry entry in _delivery.Mail.ReadEntriesAsync(owner.Id, mailboxEvent.Mailbox.Id, query, cancellationToken).ConfigureAwait(false))
            {
                await TryRunAsync(running, entry, changed[entry.Uid], script, owner, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SieveLog.EventFailed(_sieve.Logger, e, script, owner.Address);
        }
    }

    private async ValueTask TryRunAsync(EventScript running, MailboxEntry entry, MailFlags changed, string script, Account owner, CancellationToken cancellationToken)
    {
        try
        {
            await running.RunAsync(entry, changed, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The others have their turn all the same.
            SieveLog.EventFailed(_sieve.Logger, e, script, owner.Address);
        }
    }

    private async ValueTask<SieveProgram?> FindProgramAsync(Account owner, string script, CancellationToken cancellationToken)
    {
        if (await _sieve.Scripts.ReadAsync(owner.Id, script, cancellationToken).ConfigureAwait(false) is { } own)
        {
            (SieveProgram? program, string problem) = await _sieve.Programs.FindAsync(owner.Id, own, _sieve.Logger, cancellationToken).ConfigureAwait(false);
            if (program is null)
            {
                SieveLog.NotValid(_sieve.Logger, script, owner.Address, problem);
            }

            return program;
        }

        return _sieve.GlobalScript?.Invoke(script) is { } source ? _sieve.Programs.Find(source) : null;
    }
}
