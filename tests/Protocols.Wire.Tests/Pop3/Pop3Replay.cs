using System.Buffers;
using System.Text;
using Protocols.Pop3;

namespace Protocols.Wire.Tests.Pop3;

/// <summary>A host with three messages that says yes to "secret", and writes down what it was told.</summary>
internal sealed class Pop3Replay
{
    private static readonly string[] s_messages = ["Subject: one\r\n\r\n.dot\r\nlast\r\n", "a: b\r\n\r\n..\r\n.", "c: d\n\nbare\n.\nend"];

    private readonly StringBuilder _transcript = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private int _told;

    public Pop3Replay(Pop3ServerOptions? options = null, bool isSecure = false)
    {
        Session = new Pop3ServerSession(options ?? Options, isSecure);
    }

    public static Pop3ServerOptions Options { get; } = new() { CanStartTls = true, AllowPlaintextPasswords = true, Mechanisms = ["PLAIN"], Languages = [new("en", "English")] };

    public Pop3ServerSession Session { get; }

    public bool IsClosed { get; private set; }

    public string Transcript
    {
        get
        {
            Tell();
            return _transcript.ToString();
        }
    }

    /// <summary>Replays a session whole, at every cut and byte by byte, and gives its transcript.</summary>
    public static string Check(string input, Pop3ServerOptions? options = null, bool isSecure = false) =>
        SplitInvariance.Check(Encoding.UTF8.GetBytes(input), pieces => new Pop3Replay(options, isSecure).Feed(pieces).Transcript);

    public Pop3Replay Feed(IEnumerable<byte[]> pieces)
    {
        foreach (byte[] piece in pieces)
        {
            ReadOnlySequence<byte> input = new(piece);
            Take(ref input, _output);
        }

        return this;
    }

    public Pop3Replay Feed(string text) => Feed([Encoding.UTF8.GetBytes(text)]);

    /// <summary>Takes all of the input; what is answered goes to the output.</summary>
    public void Take(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        while (true)
        {
            Pop3ServerEvent e = Session.Read(ref input, output);
            switch (e.Kind)
            {
                case Pop3ServerEventKind.NeedMoreData:
                    return;
                case Pop3ServerEventKind.Close:
                    IsClosed = true;
                    return;
                case Pop3ServerEventKind.AuthenticateCancelled:
                    Note("cancelled");
                    Session.AuthenticationFailed();
                    break;
                case Pop3ServerEventKind.AuthenticateResponse:
                    Note("response " + Encoding.UTF8.GetString(e.Response.Span));
                    LogIn(e.Response.Span.EndsWith("secret"u8), output);
                    break;
                default:
                    Answer(e.Command!, output);
                    break;
            }
        }
    }

    private void Answer(Pop3Command command, IBufferWriter<byte> output)
    {
        Pop3ResponseWriter writer = new(output);
        Note($"{command.Kind} {command.Text} {Encoding.UTF8.GetString(command.Secret.Span)} {command.Message} {command.Lines}");
        switch (command.Kind)
        {
            case Pop3CommandKind.Login:
                LogIn(command.Secret.Span.SequenceEqual("secret"u8), output);
                break;
            case Pop3CommandKind.Apop:
                LogIn(true, output);
                break;
            case Pop3CommandKind.Auth when command.InitialResponse is null:
                Session.Challenge(command, default, output);
                break;
            case Pop3CommandKind.Auth:
                LogIn(command.InitialResponse.Value.Span.EndsWith("secret"u8), output);
                break;
            case Pop3CommandKind.Capabilities:
                Session.Capabilities(output);
                break;
            case Pop3CommandKind.StartTls:
                writer.Ok("go");
                break;
            case Pop3CommandKind.Utf8:
                Session.Utf8Enabled();
                writer.Ok("");
                break;
            case Pop3CommandKind.Status:
                writer.Ok(3, 100);
                break;
            case Pop3CommandKind.List when command.Message > 0:
                writer.Ok(command.Message, 10);
                break;
            case Pop3CommandKind.UniqueIds when command.Message > 0:
                writer.OkUniqueId(command.Message, "id" + command.Message);
                break;
            case Pop3CommandKind.List or Pop3CommandKind.UniqueIds or Pop3CommandKind.Language when command.Text.Length == 0:
                writer.Ok("these");
                for (uint i = 1; i <= 3; i++)
                {
                    if (command.Kind == Pop3CommandKind.List)
                    {
                        writer.ScanListing(i, i * 10);
                    }
                    else if (command.Kind == Pop3CommandKind.UniqueIds)
                    {
                        writer.UniqueId(i, "id" + i);
                    }
                    else
                    {
                        writer.Line(".l" + i);
                    }
                }

                writer.End();
                break;
            case Pop3CommandKind.Retrieve or Pop3CommandKind.Top when command.Message > 3:
                writer.Error(Pop3ResponseCode.Utf8, "no");
                break;
            case Pop3CommandKind.Retrieve or Pop3CommandKind.Top:
                writer.Ok("message");
                DotStuffing stuffing = default;
                stuffing.Write(Encoding.ASCII.GetBytes(s_messages[command.Message - 1]), output);
                stuffing.End(output);
                break;
            case Pop3CommandKind.Quit:
                Session.Ended();
                writer.Ok("bye");
                break;
            default:
                writer.Ok(command.Text);
                break;
        }
    }

    private void LogIn(bool isRight, IBufferWriter<byte> output)
    {
        if (isRight)
        {
            Session.Authenticated();
            new Pop3ResponseWriter(output).Ok("in");
        }
        else
        {
            Session.AuthenticationFailed();
            new Pop3ResponseWriter(output).Error(Pop3ResponseCode.Authentication, "no");
        }
    }

    private void Note(string what)
    {
        Tell();
        _transcript.Append("# ").Append(what).Append('\n');
    }

    private void Tell()
    {
        _transcript.Append(Encoding.UTF8.GetString(_output.WrittenSpan[_told..]));
        _told = _output.WrittenCount;
    }
}
