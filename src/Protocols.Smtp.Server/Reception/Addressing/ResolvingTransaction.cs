using System.Buffers;
using Protocols.MailAuth;
using Protocols.Mime;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>One message on its way to those that its recipients stand for: a branch for the recipients that get it as it came, one for what an alias sends on, one for each list's owner.</summary>
internal sealed class ResolvingTransaction : IDeliveryTransaction
{
    private const int Piece = 64 * 1024;

    private static readonly SmtpReply s_tooLarge = new(552, 3, 4, "The message is larger than can be stored");

    private readonly ResolvingDelivery _delivery;
    private readonly SmtpSender _sender;
    private readonly Branch _direct;
    private readonly List<Branch> _branches;
    private readonly Dictionary<string, Branch> _forwarding = new(StringComparer.Ordinal);

    // Of each accepted recipient, where its mail goes.
    private readonly List<List<(Branch Branch, int Place)>> _recipients = [];
    private readonly PendingNotices _notices;

    // Of the recipients that stand for several, by their place.
    private readonly Dictionary<int, SmtpRecipient> _told = [];
    private BlobUpload? _staged;

    public ResolvingTransaction(ResolvingDelivery delivery, SmtpSender sender, IDeliveryTransaction direct)
    {
        _delivery = delivery;
        _sender = sender;
        _direct = new Branch(direct, isDirect: true, isSealed: false);
        _branches = [_direct];
        _notices = new PendingNotices(delivery.Notices, sender);
    }

