using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>RFC 5260: the tests <c>date</c> and <c>currentdate</c>, and <c>:index</c> and <c>:last</c>.</summary>
internal static class DateExtension
{
    public static void Register(SieveLanguage.Builder language) => language
        .Add(new DateTest(), new CurrentDateTest())
        .AddToTest("header", FieldIndex.Index).AddToTest("header", FieldIndex.Last)
        .AddToTest("address", FieldIndex.Index).AddToTest("address", FieldIndex.Last);
}

/// <summary>Which of several fields of a name is looked at (RFC 5260 §6, RFC 5293 §5).</summary>
internal static class FieldIndex
{
    public static SieveOption Index { get; } = new(new SieveTag("index", SieveArgumentKind.Number, "index"));

    public static SieveOption Last { get; } = new(new SieveTag("last", Capability: "index"));

    /// <summary>Tells of <c>:last</c> without <c>:index</c>.</summary>
    public static bool Check(Binder binder, BoundCall call) => Check(binder, call, Index, Last);

    /// <summary>Tells of <c>:last</c> without <c>:index</c>.</summary>
    public static bool Check(Binder binder, BoundCall call, SieveOption index, SieveOption last)
    {
        bool isWrong = call.Has(last) && !call.Has(index);
        if (isWrong)
        {
            binder.Error(SieveDiagnosticCode.MissingArgument, call.Node, "The :last tag cannot be specified without the :index tag.");
        }

        return !isWrong;
    }

    /// <summary>Which one, from 1, or from −1 for the last backwards; 0 for all. One that cannot be is far behind all.</summary>
    public static int Of(SieveOperands operands) => Of(operands, Index, Last);

    /// <summary>Which one, from 1, or from −1 for the last backwards; 0 for all. One that cannot be is far behind all.</summary>
    public static int Of(SieveOperands operands, SieveOption index, SieveOption last)
    {
        if (operands.Number(index) is not { } number)
        {
            return 0;
        }

        int place = number is <= 0 or > int.MaxValue ? int.MaxValue : (int)number;
        return operands.Has(last) ? -place : place;
    }

    /// <summary>The place in a list; −1 where there is none.</summary>
    public static int PlaceIn(int index, int count)
    {
        int place = index > 0 ? index - 1 : count + index;
        return place >= 0 && place < count ? place : -1;
    }
}

/// <summary>What <c>date</c> and <c>currentdate</c> have in common (RFC 5260 §4, §5).</summary>
internal abstract class DatePartTest(string name) : SieveOperation(name, "date", isTest: true)
{
    private protected const int Original = 2;

    /// <summary><c>:zone</c>, or where a date has one <c>:originalzone</c>.</summary>
    private protected static SieveOption Zone { get; } = new(new SieveTag("zone", SieveArgumentKind.String), new SieveTag("originalzone"));

    public override bool TakesMatch => true;

    private protected abstract int PartPosition { get; }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => ListQuestion.Resume(run, operands, PartPosition + 1, answer);

    public override void Check(Binder binder, BoundCall call)
    {
        ListExtension.Check(binder, call, PartPosition + 1);
        ReadOnlySpan<byte> part = binder.Decode(call.Positions[PartPosition], out bool hasVariables);
        if (!hasVariables && !SieveDateParts.TryFind(part, out _))
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[PartPosition], $"A date has no part \"{Binder.Shown(part)}\".");
        }

        foreach (SieveOption option in Options)
        {
            if (call.ValueOf(option, out int node) == 1 && node >= 0 && option.Tags[0].Name == "zone" && !SieveDate.TryParseZone(binder.Decode(node, out hasVariables), out _) && !hasVariables)
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, node, "A zone must be as +0200 or -0530 is.");
            }
        }
    }

    private protected SieveOutcome Test(SieveRun run, SieveOperands operands, SieveDate date)
    {
        if (operands.IsCount)
        {
            return operands.MatchCount(1, PartPosition + 1) ? SieveOutcome.True : SieveOutcome.False;
        }

        if (!SieveDateParts.TryFind(operands.Octets(PartPosition), out SieveDatePart part))
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, $"A date has no part \"{Binder.Shown(operands.Octets(PartPosition))}\".");
        }

        Span<byte> text = stackalloc byte[SieveDate.MaxLength];
        ReadOnlySpan<byte> value = text[..date.Format(part, text)];
        if (operands.Has(ListExtension.List))
        {
            ListQuestion question = ListQuestion.Begin(run);
            question.Add(value);
            return question.Ask(run, operands, PartPosition + 1);
        }

        return operands.Match(value, PartPosition + 1) ? SieveOutcome.True : SieveOutcome.False;
    }

    // §4.1. False where the zone is none: the run has failed then.
    private protected static bool TryShift(SieveRun run, SieveOperands operands, SieveOption option, DateTimeOffset time, out SieveDate date)
    {
        date = default;
        if (!operands.TryGet(option, out int code, out _, out int first))
        {
            date = SieveDate.In(time, run.Options.LocalZone);
            return true;
        }

        if (code == Original)
        {
            date = SieveDate.In(time);
            return true;
        }

        ReadOnlySpan<byte> zone = run.OctetsOf(first);
        if (!SieveDate.TryParseZone(zone, out int offset))
        {
            run.Fail(SieveDiagnosticCode.InvalidArgument, $"\"{Binder.Shown(zone)}\" is no zone: one is as +0200 or -0530.");
            return false;
        }

        date = SieveDate.In(time, offset);
        return true;
    }
}

/// <summary><c>date</c> (RFC 5260 §4).</summary>
internal sealed class DateTest() : DatePartTest("date")
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } =
        [SieveParameter.Headers("header name") with { Kind = SieveArgumentKind.String }, SieveParameter.Text("date part"), SieveParameter.Keys()];

    public override IReadOnlyList<SieveOption> Options { get; } = [Zone, FieldIndex.Index, FieldIndex.Last];

    private protected override int PartPosition => 1;

    public override void Check(Binder binder, BoundCall call)
    {
        base.Check(binder, call);
        _ = FieldIndex.Check(binder, call);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        if (FindField(run, operands, out HeaderField field) && field.TryGetDate(out DateTimeOffset time))
        {
            return TryShift(run, operands, Zone, time, out SieveDate date) ? Test(run, operands, date) : SieveOutcome.Failed;
        }

        return operands.IsCount && operands.MatchCount(0, 2) ? SieveOutcome.True : SieveOutcome.False;
    }

    private static bool FindField(SieveRun run, SieveOperands operands, out HeaderField field)
    {
        field = default;
        int index = FieldIndex.Of(operands);
        index = index == 0 ? 1 : index;
        int name = operands.First(0);
        int count = 0;
        for (int found = run.FirstField(name); found >= 0 && index < 0; found = run.NextField(name, found))
        {
            count++;
        }

        int place = index > 0 ? index - 1 : FieldIndex.PlaceIn(index, count);
        for (int found = run.FirstField(name); found >= 0 && place >= 0; found = run.NextField(name, found))
        {
            if (place-- == 0)
            {
                field = run.Fields.FieldAt(found);
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>currentdate</c> (RFC 5260 §5).</summary>
internal sealed class CurrentDateTest() : DatePartTest("currentdate")
{
    private static readonly SieveOption s_zone = new(new SieveTag("zone", SieveArgumentKind.String));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("date part"), SieveParameter.Keys()];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_zone];

    private protected override int PartPosition => 0;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) =>
        TryShift(run, operands, s_zone, run.Now, out SieveDate date) ? Test(run, operands, date) : SieveOutcome.Failed;
}
