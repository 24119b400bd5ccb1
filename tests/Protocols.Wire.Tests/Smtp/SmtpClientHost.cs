using System.Buffers;
using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>A client's host without a network: hears what a server says, and keeps what the session wrote and told.</summary>
internal sealed class SmtpClientHost
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _left = [];
    private int _taken;

    public SmtpClientHost(SmtpClientOptions? options = null, bool isSecure = false)
    {
        Session = new SmtpClientSession(options ?? new SmtpClientOptions { ClientName = "client.example" }, isSecure);
    }

    public SmtpClientSession Session { get; }

    public IBufferWriter<byte> Output => _output;

    public List<SmtpClientEvent> Events { get; } = [];

    /// <summary>What is done at an event, before more is read: what a host does.</summary>
    public Action<SmtpClientEvent>? OnEvent { get; set; }

    public SmtpClientEvent Last => Events[^1];

    /// <summary>What was written since it was last asked.</summary>
    public byte[] TakeWritten()
    {
        byte[] written = _output.WrittenSpan[_taken..].ToArray();
        _taken = _output.WrittenCount;
        return written;
    }

    public string Written() => Encoding.UTF8.GetString(TakeWritten());

    /// <summary>Hears text and gives what was written upon it.</summary>
    public string Hear(string text)
    {
        Feed(Encoding.UTF8.GetBytes(text));
        return Written();
    }

    public void Feed(byte[] piece)
    {
        ReadOnlySequence<byte> input = SplitInvariance.Sequence(new[] { _left, piece }.Where(p => p.Length > 0));
        while (true)
        {
            SmtpClientEvent e = Session.Read(ref input, _output);
            if (e.Kind == SmtpClientEventKind.NeedMoreData)
            {
                break;
            }

            Events.Add(e);
            OnEvent?.Invoke(e);
        }

        _left = input.ToArray();
    }

    /// <summary>Brings a new session to where it is free.</summary>
    public SmtpClientHost Open(params string[] keywords)
    {
        Hear("220 mx.example ready\r\n");
        string[] lines = ["mx.example", .. keywords];
        Hear(string.Concat(lines.Select((l, i) => $"250{(i == lines.Length - 1 ? ' ' : '-')}{l}\r\n")));
        Assert.True(Session.IsReady, Last.ToString());
        return this;
    }

    public static SmtpEnvelope Envelope(params string[] recipients) => new()
    {
        ReversePath = "a@b.c",
        Recipients = [.. recipients.Select(r => new SmtpRecipient(r))],
    };
}
