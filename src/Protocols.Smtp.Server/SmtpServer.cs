using System.Net;
using System.Text;
using Protocols.Hosting;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>SMTP, submission and, where the options say so, LMTP as a <see cref="IMailProtocol"/>: the session of <c>Protocols.Smtp</c> over a directory and a delivery.</summary>
/// <param name="options">The sessions' settings and limits.</param>
/// <param name="directory">Who may log in.</param>
/// <param name="delivery">What becomes of mail.</param>
public sealed class SmtpServer(SmtpServerOptions options, IDirectory directory, IMailDelivery delivery) : IMailProtocol
{
    /// <inheritdoc/>
    public string Name { get; init; } = "smtp";

    /// <summary>What looks at the client and what it says before its message comes in; nothing unless set.</summary>
    public ReceptionStages Stages { get; init; } = ReceptionStages.None;

    /// <summary>What looks at each message once it has come in whole, before it is delivered; null for nothing, and messages are passed on as they come.</summary>
    public MessageFilters? Filters { get; init; }

    /// <summary>
    /// What answers VRFY and EXPN, where the options answer them (<see cref="SmtpServerOptions.AnswerVerify"/>, <see cref="SmtpServerOptions.AnswerExpand"/>);
    /// nothing unless set: 252, and that there is no such list.
    /// </summary>
    public AddressAnswers? Answers { get; init; }

    /// <summary>How long the client may take.</summary>
    public SmtpServerTimeouts Timeouts { get; init; } = new();

    /// <summary>Whether a client on this very machine may log in without TLS, whatever the options say: its bytes never leave the machine.</summary>
    public bool AllowPlaintextAuthenticationFromLoopback { get; init; }

    /// <summary>
    /// After how many recipients refused for good the connection is closed with 421, from 1; 100 unless set. Who tries names out does not get far.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxRefusedRecipients
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 100;

    /// <summary>
    /// Where proxies are that may say with XCLIENT who the client is, and are believed; empty unless set. Others are not offered it, unless the options
    /// offer it to all.
    /// </summary>
    public IReadOnlyList<IPNetwork> XClientNetworks { get; init; } = [];

    /// <summary>How clients log in; by default with nothing but passwords and the keys that the directory keeps.</summary>
    public LoginService Login { get; init; } = new(directory);

    internal IDirectory Directory => directory;

    internal IMailDelivery Delivery => delivery;

    /// <inheritdoc/>
    public async Task RunAsync(MailConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // A proxy on this machine speaks for clients that are not.
        SmtpServerOptions offered = options with { Mechanisms = Login.Mechanisms, Sasl = Login.Options };
        SmtpServerOptions own = Networks.Contain(XClientNetworks, connection.RemoteEndPoint?.Address) ? offered with { AllowXClient = true }
            : AllowPlaintextAuthenticationFromLoopback && connection.IsLoopback ? offered with { AllowPlaintextAuthentication = true }
            : offered;
        SmtpConnection running = new(connection, this, own);
        await using (running.ConfigureAwait(false))
        {
            await running.RunAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetRefusal(RefusalReason reason) => Encoding.ASCII.GetBytes(reason == RefusalReason.TooManyFromAddress
        ? "421 4.7.0 Too many connections from your address\r\n"
        : "421 4.3.2 Too many connections, try again later\r\n");
}
