using Protocols.Mime;

namespace Protocols.Sieve;

/// <content>Actions, questions, errors, and the trace.</content>
public sealed partial class SieveRun
{
    private static readonly SieveKeep s_implicitKeep = new() { IsImplicit = true };

    private readonly Dictionary<Type, ISieveState> _states = [];
    private SieveResult _result = null!;
    private SieveStep _question;
    private bool _isTracing;
    private bool _isKeepCancelled;
    private int _redirects;

    internal List<SieveAction> ActionList { get; } = [];

    internal List<SieveDiagnostic> DiagnosticList { get; } = [];

    internal List<SieveTraceEntry> TraceList { get; } = [];

    /// <summary>The message that tests look at.</summary>
    internal MimeDocument Message => _message;

    internal SieveEnvelope Envelope => _envelope;

    /// <summary>The host's command that the host is asked about.</summary>
    internal SieveHostCall? OpenCall { get; set; }

    /// <summary>How far an operation has come that asks several questions: 0 when it begins; it sets it before it asks.</summary>
    internal int Progress { get; set; }

    /// <summary>Gives the message as scripts have changed it, where they have; set by the extensions that do.</summary>
    internal ISieveMessageEdits? Edits { get; set; }

    /// <summary>Where the instruction is that runs.</summary>
    internal SieveSpan SpanHere => _frame.Tables.Lines.SpanOf(Instruction.Start, Instruction.End);

    /// <summary>Gives what an extension keeps for this run: made when first asked for, and reset when the run starts again.</summary>
    internal T State<T>()
        where T : class, ISieveState, new()
    {
        if (!_states.TryGetValue(typeof(T), out ISieveState? state))
        {
            state = new T();
            _states.Add(typeof(T), state);
        }

        return (T)state;
    }

    /// <summary>Lets tests look at another message from now on: one that has been changed, or a host's.</summary>
    internal void UseMessage(MimeDocument message)
    {
        _message = message;
        MessageVersion++;
        UseHeader(message.Root);
    }

    /// <summary>Lets tests look at the header of a part from now on. The part must live until the run is completed or another is taken.</summary>
    internal void UseHeader(MimePart part) => Fields.Load(part);

    /// <summary>Asks the host. The operation's <see cref="SieveOperation.Resume"/> gets the answer.</summary>
    internal SieveOutcome Ask(in SieveStep question)
    {
        _question = question;
        return SieveOutcome.Ask;
    }

    /// <summary>Ends the run in the implicit keep (RFC 5228 §2.10.6).</summary>
    internal SieveOutcome Fail(SieveDiagnosticCode code, string message)
    {
        DiagnosticList.Add(new SieveDiagnostic(SieveSeverity.Error, code, message, SpanHere) { Script = _frame.Name });
        ForgetActions();
        _result.HasFailed = true;
        return SieveOutcome.Failed;
    }

    /// <summary>Tells the script's author of something that does not end the run.</summary>
    internal void Warn(SieveDiagnosticCode code, string message)
    {
        if (DiagnosticList.Count < Options.Limits.MaxDiagnostics)
        {
            DiagnosticList.Add(new SieveDiagnostic(SieveSeverity.Warning, code, message, SpanHere) { Script = _frame.Name });
        }
    }

    /// <summary>Cancels the implicit keep (RFC 5228 §2.10.2).</summary>
    internal void CancelKeep() => _isKeepCancelled = true;

    /// <summary>Goes on as if nothing had been decided yet.</summary>
    internal void ForgetActions()
    {
        ActionList.Clear();
        _isKeepCancelled = false;
        _redirects = 0;
    }

    /// <summary>Whether the implicit keep has been cancelled.</summary>
    internal bool IsKeepCancelled => _isKeepCancelled;

