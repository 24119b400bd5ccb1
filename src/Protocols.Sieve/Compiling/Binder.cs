using System.Buffers;
using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// Gives the nodes of a script their meaning and makes the program: finds each command and test, checks its arguments, and lets its operation make instructions.
/// </summary>
internal sealed partial class Binder
{
    // Scripts of this size leave their tables for the next one on the thread.
    private const int MostKept = 256 * 1024;

    [ThreadStatic]
    private static (SieveTree Tree, ProgramBuilder Code)? t_kept;

    private readonly SieveTree _tree;
    private readonly DiagnosticBag _diagnostics;
    private readonly bool[] _required;
    private readonly bool[] _toldMissing;
    private readonly List<SieveInclude> _includes = [];
    private readonly List<BoundCall> _calls = [];
    private int _openCalls;
    private bool _isPastRequire;
    private int _leaveLabel;
    private int _extractTextNode = BoundCall.None;

    private Binder(SieveTree tree, ProgramBuilder code, DiagnosticBag diagnostics, SieveOptions options)
    {
        _tree = tree;
        _diagnostics = diagnostics;
        Options = options;
        _required = new bool[options.Language.CapabilityNames.Count];
        _toldMissing = new bool[_required.Length];
        Code = code;
        _leaveLabel = Code.NewLabel();
    }

    public SieveOptions Options { get; }

    public SieveLanguage Language => Options.Language;

    public ProgramBuilder Code { get; }

    /// <summary>Whether extensions are looked for while the script runs (RFC 5463 §4).</summary>
    public bool HasIhave { get; private set; }

    /// <summary>Whether strings have variables in them (RFC 5229 §3).</summary>
    public bool HasVariables { get; private set; }

    /// <summary>Whether strings have encoded characters in them (RFC 5228 §2.4.2.4).</summary>
    public bool HasEncodedCharacters { get; private set; }

    /// <summary>Compiles a script.</summary>
    public static SieveCompilation Compile(ReadOnlySpan<byte> source, SieveOptions options)
    {
        SieveLimits limits = options.Limits;
        if (source.Length > limits.MaxScriptBytes)
        {
            string message = $"The script has {source.Length} octets; there may be {limits.MaxScriptBytes}.";
            return new SieveCompilation(null, [new SieveDiagnostic(SieveSeverity.Error, SieveDiagnosticCode.LimitExceeded, message, new SieveSpan(0, 0, 1, 1))]);
        }

        byte[] octets = ArrayPool<byte>.Shared.Rent(Math.Max(source.Length, 1));
        source.CopyTo(octets);
        DiagnosticBag diagnostics = new(octets, source.Length, limits.MaxDiagnostics);
        (SieveTree tree, ProgramBuilder code) = t_kept ?? (new SieveTree(), new ProgramBuilder());
        t_kept = null;
        tree.Begin(octets, source.Length);
        code.Begin();
        SieveParser.Parse(tree, diagnostics, limits);
        Binder binder = new(tree, code, diagnostics, options);
        binder.BindCommands(0, tree.Count);
        MimePartsExtension.CheckRequired(binder, binder._extractTextNode);
        binder.Code.Mark(binder._leaveLabel);
        binder.Code.Emit(new SieveInstruction { Code = SieveCode.End, Target = ProgramBuilder.NoLabel, Start = source.Length, End = source.Length });
        SieveProgram? program = diagnostics.HasErrors ? null : binder.Code.Finish(binder, tree, binder._required);
        SieveCompilation compilation = new(program, diagnostics.ToList()) { Includes = binder._includes };
        ArrayPool<byte>.Shared.Return(octets);
        if (source.Length <= MostKept)
        {
            t_kept = (tree, code);
        }

        return compilation;
    }

    /// <summary>Binds the commands among nodes that follow one another.</summary>
    public void BindCommands(int first, int end)
    {
        bool isEnded = false;
        int node = first;
        while (node < end && !_diagnostics.IsFull)
        {
            if (isEnded)
            {
                _diagnostics.Warning(SieveDiagnosticCode.Unreachable, _tree[node].Start, _tree[node].End, "This is never come to.");
                isEnded = false;
            }

            ReadOnlySpan<byte> name = _tree.NameOf(node);
            int next = _tree[node].SubtreeEnd;
            if (!Language.TryFindCommand(name, out SieveDefinition definition))
            {
                bool isTest = Language.TryFindTest(name, out _);
                string message = isTest ? $"\"{Shown(name)}\" is a test: it stands behind \"if\" or in another test." : $"There is no command \"{Shown(name)}\".";
                Unknown(SieveDiagnosticCode.UnknownCommand, node, message, isTest);
            }
            else if (definition.Operation is IfCommand condition)
            {
                next = condition.IsFirst ? BindIf(node, end) : Misplaced(node);
            }
            else
            {
                BindCommand(definition, node);
                isEnded = definition.Operation is StopCommand && next < end;
            }

            _isPastRequire |= definition?.Operation is not RequireCommand;
            node = next;
        }
    }

