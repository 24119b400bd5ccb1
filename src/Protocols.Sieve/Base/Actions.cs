using System.Text;
using System.Text.Unicode;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary><c>keep</c> (RFC 5228 §4.3).</summary>
internal sealed class KeepCommand() : SieveOperation("keep", null, isTest: false)
{
    private static readonly SieveKeep s_keep = new();

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        IReadOnlyList<string> flags = FlagList.OfAction(run, operands);
        run.CancelKeep();

        // RFC 5228 §2.10.3, RFC 5232 §3, RFC 5293 §7: the same message is put there once, whatever its header, and the last flags win.
        // A keep goes to the inbox (RFC 5228 §4.3).
        int before = run.ActionList.FindIndex(static action => action is SieveKeep or SieveFileInto { Message: null, IsInbox: true });
        if (before >= 0 && run.Edits is not { IsContentChanged: true })
        {
            run.ActionList[before] = flags.Count == 0 ? s_keep : s_keep with { Flags = flags };
            return SieveOutcome.False;
        }

        return run.AddAction(flags.Count == 0 ? s_keep : s_keep with { Flags = flags }, cancelsKeep: true) ? SieveOutcome.False : SieveOutcome.Failed;
    }
}

/// <summary><c>discard</c> (RFC 5228 §4.4).</summary>
internal sealed class DiscardCommand() : SieveOperation("discard", null, isTest: false)
{
    private static readonly SieveDiscard s_discard = new();

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        run.CancelKeep();
        return run.ActionList.Contains(s_discard) || run.AddAction(s_discard, cancelsKeep: true) ? SieveOutcome.False : SieveOutcome.Failed;
    }
}

/// <summary><c>fileinto</c> (RFC 5228 §4.1).</summary>
internal sealed class FileIntoCommand() : SieveOperation("fileinto", "fileinto", isTest: false)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("mailbox")];

    public override void Check(Binder binder, BoundCall call)
    {
        ReadOnlySpan<byte> name = binder.Decode(call.Positions[0], out bool hasVariables);
        if (!hasVariables && Problem(name) is { } problem)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[0], problem);
        }

        MailboxTags.Check(binder, call, MailboxExtension.SpecialUse);
        MailboxTags.Check(binder, call, MailboxExtension.MailboxId);
        if (call.Has(MailboxExtension.SpecialUse) && call.Has(MailboxExtension.MailboxId))
        {
            // RFC 9042 §4.2
            binder.Error(SieveDiagnosticCode.ConflictingTags, call.Node, ":specialuse cannot be used together with :mailboxid.");
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        bool isCopy = operands.Has(CopyExtension.Copy);
        IReadOnlyList<string> flags = FlagList.OfAction(run, operands);
        if (flags.Count == 0 && !operands.Instruction.HasOptions && !operands.HasVariables(0) && run.Options.MailboxNamer is null)
        {
            ref SieveAction? kept = ref run.KeptAction;
            kept ??= new SieveFileInto(operands.Text(0));
            if (run.IsTracing)
            {
                run.TraceValue(operands.Text(0));
            }

            return Add(run, (SieveFileInto)kept);
        }

        if (Problem(operands.Octets(0)) is { } problem)
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, problem);
        }

        string given = operands.Text(0);
        string? mailbox = run.Options.MailboxNamer is { } namer ? namer(given) : given;
        run.TraceValue(given);
        if (mailbox is null)
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, $"There can be no mailbox \"{given}\".");
        }

        return Add(run, new SieveFileInto(mailbox)
        {
            Flags = flags,
            Create = operands.Has(MailboxExtension.Create),
            SpecialUse = operands.Text(MailboxExtension.SpecialUse),
            MailboxId = operands.Text(MailboxExtension.MailboxId),
            Copy = isCopy,
        });
    }

    private static SieveOutcome Add(SieveRun run, SieveFileInto action)
    {
        if (!action.Copy)
        {
            run.CancelKeep();
        }

        // RFC 5228 §2.10.3, RFC 5232 §3, RFC 5293 §7: the same message is put there once, whatever its header, and the last flags win.
        int before = run.Edits is { IsContentChanged: true } ? -1 : IndexOf(run.ActionList, action);
        if (before >= 0)
        {
            if (run.ActionList[before] is not SieveFileInto earlier)
            {
                run.ActionList[before] = ((SieveKeep)run.ActionList[before]) with { Flags = action.Flags };
                return SieveOutcome.False;
            }

            run.ActionList[before] = earlier == action ? action : action with { Create = action.Create || earlier.Create, Copy = action.Copy && earlier.Copy };
            return SieveOutcome.False;
        }

        return run.AddAction(action, !action.Copy) ? SieveOutcome.False : SieveOutcome.Failed;
    }

    private static int IndexOf(List<SieveAction> actions, SieveFileInto action)
    {
        for (int i = 0; i < actions.Count; i++)
        {
            if ((action.IsInbox && actions[i] is SieveKeep { Message: null })
                || (actions[i] is SieveFileInto { Message: null } earlier && (earlier.Mailbox, earlier.MailboxId, earlier.SpecialUse) == (action.Mailbox, action.MailboxId, action.SpecialUse)))
            {
                return i;
            }
        }

        return -1;
    }

    private static string? Problem(ReadOnlySpan<byte> name) => name.IsEmpty ? "The name of a mailbox cannot be empty."
        : !Utf8.IsValid(name) ? "The name of a mailbox must be UTF-8."
        : name.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 ? "The name of a mailbox can have no control characters."
        : null;
}

/// <summary><c>redirect</c> (RFC 5228 §4.2).</summary>
internal sealed class RedirectCommand() : SieveOperation("redirect", null, isTest: false)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("address")];

    public override void Check(Binder binder, BoundCall call)
    {
        ReadOnlySpan<byte> address = binder.Decode(call.Positions[0], out bool hasVariables);
        if (!hasVariables && !call.Has(RedirectExtension.List) && !SieveAddress.TryRead(address, out _))
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[0], $"\"{Binder.Shown(address)}\" is no address to send to.");
        }

        if (!hasVariables && call.Has(RedirectExtension.List) && !ExternalListName.TryExpand(Encoding.UTF8.GetString(address), out _))
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[0], ListExtension.NameProblem(Binder.Shown(address)));
        }

        RedirectExtension.Check(binder, call);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        bool isCopy = operands.Has(CopyExtension.Copy);
        bool isList = operands.Has(RedirectExtension.List);
        string? address = isList ? ExternalListName.TryExpand(operands.Text(0), out string list) ? list : null : SieveAddress.TryRead(operands.Octets(0), out string read) ? read : null;
        run.TraceValue(operands.Text(0));
        if (address is null)
        {
            // RFC 5228 §2.4.2.3
            return run.Fail(SieveDiagnosticCode.InvalidArgument, $"\"{Binder.Shown(operands.Octets(0))}\" is no address to send to.");
        }

        if (!isCopy)
        {
            run.CancelKeep();
        }

        SieveRedirect action = new(address) { IsList = isList, Copy = isCopy };
        if (!RedirectExtension.TryComplete(run, operands, ref action))
        {
            return SieveOutcome.Failed;
        }

        foreach (SieveAction other in run.ActionList)
        {
            if (other is SieveRedirect before && before.Address.Equals(address, StringComparison.OrdinalIgnoreCase) && before.IsList == isList && before.Message is null && run.Edits is not { IsContentChanged: true })
            {
                return SieveOutcome.False;
            }
        }

        return run.CountRedirect() && run.AddAction(action, !isCopy) ? SieveOutcome.False : SieveOutcome.Failed;
    }
}
