using System.Text;
using System.Text.Unicode;

namespace Protocols.Sieve;

/// <summary>RFC 6609.</summary>
internal static class IncludeExtension
{
    public const string Capability = "include";

    public static void Register(SieveLanguage.Builder language) => language
        .Add(new IncludeCommand(), new ReturnCommand(), new GlobalCommand())
        .AddNamespace(new SieveNamespace("global", Capability));
}

/// <summary><c>include</c> (RFC 6609 §3.2).</summary>
internal sealed class IncludeCommand() : SieveOperation("include", IncludeExtension.Capability, isTest: false)
{
    private static readonly SieveOption s_location = new(new SieveTag("personal"), new SieveTag("global"));
    private static readonly SieveOption s_once = new(new SieveTag("once"));
    private static readonly SieveOption s_optional = new(new SieveTag("optional"));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [new SieveParameter("name", SieveArgumentKind.String) { IsConstant = true }];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_location, s_once, s_optional];

    public override void Check(Binder binder, BoundCall call)
    {
        ReadOnlySpan<byte> name = binder.Decode(call.Positions[0], out _);
        if (!IsScriptName(name))
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[0], $"\"{Binder.Shown(name)}\" cannot be the name of a script.");
            return;
        }

        SieveScriptLocation location = call.ValueOf(s_location, out _) == 2 ? SieveScriptLocation.Global : SieveScriptLocation.Personal;
        binder.Include(Encoding.UTF8.GetString(name), location, call.Has(s_once), call.Has(s_optional), call.Node);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        string name = operands.Text(0);
        SieveScriptLocation location = LocationOf(operands);
        if (operands.Has(s_once) && run.HasIncluded(name, location))
        {
            return SieveOutcome.False;
        }

        if (run.IsOpen(name, location))
        {
            return run.Fail(SieveDiagnosticCode.IncludeFailed, $"The script \"{name}\" includes itself.");
        }

        if (run.IncludeDepth >= run.Options.Limits.MaxIncludeDepth)
        {
            return run.Fail(SieveDiagnosticCode.LimitExceeded, $"Scripts include each other more than {run.Options.Limits.MaxIncludeDepth} deep.");
        }

        return run.CountInclude() ? run.Ask(new SieveStep { Kind = SieveStepKind.Include, Name = name, Location = location }) : SieveOutcome.Failed;
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        string name = operands.Text(0);
        SieveProgram? program = answer.GetScript();
        if (program is not null)
        {
            if (!ImapEventsExtension.Check(run, program))
            {
                return SieveOutcome.Failed;
            }

            run.Include(program, name, LocationOf(operands));
            return SieveOutcome.Moved;
        }

        return operands.Has(s_optional) ? SieveOutcome.False : run.Fail(SieveDiagnosticCode.IncludeFailed, $"There is no script \"{name}\" to include.");
    }

    private static SieveScriptLocation LocationOf(SieveOperands operands) => operands.Code(s_location) == 2 ? SieveScriptLocation.Global : SieveScriptLocation.Personal;

    // RFC 5804 §1.6: no controls and no line separators. A slash is allowed there, and is what names of files must not have: RFC 6609 §4.
    private static bool IsScriptName(ReadOnlySpan<byte> name)
    {
        const int Longest = 512;
        if (name.IsEmpty || name.Length > Longest || !Utf8.IsValid(name) || name.Contains((byte)'/'))
        {
            return false;
        }

        foreach (Rune rune in Encoding.UTF8.GetString(name).EnumerateRunes())
        {
            if (rune.Value is < 0x20 or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary><c>return</c> (RFC 6609 §3.3).</summary>
internal sealed class ReturnCommand() : SieveOperation("return", IncludeExtension.Capability, isTest: false)
{
    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => run.Leave() ? SieveOutcome.Moved : SieveOutcome.Stop;
}

/// <summary><c>global</c> (RFC 6609 §3.4.1): makes no instruction.</summary>
internal sealed class GlobalCommand() : SieveOperation("global", IncludeExtension.Capability, isTest: false)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [new SieveParameter("names", SieveArgumentKind.Strings) { IsConstant = true }];

    public override void Emit(Binder binder, BoundCall call)
    {
        if (!binder.HasVariables)
        {
            binder.Error(SieveDiagnosticCode.MissingRequire, call.Node, "\"global\" needs require \"variables\" too.");
            return;
        }

        NodeRange names = binder.StringsOf(call.Positions[0]);
        for (int name = names.First; name < names.End; name++)
        {
            binder.BindGlobal(name);
        }
    }
}