    /// <summary>Binds the commands of a block.</summary>
    public void BindBlock(int block)
    {
        if (block >= 0)
        {
            _isPastRequire = true;
            BindCommands(block + 1, _tree[block].SubtreeEnd);
        }
    }

    /// <summary>Binds the commands of a block that a host's command leaves as a whole.</summary>
    public void BindBlock(int block, int leaveLabel)
    {
        (int outer, _leaveLabel) = (_leaveLabel, leaveLabel);
        BindBlock(block);
        _leaveLabel = outer;
    }

    /// <summary>Notes that the script includes another.</summary>
    public void Include(string name, SieveScriptLocation location, bool isOnce, bool isOptional, int node)
    {
        // The rest runs into the limit, whatever they are.
        if (_includes.Count <= Options.Limits.MaxIncludes)
        {
            _includes.Add(new SieveInclude(name, location, isOnce, isOptional, _diagnostics.SpanOf(_tree[node].Start, OneLine(node))));
        }
    }

    /// <summary>Where a host's command that leaves its block goes on.</summary>
    public int LeaveLabel => _leaveLabel;

    /// <summary>Binds a test: its instructions jump to the label where it is as wanted, and go on behind themselves else.</summary>
    public void BindTest(int node, bool jumpWhen, int label)
    {
        if (_diagnostics.IsFull)
        {
            return;
        }

        ReadOnlySpan<byte> name = _tree.NameOf(node);
        if (!Language.TryFindTest(name, out SieveDefinition definition))
        {
            bool isCommand = Language.TryFindCommand(name, out _);
            Unknown(SieveDiagnosticCode.UnknownTest, node, isCommand ? $"\"{Shown(name)}\" is a command, and no test." : $"There is no test \"{Shown(name)}\".", isCommand);
            return;
        }

        BoundCall call = Open();
        if (Bind(definition, node, call))
        {
            definition.Operation.Check(this, call);
            definition.Operation.EmitTest(this, call, jumpWhen, label);
        }

        _openCalls--;
    }

    /// <summary>Makes the instruction of a command or test, with its operands.</summary>
    /// <returns>The place of the first operand.</returns>
    public int EmitCall(SieveOperation operation, BoundCall call, bool jumpWhen = false, int label = ProgramBuilder.NoLabel)
    {
        int operand = AddOperands(call);
        SieveInstruction instruction = new()
        {
            Code = operation.Code,
            JumpWhen = jumpWhen,
            Match = call.Match,
            Comparator = call.Comparator,
            Relation = call.Relation,
            Part = call.Part,
            HasOptions = call.HasOptions,
            Operation = Code.NumberOf(call.Definition),
            Target = label,
            Operand = operand,
            Start = _tree[call.Node].Start,
            End = _tree[call.Node].End,
        };
        if (instruction.HasOptions && instruction.Code is SieveCode.Header or SieveCode.Address or SieveCode.Exists)
        {
            instruction.Code = SieveCode.Test;
        }

        Code.Emit(instruction);
        return operand;
    }

    /// <summary>Tells of an error at a node.</summary>
    public void Error(SieveDiagnosticCode code, int node, string message) =>
        _diagnostics.Error(code, _tree[node].Start, _tree[node].NameEnd > 0 ? _tree[node].NameEnd : OneLine(node), message);

    /// <summary>Tells of what looks wrong at a node.</summary>
    public void Warning(SieveDiagnosticCode code, int node, string message) => _diagnostics.Warning(code, _tree[node].Start, OneLine(node), message);

    /// <summary>Gives a node.</summary>
    public ref SieveNode NodeAt(int node) => ref _tree[node];

    /// <summary>Whether a capability is required.</summary>
    public bool IsRequired(string capability) => Language.NumberOf(capability) is >= 0 and int number && _required[number];

    /// <summary>Notes that a script requires a capability (RFC 5228 §3.2).</summary>
    public void Require(int node, ReadOnlySpan<byte> name)
    {
        string capability = Encoding.UTF8.GetString(name);
        if (!Language.IsAvailable(capability, Options.Capabilities))
        {
            Error(SieveDiagnosticCode.UnknownCapability, node, $"The extension \"{Shown(name)}\" is not there.");
            return;
        }

        _required[Language.NumberOf(capability)] = true;
        _extractTextNode = capability == MimePartsExtension.ExtractText ? node : _extractTextNode;
        HasIhave |= capability == IhaveExtension.Capability;
        HasVariables |= capability == VariablesExtension.Capability;
        HasEncodedCharacters |= capability == BaseLanguage.EncodedCharacter;
    }

