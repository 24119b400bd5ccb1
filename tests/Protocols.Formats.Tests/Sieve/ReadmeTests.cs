using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve;

/// <summary>The examples of the package's README, run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_examples_of_the_README_are_those_that_run_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.Sieve", "README.md"));
        string code = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "Sieve", "ReadmeTests.cs"));
        string[] examples = [.. readme.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];

        Assert.Equal(3, examples.Length);
        Assert.All(examples, example => Assert.Contains(Flat(example), Flat(code), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_is_filtered() => await Filter("require \"fileinto\"; fileinto \"Work\";", Encoding.ASCII.GetBytes(Script.MessageA));

    [Fact]
    public async Task A_ticket_is_assigned()
    {
        using MimeDocument ticket = MimeDocument.Parse("Subject: an invoice\r\n\r\n"u8.ToArray());
        Assert.Equal("assign now: ann", await AssignAsync(ticket));
    }

    [Fact]
    public void A_rule_is_added()
    {
        string printed = Edit("# mine\r\nrequire \"fileinto\";");
        Assert.True(new SieveCompiler().Compile(printed).Succeeded);
        Assert.StartsWith("# mine\r\nrequire \"fileinto\";\r\n\r\nif header", printed, StringComparison.Ordinal);
        Assert.Contains("# made by the rule editor", printed, StringComparison.Ordinal);
    }

    private static string Flat(string code) => string.Concat(code.Split('\n').Select(line => line.Trim()));

    private static async Task Filter(string script, byte[] received)
    {
        SieveCompilation compilation = new SieveCompiler().Compile(script);
        foreach (SieveDiagnostic diagnostic in compilation.Diagnostics)
        {
            Console.WriteLine(diagnostic); // 3:5: error: "fileinto" cannot be used here: write require "fileinto" at the start of the script.
        }

        if (compilation.Program is { } program)
        {
            using MimeDocument message = MimeDocument.Parse(received);
            SieveEnvelope envelope = new() { From = "ann@example.org", To = "bob@example.net" };
            SieveResult result = await SieveDriver.RunAsync(new SieveRun(), program, message, envelope, SieveDriver.Default);
            foreach (SieveAction action in result.Actions)
            {
                Console.WriteLine(action switch
                {
                    SieveFileInto into => $"into {into.Mailbox}",
                    SieveRedirect redirect => $"to {redirect.Address}",
                    SieveKeep => "into the inbox",
                    _ => action.GetType().Name,
                });
            }
        }
    }

    private static async Task<string> AssignAsync(MimeDocument ticket)
    {
        SieveOptions helpdesk = new()
        {
            HostCommands =
            [
                new SieveHostCommand("assign")
                {
                    Capability = "vnd.example.helpdesk",
                    Tags = [new SieveHostTag("urgent")],
                    Parameters = [new SieveHostParameter("agent", SieveValueKind.String)],
                },
            ],
        };
        SieveProgram rules = new SieveCompiler(helpdesk).Compile(
            """
            require "vnd.example.helpdesk";
            if header :contains "Subject" "invoice" { assign :urgent "ann"; }
            """).GetProgram();
        SieveRun run = new();
        SieveStep step = run.Start(rules, ticket, new SieveEnvelope());
        while (step.Kind != SieveStepKind.Completed)
        {
            step = run.Resume(step.Call is { } call
                ? SieveAnswer.Done.With(new SieveHostAction(call.Has("urgent") ? "assign now" : "assign", [call.GetString(0)]))
                : await SieveDriver.AnswerAsync(step, SieveDriver.Default));
        }

        string assigned = string.Join(", ", run.Result.Actions.OfType<SieveHostAction>().Select(action => $"{action.Name}: {action.Arguments[0]}"));
        return assigned;
    }

    private static string Edit(string script)
    {
        SieveScript edited = SieveScript.Parse(script);
        edited.Commands.Add(SieveCommand.If(
            new SieveTest("header", SieveArgument.Tag("contains"), "List-Id", "sieve.example.org"),
            new SieveCommand("fileinto", "Lists/Sieve") { Comments = ["made by the rule editor"] }));
        string printed = edited.ToString();
        return printed;
    }
}
