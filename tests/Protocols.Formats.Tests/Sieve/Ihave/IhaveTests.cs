using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Ihave;

/// <summary>Extensions that are looked for while a script runs (RFC 5463).</summary>
public sealed class IhaveTests
{
    private static readonly SieveOptions s_without = new() { Capabilities = SieveCapabilities.All.Without("mailbox") };

    [Fact, Rfc(5463, "4")]
    public void What_is_found_may_be_used_from_then_on() =>
        Assert.Equal([new SieveFileInto("x")], Script.Run("require \"ihave\"; if ihave \"fileinto\" { } fileinto \"x\";").Actions);

    [Fact, Rfc(5463, "4")]
    public void What_has_not_been_found_may_not_be_used()
    {
        SieveResult result = Script.Run("require \"ihave\"; keep;\r\nfileinto \"x\";");

        Assert.Equal((SieveDiagnosticCode.Unavailable, 2), (result.Diagnostics.Single().Code, result.Diagnostics.Single().Span.Line));
        Assert.True(result.IsImplicitKeep);
    }

    [Theory, Rfc(5463, "4")]
    [InlineData("if ihave \"mailbox\" { fileinto :create \"x\"; } else { fileinto \"y\"; }", "y")]
    [InlineData("if ihave [\"fileinto\", \"nothing\"] { frobnicate :x \"y\"; } else { fileinto \"y\"; }", "y")]
    [InlineData("if not ihave \"nothing\" { fileinto \"y\"; } else { fileinto :frob \"x\"; }", "y")]
    [InlineData("if ihave \"comparator-i;none\" { if header :comparator \"i;none\" \"a\" \"b\" { stop; } } fileinto \"y\";", "y")]
    [InlineData("if anyof (ihave \"nothing\", ihave \"envelope\") { if envelope \"from\" \"coyote@desert.example.org\" { fileinto \"y\"; } }", "y")]
    public void What_is_not_there_does_not_matter_where_it_is_not_come_to(string commands, string mailbox) =>
        Assert.Equal([new SieveFileInto(mailbox)], Script.Run($"require [\"ihave\", \"fileinto\"]; {commands}", compile: s_without).Actions);

    [Theory, Rfc(5463, "4")]
    [InlineData("frobnicate \"x\";")]
    [InlineData("if frobnicated { stop; }")]
    [InlineData("keep :frob;")]
    [InlineData("if header :comparator \"i;none\" \"a\" \"b\" { stop; }")]
    [InlineData("if header :value \"eq\" \"a\" \"b\" { stop; }")]
    public void What_is_not_there_is_an_error_where_it_is_come_to(string command)
    {
        SieveResult result = Script.Run($"require \"ihave\"; {command} discard;");

        Assert.Equal((SieveDiagnosticCode.Unavailable, 1, 18), result.Diagnostics.Select(static d => (d.Code, d.Span.Line, Math.Min(d.Span.Column, 18))).Single());
        Assert.True(result.IsImplicitKeep);
    }

    [Theory, Rfc(5463, "4")]
    [InlineData("variables")]
    [InlineData("encoded-character")]
    public void What_changes_strings_cannot_be_had_so(string name)
    {
        Assert.Equal([new SieveDiscard()], Script.Run($"require \"ihave\"; if not ihave \"{name}\" {{ discard; }}").Actions);
        Assert.Equal([new SieveDiscard()], Script.Run($"require [\"ihave\", \"{name}\"]; if ihave \"{name}\" {{ discard; }}").Actions);
    }

    [Fact, Rfc(5463, "4")]
    public void The_names_are_constant() => Assert.Equal(["1:43 InvalidArgument"], Script.Errors("require [\"ihave\", \"variables\"]; if ihave  \"${x}\" { stop; }"));

    [Fact, Rfc(5463, "5")]
    public void Error_ends_the_script_with_its_message()
    {
        SieveResult result = Script.Run("require [\"ihave\", \"variables\"]; discard; set \"w\" \"grüße\"; error \"no ${w}\"; keep;");

        Assert.Equal((SieveDiagnosticCode.ScriptError, "no grüße"), (result.Diagnostics.Single().Code, result.Diagnostics.Single().Message));
        Assert.True(result.IsImplicitKeep);
    }
}
