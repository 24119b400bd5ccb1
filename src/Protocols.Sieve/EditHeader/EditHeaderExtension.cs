using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 5293.</summary>
internal static class EditHeaderExtension
{
    public const string Capability = "editheader";

    public static void Register(SieveLanguage.Builder language) => language.Add(new AddHeaderCommand(), new DeleteHeaderCommand());

    /// <summary>Tells where a name is none.</summary>
    public static void CheckName(Binder binder, int node)
    {
        ReadOnlySpan<byte> name = binder.Decode(node, out bool hasVariables);
        if (!hasVariables && !HeaderFieldText.IsName(name))
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, node, NameProblem(name));
        }
    }

    public static string NameProblem(ReadOnlySpan<byte> name) => $"The field name \"{Binder.Shown(name)}\" is invalid.";
}

/// <summary><c>addheader</c> (RFC 5293 §4).</summary>
internal sealed class AddHeaderCommand() : SieveOperation("addheader", EditHeaderExtension.Capability, isTest: false)
{
    private static readonly SieveOption s_last = new(new SieveTag("last"));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("field name"), SieveParameter.Text("value")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_last];

    public override void Check(Binder binder, BoundCall call)
    {
        EditHeaderExtension.CheckName(binder, call.Positions[0]);
        ReadOnlySpan<byte> value = binder.Decode(call.Positions[1], out bool hasVariables);
        if (!hasVariables && Problem(value, binder.Options.Limits) is { } problem)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[1], problem);
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        ReadOnlySpan<byte> name = operands.Octets(0);
        if (!HeaderFieldText.IsName(name))
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, EditHeaderExtension.NameProblem(name));
        }

        string field = Encoding.ASCII.GetString(name);
        ReadOnlySpan<byte> value = operands.Octets(1);
        if (Problem(value, run.Options.Limits) is { } problem)
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, problem);
        }

        if (run.IsTracing)
        {
            run.TraceValue($"{field}: {Binder.Shown(value)}");
        }

        // §6: what is not permitted is ignored.
        if (run.Options.EditHeader.MayAdd(field) && run.BeginEdit().AddField(field, Encoding.UTF8.GetString(value).Trim(), operands.Has(s_last)))
        {
            run.EndHeaderEdit();
        }

        return SieveOutcome.False;
    }

    private static string? Problem(ReadOnlySpan<byte> value, SieveLimits limits) =>
        !HeaderFieldText.IsValue(value) ? $"The value \"{Binder.Shown(value)}\" is invalid: it has control characters in it."
        : value.Length > limits.MaxHeaderBytes ? $"The value has {value.Length} octets; a header field that a script adds may have {limits.MaxHeaderBytes}."
        : null;
}

/// <summary><c>deleteheader</c> (RFC 5293 §5).</summary>
internal sealed class DeleteHeaderCommand() : SieveOperation("deleteheader", EditHeaderExtension.Capability, isTest: false)
{
    private static readonly SieveOption s_index = new(new SieveTag("index", SieveArgumentKind.Number));
    private static readonly SieveOption s_last = new(new SieveTag("last"));

    public override IReadOnlyList<SieveParameter> Parameters { get; } =
        [SieveParameter.Text("field name"), SieveParameter.Keys("value patterns") with { IsOptional = true }];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_index, s_last];

    public override bool TakesMatch => true;

    public override void Check(Binder binder, BoundCall call)
    {
        if (!FieldIndex.Check(binder, call, s_index, s_last))
        {
            return;
        }

        EditHeaderExtension.CheckName(binder, call.Positions[0]);
        if (call.Match == SieveMatchType.Count)
        {
            binder.Error(SieveDiagnosticCode.UnexpectedArgument, call.MatchNode, "\"deleteheader\" cannot be used with :count: it looks at each field by itself.");
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        ReadOnlySpan<byte> name = operands.Octets(0);
        if (!HeaderFieldText.IsName(name))
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, EditHeaderExtension.NameProblem(name));
        }

        string field = Encoding.ASCII.GetString(name);
        run.TraceValue(field);

        // §6: what is not permitted is ignored.
        if (run.Options.EditHeader.MayDelete(field))
        {
            run.BeginEdit().DeleteFields(field, FieldIndex.Of(operands, s_index, s_last), run, operands.Count(1) < 0 ? null : static (matcher, value) => matcher.MatchQuietly(value, 1));
            run.EndHeaderEdit();
        }

        return SieveOutcome.False;
    }
}
