using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 5490, and the tags that RFC 8579 §4 and RFC 9042 §4 add to <c>fileinto</c>.</summary>
internal static class MailboxExtension
{
    public static SieveOption Create { get; } = new(new SieveTag("create", Capability: "mailbox"));

    public static SieveOption SpecialUse { get; } = new(new SieveTag("specialuse", SieveArgumentKind.String, "special-use"));

    public static SieveOption MailboxId { get; } = new(new SieveTag("mailboxid", SieveArgumentKind.String, "mailboxid"));

    public static void Register(SieveLanguage.Builder language) => language
        .Add(new MailboxExistsTest(), new MetadataTest(), new MetadataExistsTest(), new ServerMetadataTest(), new ServerMetadataExistsTest())
        .AddToCommand("fileinto", Create)
        .AddToCommand("fileinto", SpecialUse)
        .AddToCommand("fileinto", MailboxId);

    /// <summary>Gives a mailbox's name as the host has it; null for one that cannot be.</summary>
    public static string? NameOf(SieveRun run, string name) => run.Options.MailboxNamer is { } namer ? namer(name) : name;
}

/// <summary><c>mailboxexists</c> (RFC 5490 §3.1): all of them.</summary>
internal sealed class MailboxExistsTest() : SieveOperation("mailboxexists", "mailbox", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("mailboxes")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        run.Progress = 0;
        return Next(run, operands);
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        run.Progress++;
        return answer.GetTruth() ? Next(run, operands) : SieveOutcome.False;
    }

    private static SieveOutcome Next(SieveRun run, SieveOperands operands)
    {
        if (run.Progress == operands.Count(0))
        {
            return SieveOutcome.True;
        }

        string? name = MailboxExtension.NameOf(run, operands.TextAt(0, run.Progress));
        return name is null ? SieveOutcome.False : run.Ask(new SieveStep { Kind = SieveStepKind.MailboxExists, Name = name });
    }
}

/// <summary><c>metadata</c> (RFC 5490 §3.3).</summary>
internal sealed class MetadataTest() : SieveOperation("metadata", "mboxmetadata", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("mailbox"), SieveParameter.Text("annotation"), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => MailboxExtension.NameOf(run, operands.Text(0)) is { } mailbox
        ? run.Ask(new SieveStep { Kind = SieveStepKind.Metadata, Name = mailbox, Detail = operands.Text(1) })
        : SieveOutcome.False;

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => Annotations.Test(operands, answer.GetText(), keys: 2);
}

/// <summary><c>metadataexists</c> (RFC 5490 §3.4): all of them.</summary>
internal sealed class MetadataExistsTest() : SieveOperation("metadataexists", "mboxmetadata", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("mailbox"), SieveParameter.Texts("annotations")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        run.Progress = 0;
        return Next(run, operands);
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        run.Progress++;
        return answer.GetText() is null ? SieveOutcome.False : Next(run, operands);
    }

    private static SieveOutcome Next(SieveRun run, SieveOperands operands)
    {
        if (run.Progress == operands.Count(1))
        {
            return SieveOutcome.True;
        }

        return MailboxExtension.NameOf(run, operands.Text(0)) is { } mailbox
            ? run.Ask(new SieveStep { Kind = SieveStepKind.Metadata, Name = mailbox, Detail = operands.TextAt(1, run.Progress) })
            : SieveOutcome.False;
    }
}

/// <summary><c>servermetadata</c> (RFC 5490 §4.1).</summary>
internal sealed class ServerMetadataTest() : SieveOperation("servermetadata", "servermetadata", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("annotation"), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => run.Ask(new SieveStep { Kind = SieveStepKind.ServerMetadata, Name = operands.Text(0) });

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => Annotations.Test(operands, answer.GetText(), keys: 1);
}

/// <summary><c>servermetadataexists</c> (RFC 5490 §4.2): all of them.</summary>
internal sealed class ServerMetadataExistsTest() : SieveOperation("servermetadataexists", "servermetadata", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("annotations")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        run.Progress = 0;
        return Next(run, operands);
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        run.Progress++;
        return answer.GetText() is null ? SieveOutcome.False : Next(run, operands);
    }

    private static SieveOutcome Next(SieveRun run, SieveOperands operands) => run.Progress == operands.Count(0)
        ? SieveOutcome.True
        : run.Ask(new SieveStep { Kind = SieveStepKind.ServerMetadata, Name = operands.TextAt(0, run.Progress) });
}

/// <summary>The values of annotations (RFC 5464).</summary>
internal static class Annotations
{
    /// <summary>Whether an annotation is there and matches.</summary>
    public static SieveOutcome Test(SieveOperands operands, string? value, int keys)
    {
        bool isMatch = operands.IsCount ? operands.MatchCount(value is null ? 0 : 1, keys) : value is not null && operands.Match(Encoding.UTF8.GetBytes(value), keys);
        return isMatch ? SieveOutcome.True : SieveOutcome.False;
    }
}
