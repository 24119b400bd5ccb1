using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary><c>replace</c> (RFC 5703 §5).</summary>
internal sealed class ReplaceCommand() : SieveOperation("replace", "replace", isTest: false)
{
    private static readonly SieveOption s_mime = new(new SieveTag("mime"));
    private static readonly SieveOption s_subject = new(new SieveTag("subject", SieveArgumentKind.String));
    private static readonly SieveOption s_from = new(new SieveTag("from", SieveArgumentKind.String));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("replacement")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_mime, s_subject, s_from];

    public override void Check(Binder binder, BoundCall call)
    {
        if (call.Has(s_mime) && (call.Has(s_subject) || call.Has(s_from)))
        {
            binder.Error(SieveDiagnosticCode.ConflictingTags, call.Node, ":mime cannot be used together with :subject or :from.");
        }

        if (call.Has(s_mime) && !MimeEntity.TryRead(binder.Decode(call.Positions[0], out bool isTemplate), out _, out string? error) && !isTemplate)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[0], $"This is no replacement for :mime: {error}.");
        }

        if (call.ValueOf(s_from, out int from) != 0)
        {
            string text = Encoding.UTF8.GetString(binder.Decode(from, out bool hasVariables));
            if (!hasVariables && !MailboxListSyntax.TryRead(text, out _))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, from, $"\"{text}\" is no address that the message could come from.");
            }
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        MimeEntity? entity = operands.Has(s_mime)
            ? MimeEntity.TryRead(operands.Octets(0), out MimeEntity? read, out _) ? read : null
            : MimeEntity.OfText(operands.Text(0));
        int part = run.Loops.Current;
        int inside = PartLoops.EndOf(run.Message, part) - part - 1;
        int before = run.Message.PartCount;
        EditedMessage message = run.BeginEdit();
        if (entity is null || !message.Replace(part, entity))
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, "The part cannot be replaced by this: it would end the multipart that it stands in, or its header is not ASCII.");
        }

        if (run.Loops.Depth == 0 && !operands.Has(s_mime))
        {
            if (operands.Text(s_subject) is { } subject)
            {
                message.ExchangeField("Subject", "Original-Subject", subject);
            }

            // A value that is no good is ignored.
            if (operands.Text(s_from) is { } from && MailboxListSyntax.TryRead(from, out List<MailboxAddress> authors))
            {
                message.ExchangeAuthors("Original-From", authors);
            }
        }

        run.EndEdit();
        run.Loops.NoteReplaced(part, inside, run.Message, before);
        return SieveOutcome.False;
    }
}

/// <summary><c>enclose</c> (RFC 5703 §6).</summary>
internal sealed class EncloseCommand() : SieveOperation("enclose", "enclose", isTest: false)
{
    private static readonly SieveOption s_subject = new(new SieveTag("subject", SieveArgumentKind.String));
    private static readonly SieveOption s_headers = new(new SieveTag("headers", SieveArgumentKind.Strings));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("text")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_subject, s_headers];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        EnclosingMessage enclosing = new()
        {
            Text = operands.Text(0),
            From = new MailboxAddress(run.OwnerAddress),
            Date = run.LocalNow,
            Subject = operands.Text(s_subject),
            CopiedFields = operands.Texts(s_headers) ?? [],
        };
        EditedMessage message = run.BeginEdit();
        int before = message.Current.PartCount;
        if (!enclosing.TryWrite(message.Current, run.NextRandom(), out ReadOnlyMemory<byte> octets))
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, "The message cannot be enclosed: the user's address is none that a message could come from.");
        }

        message.Enclose(octets);
        run.EndEdit();
        if (run.Message.PartCount == before + EnclosingMessage.PartsBefore)
        {
            run.Loops.NoteEnclosed(EnclosingMessage.PartsBefore);
        }
        else
        {
            // A limit was met, and the message inside is not as it was outside.
            run.Loops.Finish();
        }

        return SieveOutcome.False;
    }
}

/// <summary><c>extracttext</c> (RFC 5703 §7).</summary>
internal sealed class ExtractTextCommand() : SieveOperation(MimePartsExtension.ExtractText, MimePartsExtension.ExtractText, isTest: false)
{
    private static readonly SieveOption s_first = new(new SieveTag("first", SieveArgumentKind.Number));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("variable")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_first, .. SetModifiers.Options];

    public override void Check(Binder binder, BoundCall call)
    {
        _ = binder.CheckCapability(VariablesExtension.Capability, call.Node);
        if (binder.LoopDepth == 0)
        {
            binder.Error(SieveDiagnosticCode.MisplacedCommand, call.Node, "\"extracttext\" must stand in a \"foreverypart\".");
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
        PartLoops loops = run.Loops;
        string text = loops.Depth == 0 ? "" : PartText.Extract(run.Message.GetPart(loops.Current), operands.Number(s_first) ?? long.MaxValue);
        byte[] octets = Encoding.UTF8.GetBytes(text);
        run.Charge(octets.Length);
        ReadOnlySpan<byte> value = operands.Instruction.HasOptions ? SetModifiers.Apply(operands, octets, run.Options.Limits.MaxVariableBytes) : octets;
        run.Store(new VariableSlot((SieveSegmentKind)operands.Count(0), operands.First(0)), value);
        if (run.IsTracing)
        {
            run.TraceValue(Binder.Shown(value));
        }

        return SieveOutcome.False;
    }
}
