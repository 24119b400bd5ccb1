using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 7352.</summary>
internal static class DuplicateExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new DuplicateTest());
}

/// <summary><c>duplicate</c>.</summary>
internal sealed class DuplicateTest() : SieveOperation("duplicate", "duplicate", isTest: true)
{
    private static readonly SieveOption s_handle = new(new SieveTag("handle", SieveArgumentKind.String));
    private static readonly SieveOption s_source = new(new SieveTag("header", SieveArgumentKind.String), new SieveTag("uniqueid", SieveArgumentKind.String));
    private static readonly SieveOption s_seconds = new(new SieveTag("seconds", SieveArgumentKind.Number));
    private static readonly SieveOption s_last = new(new SieveTag("last"));

    public override IReadOnlyList<SieveOption> Options { get; } = [s_handle, s_source, s_seconds, s_last];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        TimeSpan period = run.Options.Duplicate.Clamp(operands.Number(s_seconds));
        if (period == TimeSpan.Zero || !TryGetId(run, operands, out ReadOnlySpan<byte> id))
        {
            // §3.1, §3.3: nothing is remembered then.
            return SieveOutcome.False;
        }

        if (run.IsTracing)
        {
            run.TraceValue(Binder.Shown(id));
        }

        return run.Ask(new SieveStep
        {
            Kind = SieveStepKind.Duplicate,
            Name = DuplicateId.Of(operands.Text(s_handle), id),
            Seconds = (long)period.TotalSeconds,
            IsRenewed = operands.Has(s_last),
        });
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => answer.GetTruth() ? SieveOutcome.True : SieveOutcome.False;

    private static bool TryGetId(SieveRun run, SieveOperands operands, out ReadOnlySpan<byte> id)
    {
        int source = operands.TryGet(s_source, out int code, out _, out int first) ? code : 0;
        if (source == 2)
        {
            id = run.OctetsOf(first);
            return true;
        }

        ReadOnlySpan<byte> name = source == 1 ? run.OctetsOf(first) : "Message-ID"u8;
        for (int field = 0; field < run.Fields.Count; field++)
        {
            if (Ascii.EqualsIgnoreCase(run.Fields.NameOf(field), name))
            {
                id = run.Fields.ValueOf(field);
                return true;
            }
        }

        id = default;
        return false;
    }
}
