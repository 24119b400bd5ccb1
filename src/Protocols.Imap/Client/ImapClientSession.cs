using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using Protocols.Imap.Client;

namespace Protocols.Imap;

/// <summary>
/// The client's side of one IMAP connection, without I/O: IMAP4rev2 (RFC 9051) and IMAP4rev1 (RFC 3501). Commands are sent as they come, several at a
/// time, in order; where the server has to give leave, those behind wait. What the server says comes as events.
/// </summary>
/// <remarks>
/// Call <see cref="Read"/> until it says <see cref="ImapClientEventKind.NeedMoreData"/>, and send what was written meanwhile. Input never makes it
/// throw; calls in the wrong order do. Content of messages is given out as it comes and is never held. Not for use by two threads at once.
/// </remarks>
public sealed partial class ImapClientSession
{
    private enum PendingKind
    {
        Plain,
        Login,
        Authenticate,
        Select,
        Unselect,
        StartTls,
        Compress,
        Idle,
        Logout,
    }

    private sealed class Pending(string tag, PendingKind kind)
    {
        public string Tag { get; } = tag;

        public PendingKind Kind { get; } = kind;

        /// <summary>What is still to be sent, each piece after the server's leave; a message comes after a piece that says so.</summary>
        public Queue<(ReadOnlyMemory<byte> Bytes, bool WaitsAfter, bool IsMessageNext)> Pieces { get; } = new();

        /// <summary>Whether nothing may be sent behind it before it is answered.</summary>
        public bool IsBarrier => Kind is PendingKind.StartTls or PendingKind.Compress or PendingKind.Authenticate or PendingKind.Idle;
    }

    private readonly ImapClientLimits _limits;
    private readonly Dictionary<string, Pending> _open = [];
    private readonly Queue<Pending> _unsent = new();
    private Pending? _sending;
    private bool _awaitsLeave;
    private bool _awaitsMessage;
    private bool _isIdling;
    private bool _isChallenged;
    private int _lastTag;

    /// <summary>Begins a session.</summary>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="isSecure">Whether TLS protects the connection already.</param>
    public ImapClientSession(ImapClientLimits? limits = null, bool isSecure = false)
    {
        _limits = limits ?? ImapClientLimits.Default;
        IsSecure = isSecure;
    }

    /// <summary>The state, as far as the server's answers tell it.</summary>
    public ImapSessionState State { get; private set; }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>Whether commands and responses are compressed (RFC 4978).</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>Whether mailbox names are UTF-8: the server has enabled IMAP4rev2 or UTF8=ACCEPT.</summary>
    public bool IsUtf8 { get; private set; }

    /// <summary>What the server last said it can do; null if it has not said so, or not since TLS or the login.</summary>
    public ImmutableArray<string>? Capabilities { get; private set; }

    /// <summary>How many commands have not been answered.</summary>
    public int OpenCommands => _open.Count;

    /// <summary>Whether the server can do something, as far as is known.</summary>
    /// <param name="capability">The capability, in any case.</param>
    public bool Can(string capability) => Capabilities is { } known && known.Contains(capability, StringComparer.OrdinalIgnoreCase);

    /// <summary>Sends a command.</summary>
    /// <param name="make">Makes the command with the tag it is given.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ArgumentException">The command holds what cannot be written; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">The session is over, or the command cannot be given now.</exception>
    public string Send(Func<string, ImapCommand> make, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(make);
        string tag = NextTag();
        ImapCommand command = make(tag);
        if (command is StartTlsCommand && (IsSecure || State != ImapSessionState.NotAuthenticated || IsCompressed || _open.Count > 0))
        {
            throw new InvalidOperationException("STARTTLS comes before the login, alone.");
        }

        ImapCommandWriter writer = NewWriter(tag);
        writer.Command(command);
        Queue(tag, KindOf(command), writer, output);
        return tag;
    }

    /// <summary>Sends a command that has no type of its own here.</summary>
    /// <param name="name">Its name, one word or two.</param>
    /// <param name="arguments">Writes all that follows, the first space included; null for nothing.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ArgumentException">The command holds what cannot be written; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">The session is over.</exception>
    public string Send(string name, Action<ImapCommandWriter>? arguments, IBufferWriter<byte> output)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string tag = NextTag();
        ImapCommandWriter writer = NewWriter(tag);
        string[] words = name.Split(' ');
        writer.Atom(words[0]);
        foreach (string word in words.Skip(1))
        {
            writer.Space();
            writer.Atom(word);
        }

