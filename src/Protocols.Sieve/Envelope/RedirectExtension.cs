using System.Text;
using Protocols.Text;

namespace Protocols.Sieve;

/// <summary>The tags of <c>redirect</c>: those of RFC 6009 §6 and §7, and <c>:list</c> of RFC 6134 §2.5.</summary>
internal static class RedirectExtension
{
    public static SieveOption List { get; } = new(new SieveTag("list", Capability: "extlists"));

    public static SieveOption Notify { get; } = new(new SieveTag("notify", SieveArgumentKind.String, "redirect-dsn"));

    public static SieveOption Return { get; } = new(new SieveTag("ret", SieveArgumentKind.String, "redirect-dsn"));

    public static SieveOption ByTime { get; } = new(
        new SieveTag("bytimerelative", SieveArgumentKind.Number, "redirect-deliverby"),
        new SieveTag("bytimeabsolute", SieveArgumentKind.String, "redirect-deliverby"));

    public static SieveOption ByMode { get; } = new(new SieveTag("bymode", SieveArgumentKind.String, "redirect-deliverby"));

    public static SieveOption ByTrace { get; } = new(new SieveTag("bytrace", Capability: "redirect-deliverby"));

    public static void Check(Binder binder, BoundCall call)
    {
        // RFC 6009 §7
        if (!call.Has(ByTime) && (call.Has(ByMode) || call.Has(ByTrace)))
        {
            binder.Error(SieveDiagnosticCode.MissingArgument, call.Node, ":bymode and :bytrace need :bytimerelative or :bytimeabsolute.");
        }

        CheckValue(binder, call, Notify, 1, NotifyProblem);
        CheckValue(binder, call, Return, 1, ReturnProblem);
        CheckValue(binder, call, ByTime, 2, TimeProblem);
        CheckValue(binder, call, ByMode, 1, ModeProblem);
    }

    /// <summary>Puts the arguments into an action; false where the run has failed.</summary>
    public static bool TryComplete(SieveRun run, SieveOperands operands, ref SieveRedirect action)
    {
        if (!operands.Instruction.HasOptions)
        {
            return true;
        }

        string? notify = operands.Text(Notify);
        string? ret = operands.Text(Return);
        string? mode = operands.Text(ByMode);
        int time = operands.Code(ByTime);
        string? absolute = time == 2 ? operands.Text(ByTime) : null;
        string? problem = (notify is null ? null : NotifyProblem(notify)) ?? (ret is null ? null : ReturnProblem(ret))
            ?? (mode is null ? null : ModeProblem(mode)) ?? (absolute is null ? null : TimeProblem(absolute));
        if (problem is not null)
        {
            run.Fail(SieveDiagnosticCode.InvalidArgument, problem);
            return false;
        }

        action = action with
        {
            Notify = notify?.ToUpperInvariant(),
            Return = ret?.ToUpperInvariant(),
            BySeconds = time == 1 ? operands.Number(ByTime) : null,
            ByTime = absolute is not null && Rfc3339Date.TryParse(Encoding.UTF8.GetBytes(absolute), out DateTimeOffset by) ? by : null,
            ByNotify = "notify".Equals(mode, StringComparison.OrdinalIgnoreCase),
            ByTrace = operands.Has(ByTrace),
        };
        return true;
    }

    private static void CheckValue(Binder binder, BoundCall call, SieveOption option, int code, Func<string, string?> findProblem)
    {
        if (call.ValueOf(option, out int node) != code)
        {
            return;
        }

        ReadOnlySpan<byte> value = binder.Decode(node, out bool hasVariables);
        if (!hasVariables && findProblem(Encoding.UTF8.GetString(value)) is { } problem)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, node, problem);
        }
    }

    // RFC 3461 §4.1: NEVER stands alone.
    private static string? NotifyProblem(string value)
    {
        string[] words = value.ToUpperInvariant().Split(',');
        bool isGood = value.Equals("NEVER", StringComparison.OrdinalIgnoreCase)
            || (words.All(static w => w is "SUCCESS" or "FAILURE" or "DELAY") && words.Distinct(StringComparer.Ordinal).Count() == words.Length);
        return isGood ? null : "\":notify\" must be NEVER, or some of SUCCESS, FAILURE and DELAY with commas between them.";
    }

    private static string? ReturnProblem(string value) => value.ToUpperInvariant() is "FULL" or "HDRS" ? null : "\":ret\" must be FULL or HDRS.";

    private static string? ModeProblem(string value) => value.ToUpperInvariant() is "NOTIFY" or "RETURN" ? null : "\":bymode\" must be notify or return.";

    private static string? TimeProblem(string value) =>
        Rfc3339Date.TryParse(Encoding.UTF8.GetBytes(value), out _) ? null : "\":bytimeabsolute\" must be a date and time as RFC 3339 has them.";
}
