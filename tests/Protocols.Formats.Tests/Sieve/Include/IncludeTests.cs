using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Include;

/// <summary>Scripts that include others (RFC 6609).</summary>
public sealed class IncludeTests
{
    private const string Require = "require [\"include\", \"variables\", \"fileinto\"]; ";

    [Fact, Rfc(6609, "3.2")]
    public void An_included_script_runs_where_it_is_included()
    {
        Host host = new(("a", "require \"fileinto\"; fileinto \"a\";"), ("global:a", "require \"fileinto\"; fileinto \"site\";"));
        SieveResult result = Script.Run("require [\"include\", \"fileinto\"]; fileinto \"1\"; if true { include \"a\"; include :global \"a\"; } fileinto \"2\";", host: host);

        Assert.Equal(["1", "a", "site", "2"], result.Actions.Select(static a => ((SieveFileInto)a).Mailbox));
    }

    [Fact, Rfc(6609, "3.2")]
    public void A_script_needs_its_own_require() =>
        Assert.Equal(["1:1 MissingRequire"], Script.Errors("fileinto \"a\";"));

    [Fact, Rfc(6609, "3.3")]
    public void Return_ends_the_included_script_and_stop_all()
    {
        Host host = new(("r", "require [\"include\", \"fileinto\"]; fileinto \"r\"; return; fileinto \"never\";"), ("s", "require \"fileinto\"; fileinto \"s\"; stop;"));
        SieveResult result = Script.Run("require [\"include\", \"fileinto\"]; include \"r\"; include \"s\"; fileinto \"never\";", host: host);

        Assert.Equal(["r", "s"], result.Actions.Select(static a => ((SieveFileInto)a).Mailbox));
        Assert.True(Script.Run("require \"include\"; return; discard;").IsImplicitKeep);
    }

    [Fact, Rfc(6609, "3.2")]
    public void Once_includes_a_script_once_and_never_fails_for_one_that_is_open()
    {
        Host host = new(("a", "require [\"include\", \"fileinto\"]; include :once \"b\"; fileinto \"a\";"), ("b", "require [\"include\", \"fileinto\"]; include :once \"a\"; fileinto \"b\";"));
        SieveResult result = Script.Run("require \"include\"; include \"a\"; include :once \"a\"; include :once \"b\";", host: host);

        Assert.Equal(["b", "a"], result.Actions.Select(static a => ((SieveFileInto)a).Mailbox));
    }

    [Theory, Rfc(6609, "3.1")]
    [InlineData("include \"me\";")]
    [InlineData("include \"you\";")]
    public void A_script_that_includes_itself_fails_when_it_runs(string include)
    {
        Host host = new(("me", $"require \"include\";\r\n{include}"), ("you", "require \"include\"; include \"me\";"));
        SieveResult result = Script.Run("require \"include\"; discard; include \"me\";", host: host);

        Assert.Equal(SieveDiagnosticCode.IncludeFailed, result.Diagnostics.Single().Code);
        Assert.NotNull(result.Diagnostics.Single().Script);
        Assert.True(result.IsImplicitKeep);
    }

    [Fact, Rfc(6609, "3.2")]
    public void A_missing_script_is_an_error_unless_it_is_optional()
    {
        Assert.Equal([new SieveDiscard()], Script.Run("require \"include\"; include :optional \"x\"; discard;").Actions);

        SieveResult result = Script.Run("require \"include\"; discard; include \"x\";");
        Assert.Equal((SieveDiagnosticCode.IncludeFailed, "1:29"), (result.Diagnostics.Single().Code, result.Diagnostics.Single().Span.ToString()));
    }

    [Theory, Rfc(6609, "3.4.1")]
    [InlineData("set \"v\" \"1\"; global \"v\";", "1:75 InvalidVariable")]
    [InlineData("global \"1\";", "1:62 InvalidVariable")]
    [InlineData("global \"a.b\";", "1:62 InvalidVariable")]
    [InlineData("global \"${a}\";", "1:62 InvalidArgument")]
    [InlineData("set \"global.12\" \"x\";", "1:59 InvalidVariable")]
    [InlineData("set \"global.data.from\" \"x\";", "1:59 InvalidVariable")]
    [InlineData("include \"a/b\";", "1:63 InvalidArgument")]
    [InlineData("include \"\";", "1:63 InvalidArgument")]
    [InlineData("include \"${a}\";", "1:63 InvalidArgument")]
    [InlineData("include :personal :global \"a\";", "1:73 ConflictingTags")]
    public void What_cannot_be_included_or_global_is_an_error(string command, string errors) =>
        Assert.Equal(errors.Split(';'), Script.Errors("require [\"include\", \"variables\", \"fileinto\", \"copy\"]; " + command));

    [Fact, Rfc(6609, "3.4.1")]
    public void Global_needs_both_extensions() => Assert.Equal(["1:21 MissingRequire"], Script.Errors("require \"include\";  global \"a\";"));

    [Fact, Rfc(6609, "3.4.1")]
    public void The_example_of_a_subroutine_runs()
    {
        Host host = new(("subject_tests", "require [\"include\", \"variables\"]; global [\"test\", \"test_mailbox\"]; if header :contains \"Subject\" \"${test}\" { set \"test_mailbox\" \"spam-${test}\"; }"));
        const string Source =
            """
            require ["fileinto", "include", "variables", "relational"];
            global "test";
            global "test_mailbox";
            set "test" "$$";
            include "subject_tests";
            set "test" "Make money";
            include "subject_tests";
            if string :count "eq" "${test_mailbox}" "1"
            {
                fileinto "${test_mailbox}";
                stop;
            }
            """;
        Assert.Equal([new SieveFileInto("spam-$$")], Script.Run(Source, Script.MessageB, host: host).Actions);
        Assert.True(Script.Run(Source, Script.MessageA, host: host).IsImplicitKeep);
    }

    [Fact, Rfc(6609, "3.4"), Rfc(6609, "3.4.2")]
    public void Other_variables_are_private_and_the_namespace_is_shared()
    {
        Host host = new(("a", Require + "fileinto \"[${own}][${global.shared}][${shared}]\"; set \"own\" \"theirs\"; set \"global.shared\" \"changed\";"));
        SieveResult result = Script.Run(Require + "global \"shared\"; set \"own\" \"mine\"; set \"shared\" \"s\"; include \"a\"; fileinto \"${own} ${shared} ${global.shared}\";", host: host);

        Assert.Equal(["[][s][]", "mine changed changed"], result.Actions.Select(static a => ((SieveFileInto)a).Mailbox));
    }

    private sealed class Host(params (string Name, string Source)[] scripts) : ISieveHost
    {
        public ValueTask<SieveProgram?> GetScriptAsync(string name, SieveScriptLocation location, CancellationToken cancellationToken)
        {
            string key = location == SieveScriptLocation.Global ? "global:" + name : name;
            return new(scripts.FirstOrDefault(s => s.Name == key) is { Source: { } source } ? Script.Compile(source) : null);
        }
    }
}