        arguments?.Invoke(writer);
        Queue(tag, PendingKind.Plain, writer, output);
        return tag;
    }

    /// <summary>Sends an APPEND; the session asks for the message with <see cref="ImapClientEventKind.SendMessage"/> (RFC 9051 §6.3.12).</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="flags">The flags.</param>
    /// <param name="date">The date it is to have arrived, or null for now.</param>
    /// <param name="length">The message's length in octets.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ArgumentException">A flag or the name cannot be written; nothing was sent.</exception>
    public string Append(string mailbox, IReadOnlyCollection<string> flags, DateTimeOffset? date, long length, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(flags);
        return Send(
            "APPEND",
            writer =>
            {
                writer.Space();
                writer.Mailbox(mailbox);
                writer.Space();
                if (flags.Count > 0)
                {
                    writer.Flags(flags);
                    writer.Space();
                }

                if (date is { } arrived)
                {
                    writer.DateTime(arrived);
                    writer.Space();
                }

                writer.Message(length);
            },
            output);
    }

    /// <summary>Says that a message was written to the output, all of it.</summary>
    /// <param name="output">Where the rest of the command goes.</param>
    /// <exception cref="InvalidOperationException">No message was asked for.</exception>
    public void MessageWritten(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Expect(_awaitsMessage);
        _awaitsMessage = false;
        Go(output);
    }

    /// <summary>Answers a challenge of AUTHENTICATE (RFC 9051 §6.2.2).</summary>
    /// <param name="response">The mechanism's octets, perhaps none; null to give up.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidOperationException">There is no challenge.</exception>
    public void Respond(ReadOnlyMemory<byte>? response, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Expect(_isChallenged);
        _isChallenged = false;
        if (response is not { } octets)
        {
            output.Write("*\r\n"u8);
            return;
        }

        Span<byte> destination = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(octets.Length) + 2);
        Base64.EncodeToUtf8(octets.Span, destination, out _, out int written);
        "\r\n"u8.CopyTo(destination[written..]);
        output.Advance(written + 2);
    }

    /// <summary>Ends IDLE (RFC 9051 §6.3.13).</summary>
    /// <param name="output">Where DONE goes.</param>
    /// <exception cref="InvalidOperationException">The session is not idling.</exception>
    public void Done(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Expect(_isIdling);
        _isIdling = false;
        output.Write("DONE\r\n"u8);
    }

    /// <summary>Says that the TLS handshake is done. All that was learned in plaintext is forgotten (RFC 9051 §11.1).</summary>
    /// <exception cref="InvalidOperationException">STARTTLS was not answered OK.</exception>
    public void TlsEstablished()
    {
        Expect(_phase == Phase.TlsPending);
        IsSecure = true;
        Capabilities = null;
        IsUtf8 = false;
        _phase = Phase.Line;
        ReleaseBuffer();
    }

    /// <summary>Says that input is inflated and output deflated from here on (RFC 4978 §3).</summary>
    /// <param name="output">Where what waited goes: deflated already.</param>
    /// <exception cref="InvalidOperationException">COMPRESS was not answered OK.</exception>
    public void Compressed(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Expect(_phase == Phase.DeflatePending);
        IsCompressed = true;
        _phase = Phase.Line;
        Go(output);
    }

    private static PendingKind KindOf(ImapCommand command) => command switch
    {
        LoginCommand => PendingKind.Login,
        AuthenticateCommand => PendingKind.Authenticate,
        SelectCommand => PendingKind.Select,
        CloseCommand => PendingKind.Unselect,
        StartTlsCommand => PendingKind.StartTls,
        CompressCommand => PendingKind.Compress,
        IdleCommand => PendingKind.Idle,
        LogoutCommand => PendingKind.Logout,
        _ => PendingKind.Plain,
    };

    private static void Expect(bool isInOrder)
    {
        if (!isInOrder)
        {
            throw new InvalidOperationException("The session is not in a state in which this can be said.");
        }
    }

    private string NextTag() => string.Create(CultureInfo.InvariantCulture, $"A{++_lastTag}");

    private ImapCommandWriter NewWriter(string tag)
    {
        Expect(_phase != Phase.Closed && State != ImapSessionState.Logout);
        ImapCommandWriter.LiteralKind literals = Can("LITERAL+") ? ImapCommandWriter.LiteralKind.Plus
            : Can("LITERAL-") || Can("IMAP4rev2") ? ImapCommandWriter.LiteralKind.Minus
            : ImapCommandWriter.LiteralKind.Synchronising;
        ImapCommandWriter writer = new(IsUtf8, literals);
        writer.Raw(System.Text.Encoding.ASCII.GetBytes(tag));
        writer.Space();
        return writer;
    }

    private void Queue(string tag, PendingKind kind, ImapCommandWriter writer, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        writer.Raw("\r\n"u8);
        Pending pending = new(tag, kind);
        int from = 0;
        foreach ((int at, bool isMessage) in writer.Stops)
        {
            // A place below zero is one at which a message comes without waiting.
            int end = at < 0 ? ~at : at;
            pending.Pieces.Enqueue((writer.Bytes[from..end], at >= 0, isMessage));
            from = end;
        }

        pending.Pieces.Enqueue((writer.Bytes[from..], false, false));
        _open.Add(tag, pending);
        _unsent.Enqueue(pending);
        Go(output);
    }

    /// <summary>Sends what may be sent now.</summary>
    private void Go(IBufferWriter<byte> output)
    {
        while (!_awaitsLeave && !_awaitsMessage && _phase is not (Phase.TlsPending or Phase.DeflatePending or Phase.Closed))
        {
            if (_sending is null && !_unsent.TryDequeue(out _sending))
            {
                return;
            }

            if (!_sending.Pieces.TryDequeue(out (ReadOnlyMemory<byte> Bytes, bool WaitsAfter, bool IsMessageNext) piece))
            {
                if (_sending.IsBarrier)
                {
                    return;
                }

                _sending = null;
                continue;
            }

            output.Write(piece.Bytes.Span);
            _messageIsNext = piece.IsMessageNext;
            if (piece.WaitsAfter)
            {
                _awaitsLeave = true;
                return;
            }

            if (piece.IsMessageNext)
            {
                // No leave is needed: the host is asked on the next read.
                _awaitsMessage = true;
                _asksForMessage = true;
                return;
            }
        }
    }
}