    /// <summary>Adds an action. False where there are too many: then the run has failed.</summary>
    internal bool AddAction(SieveAction action, bool cancelsKeep)
    {
        if (ActionList.Count >= Options.Limits.MaxActions)
        {
            // RFC 5228 §2.10.4
            Fail(SieveDiagnosticCode.LimitExceeded, $"There are more than {Options.Limits.MaxActions} actions.");
            return false;
        }

        if (action is SieveKeep or SieveFileInto or SieveRedirect or SieveVacation && ActionList.Exists(static other => other is SieveReject))
        {
            // RFC 5429 §2.4
            Fail(SieveDiagnosticCode.ConflictingActions, "The message is refused, and cannot be kept, filed, redirected or answered as well.");
            return false;
        }

        _isKeepCancelled |= cancelsKeep;
        ActionList.Add(Edits is { IsChanged: true } edits ? action with { Message = edits.Render(action) } : action);
        return true;
    }

    /// <summary>Where the action of the instruction is kept for all runs of the program, where all its arguments are constant.</summary>
    internal ref SieveAction? KeptAction => ref _frame.Program.KeptAction(_frame.Position);

    /// <summary>Whether steps are noted.</summary>
    internal bool IsTracing => _isTracing;

    /// <summary>Counts a redirect; false where there are too many: then the run has failed (RFC 5228 §10).</summary>
    internal bool CountRedirect()
    {
        if (++_redirects <= Options.Limits.MaxRedirects)
        {
            return true;
        }

        Fail(SieveDiagnosticCode.LimitExceeded, $"There are more than {Options.Limits.MaxRedirects} redirects.");
        return false;
    }

    /// <summary>Notes what a command did with, for the trace.</summary>
    internal void TraceValue(string? value) => _tracedValue = value;

    private void ResetResult()
    {
        _result ??= new SieveResult(this);
        _result.HasFailed = false;
        ForgetActions();
        DiagnosticList.Clear();
        TraceList.Clear();
        _isTracing = Options.Trace;
        _tracedKey = _tracedValue = null;
        _question = default;
        Edits = null;
        Progress = 0;
    }

    private void ResetStates()
    {
        if (_states.Count > 0)
        {
            foreach (ISieveState state in _states.Values)
            {
                state.Reset();
            }
        }
    }

    // RFC 5228 §2.10.2, RFC 5232 §3: the internal variable applies to the implicit keep too.
    private void CompleteResult()
    {
        OpenCall = null;
        if (_isKeepCancelled)
        {
            return;
        }

        bool isEdited = !_result.HasFailed && Edits is { IsChanged: true };
        if (isEdited || Flags is { IsEmpty: false })
        {
            ActionList.Add(s_implicitKeep with { Flags = FlagList.Split(Flags.Octets), Message = isEdited ? Edits!.Render(null) : null });
            return;
        }

        ActionList.Add(s_implicitKeep);
    }

    private void TraceTest(in SieveInstruction instruction, bool isTrue)
    {
        if (TraceList.Count < Options.Limits.MaxTraceEntries)
        {
            SieveOperation operation = OperationOf(instruction);
            SieveSpan span = _frame.Tables.Lines.SpanOf(instruction.Start, instruction.End);
            TraceList.Add(new SieveTraceEntry(_frame.Name, span, operation.TraceName, operation.IsTest ? isTrue : null, _tracedValue, _tracedKey));
        }

        _tracedValue = _tracedKey = null;
    }
}

/// <summary>What an extension keeps for a run.</summary>
internal interface ISieveState
{
    /// <summary>Forgets everything: another run begins.</summary>
    void Reset();
}

/// <summary>The message as scripts have changed it.</summary>
internal interface ISieveMessageEdits
{
    /// <summary>Whether it is another than it was.</summary>
    bool IsChanged { get; }

    /// <summary>Whether its content is another, and not only header fields.</summary>
    bool IsContentChanged { get; }

    /// <summary>Gives it, as it is for an action; null where it is as it came.</summary>
    /// <param name="action">The action; null for the implicit keep.</param>
    ReadOnlyMemory<byte>? Render(SieveAction? action);
}
