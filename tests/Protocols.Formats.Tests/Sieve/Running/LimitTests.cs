using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Running;

/// <summary>Each limit trips, and a run that meets one ends in the implicit keep.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_script_has_a_size()
    {
        SieveOptions options = new() { Limits = new SieveLimits { MaxScriptBytes = 10 } };
        Assert.True(new SieveCompiler(options).Compile("keep;keep;").Succeeded);
        Assert.Equal(["1:1 LimitExceeded"], Script.Errors("keep; keep;", options));
    }

    [Theory, Rfc(5228, "2.10.7")]
    [InlineData("if true { if true { keep; } }", true)]
    [InlineData("if true { if true { if true { keep; } } }", false)]
    [InlineData("if not not true { keep; }", false)]
    [InlineData("if anyof (anyof (true)) { keep; }", false)]
    public void Blocks_and_tests_lie_so_deep(string source, bool isGood)
    {
        SieveOptions options = new() { Limits = new SieveLimits { MaxNesting = 2 } };
        Assert.Equal(isGood ? [] : ["LimitExceeded"], Script.Errors(source, options).Select(static e => e.Split(' ')[1]));
    }

    [Fact]
    public void No_depth_of_anything_takes_the_stack()
    {
        foreach (string piece in new[] { "if true {", "if not ", "if anyof (", "if allof(not ", "(", "[", "{", "if header [" })
        {
            string source = string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length)).Replace("not if ", "not ", StringComparison.Ordinal);
            Assert.False(new SieveCompiler(new SieveOptions { Limits = new SieveLimits { MaxNesting = 200 } }).Compile(source).Succeeded);
            Assert.False(new SieveCompiler().Compile("if " + source.Replace("if ", "", StringComparison.Ordinal)).Succeeded);
        }
    }

    [Fact]
    public void Diagnostics_are_so_many()
    {
        string source = string.Concat(Enumerable.Repeat("nothing;\r\n", 100));
        Assert.Equal(7, new SieveCompiler(new SieveOptions { Limits = new SieveLimits { MaxDiagnostics = 7 } }).Compile(source).Diagnostics.Count);
        Assert.Equal(50, new SieveCompiler().Compile(source).Diagnostics.Count);
    }

    [Fact, Rfc(5228, "2.10.4")]
    public void Actions_are_so_many()
    {
        SieveLimits limits = new() { MaxActions = 2 };
        Assert.Equal(2, Script.Run("require \"fileinto\"; fileinto \"a\"; fileinto \"b\"; fileinto \"a\";", options: new() { Limits = limits }).Actions.Count);
        Fails("require \"fileinto\"; fileinto \"a\"; fileinto \"b\"; fileinto \"c\";", limits);
    }

    [Fact, Rfc(5228, "10")]
    public void Redirects_are_so_many()
    {
        Fails("redirect \"a@example.org\"; redirect \"b@example.org\";", new() { MaxRedirects = 1 });
        Fails("redirect \"a@example.org\";", new() { MaxRedirects = 0 });
        Assert.Equal([new SieveRedirect("a@example.org")], Script.Run("redirect \"a@example.org\"; redirect \"A@Example.org\";", options: new() { Limits = new() { MaxRedirects = 1 } }).Actions);
    }

    [Fact]
    public void Steps_are_so_many()
    {
        const string Source = "if header \"a\" \"b\" { } if header \"a\" \"b\" { } if header \"a\" \"b\" { } discard;";
        Assert.Equal([new SieveDiscard()], Script.Run(Source, options: new() { Limits = new() { MaxInstructions = 5 } }).Actions);
        Fails(Source, new() { MaxInstructions = 4 });
    }

    [Fact]
    public void Octets_that_are_compared_are_so_many()
    {
        const string Source = "if header \"a\" [\"b\", \"c\"] { } if header \"a\" [\"b\", \"c\"] { } discard;";
        string message = "A: " + new string('x', 99) + "\r\n\r\n";
        Assert.Equal([new SieveDiscard()], Script.Run(Source, message, options: new() { Limits = new() { MaxComparedBytes = 400 } }).Actions);
        Fails(Source, new() { MaxComparedBytes = 399 }, message);
    }

    [Fact]
    public void Time_is_limited()
    {
        TickingTime time = new();
        string source = string.Concat(Enumerable.Repeat("if header \"a\" \"b\" { }\r\n", 5000)) + "discard;";
        SieveProgram program = Script.Compile(source);
        Assert.Equal([new SieveDiscard()], Script.Run(program, options: new() { Time = time, Limits = new() { MaxTime = TimeSpan.FromSeconds(10) } }).Actions);
        Assert.Equal(SieveDiagnosticCode.LimitExceeded, Script.Run(program, options: new() { Time = time, Limits = new() { MaxTime = TimeSpan.FromSeconds(2) } }).Diagnostics.Single().Code);
    }

    [Fact]
    public void The_time_of_the_host_is_not_the_scripts()
    {
        TickingTime time = new() { Tick = TimeSpan.Zero };
        using MimeDocument message = MimeDocument.Parse(Encoding.ASCII.GetBytes(Script.MessageA));
        SieveRun run = new(new SieveRunOptions { Time = time, Limits = new SieveLimits { MaxTime = TimeSpan.FromSeconds(1) } });
        run.Start(Script.Compile("require \"mailbox\"; if mailboxexists \"x\" { discard; }"), message, Script.Envelope);
        time.Now += TimeSpan.FromHours(1);
        run.Resume(SieveAnswer.Yes);

        Assert.IsType<SieveDiscard>(run.Result.Actions.Single());
    }

    [Fact, Rfc(6609, "3.1")]
    public void Inclusions_are_so_many_and_so_deep()
    {
        Nested host = new();
        const string Source = "require \"include\"; include \"1\";";
        Assert.Equal([new SieveDiscard()], Script.Run(Source, host: host, options: new() { Limits = new() { MaxIncludeDepth = 3 } }).Actions);
        Fails(Source, new() { MaxIncludeDepth = 2 }, host: host);
        Assert.Equal([new SieveDiscard()], Script.Run(Source, host: host, options: new() { Limits = new() { MaxIncludes = 3 } }).Actions);
        Fails(Source, new() { MaxIncludes = 2 }, host: host);
    }

    [Fact, Rfc(5229, "6")]
    public void Variables_are_so_many_and_their_names_so_long()
    {
        SieveOptions options = new() { Limits = new SieveLimits { MaxVariables = 2, MaxVariableNameBytes = 4 } };
        Assert.Equal(["1:54 LimitExceeded"], Script.Errors("require \"variables\"; set \"a\" \"\"; set \"b\" \"${a}\"; set \"c\" \"\"; set \"d\" \"\";", options));
        Assert.Equal(["1:26 LimitExceeded"], Script.Errors("require \"variables\"; set \"abcde\" \"\";", options));
    }

    [Fact]
    public void Strings_with_variables_become_so_long() =>
        Fails("require [\"variables\", \"fileinto\"]; set \"a\" \"0123456789\"; fileinto \"${a}${a}\";", new() { MaxExpandedBytes = 19 });

    [Fact, Rfc(5229, "6")]
    public void Match_variables_are_so_many()
    {
        SieveOptions options = new() { Limits = new SieveLimits { MaxMatchVariables = 9 } };
        Assert.Empty(Script.Errors("require \"variables\"; if string \"${9}\" \"\" { stop; }", options));
        Assert.Single(Script.Errors("require \"variables\"; if string \"${10}\" \"\" { stop; }", options));
    }

    [Fact]
    public void A_trace_is_so_long()
    {
        SieveRunOptions options = new() { Trace = true, Limits = new SieveLimits { MaxTraceEntries = 2 } };
        Assert.Equal(2, Script.Run("keep; discard; redirect \"a@example.org\";", options: options).Trace.Count);
    }

    [Fact]
    public void Limits_are_checked_when_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SieveLimits { MaxNesting = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SieveLimits { MaxNesting = 201 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SieveLimits { MaxTime = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SieveLimits { MaxComparedBytes = 0 });
    }

    private static void Fails(string source, SieveLimits limits, string message = Script.MessageA, ISieveHost? host = null)
    {
        SieveResult result = Script.Run(source, message, options: new SieveRunOptions { Limits = limits }, host: host);
        Assert.Equal(SieveDiagnosticCode.LimitExceeded, result.Diagnostics.Single().Code);
        Assert.Equal([new SieveKeep { IsImplicit = true }], result.Actions);
    }

    private sealed class TickingTime : TimeProvider
    {
        public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (Now += Tick).Ticks;
    }

    // Scripts 1 to 3 include each the next.
    private sealed class Nested : ISieveHost
    {
        public ValueTask<SieveProgram?> GetScriptAsync(string name, SieveScriptLocation location, CancellationToken cancellationToken) =>
            new(Script.Compile(name == "3" ? "discard;" : $"require \"include\"; include \"{name[0] - '0' + 1}\";"));
    }
}