    /// <summary>Whether a <c>require</c> may still stand here.</summary>
    public bool MayRequire => !_isPastRequire;

    /// <summary>Tells where an extension is used at a node that is not required; under <c>ihave</c>, lets the run look for it (RFC 5463 §4).</summary>
    /// <returns>Whether the script may use it as far as is known now.</returns>
    public bool CheckCapability(string? capability, int node) => capability is null || CheckCapability(Language.NumberOf(capability), node);

    private bool CheckCapability(int number, int node) => number < 0 || _required[number] || TellMissing(number, node);

    private bool TellMissing(int number, int node)
    {
        ref SieveNode found = ref _tree[node];
        if (HasIhave)
        {
            Code.Emit(new SieveInstruction { Code = SieveCode.Need, Target = ProgramBuilder.NoLabel, Operand = number, Start = found.Start, End = Math.Max(found.NameEnd, found.End) });
            return true;
        }

        if (!_toldMissing[number])
        {
            _toldMissing[number] = true;
            string capability = Language.CapabilityNames[number];
            string what = found.NameEnd > 0 ? $"\"{Shown(_tree.NameOf(node))}\"" : Shown(_tree.TextOf(node));
            string remedy = Language.IsAvailable(capability, Options.Capabilities) ? $"write require \"{capability}\" at the start of the script" : $"the extension \"{capability}\" is not there";
            Error(SieveDiagnosticCode.MissingRequire, node, $"{what} cannot be used here: {remedy}.");
        }

        return false;
    }

    /// <summary>Gives octets of a script as they are shown in a message.</summary>
    public static string Shown(ReadOnlySpan<byte> octets)
    {
        const int MostShown = 60;
        string text = Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, MostShown)]);
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }

    private void BindCommand(SieveDefinition definition, int node)
    {
        BoundCall call = Open();
        if (Bind(definition, node, call))
        {
            definition.Operation.Check(this, call);
            definition.Operation.Emit(this, call);
        }

        _openCalls--;
    }

    // RFC 5228 §3.1. Gives the node behind the whole chain.
    private int BindIf(int node, int end)
    {
        int endLabel = Code.NewLabel();
        while (true)
        {
            _ = Language.TryFindCommand(_tree.NameOf(node), out SieveDefinition definition);
            int nextLabel = Code.NewLabel();
            BoundCall call = Open();
            if ((Bind(definition, node, call) || call.Block < 0) && call.TestCount == 1)
            {
                // What is wrong with the test is told even where the block is not there.
                BindTest(call.FirstTest, jumpWhen: false, nextLabel);
            }

            _openCalls--;
            BindBlock(BlockOf(node));
            node = _tree[node].SubtreeEnd;
            bool isLast = ((IfCommand)definition.Operation).IsLast;
            if (!isLast && node < end && Language.TryFindCommand(_tree.NameOf(node), out SieveDefinition next) && next.Operation is IfCommand { IsFirst: false })
            {
                Code.EmitJump(endLabel, _tree[node].Start, _tree[node].NameEnd);
                Code.Mark(nextLabel);
                continue;
            }

            Code.Mark(nextLabel);
            Code.Mark(endLabel);
            return node;
        }
    }

    private int Misplaced(int node)
    {
        Error(SieveDiagnosticCode.MisplacedCommand, node, $"\"{Shown(_tree.NameOf(node))}\" must follow an \"if\" or \"elsif\".");
        BoundCall call = Open();
        _ = Language.TryFindCommand(_tree.NameOf(node), out SieveDefinition definition);
        _ = Bind(definition, node, call);
        _openCalls--;
        BindBlock(BlockOf(node));
        return _tree[node].SubtreeEnd;
    }

    // The block is looked at even where the arguments before it are wrong.
    private int BlockOf(int command)
    {
        int end = _tree[command].SubtreeEnd;
        for (int child = command + 1; child < end; child = _tree[child].SubtreeEnd)
        {
            if (_tree[child].Kind == SieveNodeKind.Block)
            {
                return child;
            }
        }

        return BoundCall.None;
    }

    // RFC 5463 §4: what is not known may be guarded by a test that fails.
    private void Unknown(SieveDiagnosticCode code, int node, string message, bool isMisused)
    {
        if (HasIhave && !isMisused)
        {
            Code.EmitUnavailable(message, _tree[node].Start, _tree[node].NameEnd);
            return;
        }

        Error(code, node, message);
    }

    private BoundCall Open()
    {
        if (_openCalls == _calls.Count)
        {
            _calls.Add(new BoundCall());
        }

        return _calls[_openCalls++];
    }

    private int OneLine(int node)
    {
        ref SieveNode found = ref _tree[node];
        int line = _tree.Source.AsSpan(found.Start, found.End - found.Start).IndexOfAny((byte)'\r', (byte)'\n');
        return line < 0 ? found.End : found.Start + line;
    }
}
