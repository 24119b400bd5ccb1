using System.Buffers;
using System.Globalization;
using System.Text;

namespace Protocols.Pop3;

/// <summary>
/// The client's side of one POP3 connection, without I/O. Commands are written when they are asked for, one behind the other if the caller likes (RFC 2449 §6.6); events come in the same
/// order. Messages pass through in pieces and are never held.
/// </summary>
/// <remarks>Call <see cref="Read"/> until it says <see cref="Pop3ClientEventKind.NeedMoreData"/>. What a server sends never makes it throw.</remarks>
public sealed partial class Pop3ClientSession
{
    private readonly Pop3ClientOptions _options;
    private readonly Queue<Pop3CommandKind> _pending = new();

    /// <summary>Begins a session.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="isSecure">Whether TLS protects the connection already.</param>
    public Pop3ClientSession(Pop3ClientOptions? options = null, bool isSecure = false)
    {
        _options = options ?? new Pop3ClientOptions();
        IsSecure = isSecure;
    }

    /// <summary>The state.</summary>
    public Pop3SessionState State { get; private set; }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>What the server last said of itself; nothing before CAPA was answered, and after TLS came up.</summary>
    public Pop3Capabilities Capabilities { get; private set; } = Pop3Capabilities.None;

    /// <summary>The time stamp of the greeting, for APOP; null where there was none.</summary>
    public string? Timestamp { get; private set; }

    private bool IsIdle => _hasGreeting && State != Pop3SessionState.Closed && _pending.Count == 0;

    /// <summary>Asks what the server can do.</summary>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus AskCapabilities(IBufferWriter<byte> output) => Send(Pop3CommandKind.Capabilities, "CAPA", output);

    /// <summary>Asks for TLS; nothing else may be sent until the answer is there.</summary>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus StartTls(IBufferWriter<byte> output) =>
        IsSecure || !IsIdle || State != Pop3SessionState.Authorization ? Pop3ClientStatus.WrongState
        : !Capabilities.Offers("STLS") ? Pop3ClientStatus.NotOffered
        : Send(Pop3CommandKind.StartTls, "STLS", output);

    /// <summary>Says that the TLS handshake is done, and forgets what was learned before (RFC 2595 §4).</summary>
    /// <exception cref="InvalidOperationException">No handshake is due.</exception>
    public void TlsEstablished()
    {
        if (!_isAwaitingTls)
        {
            throw new InvalidOperationException("No TLS handshake is due.");
        }

        _isAwaitingTls = false;
        IsSecure = true;
        Capabilities = Pop3Capabilities.None;
        Timestamp = null;
    }

    /// <summary>Asks for messages that need UTF-8 (RFC 6856 §2.1).</summary>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus EnableUtf8(IBufferWriter<byte> output) =>
        !Capabilities.Offers("UTF8") ? Pop3ClientStatus.NotOffered : Send(Pop3CommandKind.Utf8, "UTF8", output);

    /// <summary>Asks for texts in a language, or for a list of them (RFC 6856 §3).</summary>
    /// <param name="range">A language range; null for the list.</param>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Language(string? range, IBufferWriter<byte> output) =>
        !Capabilities.Offers("LANG") ? Pop3ClientStatus.NotOffered
        : range is null ? Send(Pop3CommandKind.Language, "LANG", output, isListing: true)
        : range.Length is 0 or > 64 || range.AsSpan().ContainsAnyExceptInRange('!', '~') ? Pop3ClientStatus.Invalid
        : Send(Pop3CommandKind.Language, "LANG " + range, output);

    /// <summary>Asks how many messages there are.</summary>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Status(IBufferWriter<byte> output) => InTransaction(Pop3CommandKind.Status, "STAT", output);

    /// <summary>Asks for the sizes of all messages, or of one.</summary>
    /// <param name="message">Its number; 0 for all.</param>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus List(uint message, IBufferWriter<byte> output) => Listing(Pop3CommandKind.List, "LIST", message, output);

    /// <summary>Asks for the unique-ids of all messages, or of one.</summary>
    /// <param name="message">Its number; 0 for all.</param>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus UniqueIds(uint message, IBufferWriter<byte> output) => Listing(Pop3CommandKind.UniqueIds, "UIDL", message, output);

    /// <summary>Asks for a message.</summary>
    /// <param name="message">Its number.</param>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Retrieve(uint message, IBufferWriter<byte> output) => Numbered(Pop3CommandKind.Retrieve, "RETR", message, output, isListing: true);

    /// <summary>Asks for a message's header and the first lines of its body.</summary>
    /// <param name="message">Its number.</param>
    /// <param name="lines">How many lines.</param>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Top(uint message, uint lines, IBufferWriter<byte> output) => message == 0
        ? Pop3ClientStatus.Invalid
        : InTransaction(Pop3CommandKind.Top, string.Create(CultureInfo.InvariantCulture, $"TOP {message} {lines}"), output, isListing: true);

    /// <summary>Marks a message to be removed at QUIT.</summary>
    /// <param name="message">Its number.</param>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Delete(uint message, IBufferWriter<byte> output) => Numbered(Pop3CommandKind.Delete, "DELE", message, output);

    /// <summary>Takes all marks back.</summary>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Reset(IBufferWriter<byte> output) => InTransaction(Pop3CommandKind.Reset, "RSET", output);

    /// <summary>Does nothing.</summary>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Noop(IBufferWriter<byte> output) => InTransaction(Pop3CommandKind.Noop, "NOOP", output);

    /// <summary>Ends the session; what was marked is removed.</summary>
    /// <param name="output">Where the command goes.</param>
    public Pop3ClientStatus Quit(IBufferWriter<byte> output) => Send(Pop3CommandKind.Quit, "QUIT", output);

    private Pop3ClientStatus Listing(Pop3CommandKind kind, string name, uint message, IBufferWriter<byte> output) =>
        message == 0 ? InTransaction(kind, name, output, isListing: true) : Numbered(kind, name, message, output);

    private Pop3ClientStatus Numbered(Pop3CommandKind kind, string name, uint message, IBufferWriter<byte> output, bool isListing = false) => message == 0
        ? Pop3ClientStatus.Invalid
        : InTransaction(kind, string.Create(CultureInfo.InvariantCulture, $"{name} {message}"), output, isListing);

    private Pop3ClientStatus InTransaction(Pop3CommandKind kind, string line, IBufferWriter<byte> output, bool isListing = false) =>
        State != Pop3SessionState.Transaction ? Pop3ClientStatus.WrongState : Send(kind, line, output, isListing);

    private Pop3ClientStatus Send(Pop3CommandKind kind, string line, IBufferWriter<byte> output, bool isListing = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!_hasGreeting || State == Pop3SessionState.Closed || _isAwaitingTls || _exchange is not null || _isLoggingIn || _isQuitting
            || (_pending.Count > 0 && _pending.Contains(Pop3CommandKind.StartTls)))
        {
            return Pop3ClientStatus.WrongState;
        }

        output.Write(Encoding.UTF8.GetBytes(line + "\r\n"));
        _pending.Enqueue(kind);
        _listings.Enqueue(isListing || kind == Pop3CommandKind.Capabilities);
        _isQuitting |= kind == Pop3CommandKind.Quit;
        return Pop3ClientStatus.Ok;
    }
}
