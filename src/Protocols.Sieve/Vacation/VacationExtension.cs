using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>RFC 5230, RFC 6131.</summary>
internal static class VacationExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new VacationCommand()).AddCapability("vacation");
}

/// <summary>Answer the message (RFC 5230). The answer is ready to be sent: it goes from the empty reverse path, with NOTIFY=NEVER (§5.1).</summary>
/// <param name="To">To whom: the envelope sender of the message.</param>
/// <param name="Reply">The whole answer. It is in <see cref="SieveAction.Message"/> of no action: that is the message that was answered.</param>
public sealed record SieveVacation(string To, ReadOnlyMemory<byte> Reply) : SieveAction
{
    /// <summary>
    /// The name of this answer: once it is sent, the host notes that <see cref="To"/> has got it, for <see cref="Period"/>, and tells of that when it is asked
    /// <see cref="SieveStepKind.VacationSeen"/>.
    /// </summary>
    public required string Handle { get; init; }

    /// <summary>For how long nobody gets it twice; zero for not at all.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Where a copy of the answer is put (RFC 8580); null for nowhere.</summary>
    public SieveFcc? Fcc { get; init; }
}

/// <summary><c>vacation</c>.</summary>
internal sealed class VacationCommand() : SieveOperation("vacation", null, isTest: false)
{
    private const string Extension = "vacation";
    private const long SecondsOfDay = 86_400;

    // More than any limit, and less than a TimeSpan can hold.
    private const long MostSeconds = int.MaxValue;

