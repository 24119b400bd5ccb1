using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 5183.</summary>
internal static class EnvironmentExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new EnvironmentTest());
}

/// <summary><c>environment</c> (RFC 5183 §4).</summary>
internal sealed class EnvironmentTest() : SieveOperation("environment", "environment", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("name"), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        string name = operands.Text(0).ToLowerInvariant();
        if (ImapEventsExtension.Item(run.Options.ImapEvent, name) is { } item)
        {
            return Test(operands, item);
        }

        if (run.Options.Environment.TryGetValue(name, out string? value))
        {
            return Test(operands, value);
        }

        // §4.1: what this library knows by itself.
        string? known = name switch
        {
            "name" => "Protocols.Sieve",
            "version" => typeof(EnvironmentTest).Assembly.GetName().Version?.ToString(3),
            _ => null,
        };
        return known is null ? run.Ask(new SieveStep { Kind = SieveStepKind.Environment, Name = name }) : Test(operands, known);
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) =>
        answer.GetText() is { } value ? Test(operands, value) : SieveOutcome.False;

    private static SieveOutcome Test(SieveOperands operands, string value) =>
        (operands.IsCount ? operands.MatchCount(value.Length == 0 ? 0 : 1, 1) : operands.Match(Encoding.UTF8.GetBytes(value), 1)) ? SieveOutcome.True : SieveOutcome.False;
}
