using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>
/// Runs programs over messages, one after another. <see cref="Start"/> runs a script until it is at its end or has a question, and <see cref="Resume"/> goes on with the
/// answer; <see cref="SieveDriver"/> does both with an <see cref="ISieveHost"/>. A run is for one thread at a time and is best kept: once it has grown to what scripts and
/// messages need, it allocates nothing for scripts without variables.
/// </summary>
/// <param name="options">For whom, where and when scripts run.</param>
public sealed partial class SieveRun(SieveRunOptions options)
{
    // How many instructions run before the clock is looked at.
    private const int ClockInterval = 1024;

    private readonly List<SieveFrame> _frames = [];
    private readonly OctetArena _arena = new();
    private int _depth;
    private SieveFrame _frame = null!;
    private MimeDocument _message;
    private SieveEnvelope _envelope = null!;
    private Phase _phase;
    private int _instructionsLeft;
    private long _bytesLeft;
    private long _time;
    private TimeSpan _timeTaken;

    private enum Phase
    {
        Idle,
        Asking,
        Completed,
    }

    /// <summary>Makes a run with <see cref="SieveRunOptions.Default"/>.</summary>
    public SieveRun()
        : this(SieveRunOptions.Default)
    {
    }

    /// <summary>For whom, where and when scripts run.</summary>
    public SieveRunOptions Options { get; internal set; } = options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>What came of the run.</summary>
    /// <exception cref="InvalidOperationException">The run is not completed.</exception>
    public SieveResult Result => _phase == Phase.Completed ? _result : throw new InvalidOperationException("The run is not completed.");

    /// <summary>When the script runs: the same for the whole run (RFC 5260 §5).</summary>
    internal DateTimeOffset Now { get; private set; }

    /// <summary>Runs a program, as far as it comes without a question.</summary>
    /// <param name="program">The program.</param>
    /// <param name="message">The message. It must live, undisposed, until the run is completed.</param>
    /// <param name="envelope">The envelope.</param>
    /// <returns>That the run is completed, or a question to be answered by <see cref="Resume"/>.</returns>
    public SieveStep Start(SieveProgram program, MimeDocument message, SieveEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(envelope);
        Reset();
        _message = message;
        _envelope = envelope;
        MessageVersion++;
        Fields.Load(message.Root);
        Enter(program, null, SieveScriptLocation.Personal);
        _time = Options.Time.GetTimestamp();
        Now = Options.Time.GetUtcNow();
        return ImapEventsExtension.Check(this, program) ? Go() : Complete();
    }

    /// <summary>Goes on with the answer to the last question.</summary>
    /// <param name="answer">The answer.</param>
    /// <exception cref="InvalidOperationException">There is no question, or it cannot be answered so.</exception>
    public SieveStep Resume(SieveAnswer answer)
    {
        if (_phase != Phase.Asking)
        {
            throw new InvalidOperationException("The run has asked nothing.");
        }

        if (answer.Message is { } message)
        {
            ForgetEdits();
            UseMessage(message);
            Loops.Fit(message.PartCount);
        }

        _envelope = answer.Envelope ?? _envelope;
        _time = Options.Time.GetTimestamp();
        ref SieveInstruction instruction = ref _frame.Tables.Instructions[_frame.Position];
        SieveOutcome outcome;
        if (answer.Kind == SieveAnswer.AnswerKind.Failed)
        {
            outcome = Fail(SieveDiagnosticCode.HostFailed, answer.Value is { Length: > 0 } reason ? reason : "The host could not answer.");
        }
        else if (answer.Action is { } action && !AddAction(action, action.CancelsKeep))
        {
            outcome = SieveOutcome.Failed;
        }
        else
        {
            outcome = OperationOf(instruction).Resume(this, new SieveOperands(this, _frame, instruction), answer);
        }

        return Follow(outcome, instruction, out SieveStep step) ? Go() : step;
    }

    private void Reset()
    {
        _phase = Phase.Idle;
        _depth = 0;
        _arena.Clear();
        _bytesLeft = Options.Limits.MaxComparedBytes;
        _instructionsLeft = Options.Limits.MaxInstructions;
        _timeTaken = TimeSpan.Zero;
        _isExpansionTooLong = false;
        OpenCall = null;
        ResetResult();
        ResetVariables();
        ResetIncludes();
        ResetStates();
    }

    private void Enter(SieveProgram program, string? name, SieveScriptLocation location)
    {
        if (_depth == _frames.Count)
        {
            _frames.Add(new SieveFrame());
        }

        _frame = _frames[_depth++];
        _frame.Begin(program, name, location);
        MapGlobals(_frame);
    }

