using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>RFC 5429.</summary>
internal static class RejectExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new RejectCommand("reject"), new RejectCommand("ereject"));
}

/// <summary>Refuse the message (RFC 5429).</summary>
/// <param name="Reason">Why, for its sender.</param>
public sealed record SieveReject(string Reason) : SieveAction
{
    /// <summary>Whether it is <c>ereject</c>: then the protocol is to tell wherever it can, and a delivery status notification only where it cannot (§2.1).</summary>
    public bool IsExtended { get; init; }

    /// <summary>
    /// Whether the reply to the message, in SMTP or LMTP, may tell (§2.2): for <c>reject</c> only a reason of ASCII, which comes through as it is. With SMTP it is also wanted that
    /// there is one recipient, or that all refused.
    /// </summary>
    public bool MayReply => IsExtended || RejectText.IsAscii(Reason);

    /// <summary>The lines of that reply, with 550 and 5.7.1 (§2.5).</summary>
    public IReadOnlyList<string> ReplyLines => RejectText.ToLines(Reason);

    /// <summary>
    /// The report for where the protocol cannot tell, ready to be sent from the empty reverse path to the envelope sender of the message: a disposition notification for
    /// <c>reject</c> (§2.2.1), a delivery status notification for <c>ereject</c> (§2.1.2). Null where the message has no sender, who must not be written to.
    /// </summary>
    public ReadOnlyMemory<byte>? Report { get; init; }
}

/// <summary><c>reject</c> and <c>ereject</c>.</summary>
internal sealed class RejectCommand(string name) : SieveOperation(name, name, isTest: false)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("reason")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        if (run.Options.ImapEvent is not null)
        {
            return ImapEventsExtension.Refuse(run, Name);
        }

        // §2.4
        foreach (SieveAction action in run.ActionList)
        {
            string? other = action switch
            {
                SieveReject => "another refusal",
                SieveVacation => "\"vacation\"",
                SieveKeep => "\"keep\"",
                SieveFileInto => "\"fileinto\"",
                SieveRedirect => "\"redirect\"",
                _ => null,
            };
            if (other is not null)
            {
                return run.Fail(SieveDiagnosticCode.ConflictingActions, $"\"{Name}\" cannot be done together with {other}.");
            }
        }

        string reason = operands.Text(0);
        bool isExtended = Name == "ereject";
        run.TraceValue(reason);
        run.CancelKeep();
        return run.AddAction(new SieveReject(reason) { IsExtended = isExtended, Report = MakeReport(run, reason, isExtended) }, cancelsKeep: true)
            ? SieveOutcome.False
            : SieveOutcome.Failed;
    }

    private static ReadOnlyMemory<byte>? MakeReport(SieveRun run, string reason, bool isExtended)
    {
        if (string.IsNullOrEmpty(run.Envelope.From))
        {
            return null;
        }

        RejectReport report = new()
        {
            Recipient = run.Envelope.To ?? run.OwnerAddress,
            Sender = run.Envelope.From,
            From = new MailboxAddress("Postmaster", "postmaster@" + ComposedMessage.DomainOf(run.OwnerAddress)),
            HostName = run.Options.Environment.TryGetValue("host", out string? host) ? host : ComposedMessage.DomainOf(run.OwnerAddress),
            Date = run.LocalNow,
            Reason = reason,
            IsDeliveryStatus = isExtended,
        };

        // §2.4: of the message as it came.
        return report.TryWrite(run.OriginalMessage, EditedMessage.CopyOf(run.OriginalMessage), run.NextRandom(), out ReadOnlyMemory<byte> octets)
            ? octets
            : (ReadOnlyMemory<byte>?)null;
    }
}
