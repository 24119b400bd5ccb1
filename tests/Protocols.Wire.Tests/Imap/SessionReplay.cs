using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>A host that says yes to everything and writes down what it was told: the other end of the sessions in these tests.</summary>
internal sealed class SessionReplay(ImapServerOptions options, bool isSecure = false, bool isLoggedIn = false, bool isSelected = false)
{
    // What extensions have added to commands: shown where it is used.
    private static readonly HashSet<string> s_extensions =
    [
        "ChangedSince",
        "HasModSeq",
        "HasCharset",
        "IsCondstore",
        "Resync",
        "UnchangedSince",
        "WithVanished",
    ];

    private readonly StringBuilder _transcript = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<byte> _message = [];
    private int _outputTold;
    private bool _isAppending;

    public ImapServerSession Session { get; } = Begin(options, isSecure, isLoggedIn, isSelected);

    public bool IsClosed { get; private set; }

    public string Output => Encoding.Latin1.GetString(_output.WrittenSpan);

    public string Transcript
    {
        get
        {
            TellOutput();
            return _transcript.ToString();
        }
    }

    /// <summary>Commands that were told of, described in one line each.</summary>
    public List<string> Commands { get; } = [];

    public List<ImapCommand> Raw { get; } = [];

    /// <summary>Runs input in pieces as a pipe would bring it.</summary>
    public SessionReplay Feed(IEnumerable<byte[]> pieces)
    {
        byte[] left = [];
        foreach (byte[] piece in pieces)
        {
            // What was left unused comes again, as a segment of its own.
            List<byte[]> segments = left.Length == 0 ? [piece] : [left, piece];
            ReadOnlySequence<byte> input = SplitInvariance.Sequence(segments);
            Run(ref input);
            left = input.ToArray();
        }

        return this;
    }

    public SessionReplay Feed(string text) => Feed([Encoding.Latin1.GetBytes(text)]);

    /// <summary>Replays a session whole, at every cut and byte by byte, and gives its transcript.</summary>
    public static string Check(string input, ImapServerOptions options, bool isSecure = false, bool isLoggedIn = false, bool isSelected = false) =>
        SplitInvariance.Check(Encoding.Latin1.GetBytes(input), pieces => new SessionReplay(options, isSecure, isLoggedIn, isSelected).Feed(pieces).Transcript);

    /// <summary>The one command that a line gives in the selected state.</summary>
    public static T Command<T>(string line, bool isUtf8 = false)
        where T : ImapCommand
    {
        SessionReplay replay = new(Options, isSecure: true, isLoggedIn: true, isSelected: true);
        replay.Feed((isUtf8 ? "E ENABLE IMAP4rev2\r\n" : "E NOOP\r\n") + line + "\r\n");
        Assert.True(replay.Raw.Count == 2, replay.Transcript);
        return Assert.IsAssignableFrom<T>(replay.Raw[1]);
    }

    /// <summary>Asserts that a line is answered BAD, and gives the reason.</summary>
    public static string Bad(string line, ImapServerOptions? options = null)
    {
        SessionReplay replay = new(options ?? Options, isSecure: true, isLoggedIn: true, isSelected: true);
        replay.Feed(line + "\r\n");
        Assert.Empty(replay.Raw);
        Assert.Contains("BAD ", replay.Output, StringComparison.Ordinal);
        return replay.Output;
    }

    public static ImapServerOptions Options { get; } = new() { CanStartTls = true, Mechanisms = ["PLAIN", "LOGIN"] };

    private static ImapServerSession Begin(ImapServerOptions options, bool isSecure, bool isLoggedIn, bool isSelected)
    {
        ImapServerSession session = new(options, isSecure);
        if (isLoggedIn)
        {
            session.Authenticated();
        }

        if (isSelected)
        {
            session.Selected(false);
        }

        return session;
    }

