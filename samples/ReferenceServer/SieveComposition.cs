using Protocols.ManageSieve;
using Protocols.ManageSieve.Server;
using Protocols.Sieve;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>What sorts mail: the language that scripts may use, the server by which people edit them, and the delivery that runs them.</summary>
internal static class SieveComposition
{
    private const int UsualPort = 4190;

    // What the store takes at most.
    private const int MostScriptOctets = 64 * 1024 * 1024;

    /// <summary>Where clients edit scripts (RFC 5804 §3); null where they cannot.</summary>
    public static string? ServerUrl(ServerSettings settings) =>
        !settings.Sieve.Enabled || ServerSettings.EndPoint("managesieve", settings.Listen.ManageSieve) is not { Port: > 0 } point ? null
        : point.Port == UsualPort ? $"sieve://{settings.HostName}"
        : $"sieve://{settings.HostName}:{point.Port}";

    /// <exception cref="UsageException">A setting cannot be used.</exception>
    public static SieveOptions Options(ServerSettings settings)
    {
        if (settings.Sieve.MaxScriptSize is < 1 or > MostScriptOctets)
        {
            throw new UsageException($"Server:Sieve:MaxScriptSize has to be from 1 to {MostScriptOctets}.");
        }

        try
        {
            SieveLimits limits = new() { MaxRedirects = settings.Sieve.MaxRedirects, MaxScriptBytes = settings.Sieve.MaxScriptSize };

            // RFC 6785 §2.1: offered where events are.
            return ServerUrl(settings) is null
                ? new SieveOptions { Limits = limits, Capabilities = SieveCapabilities.All.Without("imapsieve") }
                : new SieveOptions { Limits = limits };
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new UsageException($"Server:Sieve cannot be used: {e.Message}");
        }
    }

    public static ManageSieveServer Server(ServerSettings settings, SqliteStorage storage, LoginService logins)
    {
        SieveOptions options = Options(settings);
        ManageSieveServerOptions offered = new()
        {
            Implementation = "Protocols",
            AllowPlaintextPasswords = settings.PlaintextAuthentication == PlaintextAuthentication.Always,
            Language = "en",
            Limits = new ManageSieveLimits { MaxScriptLength = settings.Sieve.MaxScriptSize },
        };
        return new ManageSieveServer(offered, storage.Directory, storage.Scripts, new SieveCompiler(options))
        {
            Login = logins,
            AllowPlaintextPasswordsFromLoopback = settings.PlaintextAuthentication == PlaintextAuthentication.Loopback,
        };
    }

    public static SieveFiltering? Filtering(ServerSettings settings, SqliteStorage storage, Func<string, string> destinationOf, ILogger logger) => !settings.Sieve.Enabled ? null
        : new SieveFiltering(storage.Scripts, storage.SieveMemory, new SieveCompiler(Options(settings)), settings.HostName)
        {
            Queue = settings.Relay.Enabled ? storage.Queue : null,
            DestinationOf = destinationOf,
            CreatesMailboxes = settings.Sieve.CreatesMailboxes,
            Limits = Options(settings).Limits,
            Annotations = storage.Annotations,
            LocalZone = TimeZoneInfo.Local,
            Logger = logger,
        };
}
