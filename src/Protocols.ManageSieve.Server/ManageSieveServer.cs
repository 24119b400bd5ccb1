using System.Text;
using Protocols.Hosting;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.ManageSieve.Server;

/// <summary>ManageSieve as a <see cref="IMailProtocol"/>: the session of <c>Protocols.ManageSieve</c> over the storage ports (RFC 5804).</summary>
/// <param name="options">The sessions' settings and limits. Mechanisms and STARTTLS are set for each connection by the server itself.</param>
/// <param name="directory">Who may log in.</param>
/// <param name="scripts">The scripts.</param>
/// <param name="check">Which scripts are valid. Its extensions are those of <see cref="ManageSieveServerOptions.SieveExtensions"/>.</param>
public sealed class ManageSieveServer(ManageSieveServerOptions options, IDirectory directory, IScriptStore scripts, ScriptCheck check) : IMailProtocol
{
    /// <summary>Makes a server for scripts that a compiler takes.</summary>
    /// <param name="options">The sessions' settings and limits. What the compiler knows is offered unless <see cref="ManageSieveServerOptions.SieveExtensions"/> says otherwise.</param>
    /// <param name="directory">Who may log in.</param>
    /// <param name="scripts">The scripts.</param>
    /// <param name="compiler">Says which scripts are valid.</param>
    public ManageSieveServer(ManageSieveServerOptions options, IDirectory directory, IScriptStore scripts, SieveCompiler compiler)
        : this(Offer(options, compiler), directory, scripts, source => ScriptVerdict.Of(compiler.Compile(source)))
    {
    }

    /// <inheritdoc/>
    public string Name => "managesieve";

    /// <summary>How long the client may take.</summary>
    public ManageSieveServerTimeouts Timeouts { get; init; } = new();

    /// <summary>Whether a client on this very machine may log in without TLS, whatever the options say: its bytes never leave the machine.</summary>
    public bool AllowPlaintextPasswordsFromLoopback { get; init; }

    /// <summary>Where an account's scripts are, if not here: who logs in is told to go there (RFC 5804 §1.3, REFERRAL). Null, unless set, for all here.</summary>
    public Func<Account, SieveUrl?>? ReferralOf { get; init; }

    /// <summary>How clients log in; by default with nothing but passwords and the keys that the directory keeps.</summary>
    public LoginService Login { get; init; } = new(directory);

    internal IScriptStore Scripts => scripts;

    internal ScriptCheck Check => check;

    /// <inheritdoc/>
    public Task RunAsync(MailConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ManageSieveServerOptions own = options with
        {
            CanStartTls = connection.CanStartTls,
            Mechanisms = [.. Sasl.SaslMechanisms.Offered(Login.Mechanisms, connection.Tls is null ? connection.CanStartTls : connection.Tls.EndPointBinding is not null, hasIdentity: true)],
            AllowPlaintextPasswords = options.AllowPlaintextPasswords || (AllowPlaintextPasswordsFromLoopback && connection.IsLoopback),
        };
        return new ManageSieveConnection(this, connection, own).RunAsync();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetRefusal(RefusalReason reason) => Encoding.ASCII.GetBytes(reason == RefusalReason.TooManyFromAddress
        ? "BYE \"Too many connections from your address\"\r\n"
        : "BYE (TRYLATER) \"Too many connections, try again later\"\r\n");

    private static ManageSieveServerOptions Offer(ManageSieveServerOptions options, SieveCompiler compiler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(compiler);
        SieveOptions language = compiler.Options;
        return options with
        {
            SieveExtensions = options.SieveExtensions.IsEmpty ? [.. language.Capabilities.Names] : options.SieveExtensions,

            // RFC 5804 §1.7: to be told where there is enotify.
            NotifyMethods = options.NotifyMethods.IsEmpty && language.Capabilities.Contains("enotify") ? ["mailto"] : options.NotifyMethods,
            MaxRedirects = options.MaxRedirects ?? language.Limits.MaxRedirects,
        };
    }
}
