using Protocols.Sasl;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>A client's and a server's session glued together in memory: the client sends its messages and quits.</summary>
internal sealed class SmtpPair
{
    private readonly SmtpExchange _server;
    private readonly SmtpClientHost _client;
    private readonly Queue<(SmtpEnvelope Envelope, byte[] Message)> _messages;
    private readonly int _pieceLength;
    private byte[] _message = [];
    private int _written;

    /// <param name="serverOptions">The server's settings.</param>
    /// <param name="clientOptions">The client's settings.</param>
    /// <param name="messages">What the client sends.</param>
    /// <param name="pieceLength">In pieces of which length the host writes a message.</param>
    /// <param name="canStartTls">Whether there is TLS.</param>
    public SmtpPair(SmtpServerOptions serverOptions, SmtpClientOptions clientOptions, IEnumerable<(SmtpEnvelope Envelope, byte[] Message)> messages, int pieceLength = 1000, bool canStartTls = false)
    {
        _server = new SmtpExchange(serverOptions, canStartTls: canStartTls, time: new ManualTime());
        _client = new SmtpClientHost(clientOptions) { OnEvent = On };
        _messages = new(messages);
        _pieceLength = pieceLength;
    }

    public SmtpExchange Server => _server;

    public SmtpClientHost Client => _client;

    public SaslCredentials? Credentials { get; init; }

    /// <summary>For each message what kept it from being begun, or what became of its recipients.</summary>
    public List<string> Outcomes { get; } = [];

    /// <summary>All that the client sent.</summary>
    public List<byte> Sent { get; } = [];

    /// <summary>Carries bytes to and fro until there are none. Each way's bytes are cut as the function says, which is told the position in the stream.</summary>
    public void Run(Func<long, byte[], IEnumerable<byte[]>>? cut = null)
    {
        cut ??= (_, bytes) => [bytes];
        _server.Greet();
        long down = 0;
        while (true)
        {
            byte[] replies = _server.TakeReplies();
            foreach (byte[] piece in cut(down, replies))
            {
                _client.Feed(piece);
            }

            down += replies.Length;
            byte[] commands = _client.TakeWritten();
            foreach (byte[] piece in cut(Sent.Count, commands))
            {
                _server.Feed(piece);
            }

            Sent.AddRange(commands);
            if (replies.Length == 0 && commands.Length == 0)
            {
                return;
            }
        }
    }

    private void On(SmtpClientEvent e)
    {
        switch (e.Kind)
        {
            case SmtpClientEventKind.Ready or SmtpClientEventKind.Authenticated or SmtpClientEventKind.AuthenticationFailed:
                Next();
                break;
            case SmtpClientEventKind.StartTls:
                _client.Session.TlsEstablished(_client.Output);
                break;
            case SmtpClientEventKind.SendMessage:
                Write();
                break;
            case SmtpClientEventKind.Completed:
                Outcomes.Add(string.Join(' ', _client.Session.Outcomes.Select(o => $"{o.State}{(o.Reply is null ? "" : ":" + o.Reply.Code)}")));
                Next();
                break;
            case SmtpClientEventKind.Closed:
                Outcomes.Add(e.Reason.ToString());
                break;
        }
    }

    private void Next()
    {
        SmtpClientSession session = _client.Session;
        if (session.StartTls(_client.Output) == SmtpClientStatus.Ok)
        {
            return;
        }

        if (Credentials is not null && session.AuthenticatedAs is null && session.Authenticate(Credentials, _client.Output) == SmtpClientStatus.Ok)
        {
            return;
        }

        while (_messages.TryDequeue(out (SmtpEnvelope Envelope, byte[] Message) next))
        {
            _message = next.Message;
            _written = 0;
            SmtpClientStatus status = session.Begin(next.Envelope, _client.Output);
            if (status == SmtpClientStatus.Ok)
            {
                return;
            }

            Outcomes.Add(status.ToString());
        }

        session.Quit(_client.Output);
    }

    private void Write()
    {
        while (_written < _message.Length)
        {
            int length = Math.Min(_pieceLength, _message.Length - _written);
            if (_client.Session.WriteMessage(_message.AsSpan(_written, length), _client.Output) != SmtpClientStatus.Ok)
            {
                return;
            }

            _written += length;
        }

        _client.Session.EndMessage(_client.Output);
    }
}
