using System.Buffers;
using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Running;

/// <summary>Runs as steps, their trace, what they cost, and programs that are kept.</summary>
public sealed class RunTests
{
    private const string Source =
        """
        require ["fileinto", "variables", "mailbox", "envelope", "regex", "imap4flags", "relational", "comparator-i;ascii-numeric", "include"];
        global "g";
        if allof (header :matches "Subject" "I have *", mailboxexists "Work", not address :domain "from" "example.net") {
            set :upper "what" "${1}";
            addflag "v" "\\Seen";
            if hasflag :contains "v" "seen" {
                fileinto :create :flags "${v}" "Work/${what}";
            }
        } elsif anyof (size :over 1M, header :regex "subject" "^x(y+)$", header :count "gt" :comparator "i;ascii-numeric" "received" "5") {
            discard;
        }
        """;

    [Fact]
    public void A_question_stops_the_run_and_an_answer_goes_on()
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.ASCII.GetBytes(Script.MessageA));
        SieveRun run = new();
        SieveStep step = run.Start(Script.Compile(Source), message, Script.Envelope);
        Assert.Equal((SieveStepKind.MailboxExists, "Work"), (step.Kind, step.Name));
        Assert.Equal(SieveStepKind.Completed, run.Resume(SieveAnswer.Yes).Kind);
        SieveFileInto action = Assert.IsType<SieveFileInto>(run.Result.Actions.Single());
        Assert.Equal(("Work/A PRESENT FOR YOU", true, "\\Seen"), (action.Mailbox, action.Create, action.Flags.Single()));

        run.Start(Script.Compile(Source), message, Script.Envelope);
        Assert.Equal(SieveStepKind.Completed, run.Resume(SieveAnswer.No).Kind);
        Assert.True(run.Result.IsImplicitKeep);
    }

    [Fact]
    public void A_run_that_was_left_at_a_question_starts_again()
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.ASCII.GetBytes(Script.MessageA));
        SieveRun run = new();
        Assert.Equal(SieveStepKind.MailboxExists, run.Start(Script.Compile(Source), message, Script.Envelope).Kind);
        Assert.Equal(SieveStepKind.Completed, run.Start(Script.Compile("discard;"), message, Script.Envelope).Kind);
        Assert.IsType<SieveDiscard>(run.Result.Actions.Single());
    }

    [Fact]
    public void A_trace_tells_what_was_looked_at_and_why()
    {
        SieveResult result = Script.Run(
            "require [\"fileinto\", \"variables\"];\r\nif header :contains \"Subject\" [\"nothing\", \"PRESENT\"] {\r\n  set \"a\" \"b\";\r\n  if not exists \"cc\" {\r\n    fileinto \"x${a}\";\r\n  }\r\n}",
            options: new() { Trace = true });

        string[] expected = ["2:4 header: true \"I have a present for you\" by \"PRESENT\"", "3:3 set \"b\"", "4:10 exists: false", "5:5 fileinto \"xb\""];
        Assert.Equal(expected, result.Trace.Select(static e => e.ToString()));
    }

    [Fact]
    public void No_trace_is_made_unless_it_is_asked_for() => Assert.Empty(Script.Run("keep;").Trace);

    [Fact]
    public void A_program_that_is_kept_runs_as_before()
    {
        SieveProgram program = Script.Compile(Source);
        ArrayBufferWriter<byte> kept = new();
        program.Write(kept);

        Assert.True(SieveProgram.TryRead(kept.WrittenSpan, SieveOptions.Default, out SieveProgram? read));
        Assert.Equal(program.Extensions, read.Extensions);
        Host host = new();
        foreach (string message in new[] { Script.MessageA, Script.MessageB, "Subject: xyy\r\n\r\n" })
        {
            SieveResult first = Script.Run(program, message, host: host, options: new() { Trace = true });
            SieveResult second = Script.Run(read, message, host: host, options: new() { Trace = true });
            Assert.Equal(first.Trace, second.Trace);
            Assert.Equal(first.Actions.Select(static a => a.ToString()), second.Actions.Select(static a => a.ToString()));
        }

        ArrayBufferWriter<byte> again = new();
        read.Write(again);
        Assert.Equal(kept.WrittenSpan, again.WrittenSpan);
    }

    [Fact]
    public void A_program_is_not_read_where_anything_is_another()
    {
        ArrayBufferWriter<byte> kept = new();
        Script.Compile(Source).Write(kept);
        byte[] octets = kept.WrittenSpan.ToArray();

        for (int i = 0; i < octets.Length; i += 7)
        {
            byte[] broken = [.. octets];
            broken[i] ^= 0x10;
            Assert.False(SieveProgram.TryRead(broken, SieveOptions.Default, out _));
            Assert.False(SieveProgram.TryRead(octets.AsSpan(0, i), SieveOptions.Default, out _));
        }

        Assert.False(SieveProgram.TryRead(octets, Probe.Options, out _));
        Assert.False(SieveProgram.TryRead(octets, new SieveOptions { Capabilities = SieveCapabilities.All.Without("regex") }, out _));
        Assert.True(SieveProgram.TryRead(octets, new SieveOptions { Capabilities = SieveCapabilities.All.Without("copy") }, out _));
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        const string Rules =
            """
            require ["fileinto", "envelope", "relational", "comparator-i;ascii-numeric"];
            if header :contains ["To", "Cc"] ["nobody", "no one"] { fileinto "a"; }
            if header :is "X-Spam" "yes" { discard; }
            if address :domain "from" ["example.net", "example.com"] { discard; }
            if address :count "gt" :comparator "i;ascii-numeric" "to" "5" { discard; }
            if envelope :localpart "to" "nobody" { discard; }
            if anyof (size :over 1M, not exists "subject", header :matches "Subject" "*nothing*") { discard; }
            if header :comparator "i;octet" :contains "Subject" "present" { fileinto "presents"; }
            if header :contains "Comments" "grüße" { fileinto "presents"; }
            """;
        byte[] octets = Encoding.UTF8.GetBytes("Comments: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\n  folded\r\n" + Script.MessageA);
        using MimeDocument message = MimeDocument.Parse(octets);
        SieveProgram program = Script.Compile(Rules);
        SieveRun run = new();
        AllocationAssert.None(() =>
        {
            run.Start(program, message, Script.Envelope);
            if (run.Result.Actions is not [SieveFileInto { Mailbox: "presents" }])
            {
                throw new InvalidOperationException("The script filed it elsewhere.");
            }
        });
    }

    [Fact]
    public void A_program_runs_on_several_threads_at_once()
    {
        SieveProgram program = Script.Compile(Source);
        Parallel.For(0, 200, i =>
        {
            SieveResult result = Script.Run(program, i % 2 == 0 ? Script.MessageA : "Subject: xyy\r\n\r\n", host: new Host());
            Assert.Equal(i % 2 == 0 ? typeof(SieveFileInto) : typeof(SieveDiscard), result.Actions.Single().GetType());
        });
    }

    [Fact]
    public void Capabilities_are_all_that_is_there()
    {
        Assert.Contains("fileinto", SieveCapabilities.All.Names);
        Assert.Contains("comparator-i;unicode-casemap", SieveCapabilities.All.Names);
        Assert.Equal(SieveCapabilities.All.Names.Order(StringComparer.Ordinal), SieveCapabilities.All.Names);
        Assert.Equal("copy fileinto", new SieveCapabilities("fileinto", "copy", "copy").ToString());
        Assert.Equal(["1:9 UnknownCapability"], Script.Errors("require \"fileinto\";", new SieveOptions { Capabilities = SieveCapabilities.All.Without("fileinto") }));
    }

    private sealed class Host : ISieveHost
    {
        public ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken) => new(true);
    }
}
