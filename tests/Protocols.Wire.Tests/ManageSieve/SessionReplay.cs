using System.Buffers;
using System.Reflection;
using System.Text;
using Protocols.ManageSieve;

namespace Protocols.Wire.Tests.ManageSieve;

/// <summary>A host with a few scripts that writes down what it was told: the other end of the server's sessions in these tests.</summary>
internal sealed class SessionReplay
{
    private readonly StringBuilder _transcript = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SortedDictionary<string, byte[]> _scripts = new(StringComparer.Ordinal);
    private string? _active;
    private int _outputTold;
    private byte[] _left = [];

    public SessionReplay(ManageSieveServerOptions options, bool isSecure = false, bool isLoggedIn = false)
    {
        Session = new ManageSieveServerSession(options, isSecure);
        if (isLoggedIn)
        {
            Feed("AUTHENTICATE \"PLAIN\" \"YQ==\"\r\n");
            _transcript.Clear();
            Commands.Clear();
            _outputTold = _output.WrittenCount;
        }
    }

    public static ManageSieveServerOptions Options { get; } = new()
    {
        Implementation = "test", CanStartTls = true, Mechanisms = ["PLAIN", "LOGIN"], SieveExtensions = ["fileinto", "vacation"], NotifyMethods = ["mailto"], MaxRedirects = 5, Language = "en",
    };

    public ManageSieveServerSession Session { get; }

    public bool IsClosed { get; private set; }

    public bool WantsTls { get; set; }

    public List<ManageSieveCommand> Commands { get; } = [];

    public string Output => Encoding.UTF8.GetString(_output.WrittenSpan);

    public string Transcript
    {
        get
        {
            TellOutput();
            return _transcript.ToString();
        }
    }

    public ArrayBufferWriter<byte> Writer => _output;

    public SessionReplay Feed(string text) => Feed([Encoding.UTF8.GetBytes(text)]);

    public SessionReplay Feed(IEnumerable<byte[]> pieces)
    {
        foreach (byte[] piece in pieces)
        {
            // What was left unused comes again, as a segment of its own.
            List<byte[]> segments = _left.Length == 0 ? [piece] : [_left, piece];
            ReadOnlySequence<byte> input = SplitInvariance.Sequence(segments);
            Run(ref input);
            _left = input.ToArray();
        }

        return this;
    }

    /// <summary>Replays a session whole, at every cut and byte by byte, and gives its transcript.</summary>
    public static string Check(string input, ManageSieveServerOptions? options = null, bool isSecure = true, bool isLoggedIn = true) =>
        SplitInvariance.Check(Encoding.UTF8.GetBytes(input), pieces => new SessionReplay(options ?? Options, isSecure, isLoggedIn).Feed(pieces).Transcript);

    private void Run(ref ReadOnlySequence<byte> input)
    {
        while (true)
        {
            ManageSieveServerEvent e = Session.Read(ref input, _output);
            switch (e.Kind)
            {
                case ManageSieveServerEventKind.NeedMoreData:
                    return;
                case ManageSieveServerEventKind.Close:
                    if (!IsClosed)
                    {
                        Tell("close");
                    }

                    IsClosed = true;
                    return;
                case ManageSieveServerEventKind.Command:
                    Commands.Add(e.Command!);
                    Tell(Describe(e.Command!));
                    Answer(e.Command!);
                    break;
                case ManageSieveServerEventKind.AuthenticateResponse:
                    Tell("response " + Encoding.UTF8.GetString(e.Response.Span));
                    LogIn(e.Response);
                    break;
                default:
                    Tell(e.Kind.ToString());
                    Session.AuthenticationFailed();
                    break;
            }
        }
    }

    private void Answer(ManageSieveCommand command)
    {
        ManageSieveResponseWriter writer = new(_output);
        switch (command)
        {
            case AuthenticateCommand { InitialResponse: { } response }:
                LogIn(response);
                break;
            case AuthenticateCommand:
                Session.Challenge("Who?"u8, _output);
                break;
            case StartTlsCommand:
                writer.Ok();
                WantsTls = true;
                break;
            case CapabilityCommand:
                Session.Capabilities(_output);
                break;
            case LogoutCommand:
                writer.Ok();
                Session.LoggedOut();
                break;
            case NoopCommand { Tag: { } tag }:
                writer.Status(ManageSieveStatus.Ok, ManageSieveResponseCode.Tag(tag), "Done");
                break;
            case UnauthenticateCommand:
                Session.Unauthenticated();
                writer.Ok();
                break;
            case PutScriptCommand put when put.Script.Span.SequenceEqual("wrong"u8):
                writer.No(ManageSieveResponseCode.None, "line 1: wrong\nline 2: also wrong");
                break;
            case PutScriptCommand put:
                _scripts[put.ScriptName] = put.Script.ToArray();
                writer.Ok();
                break;
            case ListScriptsCommand:
                foreach (string name in _scripts.Keys)
                {
                    writer.ListedScript(name, name == _active);
                }

                writer.Ok();
                break;
            case GetScriptCommand get when _scripts.TryGetValue(get.ScriptName, out byte[]? script):
                writer.Script(script);
                writer.Ok();
                break;
            case GetScriptCommand:
                writer.No(ManageSieveResponseCode.NonExistent, "no such script");
                break;
            case SetActiveCommand active:
                _active = active.ScriptName;
                writer.Ok();
                break;
            case DeleteScriptCommand delete when delete.ScriptName == _active:
                writer.No(ManageSieveResponseCode.Active, "active");
                break;
            case DeleteScriptCommand delete:
                _scripts.Remove(delete.ScriptName);
                writer.Ok();
                break;
            default:
                writer.Ok(command.Name);
                break;
        }
    }

    private void LogIn(ReadOnlyMemory<byte> response)
    {
        ManageSieveResponseWriter writer = new(_output);
        if (response.Span.IndexOf("bad"u8) >= 0)
        {
            Session.AuthenticationFailed();
            writer.No(ManageSieveResponseCode.None, "no");
        }
        else
        {
            Session.Authenticated("tim");
            writer.Ok();
        }
    }

    private void Tell(string what)
    {
        TellOutput();
        _transcript.Append("# ").Append(what).Append('\n');
    }

    private void TellOutput()
    {
        _transcript.Append(Encoding.UTF8.GetString(_output.WrittenSpan[_outputTold..]));
        _outputTold = _output.WrittenCount;
    }

    /// <summary>A command with all it holds, in one line.</summary>
    public static string Describe(ManageSieveCommand command) => string.Join(
        ' ',
        command.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.Name is not ("Name" or "EqualityContract"))
            .OrderBy(static p => p.Name, StringComparer.Ordinal)
            .Select(p => p.GetValue(command) switch
            {
                null => p.Name + "=null",
                ReadOnlyMemory<byte> octets => $"{p.Name}='{Encoding.UTF8.GetString(octets.Span)}'",
                object value => $"{p.Name}={value}",
            })
            .Prepend(command.Name));
}
