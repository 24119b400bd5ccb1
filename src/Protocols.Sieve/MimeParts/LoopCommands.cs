using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <content>The loops that the command being bound stands in (RFC 5703 §3).</content>
internal sealed partial class Binder
{
    private readonly List<(string? Name, int EndLabel)> _loops = [];

    /// <summary>How many loops are around what is being bound.</summary>
    public int LoopDepth => _loops.Count;

    /// <summary>Begins a loop.</summary>
    public void OpenLoop(string? name, int endLabel)
    {
        HasLoops = true;
        _loops.Add((name, endLabel));
    }

    /// <summary>Whether the script has had a loop.</summary>
    public bool HasLoops { get; private set; }

    /// <summary>Ends the innermost loop.</summary>
    public void CloseLoop() => _loops.RemoveAt(_loops.Count - 1);

    /// <summary>Finds where a <c>break</c> goes on; −1 where there is no such loop.</summary>
    /// <param name="name">The name of the loop; null for the innermost one.</param>
    public int FindLoop(string? name)
    {
        for (int i = _loops.Count - 1; i >= 0; i--)
        {
            if (name is null || _loops[i].Name == name)
            {
                return _loops[i].EndLabel;
            }
        }

        return -1;
    }

    /// <summary>Makes a step of a loop.</summary>
    /// <param name="name">Which one: of <see cref="LoopStep"/>, or <c>foreverypart</c> for the beginning.</param>
    /// <param name="depth">How many loops are around it.</param>
    /// <param name="node">The loop.</param>
    /// <param name="label">Where it goes on when it is over.</param>
    public void EmitLoop(string name, int depth, int node, int label)
    {
        _ = Language.TryFindCommand(Encoding.ASCII.GetBytes(name), out SieveDefinition definition);
        int operand = Code.OperandCount;
        Code.ReserveOperands(1);
        Code.SetOperand(operand, depth);
        Code.Emit(new SieveInstruction
        {
            Code = SieveCode.Command,
            Operation = Code.NumberOf(definition),
            Target = label,
            Operand = operand,
            Start = _tree[node].Start,
            End = _tree[node].NameEnd,
        });
    }
}

/// <summary><c>foreverypart</c> (RFC 5703 §3): begins a loop, whose first part the step behind it takes.</summary>
internal sealed class ForEveryPartCommand() : SieveOperation("foreverypart", MimePartsExtension.ForEveryPart, isTest: false)
{
    private static readonly SieveOption s_name = new(new SieveTag("name", SieveArgumentKind.String) { IsConstant = true });

    public override IReadOnlyList<SieveOption> Options { get; } = [s_name];

    public override bool HasBlock => true;

    public override void Emit(Binder binder, BoundCall call)
    {
        int depth = binder.LoopDepth;
        int node = call.Node;
        int block = call.Block;
        if (depth >= binder.Options.Limits.MaxPartLoops)
        {
            binder.Error(SieveDiagnosticCode.LimitExceeded, node, $"There are more than {binder.Options.Limits.MaxPartLoops} \"foreverypart\" in each other.");
            return;
        }

        string? name = call.ValueOf(s_name, out int value) == 0 ? null : binder.GetConstant(value);
        int next = binder.Code.NewLabel();
        int end = binder.Code.NewLabel();
        binder.EmitLoop("foreverypart", depth, node, end);
        binder.Code.Mark(next);
        binder.EmitLoop(LoopStep.Next, depth, node, end);
        binder.OpenLoop(name, end);
        binder.BindBlock(block);
        binder.CloseLoop();
        binder.Code.EmitJump(next, binder.NodeAt(node).Start, binder.NodeAt(node).NameEnd);
        binder.Code.Mark(end);
        binder.EmitLoop(LoopStep.End, depth, node, ProgramBuilder.NoLabel);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        // Those of scripts that include this one count too.
        PartLoops loops = run.Loops;
        loops.EndWithin(run.FrameDepth, operands.Raw(0));
        if (loops.Depth >= run.Options.Limits.MaxPartLoops)
        {
            return run.Fail(SieveDiagnosticCode.LimitExceeded, $"There are more than {run.Options.Limits.MaxPartLoops} \"foreverypart\" in each other.");
        }

        loops.Begin(run.Message, run.FrameDepth);
        return SieveOutcome.False;
    }
}

/// <summary>The steps of a loop that no script can name.</summary>
internal sealed class LoopStep(string name) : SieveOperation(name, null, isTest: false)
{
    public const string Next = "foreverypart next";
    public const string End = "foreverypart end";

    public override string TraceName => MimePartsExtension.ForEveryPart;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        int depth = operands.Raw(0);
        bool isNext = Name == Next;

        // Inner loops that were left in the middle end here.
        run.Loops.EndWithin(run.FrameDepth, isNext ? depth + 1 : depth);
        if (isNext && run.Loops.TryNext())
        {
            if (run.IsTracing)
            {
                MimePart part = run.Message.GetPart(run.Loops.Current);
                run.TraceValue($"{Encoding.ASCII.GetString(part.TypeName)}/{Encoding.ASCII.GetString(part.SubtypeName)}");
            }

            return SieveOutcome.False;
        }

        // The end of a loop is no news: nothing is told of it.
        operands.Frame.Position = isNext ? operands.Instruction.Target : operands.Frame.Position + 1;
        return SieveOutcome.Moved;
    }
}

/// <summary><c>break</c> (RFC 5703 §3).</summary>
internal sealed class BreakCommand() : SieveOperation("break", MimePartsExtension.ForEveryPart, isTest: false)
{
    private static readonly SieveOption s_name = new(new SieveTag("name", SieveArgumentKind.String) { IsConstant = true });

    public override IReadOnlyList<SieveOption> Options { get; } = [s_name];

    public override void Emit(Binder binder, BoundCall call)
    {
        string? name = call.ValueOf(s_name, out int value) == 0 ? null : binder.GetConstant(value);
        int label = binder.FindLoop(name);
        if (label < 0)
        {
            binder.Error(SieveDiagnosticCode.MisplacedCommand, call.Node, name is null ? "\"break\" must stand in a \"foreverypart\"." : $"There is no \"foreverypart\" with the name \"{name}\" around this \"break\".");
            return;
        }

        binder.Code.EmitJump(label, binder.NodeAt(call.Node).Start, binder.NodeAt(call.Node).End);
    }
}