    private void Run(ref ReadOnlySequence<byte> input)
    {
        while (true)
        {
            ImapServerEvent e = Session.Read(ref input, _output);
            switch (e.Kind)
            {
                case ImapServerEventKind.NeedMoreData:
                    return;
                case ImapServerEventKind.Close:
                    if (!IsClosed)
                    {
                        Tell("close");
                    }

                    IsClosed = true;
                    return;
                case ImapServerEventKind.Command:
                    Raw.Add(e.Command!);
                    Commands.Add(Describe(e.Command));
                    Tell("command " + Describe(e.Command));
                    Answer(e.Command!);
                    break;
                case ImapServerEventKind.AppendPart:
                    if (!_isAppending)
                    {
                        _isAppending = true;
                        _message.Clear();
                        Tell("append " + Describe(e.Command));
                    }

                    Tell("part " + Describe(e.Part));
                    if (((AppendCommand)e.Command!).Mailbox == "refused" || e.Part!.Url == "refused")
                    {
                        _isAppending = false;
                        Session.RefuseAppend(_output, ImapStatus.No, ImapResponseCode.TryCreate, "no such mailbox");
                    }
                    else
                    {
                        _message.AddRange(Encoding.Latin1.GetBytes(e.Part.Url is { } url ? "<" + url + ">" : e.Part.IsFirst ? "" : "+"));
                        Session.AcceptAppend(_output);
                    }

                    break;
                case ImapServerEventKind.AppendChunk:
                    _message.AddRange(e.Chunk.ToArray());
                    break;
                case ImapServerEventKind.AppendEnd:
                    _isAppending = false;
                    Tell("message " + Encoding.Latin1.GetString([.. _message]));
                    Ok(e.Command!);
                    break;
                case ImapServerEventKind.AuthenticateResponse:
                    Tell("response " + Encoding.Latin1.GetString(e.Response.Span));
                    Session.Authenticated();
                    Ok(e.Command!);
                    break;
                case ImapServerEventKind.IdleDone:
                    Tell("done");
                    Ok(e.Command!);
                    break;
                default:
                    _isAppending = false;
                    Tell(e.Kind.ToString());
                    break;
            }
        }
    }

    private void Answer(ImapCommand command)
    {
        switch (command)
        {
            case LoginCommand { UserName: "nobody" }:
                Session.AuthenticationFailed();
                Session.Writer(_output).Tagged(command.Tag, ImapStatus.No, ImapResponseCode.AuthenticationFailed, "no");
                return;
            case LoginCommand:
                Session.Authenticated();
                break;
            case AuthenticateCommand { InitialResponse: null } authenticate:
                Session.Challenge(authenticate, "Who?"u8, _output);
                return;
            case AuthenticateCommand:
                Session.Authenticated();
                break;
            case SelectCommand select:
                Session.Selected(select.IsReadOnly);
                break;
            case CloseCommand:
                Session.Unselected();
                break;
            case IdleCommand idle:
                Session.BeginIdle(idle, _output);
                return;
            case LogoutCommand:
                Session.Writer(_output).Untagged(ImapStatus.Bye, ImapResponseCode.None, "bye");
                Ok(command);
                Session.LoggedOut();
                return;
        }

        Ok(command);
    }

    private void Ok(ImapCommand command) => Session.Writer(_output).Tagged(command.Tag, ImapStatus.Ok, ImapResponseCode.None, command.Name);

    private void Tell(string what)
    {
        TellOutput();
        _transcript.Append("# ").Append(what).Append('\n');
    }

    private void TellOutput()
    {
        _transcript.Append(Encoding.Latin1.GetString(_output.WrittenSpan[_outputTold..]));
        _outputTold = _output.WrittenCount;
    }

    /// <summary>A value with all its properties, in one line.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string text => "\"" + text + "\"",
        ReadOnlyMemory<byte> bytes => "'" + Encoding.Latin1.GetString(bytes.Span) + "'",
        SequenceSet set => set.ToString(),
        DateTimeOffset time => time.ToString("o"),
        Enum or bool or IFormattable => value.ToString()!,
        IEnumerable list => "[" + string.Join(' ', list.Cast<object?>().Select(Describe)) + "]",
        _ => value.GetType().Name + "(" + string.Join(' ', value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.GetIndexParameters().Length == 0 && p.Name is not ("Name" or "SetsSeen" or "EqualityContract"))
            .OrderBy(static p => p.Name, StringComparer.Ordinal)
            .Where(p => !s_extensions.Contains(p.Name) || p.GetValue(value) is not (null or false))
            .Select(p => p.Name + "=" + Describe(p.GetValue(value)))) + ")",
    };
}
