using System.Net;
using System.Net.Sockets;

namespace Protocols.TestKit;

/// <summary>A name server on this machine that answers as a test wants (RFC 1035 §4): with UDP, on a port that was free.</summary>
public sealed class LoopbackNameServer : IAsyncDisposable
{
    private static readonly Lazy<LoopbackNameServer> s_empty = new(static () => new LoopbackNameServer(static question => Reply(question, 0x83)));

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private int _questions;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Makes the answer to a question, both as they go over the wire; null for none.</param>
    public LoopbackNameServer(Func<byte[], byte[]?> answer) => _running = RunAsync(answer);

    /// <summary>One for all tests that says of every name that it does not exist: whether the machine has a name server makes no difference to them.</summary>
    public static LoopbackNameServer Empty => s_empty.Value;

    /// <summary>Where it listens: <c>address:port</c>.</summary>
    public string Address => _socket.Client.LocalEndPoint!.ToString()!;

    /// <summary>How many questions came.</summary>
    public int Questions => _questions;

    /// <summary>The beginning of an answer: the question's header and its name, type and class.</summary>
    /// <param name="question">The question.</param>
    /// <param name="flags">The second octet of flags: 0x80 and the response code.</param>
    public static byte[] Reply(byte[] question, byte flags)
    {
        byte[] reply = question[..(NameEnd(question) + 5)];
        (reply[2], reply[3], reply[7], reply[9], reply[11]) = (0x85, flags, 0, 0, 0);
        return reply;
    }

    /// <summary>Where the name of a question ends: its last octet, which is zero.</summary>
    /// <param name="question">The question.</param>
    public static int NameEnd(byte[] question)
    {
        int position = 12;
        while (question[position] != 0)
        {
            position += question[position] + 1;
        }

        return position;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(Func<byte[], byte[]?> answer)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                UdpReceiveResult question = await _socket.ReceiveAsync(_end.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _questions);
                if (answer(question.Buffer) is { } reply)
                {
                    await _socket.SendAsync(reply, question.RemoteEndPoint, _end.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Who asked an earlier question is gone.
                continue;
            }
        }
    }
}
