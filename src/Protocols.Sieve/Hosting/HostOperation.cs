namespace Protocols.Sieve;

/// <summary>A command or test of the host: the run asks, and does what the answer says.</summary>
internal sealed class HostOperation : SieveOperation
{
    private readonly SieveHostCommand _command;

    public HostOperation(SieveHostCommand command)
        : base(command.Name, command.Capability, command.Kind == SieveHostCommandKind.Test)
    {
        if (!IsIdentifier(command.Name) || command.Tags.Any(static t => !IsIdentifier(t.Name)))
        {
            throw new ArgumentException($"'{command.Name}', or a tag of it, is no identifier.", nameof(command));
        }

        if (command.Matches && command.Parameters is not [.., { Kind: SieveValueKind.Strings, IsOptional: false }])
        {
            throw new ArgumentException($"The last argument of '{command.Name}' must be a list of strings: the keys.", nameof(command));
        }

        _command = command;
        Parameters =
        [
            .. command.Parameters.Select((p, i) => new SieveParameter(p.Name, KindOf(p.Kind)) { IsOptional = p.IsOptional, IsKeys = command.Matches && i == command.Parameters.Count - 1 }),
        ];
        Options = [.. command.Tags.GroupBy(static t => t.Group ?? ":" + t.Name).Select(static g => new SieveOption([.. g.Select(static t => new SieveTag(t.Name.ToLowerInvariant(), KindOf(t.Value)))]))];
    }

    public override IReadOnlyList<SieveParameter> Parameters { get; }

    public override IReadOnlyList<SieveOption> Options { get; }

    public override bool TakesMatch => _command.Matches;

    public override bool HasBlock => _command.Kind == SieveHostCommandKind.Block;

    public override void Emit(Binder binder, BoundCall call)
    {
        // Where the block is not entered, or something in it leaves it, the run goes on behind it.
        int label = HasBlock ? binder.Code.NewLabel() : binder.LeaveLabel;
        int block = call.Block;
        int node = call.Node;
        _ = binder.EmitCall(this, call, label: label);
        if (HasBlock)
        {
            binder.BindBlock(block, label);
            binder.Code.Mark(label);
            if (binder.HasLoops)
            {
                // Those that the block was left in the middle of.
                binder.EmitLoop(LoopStep.End, binder.LoopDepth, node, ProgramBuilder.NoLabel);
            }
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        SieveHostCall call = new(run, _command, operands, operands.Definition);
        run.OpenCall = call;
        return run.Ask(new SieveStep { Kind = IsTest ? SieveStepKind.HostTest : SieveStepKind.HostCommand, Name = Name, Call = call });
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        run.OpenCall = null;
        switch (answer.Kind)
        {
            case SieveAnswer.AnswerKind.Truth when IsTest:
                return answer.IsTrue ? SieveOutcome.True : SieveOutcome.False;
            case SieveAnswer.AnswerKind.Enter when HasBlock:
                return answer.IsTrue ? SieveOutcome.False : SieveOutcome.Jump;
            case SieveAnswer.AnswerKind.Done when !IsTest:
                return HasBlock ? SieveOutcome.Jump : SieveOutcome.False;
            case SieveAnswer.AnswerKind.Leave when !IsTest:
                return SieveOutcome.Jump;
            default:
                throw new InvalidOperationException($"'{Name}' cannot be answered so.");
        }
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static SieveArgumentKind KindOf(SieveValueKind kind) => kind switch
    {
        SieveValueKind.None => SieveArgumentKind.None,
        SieveValueKind.Number => SieveArgumentKind.Number,
        SieveValueKind.String => SieveArgumentKind.String,
        _ => SieveArgumentKind.Strings,
    };
}
