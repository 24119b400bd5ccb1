using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Protocols.TestKit;

/// <summary>
/// A client with no protocol of its own: sends bytes, reads lines. For tests that must know exactly what goes over the wire, and for load
/// that a full client would spend on itself.
/// </summary>
public sealed class LineClient : IDisposable
{
    private readonly TcpClient _client;
    private Stream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _tag;

    private LineClient(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <summary>The certificate that the server showed, or null without TLS.</summary>
    public byte[]? ServerCertificate { get; private set; }

    /// <summary>Connects on this machine.</summary>
    /// <param name="port">The port.</param>
    public static async Task<LineClient> ConnectAsync(int port)
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port).ConfigureAwait(false);
        return new LineClient(client);
    }

    /// <summary>Sends bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes).ConfigureAwait(false);

    /// <summary>Sends text as UTF-8.</summary>
    /// <param name="text">The text, line ends included.</param>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Goes over to TLS, whoever the server says it is.</summary>
    /// <param name="certificate">What to show if the server asks who we are, with its key; null for nothing.</param>
    public async Task SecureAsync(X509Certificate2? certificate = null)
    {
        SslStream secure = new(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = "localhost",
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
        await secure.AuthenticateAsClientAsync(options).ConfigureAwait(false);
        ServerCertificate = secure.RemoteCertificate?.GetRawCertData();
        _stream = secure;
    }

    /// <summary>Goes over to DEFLATE, both ways, inside TLS if there is TLS.</summary>
    public void Compress()
    {
        _stream = new DeflateDuplexStream(_stream, _buffer[_start.._end]);
        _start = _end = 0;
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads a line; null at the end of the connection, however it came.</summary>
    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                string line = Encoding.UTF8.GetString(_buffer, _start, length).TrimEnd('\r');
                _start += length + 1;
                return line;
            }

            if (!await FillAsync().ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    /// <summary>Reads a number of bytes, as a literal has.</summary>
    /// <param name="length">How many.</param>
    /// <exception cref="EndOfStreamException">The connection ended before.</exception>
    public async Task<byte[]> ReadBytesAsync(int length)
    {
        byte[] bytes = new byte[length];
        int done = Math.Min(length, _end - _start);
        _buffer.AsSpan(_start, done).CopyTo(bytes);
        _start += done;
        await _stream.ReadExactlyAsync(bytes.AsMemory(done)).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Reads an SMTP reply of one or more lines and gives its last.</summary>
    public async Task<string?> ReadReplyAsync()
    {
        string? line = await ReadLineAsync().ConfigureAwait(false);
        while (line is { Length: > 3 } && line[3] == '-')
        {
            line = await ReadLineAsync().ConfigureAwait(false);
        }

        return line;
    }

    /// <summary>
    /// Sends an IMAP command and reads up to its tagged response, which is last. A literal stands in its line behind its <c>{n}</c>.
    /// </summary>
    /// <param name="command">The command without tag and line end.</param>
    /// <exception cref="EndOfStreamException">The connection ended before the tagged response.</exception>
    public async Task<List<string>> CommandAsync(string command)
    {
        string tag = string.Create(CultureInfo.InvariantCulture, $"t{++_tag}");
        await SendAsync($"{tag} {command}\r\n").ConfigureAwait(false);
        List<string> lines = [];
        while (true)
        {
            string line = await ReadResponseAsync().ConfigureAwait(false) ?? throw new EndOfStreamException($"The connection ended during '{command}'.");
            lines.Add(line);
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
            {
                return lines;
            }
        }
    }

    /// <summary>Reads one IMAP response with its literals; null at the end of the connection.</summary>
    public async Task<string?> ReadResponseAsync()
    {
        string? line = await ReadLineAsync().ConfigureAwait(false);
        while (line is not null && line.EndsWith('}') && line.LastIndexOf('{') is var open and >= 0
            && int.TryParse(line.AsSpan(open + 1, line.Length - open - 2), CultureInfo.InvariantCulture, out int length))
        {
            byte[] literal = await ReadBytesAsync(length).ConfigureAwait(false);
            line += Encoding.Latin1.GetString(literal) + await ReadLineAsync().ConfigureAwait(false);
        }

        return line;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            throw new InvalidDataException("A line is longer than the client reads.");
        }

        try
        {
            int read = await _stream.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
            _end += read;
            return read > 0;
        }
        catch (IOException)
        {
            // A reset is an end too; which of the two it was does not matter to a test that reads to the end.
            return false;
        }
    }
}
