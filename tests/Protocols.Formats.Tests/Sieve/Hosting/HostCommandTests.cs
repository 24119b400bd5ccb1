using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Hosting;

/// <summary>Commands and tests of the program around the library.</summary>
public sealed class HostCommandTests
{
    private static readonly SieveOptions s_options = new()
    {
        HostCommands =
        [
            new SieveHostCommand("assign")
            {
                Capability = "vnd.example.helpdesk",
                Tags = [new SieveHostTag("urgent"), new SieveHostTag("queue", SieveValueKind.String), new SieveHostTag("low") { Group = "weight" }, new SieveHostTag("weight", SieveValueKind.Number) { Group = "weight" }],
                Parameters = [new SieveHostParameter("agents", SieveValueKind.Strings), new SieveHostParameter("hours", SieveValueKind.Number) { IsOptional = true }],
            },
            new SieveHostCommand("case") { Kind = SieveHostCommandKind.Block, Parameters = [new SieveHostParameter("name", SieveValueKind.String)] },
            new SieveHostCommand("fail") { Parameters = [new SieveHostParameter("reason", SieveValueKind.String)] },
            new SieveHostCommand("become") { Parameters = [new SieveHostParameter("message", SieveValueKind.String)] },
            new SieveHostCommand("customer") { Kind = SieveHostCommandKind.Test, Matches = true, Tags = [new SieveHostTag("level")], Parameters = [new SieveHostParameter("names", SieveValueKind.Strings)] },
        ],
    };

    [Fact]
    public void A_command_has_its_arguments_and_adds_an_action()
    {
        Host host = new();
        SieveResult result = Script.Run(
            "require [\"vnd.example.helpdesk\", \"variables\"]; set \"who\" \"ann\"; assign :urgent :QUEUE \"${who}s\" :weight 2K [\"${who}\", \"bob\"] 8;", host: host, compile: s_options);

        Assert.Equal(["assign queue,urgent,weight queue=anns weight=2048 ann+bob 8"], host.Seen);
        SieveHostAction action = Assert.IsType<SieveHostAction>(result.Actions[0]);
        Assert.Equal(("assign", "ann bob"), (action.Name, string.Join(' ', action.Arguments)));
        Assert.True(result.IsImplicitKeep);
    }

    [Fact]
    public void An_argument_may_be_left_out()
    {
        Host host = new();
        Script.Run("require \"vnd.example.helpdesk\"; assign \"ann\";", host: host, compile: s_options);

        Assert.Equal(["assign   ann -"], host.Seen);
    }

    [Theory]
    [InlineData("assign \"x\";", "1:1 MissingRequire")]
    [InlineData("require \"vnd.example.helpdesk\"; assign :low :weight 1 \"x\";", "1:45 ConflictingTags")]
    [InlineData("require \"vnd.example.helpdesk\"; assign 1;", "1:40 UnexpectedArgument")]
    [InlineData("case \"x\";", "1:1 MissingArgument")]
    [InlineData("if fail \"x\" { stop; }", "1:4 UnknownTest")]
    public void A_command_is_checked_as_others_are(string source, string errors) => Assert.Equal(errors.Split(';'), Script.Errors(source, s_options));

    [Theory]
    [InlineData("customer :contains \"gold\"", true)]
    [InlineData("customer \"gold\"", false)]
    [InlineData("customer [\"x\", \"GOLD Inc.\"]", true)]
    [InlineData("customer :matches \"*silver*\"", true)]
    [InlineData("customer :comparator \"i;octet\" \"GOLD Inc.\"", false)]
    [InlineData("customer :level :contains \"3\"", true)]
    public void A_test_compares_by_the_match_type_of_the_script(string test, bool holds) =>
        Assert.Equal(holds, Script.Run($"if {test} {{ discard; }}", host: new Host(), compile: s_options).Actions is [SieveDiscard]);

    [Fact]
    public void A_test_counts_where_the_script_asks_how_many()
    {
        const string Source = "require [\"relational\", \"comparator-i;ascii-numeric\"]; if customer :count \"eq\" :comparator \"i;ascii-numeric\" \"2\" { discard; }";
        Assert.IsType<SieveDiscard>(Script.Run(Source, host: new Host(), compile: s_options).Actions.Single());
    }

