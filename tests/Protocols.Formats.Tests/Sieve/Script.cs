using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve;

/// <summary>Compiles and runs scripts in a line.</summary>
internal static class Script
{
    /// <summary>The messages of RFC 5228 §1.2.</summary>
    public const string MessageA =
        "Date: Tue, 1 Apr 1997 09:06:31 -0800 (PST)\r\nFrom: coyote@desert.example.org\r\nTo: roadrunner@acme.example.com\r\nSubject: I have a present for you\r\n\r\n"
        + "Look, I'm sorry about the whole anvil thing.\r\n";

    public const string MessageB =
        "From: youcouldberich!@reply-by-postal-mail.invalid\r\nSender: b1ff@de.res.example.com\r\nTo: rube@landru.example.com\r\nDate:  Mon, 31 Mar 1997 18:26:10 -0800\r\n"
        + "Subject: $$$ YOU, TOO, CAN BE A MILLIONAIRE! $$$\r\n\r\nYOU MAY HAVE ALREADY WON TEN MILLION DOLLARS\r\n";

    public static SieveEnvelope Envelope { get; } = new() { From = "coyote@desert.example.org", To = "roadrunner@acme.example.com" };

    public static SieveProgram Compile(string source, SieveOptions? options = null)
    {
        SieveCompilation compilation = new SieveCompiler(options ?? SieveOptions.Default).Compile(source);
        Assert.True(compilation.Succeeded, string.Join('\n', compilation.Diagnostics));
        return compilation.GetProgram();
    }

    /// <summary>The errors of a script, each as <c>line:column code</c>.</summary>
    public static string[] Errors(string source, SieveOptions? options = null)
    {
        SieveCompilation compilation = new SieveCompiler(options ?? SieveOptions.Default).Compile(source);
        Assert.Equal(compilation.Succeeded, compilation.Diagnostics.All(static d => d.Severity != SieveSeverity.Error));
        return [.. compilation.Diagnostics.Where(static d => d.Severity == SieveSeverity.Error).Select(static d => $"{d.Span} {d.Code}")];
    }

    public static SieveResult Run(string source, string message = MessageA, SieveEnvelope? envelope = null, SieveRunOptions? options = null, ISieveHost? host = null, SieveOptions? compile = null) =>
        Run(Compile(source, compile), message, envelope, options, host);

    public static SieveResult Run(SieveProgram program, string message = MessageA, SieveEnvelope? envelope = null, SieveRunOptions? options = null, ISieveHost? host = null)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        SieveRun run = new(options ?? SieveRunOptions.Default);
        ValueTask<SieveResult> running = SieveDriver.RunAsync(run, program, document, envelope ?? Envelope, host ?? SieveDriver.Default, TestContext.Current.CancellationToken);
        Assert.True(running.IsCompletedSuccessfully, running.IsFaulted ? running.AsTask().Exception?.ToString() : "The host must answer at once.");
        return running.Result;
    }

    /// <summary>Whether a test holds for a message.</summary>
    public static bool Holds(string test, string message = MessageA, string require = "", SieveEnvelope? envelope = null, SieveRunOptions? options = null, ISieveHost? host = null)
    {
        SieveResult result = Run($"{(require.Length == 0 ? "" : $"require [{require}]; ")}if {test} {{ discard; }}", message, envelope, options, host);
        Assert.False(result.HasFailed, string.Join('\n', result.Diagnostics));
        return result.Actions is [SieveDiscard];
    }

    /// <summary>The value that a string has when it is expanded: where a script would file into.</summary>
    public static string Value(string script, string message = MessageA, string require = "\"variables\", \"fileinto\"", SieveRunOptions? options = null)
    {
        SieveResult result = Run($"require [{require}]; {script}", message, options: options);
        Assert.False(result.HasFailed, string.Join('\n', result.Diagnostics));
        return Assert.IsType<SieveFileInto>(result.Actions.Single()).Mailbox;
    }
}
