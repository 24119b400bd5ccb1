using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Pigeonhole;

/// <summary>Runs one of the suite's scripts of tests and tells which of them failed.</summary>
internal sealed partial class TestsuiteRun : IDisposable
{
    private readonly TestsuiteWorld _world;
    private readonly SieveProgram _program;
    private readonly SieveRun _run;
    private readonly List<MimeDocument> _documents = [];
    private readonly List<string> _failures = [];

    private ReadOnlyMemory<byte> _message;
    private SieveEnvelope _envelope = null!;
    private string? _from;
    private string? _to;
    private string _test = "(before the first)";

    // What the last script of the test compiled to, and what the last run of one decided; null where the script of tests itself decides.
    private SieveProgram? _script;
    private bool _hasCompiled;
    private List<SieveAction>? _pending;
    private IReadOnlyList<SieveDiagnostic> _errors = [];

    public TestsuiteRun(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string source = File.ReadAllText(path, Encoding.Latin1).Replace("${tst.path}", folder, StringComparison.Ordinal);
        _world = new TestsuiteWorld(folder);
        SieveCompilation compilation = new SieveCompiler(TestsuiteCommands.Options).Compile(Encoding.Latin1.GetBytes(source));
        _program = compilation.GetProgram();
        _run = new SieveRun(OptionsNow());
    }

    /// <summary>How many tests there were.</summary>
    public int Count { get; private set; }

    /// <summary>Runs it; gives for each test that failed its name and the reason.</summary>
    public IReadOnlyList<string> Run()
    {
        MimeDocument message = UseMessage("From: sender@example.com\r\nTo: recipient@example.org\r\nSubject: Frop!\r\n\r\nFriep!\r\n"u8.ToArray());
        SieveStep step = _run.Start(_program, message, _envelope);
        while (step.Kind != SieveStepKind.Completed)
        {
            step = _run.Resume(step.Kind is SieveStepKind.HostCommand or SieveStepKind.HostTest ? Answer(step.Call!) : Ask(step));
        }

        if (_run.Result.HasFailed)
        {
            _failures.Add($"{_test}: the run ended: {string.Join("; ", _run.Result.Diagnostics)}");
        }

        return _failures;
    }

    public void Dispose() => _documents.ForEach(static document => document.Dispose());

    private SieveAnswer Ask(SieveStep step)
    {
        ValueTask<SieveAnswer> answer = SieveDriver.AnswerAsync(step, _world);
        Assert.True(answer.IsCompletedSuccessfully);
        return answer.Result;
    }

    private SieveAnswer Answer(SieveHostCall call)
    {
        switch (call.Command.Name)
        {
            case "test":
                _test = call.GetString(0);
                Count++;
                ResetResult();
                return SieveAnswer.EnterBlock(true);
            case "test_fail":
                _failures.Add($"{_test}: {call.GetString(0)} ({call.Span})" + string.Concat(_errors.Select(static e => "\n    " + e)));
                return SieveAnswer.LeaveBlock;
            case "test_set":
                return Set(call.GetString(0), call);
            case "test_config_set":
                _world.Settings[call.GetString(0)] = call.GetString(1);
                return SieveAnswer.Done;
            case "test_config_unset":
                _world.Settings.Remove(call.GetString(0));
                return SieveAnswer.Done;
            case "test_config_reload":
                _run.Options = OptionsNow();
                return SieveAnswer.Done;
            case "test_result_reset":
                ResetResult();
                return SieveAnswer.Done;
            case "test_mailbox_create":
                _world.CreateMailbox(call.GetString(0));
                return SieveAnswer.Done;
            case "test_mailbox_delete":
                _world.DeleteMailbox(call.GetString(0));
                return SieveAnswer.Done;
            case "test_imap_metadata_set":
                _world.SetMetadata(call.GetString("mailbox") ?? "", call.GetString(0), call.GetString(1));
                return SieveAnswer.Done;
            case "test_binary_save":
                SaveAndLoad();
                return SieveAnswer.Done;
            case "test_result_print" or "test_binary_load":
                return SieveAnswer.Done;
            case "test_message":
                return TakeMessage(call);
            case "test_script_compile":
                SieveCompilation compilation = _world.Compile(call.GetString(0));
                _script = compilation.Program;
                _errors = [.. compilation.Diagnostics, .. SieveIncludeCheck.Run(compilation, include => _world.Find(include.Name, include.Location), OptionsNow().Limits)];
                _hasCompiled = _errors.All(static d => d.Severity != SieveSeverity.Error);
                return SieveAnswer.Of(_hasCompiled);
            case "test_script_run":
                return SieveAnswer.Of(RunScript(call.Has("append_result")));
            case "test_result_execute":
                return SieveAnswer.Of(_world.Execute(Actions(), _message, _envelope));
            case "test_multiscript":
                return SieveAnswer.Of(RunScripts(call.GetStrings(0)));
            case "test_result_action":
                return SieveAnswer.Of(MatchAmong(call, [.. Actions().Where(static action => action is not SieveKeep { IsImplicit: true }).Select(NameOf)]));
            case "test_error":
                return SieveAnswer.Of(MatchErrors(call));
            default:
                throw new InvalidOperationException(call.Command.Name);
        }
    }

