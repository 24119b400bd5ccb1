using System.Buffers.Text;
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
    // In the order in which they are applied (§4.1): each is a precedence of its own.
    private static readonly SieveOption s_case = new(new SieveTag("lower"), new SieveTag("upper"));
    private static readonly SieveOption s_first = new(new SieveTag("lowerfirst"), new SieveTag("upperfirst"));
    private static readonly SieveOption s_quote = new(new SieveTag("quotewildcard"), new SieveTag("quoteregex", Capability: "regex"));
    private static readonly SieveOption s_length = new(new SieveTag("length"));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("name"), SieveParameter.Text("value")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_case, s_first, s_quote, s_length];

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
            value = Modify(operands, value.ToArray());
        }

        run.Store(new VariableSlot((SieveSegmentKind)operands.Count(0), operands.First(0)), value);
        if (run.IsTracing)
        {
            run.TraceValue(Binder.Shown(value));
        }

        return SieveOutcome.False;
    }

    private static byte[] Modify(SieveOperands operands, byte[] value)
    {
        // §4.1.3: letters of ASCII only.
        int change = operands.Code(s_case);
        for (int i = 0; i < value.Length && change != 0; i++)
        {
            bool isOther = change == 1 ? value[i] is >= (byte)'A' and <= (byte)'Z' : value[i] is >= (byte)'a' and <= (byte)'z';
            value[i] = isOther ? (byte)(value[i] ^ 0x20) : value[i];
        }

        if (value.Length > 0 && char.IsAsciiLetter((char)value[0]))
        {
            value[0] = operands.Code(s_first) switch
            {
                1 => (byte)(value[0] | 0x20),
                2 => (byte)(value[0] & ~0x20),
                _ => value[0],
            };
        }

        // RFC 5229 §4.1.2, draft-ietf-sieve-regex-01 §8
        value = operands.Code(s_quote) switch
        {
            1 => Quote(value, "*?\\"u8),
            2 => Quote(value, "\\.[]{}()*+?^$|"u8),
            _ => value,
        };

        if (operands.Has(s_length))
        {
            // In characters; an octet that is no UTF-8 counts as one.
            int characters = 0;
            for (ReadOnlySpan<byte> rest = value; !rest.IsEmpty; characters++)
            {
                _ = Rune.DecodeFromUtf8(rest, out _, out int used);
                rest = rest[used..];
            }

            Span<byte> digits = stackalloc byte[16];
            _ = Utf8Formatter.TryFormat(characters, digits, out int written);
            value = digits[..written].ToArray();
        }

        return value;
    }

    private static byte[] Quote(byte[] value, ReadOnlySpan<byte> special)
    {
        List<byte> quoted = new(value.Length * 2);
        foreach (byte octet in value)
        {
            if (special.Contains(octet))
            {
                quoted.Add((byte)'\\');
            }

            quoted.Add(octet);
        }

        return [.. quoted];
    }
}

/// <summary><c>string</c> (RFC 5229 §5).</summary>
internal sealed class StringTest() : SieveOperation("string", VariablesExtension.Capability, isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("source"), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
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
