using System.Buffers;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>
/// APPEND and REPLACE (RFC 9051 §6.3.12, RFC 3502, RFC 4469, RFC 8508): messages go to the store as they come, and are never held whole. All are
/// filed in one step, or none.
/// </summary>
internal sealed class Append(ImapContext context) : IAsyncDisposable
{
    private readonly List<IncomingMessage> _messages = [];
    private MailboxAccess? _target;
    private FlagMask _settable;
    private UidSet _replaced = UidSet.Empty;

    /// <summary>Whether messages are coming in.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Decides over a part: a literal that is to come, or a URL.</summary>
    public async ValueTask TakeAsync(AppendCommand command, AppendPart part)
    {
        if (!IsOpen)
        {
            IsOpen = true;
            if (!await OpenAsync(command).ConfigureAwait(false))
            {
                return;
            }
        }

        if (part.IsFirst && !await BeginMessageAsync(part).ConfigureAwait(false))
        {
            return;
        }

        if (part.Url is null || await CopyAsync(part.Url).ConfigureAwait(false))
        {
            context.Session.AcceptAppend(context.Output);
        }
    }

    public async ValueTask WriteAsync(ReadOnlySequence<byte> chunk)
    {
        if (!await _messages[^1].Upload.WriteAsync(chunk, context.Closed).ConfigureAwait(false))
        {
            await RefuseAsync(ImapResponseCode.TooBig, "The message is larger than can be stored").ConfigureAwait(false);
        }
    }