    // Runs until the end or a question.
    private SieveStep Go()
    {
        SieveStep step;
        while (true)
        {
            ref SieveInstruction instruction = ref _frame.Tables.Instructions[_frame.Position];
            if (--_instructionsLeft < 0 || (_instructionsLeft & (ClockInterval - 1)) == 0 || _bytesLeft < 0)
            {
                if (!CheckBudget())
                {
                    return Complete();
                }
            }

            BeginStrings();
            bool isTrue;
            switch (instruction.Code)
            {
                case SieveCode.Header:
                    isTrue = TestHeader(instruction);
                    break;
                case SieveCode.Address:
                    isTrue = TestAddress(instruction);
                    break;
                case SieveCode.Exists:
                    isTrue = TestExists(instruction);
                    break;
                case SieveCode.Size:
                    isTrue = TestSize(instruction);
                    break;
                case SieveCode.Jump:
                    _frame.Position = instruction.Target;
                    continue;
                case SieveCode.Need:
                    if (!_frame.IsEnabled(instruction.Operand))
                    {
                        Fail(SieveDiagnosticCode.Unavailable, $"The extension \"{_frame.Tables.Language.CapabilityNames[instruction.Operand]}\" has not been found to be there.");
                        return Complete();
                    }

                    _frame.Position++;
                    continue;
                case SieveCode.Unavailable:
                    Fail(SieveDiagnosticCode.Unavailable, System.Text.Encoding.UTF8.GetString(OctetsOf(instruction.Operand)));
                    return Complete();
                case SieveCode.End:
                    if (!Leave())
                    {
                        return Complete();
                    }

                    continue;
                default:
                    SieveOutcome outcome = OperationOf(instruction).Run(this, new SieveOperands(this, _frame, instruction));
                    if (Follow(outcome, instruction, out step))
                    {
                        continue;
                    }

                    return step;
            }

            if (_isTracing)
            {
                TraceTest(instruction, isTrue);
            }

            _frame.Position = isTrue == instruction.JumpWhen ? instruction.Target : _frame.Position + 1;
        }
    }

    // Does what an operation came to; false where the run comes back to the host.
    private bool Follow(SieveOutcome outcome, in SieveInstruction instruction, out SieveStep step)
    {
        step = default;
        switch (outcome)
        {
            case SieveOutcome.False or SieveOutcome.True:
                if (_isTracing)
                {
                    TraceTest(instruction, outcome == SieveOutcome.True);
                }

                bool jumps = instruction.Code == SieveCode.Test && (outcome == SieveOutcome.True) == instruction.JumpWhen;
                _frame.Position = jumps ? instruction.Target : _frame.Position + 1;
                return true;
            case SieveOutcome.Jump:
                if (_isTracing)
                {
                    TraceTest(instruction, false);
                }

                _frame.Position = instruction.Target;
                return true;
            case SieveOutcome.Moved:
                return true;
            case SieveOutcome.Ask:
                TakeTime();
                _phase = Phase.Asking;
                step = _question;
                return false;
            default:
                if (_isTracing && outcome == SieveOutcome.Stop)
                {
                    TraceTest(instruction, false);
                }

                step = Complete();
                return false;
        }
    }

    private SieveOperation OperationOf(in SieveInstruction instruction) => _frame.Tables.Definitions[instruction.Operation].Operation;

    private SieveStep Complete()
    {
        TakeTime();
        CompleteResult();
        _phase = Phase.Completed;
        while (_depth > 0)
        {
            _frames[--_depth].End();
        }

        Fields.Clear();
        _message = default;
        return new SieveStep { Kind = SieveStepKind.Completed };
    }

    private bool CheckBudget()
    {
        TakeTime();
        string? message = _instructionsLeft < 0 ? $"The script takes more than {Options.Limits.MaxInstructions} steps."
            : _isExpansionTooLong ? $"A string with variables in it is longer than {Options.Limits.MaxExpandedBytes} octets."
            : _bytesLeft < 0 ? $"The script compares more than {Options.Limits.MaxComparedBytes} octets."
            : _timeTaken > Options.Limits.MaxTime ? $"The script takes longer than {Options.Limits.MaxTime}."
            : null;
        if (message is not null)
        {
            Fail(SieveDiagnosticCode.LimitExceeded, message);
        }

        return message is null;
    }

    private void TakeTime()
    {
        long now = Options.Time.GetTimestamp();
        _timeTaken += Options.Time.GetElapsedTime(_time, now);
        _time = now;
    }
}
