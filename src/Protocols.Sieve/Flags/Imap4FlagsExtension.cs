using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 5232.</summary>
internal static class Imap4FlagsExtension
{
    public const string Capability = "imap4flags";

    public static SieveOption FlagsTag { get; } = new(new SieveTag("flags", SieveArgumentKind.Strings, Capability));

    public static void Register(SieveLanguage.Builder language) => language
        .Add(new FlagCommand("setflag"), new FlagCommand("addflag"), new FlagCommand("removeflag"), new HasFlagTest())
        .AddToCommand("keep", FlagsTag)
        .AddToCommand("fileinto", FlagsTag);

    /// <summary>Tells where a variable is named without the extension that has variables (RFC 5232 §1).</summary>
    public static void CheckVariables(Binder binder, BoundCall call)
    {
        if (call.Positions[0] >= 0 && !binder.HasVariables)
        {
            binder.Error(SieveDiagnosticCode.MissingRequire, call.Positions[0], $"\"{call.Definition.Operation.Name}\" can name a variable only with require \"variables\".");
        }
    }
}

/// <summary><c>setflag</c>, <c>addflag</c> and <c>removeflag</c> (RFC 5232 §3).</summary>
internal sealed class FlagCommand(string name) : SieveOperation(name, Imap4FlagsExtension.Capability, isTest: false)
{
    // What stands in the first operand where no variable is named.
    private const int Internal = -1;

    public override IReadOnlyList<SieveParameter> Parameters { get; } =
        [new SieveParameter("variable", SieveArgumentKind.String) { IsOptional = true }, SieveParameter.Texts("flags")];

    public override void Check(Binder binder, BoundCall call) => Imap4FlagsExtension.CheckVariables(binder, call);

    public override void Emit(Binder binder, BoundCall call)
    {
        VariableSlot slot = default;
        int variable = call.Positions[0];
        if (variable >= 0 && (!binder.HasVariables || !binder.TryBindTarget(variable, out slot)))
        {
            return;
        }

        int operand = binder.EmitCall(this, call);
        binder.Code.SetOperand(operand, variable < 0 ? Internal : (int)slot.Kind);
        binder.Code.SetOperand(operand + 1, slot.Number);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        bool isInternal = operands.Count(0) == Internal;
        VariableSlot slot = isInternal ? default : new VariableSlot((SieveSegmentKind)operands.Count(0), operands.First(0));
        SieveValue variable = isInternal ? run.Flags : run.VariableAt(slot);
        FlagSet flags = new();
        if (Name != "setflag")
        {
            flags.Add(variable.Octets);
        }

        for (int i = 0; i < operands.Count(1); i++)
        {
            if (Name == "removeflag")
            {
                flags.Remove(operands.OctetsAt(1, i));
            }
            else
            {
                flags.Add(operands.OctetsAt(1, i));
            }
        }

        string value = string.Join(' ', flags.ToList());
        run.TraceValue(value);
        byte[] octets = Encoding.ASCII.GetBytes(value);
        if (isInternal)
        {
            run.Flags.Set(octets.AsSpan(0, Math.Min(octets.Length, run.Options.Limits.MaxVariableBytes)));
        }
        else
        {
            run.Store(slot, octets);
        }

        return SieveOutcome.False;
    }
}

/// <summary><c>hasflag</c> (RFC 5232 §4).</summary>
internal sealed class HasFlagTest() : SieveOperation("hasflag", Imap4FlagsExtension.Capability, isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } =
        [new SieveParameter("variables", SieveArgumentKind.Strings) { IsOptional = true }, SieveParameter.Keys("flags")];

    public override bool TakesMatch => true;

    public override void Check(Binder binder, BoundCall call) => Imap4FlagsExtension.CheckVariables(binder, call);

    public override void EmitTest(Binder binder, BoundCall call, bool jumpWhen, int label)
    {
        NodeRange variables = binder.StringsOf(call.Positions[0]);
        List<VariableSlot> slots = [];
        for (int node = variables.First; node < variables.End; node++)
        {
            if (binder.TryBindTarget(node, out VariableSlot slot))
            {
                slots.Add(slot);
            }
        }

        // The numbers of the variables lie behind the operands.
        int operand = binder.EmitCall(this, call, jumpWhen, label);
        if (call.Positions[0] >= 0)
        {
            int first = binder.Code.OperandCount;
            binder.Code.ReserveOperands(slots.Count * 2);
            for (int i = 0; i < slots.Count; i++)
            {
                binder.Code.SetOperand(first + (i * 2), (int)slots[i].Kind);
                binder.Code.SetOperand(first + (i * 2) + 1, slots[i].Number);
            }

            binder.Code.SetOperand(operand, slots.Count);
            binder.Code.SetOperand(operand + 1, first);
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        int count = operands.Count(0);
        if (count < 0)
        {
            return Test(run, operands, run.Flags.Octets, out long flags) || (operands.IsCount && operands.MatchCount(flags, 1)) ? SieveOutcome.True : SieveOutcome.False;
        }

        long total = 0;
        for (int i = 0; i < count; i++)
        {
            int place = operands.First(0) + (i * 2);
            VariableSlot slot = new((SieveSegmentKind)operands.Frame.Tables.Operands[place], operands.Frame.Tables.Operands[place + 1]);
            if (Test(run, operands, run.VariableAt(slot).Octets, out long flags))
            {
                return SieveOutcome.True;
            }

            total += flags;
        }

        return operands.IsCount && operands.MatchCount(total, 1) ? SieveOutcome.True : SieveOutcome.False;
    }

    // A key is a list of flags too: each word is a key of its own.
    private static bool Test(SieveRun run, SieveOperands operands, ReadOnlySpan<byte> value, out long count)
    {
        List<string> flags = FlagList.Split(value);
        count = flags.Count;
        if (operands.IsCount)
        {
            return false;
        }

        if (operands.Instruction.Match is not (SieveMatchType.Is or SieveMatchType.Contains))
        {
            return flags.Exists(flag => run.MatchHere(Encoding.ASCII.GetBytes(flag), 1));
        }

        for (int i = 0; i < operands.Count(1); i++)
        {
            ReadOnlySpan<byte> keys = operands.OctetsAt(1, i);
            foreach (Range range in keys.Split((byte)' '))
            {
                if (keys[range].IsEmpty)
                {
                    continue;
                }

                run.Charge(value.Length);
                SieveKey key = new(operands.Instruction.Comparator, operands.Instruction.Match, keys[range]);
                foreach (string flag in flags)
                {
                    if (key.IsMatch(Encoding.ASCII.GetBytes(flag)))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