    public async ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken)
    {
        RecipientResolution resolution = await _delivery.Resolver.ResolveAsync(recipient, cancellationToken).ConfigureAwait(false);
        foreach (string unknown in resolution.Unknown)
        {
            AddressingLog.UnknownMember(_delivery.Logger, recipient.Address, unknown);
        }

        if (resolution.Refusal is not null)
        {
            return resolution.Refusal;
        }

        SmtpReply? refused = null;
        List<(Branch, int)> targets = [];
        foreach (ResolvedRecipient target in resolution.Recipients)
        {
            (Branch? branch, SmtpReply? refusal) = await BranchAsync(resolution.Kind, target, cancellationToken).ConfigureAwait(false);
            int place = -1;
            if (refusal is null)
            {
                (place, refusal) = await branch!.AddAsync(target.Recipient, cancellationToken).ConfigureAwait(false);
            }

            if (refusal is null)
            {
                targets.Add((branch!, place));
                continue;
            }

            AddressingLog.RefusedMember(_delivery.Logger, recipient.Address, target.Recipient.Address, refusal);
            refused = refused is null || refusal.Code < 500 ? refusal : refused;
        }

        // One that may be there later must not be left out; one that never will be must not keep the mail from the others.
        if (refused is not null && (targets.Count == 0 || refused.Code < 500))
        {
            return refused;
        }

        _recipients.Add(targets);
        if (resolution.Kind is ExpansionKind.Group or ExpansionKind.List)
        {
            // RFC 3461 §5.2.7.1, §5.2.7.3 (c)
            _notices.Add(recipient, resolution.Kind == ExpansionKind.List ? DeliveryAction.Delivered : DeliveryAction.Expanded);
            _told.Add(_recipients.Count - 1, recipient);
        }

        return null;
    }

    public async ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _notices.Write(bytes);
        if (_branches.Exists(static b => b is { IsSealed: true, IsEmpty: false }))
        {
            _staged ??= _delivery.Blobs.BeginUpload(_sender.Parameters.Size);
            if (!await _staged.WriteAsync(new ReadOnlySequence<byte>(bytes), cancellationToken).ConfigureAwait(false))
            {
                return s_tooLarge;
            }
        }

        foreach (Branch branch in _branches)
        {
            if (branch is { IsSealed: false, IsEmpty: false } && await branch.Transaction.WriteAsync(bytes, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    public async ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken)
    {
        if (await PassSealedAsync(findings.Authentication, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return DeliveryOutcome.ForAll(refusal);
        }

        // What stays here comes first: what has gone on comes again, should another branch fail and the client send the message anew.
        List<Exception> errors = [];
        foreach (Branch branch in _branches)
        {
            if (branch.IsEmpty)
            {
                continue;
            }

            branch.Outcome = await branch.Transaction.CommitAsync(findings, cancellationToken).ConfigureAwait(false);
            errors.AddRange(branch.Outcome.Errors);
            if (!_sender.HearsOfEachRecipient && !branch.Outcome.Overall.IsPositive)
            {
                return DeliveryOutcome.ForAll(branch.Outcome.Overall) with { Errors = errors };
            }
        }

        DeliveryOutcome outcome = DeliveryOutcome.PerRecipient([.. _recipients.Select(OutcomeOf)]) with { Errors = errors };
        foreach ((int place, SmtpRecipient recipient) in _told)
        {
            if (!outcome.Of(place).IsPositive)
            {
                _notices.Remove(recipient);
            }
        }

        return await _notices.TellAsync(outcome, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Branch branch in _branches)
        {
            await branch.Transaction.DisposeAsync().ConfigureAwait(false);
        }

        if (_staged is not null)
        {
            await _staged.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static SmtpReply OutcomeOf(List<(Branch Branch, int Place)> targets)
    {
        SmtpReply[] replies = [.. targets.Select(static t => t.Branch.Outcome!.Of(t.Place))];
        return Array.Find(replies, static r => !r.IsPositive) ?? replies[0];
    }

    private async ValueTask<(Branch? Branch, SmtpReply? Refusal)> BranchAsync(ExpansionKind kind, ResolvedRecipient target, CancellationToken cancellationToken)
    {
        if (target.Owner is null && (kind == ExpansionKind.None || target.IsLocal))
        {
            return (_direct, null);
        }

        string key = target.Owner ?? "";
        if (_forwarding.TryGetValue(key, out Branch? found))
        {
            return (found, null);
        }

        DeliveryStart start = await _delivery.Inner.BeginAsync(SenderOf(target.Owner), cancellationToken).ConfigureAwait(false);
        if (start.Transaction is null)
        {
            return (null, start.Refusal);
        }

        Branch branch = new(start.Transaction, isDirect: false, _delivery.Sealer is not null);
        _branches.Add(branch);
        _forwarding.Add(key, branch);
        return (branch, null);
    }

    // Behind an address that stands for others one reply has to do, whatever the client hears of.
    private SmtpSender SenderOf(string? owner) => owner is null
        ? _sender with { IsForwarded = true, HearsOfEachRecipient = false }

        // RFC 3461 §5.2.7.1: what goes to a list has nothing of what was asked for the list. RFC 5321 §4.5.5: nobody is told of a message from nobody.
        : _sender with
        {
            IsForwarded = true,
            HearsOfEachRecipient = false,
            ReversePath = _sender.ReversePath.Length == 0 ? "" : owner,
            Parameters = _sender.Parameters with { EnvelopeId = null, Return = DsnReturn.Unspecified },
        };

    private async ValueTask<SmtpReply?> PassSealedAsync(MailAuthResult? authentication, CancellationToken cancellationToken)
    {
        if (_staged is null)
        {
            return null;
        }

        await _staged.CompleteAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> seal = Seal(authentication, _staged.Content);
        foreach (Branch branch in _branches.Where(static b => b is { IsSealed: true, IsEmpty: false }))
        {
            SmtpReply? refusal = seal.IsEmpty ? null : await branch.Transaction.WriteAsync(seal, cancellationToken).ConfigureAwait(false);
            for (int done = 0; done < _staged.Content.Length && refusal is null; done += Piece)
            {
                ReadOnlyMemory<byte> piece = _staged.Content.Slice(done, Math.Min(Piece, _staged.Content.Length - done));
                refusal = await branch.Transaction.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }

            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    private ReadOnlyMemory<byte> Seal(MailAuthResult? authentication, ReadOnlyMemory<byte> content)
    {
        if (authentication is null)
        {
            return default;
        }

        using MimeDocument document = MimeDocument.Parse(content, new MimeReadOptions { MaxDepth = 0 });
        return _delivery.Sealer!.Seal(document, authentication.Arc, authentication.Results);
    }
}