    public async ValueTask EndAsync(AppendCommand command)
    {
        try
        {
            await _messages[^1].Upload.CompleteAsync(context.Closed).ConfigureAwait(false);
            if (_messages.Exists(static m => m.Upload.Length == 0))
            {
                // RFC 3502 §6.3.11: this is how a client takes an APPEND back.
                context.No(command, ImapResponseCode.None, "A message of no octets is not filed");
                return;
            }

            if (!context.Session.IsUtf8Enabled && !context.AcceptsUnannouncedUtf8 && _messages.Exists(static m => HasEightBitHeader(m.Upload.Content.Span)))
            {
                // RFC 6855 §4
                context.No(command, ImapResponseCode.Cannot, "A header that is not ASCII needs UTF8=ACCEPT");
                return;
            }

            await FileAsync(command).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Refuses the command before a part or in the middle of it; the session throws the rest away.</summary>
    public async ValueTask RefuseAsync(ImapResponseCode code, string text, ImapStatus status = ImapStatus.No)
    {
        await DisposeAsync().ConfigureAwait(false);
        context.Session.RefuseAppend(context.Output, status, code, text);
    }

    public async ValueTask DisposeAsync()
    {
        IsOpen = false;
        foreach (IncomingMessage message in _messages)
        {
            await message.Upload.DisposeAsync().ConfigureAwait(false);
        }

        _messages.Clear();
        _replaced = UidSet.Empty;
    }

    private async ValueTask<bool> OpenAsync(AppendCommand command)
    {
        if (command.Replaced is { } replaced && !await FindReplacedAsync(command, replaced).ConfigureAwait(false))
        {
            return false;
        }

        MailboxAccess? access = await MailboxAccess.FindAsync(context, command.Mailbox).ConfigureAwait(false);
        if (access is not { Mailbox.IsSelectable: true } || !access.May(MailboxRights.Insert))
        {
            (ImapResponseCode code, string text) = await MailboxAccess.RefusalToFileAsync(context, command.Mailbox, access).ConfigureAwait(false);
            await RefuseAsync(code, text).ConfigureAwait(false);
            return false;
        }

        _target = access;
        _settable = RightsLetters.Flags(access.Rights);
        return true;
    }

    // RFC 8508 §3.2: NO where the message cannot be removed.
    private async ValueTask<bool> FindReplacedAsync(AppendCommand command, SequenceSet replaced)
    {
        SelectedMailbox selected = context.Selected!;
        if (context.IsUidOnly && !command.IsUid)
        {
            await RefuseAsync(ImapResponseCode.UidRequired, "Messages are named by UIDs alone", ImapStatus.Bad).ConfigureAwait(false);
            return false;
        }

        if (selected.IsReadOnly)
        {
            await RefuseAsync(ImapResponseCode.ReadOnly, "The mailbox is open for reading alone").ConfigureAwait(false);
            return false;
        }

        if (!selected.May(MailboxRights.DeleteMessages | MailboxRights.Expunge))
        {
            // RFC 8508 §4.1
            await RefuseAsync(ImapResponseCode.NoPerm, "You may not remove messages from this mailbox").ConfigureAwait(false);
            return false;
        }

        if (!selected.TryResolve(context, replaced, command.IsUid, out _replaced))
        {
            await RefuseAsync(ImapResponseCode.None, "There is no message of that number", ImapStatus.Bad).ConfigureAwait(false);
            return false;
        }

        if (_replaced.IsEmpty || selected.HasVanished(_replaced))
        {
            await RefuseAsync(ImapResponseCode.ExpungeIssued, "The message no longer exists").ConfigureAwait(false);
            return false;
        }

        return true;
    }

    private async ValueTask<bool> BeginMessageAsync(AppendPart part)
    {
        if (context.MostSaved is { } most && _messages.Count >= most)
        {
            // RFC 9738 §3.1: all or none.
            await RefuseAsync(ImapResponseCode.MessageLimit(most, null), "There are too many messages").ConfigureAwait(false);
            return false;
        }

        if (FlagNames.TryParse(part.Message.Flags) is not { } flags)
        {
            await RefuseAsync(ImapResponseCode.None, "One of the flags cannot be set", ImapStatus.Bad).ConfigureAwait(false);
            return false;
        }

        if (_messages.Count > 0)
        {
            await _messages[^1].Upload.CompleteAsync(context.Closed).ConfigureAwait(false);
        }

        BlobUpload upload = context.Blobs.BeginUpload(part.Message.IsCatenated ? null : part.Length);

        // RFC 4314 §4: flags that may not be set are left out, and are no reason to refuse.
        _messages.Add(new IncomingMessage(upload, _settable.Of(flags), part.Message.InternalDate ?? context.Connection.Time.GetLocalNow()));
        return true;
    }

    // RFC 4469 §3: the octets of FETCH, nothing marked as seen. Only what belongs to this user on this server.
    private async ValueTask<bool> CopyAsync(string text)
    {
        if (!ImapUrl.TryParse(text, out ImapUrl? url) || url.Host is not null || url.Access is not null
            || await FindTargetAsync(url).ConfigureAwait(false) is not { } target)
        {
            await RefuseAsync(ImapResponseCode.BadUrl(text), "There is nothing of that URL").ConfigureAwait(false);
            return false;
        }

        using (target)
        {
            BlobUpload upload = _messages[^1].Upload;
            if (upload.Length + target.Content.Length > context.Session.Limits.MaxAppendLength
                || !await target.CopyToAsync(context, upload).ConfigureAwait(false))
            {
                await RefuseAsync(ImapResponseCode.TooBig, "The message is larger than can be stored").ConfigureAwait(false);
                return false;
            }
        }

        return true;
    }

    private async ValueTask<UrlTarget?> FindTargetAsync(ImapUrl url) =>
        url.Mailbox is { } name && await MailboxAccess.FindAsync(context, name).ConfigureAwait(false) is { } access && access.May(MailboxRights.Read)
            ? await UrlTarget.FindAsync(context, access.Account, access.Mailbox, url).ConfigureAwait(false)
            : null;

    private async ValueTask FileAsync(AppendCommand command)
    {
        Expunge? removal = _replaced.IsEmpty ? null : new Expunge(context.Selected!.Id, _replaced, OnlyDeleted: false);
        bool isOneStep = removal is not null && context.Selected!.Account == _target!.Account;
        List<MailChange> changes =
        [
            .. _messages.Select(m => new AddMessage(_target!.Id, m.Upload, MessageFacts.Read(m.Upload.Content), m.Flags, m.ReceivedAt)),
        ];
        if (isOneStep)
        {
            changes.Add(removal!);
        }

        MailChangeResult result = await context.ApplyAsync(_target!.Account, changes).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Mailboxes.Refuse(context, command, result.Outcomes[^1]);
            return;
        }

        if (removal is not null && !isOneStep)
        {
            // Another's mailbox: no change set spans two accounts, and what is filed first is never lost.
            await context.Mail.ApplyAsync(context.Selected!.Account, [removal], context.Closed).ConfigureAwait(false);
        }

        UidSet uids = UidSet.Of([.. result.Outcomes.SelectMany(static o => o.AssignedUids.Ranges)]);
        ImapResponseCode code = ImapResponseCode.AppendUid(result.Outcomes[0].UidValidity, uids.ToString());
        if (command.Replaced is not null)
        {
            // RFC 8508 §4.3: before the expunge.
            context.Writer.Untagged(ImapStatus.Ok, code, "Replacement filed");
            code = ImapResponseCode.None;
        }

        await EventScripts.FiledAsync(context, MailboxEventCause.Append, _target!, uids).ConfigureAwait(false);
        if (context.Selected is { } selected)
        {
            await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
        }

        context.Ok(command, code, command.Name + " completed");
    }

    private static bool HasEightBitHeader(ReadOnlySpan<byte> message)
    {
        int end = message.IndexOf("\n\r\n"u8);
        int bare = message.IndexOf("\n\n"u8);
        end = end < 0 || (bare >= 0 && bare < end) ? bare : end;
        return !System.Text.Ascii.IsValid(end < 0 ? message : message[..end]);
    }

    private sealed record IncomingMessage(BlobUpload Upload, MailFlags Flags, DateTimeOffset ReceivedAt);
}
