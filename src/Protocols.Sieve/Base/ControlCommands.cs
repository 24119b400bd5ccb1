namespace Protocols.Sieve;

/// <summary><c>require</c> (RFC 5228 §3.2): makes no instruction.</summary>
internal sealed class RequireCommand() : SieveOperation("require", null, isTest: false)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("capabilities")];

    public override void Emit(Binder binder, BoundCall call)
    {
        if (!binder.MayRequire)
        {
            binder.Error(SieveDiagnosticCode.MisplacedRequire, call.Node, "\"require\" must stand before all other commands.");
            return;
        }

        NodeRange names = binder.StringsOf(call.Positions[0]);
        for (int name = names.First; name < names.End; name++)
        {
            binder.Require(name, binder.DecodeQuoted(name));
        }
    }
}

/// <summary><c>if</c>, <c>elsif</c> and <c>else</c> (RFC 5228 §3.1): <see cref="Binder"/> makes jumps of them.</summary>
internal sealed class IfCommand(string name) : SieveOperation(name, null, isTest: false)
{
    /// <summary>Whether a chain begins with it.</summary>
    public bool IsFirst => Name == "if";

    /// <summary>Whether a chain ends with it.</summary>
    public bool IsLast => Name == "else";

    public override SieveTests Tests => IsLast ? SieveTests.None : SieveTests.One;

    public override bool HasBlock => true;
}

/// <summary><c>stop</c> (RFC 5228 §3.3).</summary>
internal sealed class StopCommand() : SieveOperation("stop", null, isTest: false)
{
    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => SieveOutcome.Stop;
}