    // The wording is each implementation's own: that there are so many is what is asked. Pigeonhole tells at the end that compiling failed, which it counts.
    private bool MatchErrors(SieveHostCall call)
    {
        int errors = _errors.Count(static d => d.Severity == SieveSeverity.Error || d.Code == SieveDiagnosticCode.InvalidRegex) + (_hasCompiled ? 0 : 1);
        return call.IsCount ? call.MatchCount(errors) : errors >= (call.GetNumber("index") ?? 1);
    }

    private static bool MatchAmong(SieveHostCall call, string[] values) =>
        call.IsCount ? call.MatchCount(values.Length)
        : call.GetNumber("index") is not { } index ? values.Any(call.Match)
        : index >= 1 && index <= values.Length && call.Match(values[index - 1]);

    private static string NameOf(SieveAction action) => action switch
    {
        SieveFileInto => "store",
        _ => action.GetType().Name["Sieve".Length..].ToLowerInvariant(),
    };

    // What the script of tests itself has decided by now ends in a keep, if nothing says otherwise.
    private List<SieveAction> Actions() =>
        _pending ?? [.. _run.ActionList, .. _run.IsKeepCancelled || _run.ActionList.Any(static a => a is SieveKeep) ? Array.Empty<SieveAction>() : [new SieveKeep { IsImplicit = true, Message = EditedMessage() }]];

    private ReadOnlyMemory<byte>? EditedMessage() => _run.Edits is { IsChanged: true } edits ? edits.Render(null) : null;

    private void ResetResult()
    {
        _pending = null;
        _world.Sent.Clear();
        _run.ForgetActions();
    }

    private SieveAnswer Set(string name, SieveHostCall call)
    {
        switch (name)
        {
            case "message":
                MimeDocument message = UseMessage(call.GetOctets(1).ToArray());
                return SieveAnswer.Done.With(message, _envelope);
            case "envelope.from":
                _from = PathOf(call.GetString(1)) ?? "";
                _envelope = _envelope with { From = _from };
                break;
            case "envelope.to":
                _to = PathOf(call.GetString(1));
                _envelope = _envelope with { To = _to };
                break;
            case "envelope.orig_to":
                _envelope = _envelope with { OriginalTo = call.GetString(1) };
                break;
            case "envelope.auth":
                _envelope = _envelope with { AuthenticatedAs = call.GetString(1) };
                break;
            default:
                throw new InvalidOperationException(name);
        }

        _run.Options = OptionsNow();
        return SieveAnswer.Done.With(_envelope);
    }

    // RFC 5321 §4.1.2: what is no path, a server would not have let in.
    private static string? PathOf(string path) => PathPattern().Match(path) is { Success: true } match ? match.Groups["mailbox"].Value : null;

