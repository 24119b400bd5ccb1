using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>RFC 5435, RFC 5436.</summary>
internal static class NotifyExtension
{
    public const string Capability = "enotify";

    public static void Register(SieveLanguage.Builder language) => language.Add(new NotifyCommand(), new ValidNotifyMethodTest(), new NotifyCapabilityTest());

    /// <summary>Whether a method is mail, which is known here; others only the host knows.</summary>
    public static bool IsMail(string method) => method.StartsWith(MailtoUri.Scheme, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Tell somebody of the message (RFC 5435).</summary>
/// <param name="Method">How and whom: a URI.</param>
public sealed record SieveNotify(string Method) : SieveAction
{
    /// <summary>Who tells, as the script has it; null for nobody in particular.</summary>
    public string? From { get; init; }

    /// <summary>1 is high, 2 normal and 3 low (RFC 5435 §3.4).</summary>
    public int Importance { get; init; } = 2;

    /// <summary>Options of the method, each a name, an equals sign and a value (RFC 5435 §3.5).</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What is told; of a method other than mail, where the script says nothing, who the message is from and what it is about (RFC 5435 §3.6). Null for mail without.</summary>
    public string? Text { get; init; }

    /// <summary>Of mail (RFC 5436), the whole message, ready to be sent; null for other methods.</summary>
    public ReadOnlyMemory<byte>? Mail { get; init; }

    /// <summary>The reverse path of the mail; empty for the null one (RFC 5436 §2.7).</summary>
    public string ReversePath { get; init; } = "";

    /// <summary>To whom the mail is sent.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>Where a copy of what is sent is put (RFC 8580); null for nowhere.</summary>
    public SieveFcc? Fcc { get; init; }
}

/// <summary><c>notify</c> (RFC 5435 §3).</summary>
internal sealed class NotifyCommand() : SieveOperation("notify", NotifyExtension.Capability, isTest: false)
{
    private static readonly SieveOption s_from = new(new SieveTag("from", SieveArgumentKind.String));
    private static readonly SieveOption s_importance = new(new SieveTag("importance", SieveArgumentKind.String));
    private static readonly SieveOption s_options = new(new SieveTag("options", SieveArgumentKind.Strings));
    private static readonly SieveOption s_message = new(new SieveTag("message", SieveArgumentKind.String));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("method")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_from, s_importance, s_options, s_message, .. FccExtension.Options];

    public override void Check(Binder binder, BoundCall call)
    {
        if (binder.Options.Limits.MaxNotifications == 0)
        {
            binder.Error(SieveDiagnosticCode.LimitExceeded, call.Node, "The local policy prohibits the use of a notify action.");
            return;
        }

        string method = Encoding.UTF8.GetString(binder.Decode(call.Positions[0], out bool isMethodTemplate));
        bool isMail = !isMethodTemplate && NotifyExtension.IsMail(method);
        if (!isMethodTemplate && MethodProblem(method, binder.Options) is { } problem)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[0], problem);
        }

