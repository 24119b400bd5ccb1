using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Protocols.Smtp.Server;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>
/// How the command line reaches the server that runs: by HTTP on this machine, with a token that lies in the data folder. Who may read the folder may work
/// on its queue.
/// </summary>
/// <param name="Address">Where the server listens.</param>
/// <param name="Token">The token.</param>
internal sealed record AdminAccess(Uri Address, string Token)
{
    private const string FileName = "admin-token";

    /// <summary>Where it listens; null for nowhere.</summary>
    /// <exception cref="UsageException">The setting is no address of this machine alone.</exception>
    public static IPEndPoint? EndPoint(ServerSettings settings) => ServerSettings.EndPoint("Admin", settings.Listen.Admin) is not { } point ? null
        : IPAddress.IsLoopback(point.Address) ? point
        : throw new UsageException($"Server:Listen:Admin is '{settings.Listen.Admin}', but it has no TLS and may be on this machine alone, such as 127.0.0.1:8025; to reach it from elsewhere put a tunnel or a proxy before it.");

    /// <summary>Puts the operator's endpoints on a server. The token of an earlier start is kept, so that programs that have it can go on.</summary>
    public static string Map(WebApplication app, ServerSettings settings, SqliteStorage storage)
    {
        string token = Read(settings)?.Token ?? QueueOperationsOptions.NewToken();
        QueueOperations operations = new(storage.QueueAdministration, TimeProvider.System, app.Services.GetRequiredService<ILogger<QueueOperations>>());
        app.MapQueueOperations(operations, new QueueOperationsOptions { Token = token });
        return token;
    }

    /// <summary>Tells the command line where the server listens.</summary>
    public static void Write(ServerSettings settings, ListenOptions listen, string token) =>
        SecretFile.Write(PathOf(settings), $"{token}\nhttp://{listen.IPEndPoint}\n");

    /// <summary>Reads what a server left in its data folder; null where it left nothing that can be used.</summary>
    public static AdminAccess? Read(ServerSettings settings)
    {
        string[] lines = File.Exists(PathOf(settings)) ? File.ReadAllLines(PathOf(settings)) : [];
        return lines is [{ Length: >= 20 } token, var address, ..] && token.All(char.IsAsciiLetterOrDigit) && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? new AdminAccess(uri, token) : null;
    }

    private static string PathOf(ServerSettings settings) => Path.Combine(Path.GetFullPath(settings.DataFolder), FileName);
}
