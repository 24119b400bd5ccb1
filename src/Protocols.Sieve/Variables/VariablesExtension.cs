using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 5229.</summary>
internal static class VariablesExtension
{
    public const string Capability = "variables";

    public static void Register(SieveLanguage.Builder language) => language.Add(new SetCommand(), new StringTest());
}

/// <summary><c>set</c> (RFC 5229 §4).</summary>
internal sealed class SetCommand() : SieveOperation("set", VariablesExtension.Capability, isTest: false)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("name"), SieveParameter.Text("value")];

    public override IReadOnlyList<SieveOption> Options => SetModifiers.Options;

    public override void Check(Binder binder, BoundCall call)
    {
        ReadOnlySpan<byte> value = binder.Decode(call.Positions[1], out bool hasVariables);
        if (!hasVariables && value.Length > binder.Options.Limits.MaxVariableBytes)
        {
            binder.Error(SieveDiagnosticCode.LimitExceeded, call.Positions[1], $"This value has {value.Length} octets; a variable may have {binder.Options.Limits.MaxVariableBytes}.");
        }
    }

    public override void Emit(Binder binder, BoundCall call)
    {
        if (!binder.TryBindTarget(call.Positions[0], out VariableSlot slot))
        {
            return;
        }

        int operand = binder.EmitCall(this, call);
        binder.Code.SetOperand(operand, (int)slot.Kind);
        binder.Code.SetOperand(operand + 1, slot.Number);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        ReadOnlySpan<byte> value = operands.Octets(1);
        if (operands.Instruction.HasOptions)
        {
            value = SetModifiers.Apply(operands, value.ToArray(), run.Options.Limits.MaxVariableBytes);
        }

        run.Store(new VariableSlot((SieveSegmentKind)operands.Count(0), operands.First(0)), value);
        if (run.IsTracing)
        {
            run.TraceValue(Binder.Shown(value));
        }

        return SieveOutcome.False;
    }
}

/// <summary><c>string</c> (RFC 5229 §5).</summary>
internal sealed class StringTest() : SieveOperation("string", VariablesExtension.Capability, isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("source"), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override void Check(Binder binder, BoundCall call) => ListExtension.Check(binder, call, TaggedTests.Keys);

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => ListQuestion.Resume(run, operands, TaggedTests.Keys, answer);

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        if (operands.Has(ListExtension.List))
        {
            ListQuestion question = ListQuestion.Begin(run);
            for (int i = 0; i < operands.Count(0); i++)
            {
                question.Add(operands.OctetsAt(0, i));
            }

            return question.Ask(run, operands, TaggedTests.Keys);
        }

        long count = 0;
        for (int i = 0; i < operands.Count(0); i++)
        {
            ReadOnlySpan<byte> source = operands.OctetsAt(0, i);
            count += source.IsEmpty ? 0 : 1;
            if (!operands.IsCount && operands.Match(source, 1))
            {
                return SieveOutcome.True;
            }
        }

        return operands.IsCount && operands.MatchCount(count, 1) ? SieveOutcome.True : SieveOutcome.False;
    }
}