    [GeneratedRegex("""^(?<open><)?(@[\w-]+(\.[\w-]+)*(,@[\w-]+(\.[\w-]+)*)*:)?(?<mailbox>([^@<>\s:,"]+|"[^"]*")(@[\w-]+(\.[\w-]+)*)?|(?=>))(?(open)>)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex PathPattern();

    // The envelope is that of the message's own fields where the script has not said otherwise.
    private MimeDocument UseMessage(byte[] content)
    {
        MimeDocument document = MimeDocument.Parse(content);
        _documents.Add(document);
        _message = content;
        _world.Current = document;
        _envelope = (_envelope ?? new SieveEnvelope()) with { From = _from ?? FirstAddress(document, HeaderId.From), To = _to ?? FirstAddress(document, HeaderId.To) };
        return document;
    }

    private static string? FirstAddress(MimeDocument document, HeaderId field)
    {
        foreach (HeaderField header in document.Root.Headers)
        {
            if (header.Id == field)
            {
                foreach (Address address in header.Addresses)
                {
                    return address.GetAddress();
                }
            }
        }

        return null;
    }

    private SieveAnswer TakeMessage(SieveHostCall call)
    {
        int number = (int)call.GetNumber(0);
        bool isTest = call.Command.Kind == SieveHostCommandKind.Test;
        ReadOnlyMemory<byte>? content;
        SieveEnvelope envelope = _envelope;
        if (call.GetString("folder") is { } mailbox)
        {
            content = _world.Find(mailbox, number);
        }
        else
        {
            SentMessage? sent = number < _world.Sent.Count ? _world.Sent[number] : null;
            content = sent?.Content;
            envelope = sent is null ? envelope : envelope with { From = sent.From, To = sent.To, OriginalTo = null };
        }

        if (content is null)
        {
            return isTest ? SieveAnswer.No : SieveAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"There is no message {number}."));
        }

        MimeDocument document = MimeDocument.Parse(content.Value);
        _documents.Add(document);
        return (isTest ? SieveAnswer.Yes : SieveAnswer.Done).With(document, envelope);
    }

    // What is stored and read again must run as before.
    private void SaveAndLoad()
    {
        System.Buffers.ArrayBufferWriter<byte> stored = new();
        _script!.Write(stored);
        Assert.True(SieveProgram.TryRead(stored.WrittenSpan, TestsuiteCommands.Options, out _script));
    }

    private bool RunScript(bool append)
    {
        SieveResult result = RunNested(_script!, _message);
        _pending = append ? Merge(_pending ?? [], result.Actions) : [.. result.Actions];
        _errors = result.Diagnostics;
        return !result.HasFailed;
    }

    // Scripts one after another over one message: what an earlier one did is not done again, and of what is put to one place the last counts.
    private static List<SieveAction> Merge(List<SieveAction> before, IReadOnlyList<SieveAction> after)
    {
        List<SieveAction> merged = [.. before.Where(static a => a is not SieveKeep { IsImplicit: true })];
        foreach (SieveAction action in after)
        {
            int same = PlaceOf(action) is { } place ? merged.FindIndex(a => PlaceOf(a) == place) : -1;
            if (same < 0)
            {
                merged.Add(action);
            }
            else if (action is SieveKeep { IsImplicit: false } or SieveFileInto)
            {
                merged[same] = action;
            }
        }

        return merged;
    }

    private static string? PlaceOf(SieveAction action) => action switch
    {
        SieveKeep => "INBOX",
        SieveFileInto into => into.Mailbox,
        SieveReject => "(refused)",
        _ => null,
    };

    private bool RunScripts(IReadOnlyList<string> paths)
    {
        List<SieveAction> actions = [];
        ReadOnlyMemory<byte> message = _message;
        foreach (string path in paths)
        {
            SieveProgram? program = _world.Compile(path).Program;
            if (program is null)
            {
                return false;
            }

            SieveResult result = RunNested(program, message);
            actions = Merge(actions, result.Actions);
            if (!result.IsImplicitKeep)
            {
                break;
            }

            message = result.Actions[^1].Message ?? message;
        }

        _pending = actions;
        return _world.Execute(actions, message, _envelope);
    }

    private SieveResult RunNested(SieveProgram program, ReadOnlyMemory<byte> content)
    {
        MimeDocument document = MimeDocument.Parse(content);
        _documents.Add(document);
        ValueTask<SieveResult> running = SieveDriver.RunAsync(new SieveRun(OptionsNow()), program, document, _envelope, _world, TestContext.Current.CancellationToken);
        Assert.True(running.IsCompletedSuccessfully);
        return running.Result;
    }

    private SieveRunOptions OptionsNow() => TestsuiteSettings.Apply(_world.Settings);
}
