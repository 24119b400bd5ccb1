using System.Buffers;
using System.Text;
using Protocols.Sasl;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>A host without a network: feeds a session, answers as a small mail server would, and keeps a transcript.</summary>
internal sealed class SmtpExchange
{
    private readonly SmtpServerSession _session;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly MemoryStream _message = new();
    private readonly StringBuilder _transcript = new();
    private readonly List<string> _recipients = [];
    private readonly bool _isLmtp;
    private byte[] _left = [];
    private int _taken;

    public SmtpExchange(SmtpServerOptions? options = null, bool isSecure = false, bool canStartTls = false, TimeProvider? time = null)
    {
        _isLmtp = options?.IsLmtp ?? false;
        _session = new SmtpServerSession(options ?? new SmtpServerOptions { OfferAuthentication = true, AllowPlaintextAuthentication = true }, isSecure, canStartTls, time);
    }

    public SmtpServerSession Session => _session;

    public List<string> Messages { get; } = [];

    public bool IsClosed { get; private set; }

    /// <summary>Whether the handshake is done at once when the client asks for it.</summary>
    public bool DoHandshake { get; init; } = true;

    public string Output => Encoding.UTF8.GetString(_output.WrittenSpan);

    public string Transcript => _transcript + Output;

    public static string Replay(IReadOnlyList<byte[]> pieces) => Replay(pieces, null);

    public static string Replay(IReadOnlyList<byte[]> pieces, SmtpServerOptions? options)
    {
        SmtpExchange exchange = new(options);
        foreach (byte[] piece in pieces)
        {
            exchange.Feed(piece);
        }

        return exchange.Transcript;
    }

    public void Greet() => _session.Greet(_output);

    /// <summary>What was replied since it was last asked.</summary>
    public byte[] TakeReplies()
    {
        byte[] replies = _output.WrittenSpan[_taken..].ToArray();
        _taken = _output.WrittenCount;
        return replies;
    }

    /// <summary>Sends text and gives what was replied to it.</summary>
    public string Say(string text)
    {
        int before = _output.WrittenCount;
        Feed(Encoding.UTF8.GetBytes(text));
        return Encoding.UTF8.GetString(_output.WrittenSpan[before..]);
    }

    public void Feed(byte[] piece)
    {
        if (IsClosed)
        {
            return;
        }

        ReadOnlySequence<byte> input = SplitInvariance.Sequence(new[] { _left, piece }.Where(p => p.Length > 0));
        while (!IsClosed && Step(ref input))
        {
        }

        _left = input.ToArray();
    }

    private bool Step(ref ReadOnlySequence<byte> input)
    {
        SmtpServerEvent e = _session.Read(ref input);
        switch (e.Kind)
        {
            case SmtpServerEventKind.NeedMoreData:
                return false;
            case SmtpServerEventKind.Mail:
                _recipients.Clear();
                _transcript.Append($"MAIL {e.Path.ToString()} {e.Parameters}\n");
                _session.Reply(e.Reply!, _output);
                return true;
            case SmtpServerEventKind.Recipient:
                _transcript.Append($"RCPT {e.Path.ToString()} {e.RecipientParameters}\n");
                if (e.Path.LocalPart.SequenceEqual("nobody"u8))
                {
                    _session.Reply(new SmtpReply(550, 1, 1, "No such user"), _output);
                    return true;
                }

                _recipients.Add(e.Path.ToString());
                _session.Reply(e.Reply!, _output);
                return true;
            case SmtpServerEventKind.DataBegin:
                _message.SetLength(0);
                if (e.Reply is { } go)
                {
                    _session.Reply(go, _output);
                }

                return true;
            case SmtpServerEventKind.DataChunk:
                _message.Write(e.Data.Span);
                return true;
            case SmtpServerEventKind.DataEnd:
                if (e.Reply!.IsPositive)
                {
                    Messages.Add(Encoding.Latin1.GetString(_message.ToArray()));
                    _transcript.Append($"MESSAGE {Messages[^1].Replace("\r", "\\r", StringComparison.Ordinal)}\n");
                }

                End(e.Reply);
                return true;
            case SmtpServerEventKind.Verify or SmtpServerEventKind.Expand:
                _session.Reply(
                    e.Argument.SequenceEqual("tim"u8) ? new SmtpReply(250, 1, 5, "Tim <tim@example.org>")
                    : e.Argument.SequenceEqual("tüm"u8) || e.Argument.SequenceEqual("tuem"u8) ? new SmtpReply(250, 1, 5, "Tüm <tüm@example.org>")
                    : e.Reply!,
                    _output);
                return true;
            case SmtpServerEventKind.VerifyCredentials:
                SaslCredentials credentials = e.Question.Credentials!;
                _transcript.Append($"AUTH {credentials.AuthenticationIdentity}\n");
                IsClosed = !_session.CredentialsChecked(
                    e.Question.Kind == SaslServerStepKind.FindScramKeys ? SaslAnswer.With(ScramKeys.Create(e.Question.Mechanism!, "secret"u8, 1))
                    : credentials.Password.Span.SequenceEqual("secret"u8) ? SaslAnswer.Right
                    : SaslAnswer.Wrong(SaslFailure.InvalidCredentials),
                    _output);
                return true;
            case SmtpServerEventKind.StartTls when !input.IsEmpty || !DoHandshake:
                return true;
            case SmtpServerEventKind.StartTls:
                _session.Reply(e.Reply!, _output);
                _session.TlsEstablished();
                return true;
            case SmtpServerEventKind.Quit or SmtpServerEventKind.Close:
                _session.Reply(e.Reply!, _output);
                IsClosed = true;
                return false;
            default:
                _session.Reply(e.Reply!, _output);
                return true;
        }
    }

    // In LMTP each recipient is answered by itself, and "full" is over quota.
    private void End(SmtpReply reply)
    {
        if (!_isLmtp)
        {
            _session.Reply(reply, _output);
            return;
        }

        foreach (string recipient in _recipients)
        {
            _session.Reply(recipient.StartsWith("full@", StringComparison.Ordinal) ? new SmtpReply(452, 2, 2, "Over quota") : reply, _output);
        }
    }
}
