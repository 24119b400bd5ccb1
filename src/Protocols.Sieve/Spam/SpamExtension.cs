using System.Globalization;

namespace Protocols.Sieve;

/// <summary>RFC 5235.</summary>
internal static class SpamExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new CheckTest("spamtest", isSpam: true), new CheckTest("virustest", isSpam: false)).AddCapability("spamtest");
}

/// <summary><c>spamtest</c> and <c>virustest</c>.</summary>
internal sealed class CheckTest(string name, bool isSpam) : SieveOperation(name, isSpam ? null : name, isTest: true)
{
    private static readonly SieveOption s_percent = new(new SieveTag("percent", Capability: "spamtestplus"));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Keys("value") with { Kind = SieveArgumentKind.String }];

    public override IReadOnlyList<SieveOption> Options { get; } = isSpam ? [s_percent] : [];

    public override bool TakesMatch => true;

    public override void Check(Binder binder, BoundCall call)
    {
        // §3.2: one of the two will do.
        if (isSpam && !binder.IsRequired("spamtestplus"))
        {
            _ = binder.CheckCapability("spamtest", call.Node);
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => run.Ask(new SieveStep
    {
        Kind = isSpam ? SieveStepKind.SpamScore : SieveStepKind.VirusScore,
        IsPercent = isSpam && operands.Has(s_percent) && !operands.IsCount,
    });

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        long most = !isSpam ? 5 : operands.Has(s_percent) ? 100 : 10;
        long value = Math.Clamp(answer.GetNumber() ?? 0, 0, most);
        bool isMatch;
        if (operands.IsCount)
        {
            // §3.1: 0 where nothing was tested.
            isMatch = operands.MatchCount(value == 0 ? 0 : 1, 0);
        }
        else
        {
            Span<byte> digits = stackalloc byte[4];
            _ = value.TryFormat(digits, out int written, default, CultureInfo.InvariantCulture);
            isMatch = operands.Match(digits[..written], 0);
        }

        return isMatch ? SieveOutcome.True : SieveOutcome.False;
    }
}