    [Fact]
    public void A_block_runs_where_the_host_enters_it()
    {
        Host host = new();
        SieveResult result = Script.Run("case \"skip\" { fail \"never\"; discard; } case \"a\" { if true { fail \"stop\"; } fail \"never\"; } case \"b\" { discard; }", host: host, compile: s_options);

        Assert.Equal(["case skip", "case a", "fail stop", "case b"], host.Seen);
        Assert.IsType<SieveDiscard>(result.Actions.Single());
    }

    [Fact]
    public void A_command_outside_of_all_blocks_leaves_the_script()
    {
        Host host = new();
        Script.Run("fail \"stop\"; fail \"never\";", host: host, compile: s_options);

        Assert.Equal(["fail stop"], host.Seen);
    }

    [Fact]
    public void A_command_replaces_message_and_envelope()
    {
        const string Source =
            "require \"envelope\"; become text:\r\nFrom: new@example.net\r\n\r\nbody\r\n.\r\n; if allof (address \"from\" \"new@example.net\", envelope \"from\" \"new@example.net\", not exists \"to\") { discard; }";
        Assert.IsType<SieveDiscard>(Script.Run(Source, host: new Host(), compile: s_options).Actions.Single());
    }

    [Fact]
    public void A_host_that_refuses_ends_the_run_in_the_implicit_keep()
    {
        SieveResult result = Script.Run("require \"fileinto\"; fileinto \"x\"; fail \"no\";", host: SieveDriver.Default, compile: s_options);

        Assert.Equal((SieveDiagnosticCode.HostFailed, "1:35"), (result.Diagnostics.Single().Code, result.Diagnostics.Single().Span.ToString()));
        Assert.True(result.IsImplicitKeep);
    }

    [Fact]
    public void A_name_that_is_taken_or_none_is_refused()
    {
        Assert.Throws<ArgumentException>(static () => new SieveOptions { HostCommands = [new SieveHostCommand("keep")] });
        Assert.Throws<ArgumentException>(static () => new SieveOptions { HostCommands = [new SieveHostCommand("a b")] });
        Assert.Throws<ArgumentException>(static () => new SieveOptions { HostCommands = [new SieveHostCommand("x"), new SieveHostCommand("X")] });
        Assert.Throws<ArgumentException>(static () => new SieveOptions { HostCommands = [new SieveHostCommand("x") { Matches = true }] });
    }

    [Fact]
    public void An_answer_that_does_not_fit_is_the_hosts_mistake()
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.ASCII.GetBytes(Script.MessageA));
        SieveRun run = new();
        Assert.Throws<InvalidOperationException>(() => run.Resume(SieveAnswer.Yes));
        Assert.Equal(SieveStepKind.HostCommand, run.Start(Script.Compile("fail \"x\";", s_options), message, Script.Envelope).Kind);
        Assert.Throws<InvalidOperationException>(() => run.Result);
        Assert.Throws<InvalidOperationException>(() => run.Resume(SieveAnswer.Text("x")));
    }

    private sealed class Host : ISieveHost
    {
        private MimeDocument _message;

        public List<string> Seen { get; } = [];

        public ValueTask<SieveAnswer> RunCommandAsync(SieveHostCall call, CancellationToken cancellationToken)
        {
            switch (call.Command.Name)
            {
                case "assign":
                    IReadOnlyList<string> agents = call.GetStrings(0);
                    string values = string.Join(' ', call.Tags.Order().Where(t => call.GetString(t) is not null).Select(t => $"{t}={call.GetString(t)}")
                        .Concat(call.GetNumber("weight") is { } weight ? [$"weight={weight}"] : []));
                    Seen.Add($"assign {string.Join(',', call.Tags.Order())} {values} {string.Join('+', agents)} {(call.Has(1) ? call.GetNumber(1) : "-")}");
                    return new(SieveAnswer.Done.With(new SieveHostAction("assign", agents)));
                case "case":
                    Seen.Add("case " + call.GetString(0));
                    return new(SieveAnswer.EnterBlock(call.GetString(0) != "skip"));
                case "fail":
                    Seen.Add("fail " + call.GetString(0));
                    return new(SieveAnswer.LeaveBlock);
                default:
                    _message = MimeDocument.Parse(call.GetOctets(0));
                    return new(SieveAnswer.Done.With(_message, new SieveEnvelope { From = "new@example.net" }));
            }
        }

        public ValueTask<SieveAnswer> RunTestAsync(SieveHostCall call, CancellationToken cancellationToken) =>
            new(SieveAnswer.Of(call.MatchAny(call.Has("level") ? ["3"] : ["Gold Inc.", "Quicksilver"])));
    }
}
