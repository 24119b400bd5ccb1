using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Protocols.Server.Tests.Relay;

/// <summary>A message as a fake server got it.</summary>
internal sealed record FakeMessage(string Mail, IReadOnlyList<string> Recipients, string Content, bool IsTls, int Connection);

/// <summary>A server of SMTP or LMTP that does what a test tells it, on a free port of this machine.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    /// <summary>The answer that ends the connection without a word.</summary>
    public const string HangUp = "hang up";

    /// <summary>The answer to the end of a message that takes it and ends the connection without a word.</summary>
    public const string TakeAndHangUp = "2 take and hang up";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _tasks = [];
    private readonly ConcurrentDictionary<int, TcpClient> _clients = new();
    private int _connections;

    public FakeServer(params string[] offers)
    {
        Offers = offers;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _tasks.Add(AcceptAsync());
    }

    public int Port { get; }

    /// <summary>What is offered, a line of EHLO each; STARTTLS is added where there is a certificate.</summary>
    public IReadOnlyList<string> Offers { get; set; }

    /// <summary>What is offered over TLS; the same unless set.</summary>
    public IReadOnlyList<string>? SecureOffers { get; set; }

    public X509Certificate2? Certificate { get; set; }

    public bool IsImplicitTls { get; set; }

    /// <summary>Whether nothing is read any more once a message begins.</summary>
    public bool IsDeafToData { get; set; }

    /// <summary>Gives another answer than the usual to a command; null for the usual. The end of a message is <c>.</c>, in LMTP with the RCPT behind it.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    public ConcurrentQueue<FakeMessage> Messages { get; } = new();

    /// <summary>Every line that was read as a command, with the number of its connection before it.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public ConcurrentQueue<string?> ServerNames { get; } = new();

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Waits until it has got a number of messages.</summary>
    public async Task<IReadOnlyList<FakeMessage>> WaitAsync(int count)
    {
        await Until.TrueAsync(() => Messages.Count >= count, () => $"{Messages.Count} messages came; {string.Join(" | ", Commands)}");
        return [.. Messages];
    }

    /// <summary>Ends all connections, as a server does that is started anew.</summary>
    public void DropConnections()
    {
        foreach (TcpClient client in _clients.Values)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        DropConnections();
        await Task.WhenAll(_tasks);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            int number = Interlocked.Increment(ref _connections);
            _clients[number] = client;
            _tasks.Add(ServeAsync(client, number));
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        await Task.Yield();
        try
        {
            using (client)
            {
                await new Conversation(this, client.GetStream(), number).RunAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The other side, or the test, has ended it.
            _clients.TryRemove(number, out _);
        }
    }

    private sealed class Conversation(FakeServer server, Stream stream, int number)
    {
        private readonly byte[] _one = new byte[1];
        private readonly List<string> _recipients = [];
        private readonly StringBuilder _chunks = new();
        private Stream _stream = stream;
        private string _mail = "";
        private bool _isTls;
        private bool _isLmtp;

        public async Task RunAsync()
        {
            if (server.IsImplicitTls)
            {
                await HandshakeAsync();
            }

            if (!await SayAsync(server.Answer("greeting") ?? "220 fake ESMTP"))
            {
                return;
            }

            while (await ReadLineAsync() is { } line)
            {
                server.Commands.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{number} {line}"));
                if (!await HandleAsync(line, server.Answer(line)))
                {
                    return;
                }
            }
        }

        private async Task<bool> HandleAsync(string line, string? other)
        {
            string verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "BDAT")
            {
                return await ChunkAsync(line, other);
            }

            if (verb is "MAIL" or "RSET")
            {
                _mail = "";
                _recipients.Clear();
                _chunks.Clear();
            }

            if (other is not null)
            {
                return await SayAsync(other);
            }

            switch (verb)
            {
                case "EHLO" or "LHLO":
                    _isLmtp = verb == "LHLO";
                    List<string> offers = [.. (_isTls ? server.SecureOffers : null) ?? server.Offers];
                    if (server.Certificate is not null && !_isTls)
                    {
                        offers.Add("STARTTLS");
                    }

                    return await SayAsync(string.Join("\r\n", offers.Prepend("fake").Select((o, i) => $"250{(i == offers.Count ? ' ' : '-')}{o}")));
                case "STARTTLS":
                    await SayAsync("220 go");
                    await HandshakeAsync();
                    return true;
                case "MAIL":
                    _mail = line;
                    return await SayAsync("250 ok");
                case "RCPT" when _mail.Length == 0:
                    return await SayAsync("503 5.5.1 MAIL first");
                case "DATA" when _recipients.Count == 0:
                    return await SayAsync("554 5.5.1 no recipients");
                case "RCPT":
                    _recipients.Add(line);
                    return await SayAsync("250 ok");
                case "DATA":
                    await SayAsync("354 go");
                    if (server.IsDeafToData)
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, server._stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    }

                    return await EndAsync(await ReadDataAsync());
                case "AUTH":
                    return await SayAsync("235 2.7.0 welcome");
                case "QUIT":
                    await SayAsync("221 bye");
                    return false;
                default:
                    return await SayAsync("250 ok");
            }
        }

        private async Task<bool> ChunkAsync(string line, string? other)
        {
            byte[] chunk = new byte[int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)];
            await _stream.ReadExactlyAsync(chunk);
            _chunks.Append(Encoding.Latin1.GetString(chunk));
            if (other is not null)
            {
                return await SayAsync(other);
            }

            return line.EndsWith("LAST", StringComparison.OrdinalIgnoreCase) ? await EndAsync(_chunks.ToString()) : await SayAsync("250 ok");
        }

        private async Task<bool> EndAsync(string content)
        {
            List<string> taken = [];
            foreach (string recipient in _isLmtp ? _recipients : [""])
            {
                string reply = server.Answer(_isLmtp ? ". " + recipient : ".") ?? "250 2.0.0 taken";
                if (reply.StartsWith('2'))
                {
                    taken.AddRange(_isLmtp ? [recipient] : _recipients);
                }

                if (reply == TakeAndHangUp)
                {
                    server.Messages.Enqueue(new FakeMessage(_mail, taken, content, _isTls, number));
                    return false;
                }

                if (!await SayAsync(reply))
                {
                    return false;
                }
            }

            if (taken.Count > 0)
            {
                server.Messages.Enqueue(new FakeMessage(_mail, taken, content, _isTls, number));
            }

            return true;
        }

        private async Task HandshakeAsync()
        {
            SslStream tls = new(_stream);
            SslStreamCertificateContext context = SslStreamCertificateContext.Create(server.Certificate!, [TestCertificates.Authority, TestCertificates.Root], offline: true);
            await tls.AuthenticateAsServerAsync(
                (_, hello, _, _) =>
                {
                    server.ServerNames.Enqueue(hello.ServerName);
                    return ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = context });
                },
                null);
            _stream = tls;
            _isTls = true;
        }

        private async Task<bool> SayAsync(string reply)
        {
            if (reply == HangUp)
            {
                return false;
            }

            await _stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"));
            return !reply.StartsWith("421", StringComparison.Ordinal);
        }

        private async Task<string?> ReadLineAsync()
        {
            List<byte> line = [];
            while (await _stream.ReadAsync(_one) > 0)
            {
                if (_one[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                }

                line.Add(_one[0]);
            }

            return null;
        }

        private async Task<string> ReadDataAsync()
        {
            StringBuilder content = new();
            while (true)
            {
                string line = await ReadLineAsync() ?? throw new EndOfStreamException();
                if (line == ".")
                {
                    return content.ToString();
                }

                content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }
        }
    }
}