        if (call.ValueOf(s_from, out int from) != 0)
        {
            string text = Encoding.UTF8.GetString(binder.Decode(from, out bool hasVariables));
            if (isMail && !hasVariables && !MailboxListSyntax.TryRead(text, out _))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, from, $"\"{text}\" is no address that the notification could come from.");
            }
        }

        if (call.ValueOf(s_importance, out int importance) != 0 && !NotifyOptionSyntax.TryImportance(binder.Decode(importance, out bool isTemplate), out _) && !isTemplate)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, importance, ":importance must be \"1\", \"2\" or \"3\".");
        }

        _ = call.ValueOf(s_options, out int options);
        NodeRange strings = binder.StringsOf(options);
        for (int option = strings.First; option < strings.End; option++)
        {
            ReadOnlySpan<byte> text = binder.Decode(option, out bool hasVariables);
            if (!hasVariables && !NotifyOptionSyntax.IsOption(text))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, option, $"\"{Binder.Shown(text)}\" is no option: one is a name, an equals sign and a value.");
            }
        }

        FccExtension.Check(binder, call);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        string method = operands.Text(0);
        run.TraceValue(method);
        int most = run.Options.Limits.MaxNotifications;
        if (most == 0)
        {
            return run.Fail(SieveDiagnosticCode.LimitExceeded, "The local policy prohibits the use of a notify action.");
        }

        if (run.ActionList.Count(static action => action is SieveNotify) >= most)
        {
            return run.Fail(SieveDiagnosticCode.LimitExceeded, $"The number of notify actions exceeds policy limit: there may be {most}.");
        }

        if (!NotifyExtension.IsMail(method))
        {
            return run.Ask(new SieveStep { Kind = SieveStepKind.NotifyMethodValid, Name = method });
        }

        return MailtoUri.TryParse(method, out MailtoUri? uri, out string? error)
            ? Mail(run, operands, method, uri)
            : run.Fail(SieveDiagnosticCode.InvalidArgument, $"\"{method}\" is no notification method: {error}.");
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        string method = operands.Text(0);
        if (!answer.GetTruth())
        {
            // RFC 5435 §3.2
            return run.Fail(SieveDiagnosticCode.InvalidArgument, $"\"{method}\" is no notification method that is known here.");
        }

        MimePart message = run.Message.Root;
        string text = operands.Text(s_message) ?? $"{message.GetHeaderText(HeaderId.From)}: {message.GetHeaderText(HeaderId.Subject)}";
        return run.AddAction(Begin(run, operands, method) with { Text = text }, cancelsKeep: false) ? SieveOutcome.False : SieveOutcome.Failed;
    }

    private static string? MethodProblem(string method, SieveOptions options)
    {
        if (NotifyExtension.IsMail(method))
        {
            return MailtoUri.TryParse(method, out _, out string? error) ? null : $"\"{method}\" is no notification method: {error}.";
        }

        int colon = method.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && (options.NotifyMethods?.Contains(method[..colon], StringComparer.OrdinalIgnoreCase) ?? true) ? null : $"\"{method}\" is no notification method that is known here.";
    }

    private static SieveNotify Begin(SieveRun run, SieveOperands operands, string method) => new(method)
    {
        From = operands.Text(s_from),
        Importance = operands.TryGet(s_importance, out _, out _, out int first) && NotifyOptionSyntax.TryImportance(run.OctetsOf(first), out int importance) ? importance : 2,
        Options = operands.Texts(s_options) ?? [],
        Text = operands.Text(s_message),
        Fcc = FccExtension.Read(run, operands),
    };

    private static SieveOutcome Mail(SieveRun run, SieveOperands operands, string method, MailtoUri uri)
    {
        SieveNotify action = Begin(run, operands, method);
        if (!NotificationMessage.MayTell(run.OriginalMessage.Root))
        {
            run.TraceValue(nameof(SieveVacationVerdict.Automatic));
            return SieveOutcome.False;
        }

        MailboxAddress from = action.From is { } text && MailboxListSyntax.TryRead(text, out List<MailboxAddress> authors) ? authors[0] : new MailboxAddress(run.OwnerAddress);
        NotificationMessage message = new()
        {
            Uri = uri,
            From = from,
            Owner = run.OwnerAddress,
            Date = run.LocalNow,
            Message = action.Text,
            Importance = action.Importance,
        };

        // RFC 5436 §2.7: nobody is told twice by one script.
        List<string> recipients = [.. message.Recipients];
        foreach (SieveAction before in run.ActionList)
        {
            if (before is SieveNotify other)
            {
                recipients.RemoveAll(recipient => other.Recipients.Contains(recipient, StringComparer.OrdinalIgnoreCase));
            }
        }

        if (recipients.Count == 0 || !message.TryWrite(run.Message, run.NextRandom(), out ReadOnlyMemory<byte> octets))
        {
            return SieveOutcome.False;
        }

        action = action with { Mail = octets, Recipients = recipients, ReversePath = string.IsNullOrEmpty(run.Envelope.From) ? "" : from.Address };
        return run.AddAction(action, cancelsKeep: false) ? SieveOutcome.False : SieveOutcome.Failed;
    }
}

/// <summary><c>valid_notify_method</c> (RFC 5435 §4).</summary>
internal sealed class ValidNotifyMethodTest() : SieveOperation("valid_notify_method", NotifyExtension.Capability, isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("methods")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => Go(run, operands, 0);

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) =>
        answer.GetTruth() ? Go(run, operands, run.Progress) : SieveOutcome.False;

    private static SieveOutcome Go(SieveRun run, SieveOperands operands, int start)
    {
        for (int i = start; i < operands.Count(0); i++)
        {
            string method = operands.TextAt(0, i);
            if (!NotifyExtension.IsMail(method))
            {
                run.Progress = i + 1;
                return run.Ask(new SieveStep { Kind = SieveStepKind.NotifyMethodValid, Name = method });
            }

            if (!MailtoUri.TryParse(method, out _, out _))
            {
                return SieveOutcome.False;
            }
        }

        return SieveOutcome.True;
    }
}

/// <summary><c>notify_method_capability</c> (RFC 5435 §5).</summary>
internal sealed class NotifyCapabilityTest() : SieveOperation("notify_method_capability", NotifyExtension.Capability, isTest: true)
{
    private const string Online = "online";
    private const string Fcc = "fcc";

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("method"), SieveParameter.Text("capability"), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        string method = operands.Text(0);
        string capability = operands.Text(1).ToLowerInvariant();
        if (!NotifyExtension.IsMail(method))
        {
            return run.Ask(new SieveStep { Kind = SieveStepKind.NotifyMethodOnline, Name = method, Detail = capability });
        }

        // RFC 5436 §2.2, RFC 8580 §6.1
        string? value = !MailtoUri.TryParse(method, out _, out _) ? null : capability == Online ? "maybe" : capability == Fcc ? "yes" : null;
        return Test(operands, value);
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => Test(operands, answer.GetText());

    private static SieveOutcome Test(SieveOperands operands, string? value)
    {
        bool isMatch = value is not null && (operands.IsCount ? operands.MatchCount(value.Length == 0 ? 0 : 1, 2) : operands.Match(Encoding.UTF8.GetBytes(value), 2));
        return isMatch ? SieveOutcome.True : SieveOutcome.False;
    }
}
