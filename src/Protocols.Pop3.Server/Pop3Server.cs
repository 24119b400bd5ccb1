using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Protocols.Hosting;
using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.Pop3.Server;

/// <summary>POP3 as a <see cref="IMailProtocol"/>: the session of <c>Protocols.Pop3</c> over the storage ports. The maildrop is the account's INBOX.</summary>
/// <param name="options">The sessions' settings and limits. Mechanisms and STLS are set for each connection by the server itself.</param>
/// <param name="directory">Who may log in.</param>
/// <param name="mail">The mailboxes.</param>
/// <param name="blobs">The messages' bytes.</param>
public sealed class Pop3Server(Pop3ServerOptions options, IDirectory directory, IMailStore mail, IBlobStore blobs) : IMailProtocol
{
    private readonly ConcurrentDictionary<AccountId, bool> _open = new();
    private readonly ConcurrentDictionary<AccountId, long> _logins = new();

    /// <inheritdoc/>
    public string Name => "pop3";

    /// <summary>How long the client may take.</summary>
    public Pop3ServerTimeouts Timeouts { get; init; } = new();

    /// <summary>Whether a client on this very machine may log in without TLS, whatever the options say: its bytes never leave the machine.</summary>
    public bool AllowPlaintextPasswordsFromLoopback { get; init; }

    /// <summary>How clients log in; by default with nothing but passwords and the keys that the directory keeps.</summary>
    public LoginService Login { get; init; } = new(directory);

    /// <summary>
    /// The shared secret of a user for APOP (RFC 1939 §7), or null for a user without one; null, the default, where APOP is not offered. It has to be kept as it is, which
    /// passwords should not be.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<(Account Account, ReadOnlyMemory<byte> Secret)?>>? ApopSecrets { get; init; }

    /// <summary>The name that the time stamp of APOP has behind its at sign; <c>localhost</c> unless set.</summary>
    public string HostName { get; init; } = "localhost";

    internal IMailStore Mail => mail;

    internal IBlobStore Blobs => blobs;

    /// <inheritdoc/>
    public async Task RunAsync(MailConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Pop3ServerOptions own = options with
        {
            CanStartTls = connection.CanStartTls,
            Mechanisms = [.. SaslMechanisms.Offered(Login.Mechanisms, connection.Tls is null ? connection.CanStartTls : connection.Tls.EndPointBinding is not null, hasIdentity: true)],
            AllowPlaintextPasswords = options.AllowPlaintextPasswords || (AllowPlaintextPasswordsFromLoopback && connection.IsLoopback),
            ApopTimestamp = ApopSecrets is null ? null : string.Create(CultureInfo.InvariantCulture, $"<{RandomNumberGenerator.GetHexString(24, true)}@{HostName}>"),
        };
        Pop3Connection running = new(this, connection, own);
        await using (running.ConfigureAwait(false))
        {
            await running.RunAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetRefusal(RefusalReason reason) => Encoding.ASCII.GetBytes(reason == RefusalReason.TooManyFromAddress
        ? "-ERR [SYS/TEMP] Too many connections from your address\r\n"
        : "-ERR [SYS/TEMP] Too many connections, try again later\r\n");

    /// <summary>Takes a maildrop for one session alone (RFC 1939 §4). It holds within this server: where several serve the same store, each has its own.</summary>
    internal bool TryTake(AccountId account) => _open.TryAdd(account, true);

    internal void Release(AccountId account) => _open.TryRemove(account, out _);

    /// <summary>Whether an account may log in now; if so that is when it last did (RFC 2449 §6.5).</summary>
    internal bool MayLogIn(AccountId account, TimeProvider time)
    {
        if (options.LoginDelay is not { } delay)
        {
            return true;
        }

        long now = time.GetTimestamp();
        if (_logins.TryGetValue(account, out long last) && time.GetElapsedTime(last, now) < delay)
        {
            return false;
        }

        _logins[account] = now;
        return true;
    }
}
