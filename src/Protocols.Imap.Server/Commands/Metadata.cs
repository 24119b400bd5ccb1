using System.Text;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>GETMETADATA and SETMETADATA (RFC 5464 §4.2, §4.3).</summary>
internal static class Metadata
{
    private const string Private = "/private";
    private const string Shared = "/shared";
    private const string SpecialUse = "/specialuse";

    // RFC 5464 §3.3: together with Lookup, any of these.
    private const MailboxRights Access = MailboxRights.Read | MailboxRights.KeepSeen | MailboxRights.Write | MailboxRights.Insert | MailboxRights.Post;

    public static async ValueTask RunAsync(ImapContext context, ImapCommand command)
    {
        switch (command)
        {
            case var _ when context.Annotations is null:
                context.Bad(command, "The command is not known");
                break;
            case GetMetadataCommand get:
                await GetAsync(context, get).ConfigureAwait(false);
                break;
            case SetMetadataCommand set:
                await SetAsync(context, set).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>The entry of an annotation, as IMAP writes it.</summary>
    public static string Entry(Annotation annotation) => (annotation.User is null ? Shared : Private) + annotation.Name;

    private static async ValueTask GetAsync(ImapContext context, GetMetadataCommand command)
    {
        MailboxAccess? access = null;
        if (command.Mailbox.Length > 0 && (access = await RequireAsync(context, command, command.Mailbox).ConfigureAwait(false)) is null)
        {
            return;
        }

        List<KeyValuePair<string, ReadOnlyMemory<byte>?>> values = [];
        HashSet<string> told = new(StringComparer.Ordinal);
        long longest = 0;
        foreach (string entry in command.Entries)
        {
            bool isThere = false;
            foreach ((string name, ReadOnlyMemory<byte> value) in await ReadAsync(context, access, entry, command.Depth).ConfigureAwait(false))
            {
                isThere = true;
                if (value.Length > command.MaxSize)
                {
                    longest = Math.Max(longest, value.Length);
                }
                else if (told.Add(name))
                {
                    values.Add(new(name, value));
                }
            }

            if (!isThere && command.Depth == MetadataDepth.Zero && told.Add(entry))
            {
                values.Add(new(entry, null));
            }
        }

        if (values.Count > 0)
        {
            context.Writer.Metadata(access?.Name ?? "", values);
        }

        context.Ok(command, longest > 0 ? ImapResponseCode.MetadataLongEntries(longest) : ImapResponseCode.None, "GETMETADATA completed");
    }

    private static async ValueTask<List<(string Entry, ReadOnlyMemory<byte> Value)>> ReadAsync(ImapContext context, MailboxAccess? access, string entry, MetadataDepth depth)
    {
        List<(string, ReadOnlyMemory<byte>)> found = [];
        (bool isPrivate, string name) = Split(entry);
        if (access is null && !isPrivate)
        {
            // RFC 5464 §3.2.1.1: what concerns the server as a whole is its operator's to say.
            foreach ((string known, string value) in context.ServerAnnotations)
            {
                if (Covers(entry, known, depth))
                {
                    found.Add((known, Encoding.UTF8.GetBytes(value)));
                }
            }

            return found;
        }

        AccountId? user = isPrivate ? context.AccountId : null;
        IReadOnlyList<Annotation> annotations = await context.Annotations!
            .ReadAsync(access?.Account ?? context.AccountId, access?.Id, user, name, (int)depth, context.Closed).ConfigureAwait(false);
        found.AddRange(annotations.Select(static a => (Entry(a), a.Value!.Value)));
        if (isPrivate && access is { } own && own.Account == context.AccountId && Covers(entry, Private + SpecialUse, depth)
            && MailboxNames.Attribute(own.Mailbox.Role) is { } use)
        {
            // RFC 6154 §4
            found.Add((Private + SpecialUse, Encoding.ASCII.GetBytes(use)));
        }

        return found;
    }

    private static async ValueTask SetAsync(ImapContext context, SetMetadataCommand command)
    {
        MailboxAccess? access = null;
        if (command.Mailbox.Length > 0 && (access = await RequireAsync(context, command, command.Mailbox).ConfigureAwait(false)) is null)
        {
            return;
        }

        List<MailChange> changes = [];
        foreach ((string entry, ReadOnlyMemory<byte>? value) in command.Values)
        {
            (bool isPrivate, string name) = Split(entry);
            if (!isPrivate && access?.May(MailboxRights.Write) != true)
            {
                // What others see may be changed by who may change the flags that they see; of the server, by nobody.
                context.No(command, ImapResponseCode.NoPerm, "You may not change this entry");
                return;
            }

            if (value?.Length > context.Annotations!.MaxValueSize)
            {
                context.No(command, ImapResponseCode.MetadataMaxSize(context.Annotations.MaxValueSize), "The value is too large");
                return;
            }

            if (isPrivate && name == SpecialUse && access is not null)
            {
                if (Role(context, access, value) is not { } role)
                {
                    context.No(command, ImapResponseCode.UseAttr, "The special use cannot be had");
                    return;
                }

                changes.Add(new SetRole(access.Id, role));
                continue;
            }

            changes.Add(new SetAnnotation(access?.Id, isPrivate ? context.AccountId : null, name, value));
        }

        MailChangeResult result = await context.ApplyAsync(access?.Account ?? context.AccountId, changes).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Refuse(context, command, result.Outcomes[^1], changes[result.Outcomes.Count - 1]);
            return;
        }

        context.MetadataWatch?.Made(access?.Account ?? context.AccountId, result.ModSeq);
        context.Ok(command, "SETMETADATA completed");
    }

    private static void Refuse(ImapContext context, SetMetadataCommand command, MailChangeOutcome outcome, MailChange change)
    {
        switch (outcome.Status)
        {
            case MailChangeStatus.LimitExceeded:
                context.No(command, ImapResponseCode.MetadataTooMany, "There are too many entries");
                break;
            case MailChangeStatus.AlreadyExists or MailChangeStatus.NotAllowed when change is SetRole:
                context.No(command, ImapResponseCode.UseAttr, "The special use cannot be had");
                break;
            case MailChangeStatus.InvalidName:
                context.No(command, ImapResponseCode.Cannot, "That cannot be the name of an entry");
                break;
            default:
                Mailboxes.Refuse(context, command, outcome);
                break;
        }
    }

    // RFC 6154 §4: what is set is checked as CREATE checks it. Another's mailboxes are for what their owner uses them for.
    private static MailboxRole? Role(ImapContext context, MailboxAccess access, ReadOnlyMemory<byte>? value)
    {
        if (access.Account != context.AccountId)
        {
            return null;
        }

        return value is not { Length: > 0 } uses ? MailboxRole.None : MailboxNames.Role(Encoding.UTF8.GetString(uses.Span));
    }

    private static async ValueTask<MailboxAccess?> RequireAsync(ImapContext context, ImapCommand command, string name)
    {
        if (await MailboxAccess.RequireAsync(context, command, name, MailboxRights.Lookup).ConfigureAwait(false) is not { } access)
        {
            return null;
        }

        if ((access.Rights & Access) != 0)
        {
            return access;
        }

        context.No(command, ImapResponseCode.NoPerm, "You may not see what is noted on this mailbox");
        return null;
    }

    private static (bool IsPrivate, string Name) Split(string entry) =>
        entry.StartsWith(Private, StringComparison.Ordinal) ? (true, entry[Private.Length..]) : (false, entry[Shared.Length..]);

    private static bool Covers(string asked, string entry, MetadataDepth depth) => entry == asked
        || (depth != MetadataDepth.Zero && entry.StartsWith(asked + "/", StringComparison.Ordinal)
            && (depth == MetadataDepth.Infinity || !entry.AsSpan(asked.Length + 1).Contains('/')));
}
