using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 8579 and RFC 9042: the tests. Their tags of <c>fileinto</c> stand with those of RFC 5490.</summary>
internal static class SpecialUseExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new SpecialUseExistsTest(), new MailboxIdExistsTest());
}

/// <summary>Looks at the values of <c>:specialuse</c> and <c>:mailboxid</c>.</summary>
internal static class MailboxTags
{
    /// <summary>Tells of values that cannot be (RFC 8579 §4, RFC 9042 §4).</summary>
    public static void Check(Binder binder, BoundCall call, SieveOption option)
    {
        int code = call.ValueOf(option, out int node);
        if (code != 0 && node >= 0 && Problem(option.Tags[code - 1].Name, binder.Decode(node, out bool hasVariables)) is { } problem && !hasVariables)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, node, problem);
        }
    }

    /// <summary>What is wrong with the value of a tag; null for nothing.</summary>
    public static string? Problem(string tag, ReadOnlySpan<byte> value) => tag switch
    {
        "specialuse" when !MailboxFacts.IsSpecialUse(value) => $"\"{Binder.Shown(value)}\" is no special use: one is a backslash and a word.",
        "mailboxid" when !MailboxFacts.IsMailboxId(value) => $"\"{Binder.Shown(value)}\" is no identifier of a mailbox.",
        _ => null,
    };
}

/// <summary><c>specialuse_exists</c> (RFC 8579 §3).</summary>
internal sealed class SpecialUseExistsTest() : SieveOperation("specialuse_exists", "special-use", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } =
        [SieveParameter.Text("mailbox") with { IsOptional = true }, SieveParameter.Texts("special uses")];

    public override void Check(Binder binder, BoundCall call)
    {
        NodeRange uses = binder.StringsOf(call.Positions[1]);
        for (int use = uses.First; use < uses.End; use++)
        {
            if (MailboxTags.Problem("specialuse", binder.Decode(use, out bool hasVariables)) is { } problem && !hasVariables)
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, use, problem);
            }
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => Go(run, operands, 0);

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) =>
        answer.GetTruth() ? Go(run, operands, run.Progress) : SieveOutcome.False;

    private static SieveOutcome Go(SieveRun run, SieveOperands operands, int place)
    {
        if (place >= operands.Count(1))
        {
            return SieveOutcome.True;
        }

        ReadOnlySpan<byte> use = operands.OctetsAt(1, place);
        if (MailboxTags.Problem("specialuse", use) is { } problem)
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, problem);
        }

        string name = Encoding.ASCII.GetString(use);
        string? mailbox = operands.Count(0) < 0 ? null : operands.Text(0);
        run.Progress = place + 1;
        return run.Ask(new SieveStep { Kind = SieveStepKind.SpecialUseExists, Name = name, Detail = mailbox is null ? null : run.Options.MailboxNamer?.Invoke(mailbox) ?? mailbox });
    }
}

/// <summary><c>mailboxidexists</c> (RFC 9042 §6).</summary>
internal sealed class MailboxIdExistsTest() : SieveOperation("mailboxidexists", "mailboxid", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("identifiers")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => Go(run, operands, 0);

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) =>
        answer.GetTruth() ? Go(run, operands, run.Progress) : SieveOutcome.False;

    // What is no identifier is none of a mailbox.
    private static SieveOutcome Go(SieveRun run, SieveOperands operands, int place)
    {
        if (place >= operands.Count(0))
        {
            return SieveOutcome.True;
        }

        if (!MailboxFacts.IsMailboxId(operands.OctetsAt(0, place)))
        {
            return SieveOutcome.False;
        }

        run.Progress = place + 1;
        return run.Ask(new SieveStep { Kind = SieveStepKind.MailboxIdExists, Name = operands.TextAt(0, place) });
    }
}