    private static readonly SieveOption s_period = new(new SieveTag("days", SieveArgumentKind.Number), new SieveTag("seconds", SieveArgumentKind.Number, "vacation-seconds"));
    private static readonly SieveOption s_subject = new(new SieveTag("subject", SieveArgumentKind.String));
    private static readonly SieveOption s_from = new(new SieveTag("from", SieveArgumentKind.String));
    private static readonly SieveOption s_addresses = new(new SieveTag("addresses", SieveArgumentKind.Strings));
    private static readonly SieveOption s_mime = new(new SieveTag("mime"));
    private static readonly SieveOption s_handle = new(new SieveTag("handle", SieveArgumentKind.String));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("reason")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_period, s_subject, s_from, s_addresses, s_mime, s_handle, .. FccExtension.Options];

    public override void Check(Binder binder, BoundCall call)
    {
        // RFC 6131 §2: vacation-seconds includes vacation.
        if (!binder.IsRequired("vacation-seconds"))
        {
            _ = binder.CheckCapability(Extension, call.Node);
        }

        if (call.ValueOf(s_from, out int from) != 0)
        {
            string text = Encoding.UTF8.GetString(binder.Decode(from, out bool hasVariables));
            if (!hasVariables && !MailboxListSyntax.TryRead(text, out _))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, from, $"\"{text}\" is no address that the answer could come from.");
            }
        }

        if (call.Has(s_mime) && !MimeEntity.TryRead(binder.Decode(call.Positions[0], out bool isTemplate), out _, out string? error) && !isTemplate)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[0], $"This is no answer for :mime: {error}.");
        }

        FccExtension.Check(binder, call);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        if (run.Options.ImapEvent is not null)
        {
            return ImapEventsExtension.Refuse(run, Name);
        }

        VacationState state = run.State<VacationState>();
        if (state.HasRun(run) || run.ActionList.Exists(static action => action is SieveVacation))
        {
            // RFC 5230 §4.7
            return run.Fail(SieveDiagnosticCode.ConflictingActions, "\"vacation\" can be done only once.");
        }

        if (run.ActionList.Exists(static action => action is SieveReject))
        {
            return run.Fail(SieveDiagnosticCode.ConflictingActions, "\"vacation\" cannot be done together with \"reject\".");
        }

        state.NoteRun(run);
        SieveVacationOptions options = run.Options.Vacation;
        SieveVacationVerdict verdict = VacationJudgement.Judge(run.Message.Root, run.Envelope.From, OwnAddresses(run, operands), options, out string? recipient);
        if (verdict != SieveVacationVerdict.Answer)
        {
            run.TraceValue(verdict.ToString());
            return SieveOutcome.False;
        }

        if (TryMake(run, operands, recipient) is not { } action)
        {
            run.TraceValue(nameof(SieveVacationVerdict.BadReply));
            return run.HasFailed ? SieveOutcome.Failed : SieveOutcome.False;
        }

        state.Pending = action;
        return action.Period == TimeSpan.Zero
            ? Add(run, state)
            : run.Ask(new SieveStep { Kind = SieveStepKind.VacationSeen, Name = action.Handle, Detail = action.To, Seconds = (long)action.Period.TotalSeconds });
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        if (!answer.GetTruth())
        {
            return Add(run, run.State<VacationState>());
        }

        run.TraceValue(nameof(SieveVacationVerdict.AnsweredBefore));
        return SieveOutcome.False;
    }

    private static SieveOutcome Add(SieveRun run, VacationState state)
    {
        run.TraceValue(nameof(SieveVacationVerdict.Answer));
        return run.AddAction(state.Pending!, cancelsKeep: false) ? SieveOutcome.False : SieveOutcome.Failed;
    }

    private static List<string> OwnAddresses(SieveRun run, SieveOperands operands)
    {
        List<string> own = [];
        Add(run.Options.UserEmail);
        Add(run.Envelope.To);
        Add(run.Options.Vacation.UsesOriginalRecipient ? run.Envelope.OriginalTo : null);
        foreach (string address in run.Options.OwnAddresses.Concat(operands.Texts(s_addresses) ?? []))
        {
            Add(address);
        }

        return own;

        void Add(string? address)
        {
            if (!string.IsNullOrEmpty(address))
            {
                own.Add(address);
            }
        }
    }

    private static SieveVacation? TryMake(SieveRun run, SieveOperands operands, string? recipient)
    {
        string? from = operands.Text(s_from);
        if (from is null || !MailboxListSyntax.TryRead(from, out List<MailboxAddress> authors))
        {
            // RFC 5230 §4.3: one that is no good is ignored.
            authors = [new MailboxAddress(recipient ?? run.OwnerAddress)];
        }

        ReadOnlySpan<byte> reason = operands.Octets(0);
        if (reason.Length > run.Options.Vacation.MaxReasonLength)
        {
            run.Fail(SieveDiagnosticCode.LimitExceeded, $"The answer has more than {run.Options.Vacation.MaxReasonLength} octets.");
            return null;
        }

        MimeEntity? entity = null;
        if (operands.Has(s_mime) && !MimeEntity.TryRead(reason, out entity, out _))
        {
            return null;
        }

        VacationReply reply = new()
        {
            Recipient = run.Envelope.From!,
            From = authors,
            Date = run.LocalNow,
            Subject = operands.Text(s_subject),
            Reason = Encoding.UTF8.GetString(reason),
            Entity = entity,
        };
        TimeSpan? asked = operands.TryGet(s_period, out int code, out _, out int number)
            ? TimeSpan.FromSeconds(Math.Min(run.NumberAt(number), MostSeconds / (code == 1 ? SecondsOfDay : 1)) * (code == 1 ? SecondsOfDay : 1))
            : null;
        return !reply.TryWrite(run.Message, run.NextRandom(), out ReadOnlyMemory<byte> octets) ? null : new SieveVacation(reply.Recipient, octets)
        {
            Handle = HandleOf(operands),
            Period = run.Options.Vacation.Clamp(asked),
            Fcc = FccExtension.Read(run, operands),
        };
    }

    // RFC 5230 §4.2: of the arguments as they stand in the script.
    private static string HandleOf(SieveOperands operands) => operands.Text(s_handle) is { } handle
        ? VacationHandle.Of(handle)
        : VacationHandle.Of(Unexpanded(operands, s_subject), Unexpanded(operands, s_from), operands.Has(s_mime), operands.Frame.Unexpanded(operands.First(0)));

    private static string? Unexpanded(SieveOperands operands, SieveOption option) =>
        operands.TryGet(option, out _, out _, out int first) ? operands.Frame.Unexpanded(first) : null;

    private sealed class VacationState : ISieveState
    {
        private SieveEnvelope? _envelope;
        private MimeDocument _message;

        public SieveVacation? Pending { get; set; }

        // A host may go on with another message (SieveAnswer.With), which is another run in all but name.
        public bool HasRun(SieveRun run) => ReferenceEquals(_envelope, run.Envelope) && _message.Equals(run.OriginalMessage);

        public void NoteRun(SieveRun run) => (_envelope, _message) = (run.Envelope, run.OriginalMessage);

        public void Reset()
        {
            _envelope = null;
            _message = default;
            Pending = null;
        }
    }
}
