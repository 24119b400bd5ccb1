using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Environment;

/// <summary>The environment (RFC 5183).</summary>
public sealed class EnvironmentTests
{
    private static readonly SieveRunOptions s_options = new() { Environment = new Dictionary<string, string> { ["domain"] = "example.org", ["remote-host"] = "" } };

    [Theory, Rfc(5183, "4"), Rfc(5183, "4.1")]
    [InlineData("environment \"domain\" \"EXAMPLE.org\"", true)]
    [InlineData("environment :contains \"DOMAIN\" \"ample\"", true)]
    [InlineData("environment :contains \"nothing\" \"\"", false)]
    [InlineData("environment :contains \"remote-host\" \"\"", true)]
    [InlineData("environment \"vnd.example.item\" \"from the host\"", true)]
    [InlineData("environment \"name\" \"Protocols.Sieve\"", true)]
    [InlineData("environment :matches \"version\" \"?*\"", true)]
    [InlineData("environment :count \"eq\" :comparator \"i;ascii-numeric\" \"remote-host\" \"0\"", true)]
    [InlineData("environment :count \"eq\" :comparator \"i;ascii-numeric\" \"domain\" \"1\"", true)]
    public void Items_of_the_environment_are_compared(string test, bool holds) =>
        Assert.Equal(holds, Script.Holds(test, require: "\"environment\", \"relational\", \"comparator-i;ascii-numeric\"", options: s_options, host: new Host()));

    private sealed class Host : ISieveHost
    {
        public ValueTask<string?> GetEnvironmentAsync(string name, CancellationToken cancellationToken) => new(name == "vnd.example.item" ? "from the host" : null);
    }
}
