using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

internal static class Program
{
    private const int Failed = 1;
    private const int Misused = 2;

    private static async Task<int> Main(string[] args)
    {
        if (args.Any(static a => a is "--help" or "-h" or "-?" or "help"))
        {
            Console.WriteLine(CommandLine.Help);
            return 0;
        }

        try
        {
            (List<string> words, string[] options, bool standardInput) = CommandLine.Split(args);
            (ServerSettings settings, var configuration) = ServerSettings.Load(options);
            return words switch
            {
                [] or ["serve"] => await ServeVerb.RunAsync(settings, configuration).ConfigureAwait(false),
                ["account", "add", string address] => await AccountVerb.AddAsync(settings, address, standardInput).ConfigureAwait(false),
                ["account", "passwd", string address] => await AccountVerb.SetPasswordAsync(settings, address, standardInput).ConfigureAwait(false),
                ["account", "quota", string address] => await QuotaVerb.RunAsync(settings, configuration, address).ConfigureAwait(false),
                ["account", "list"] => await AccountVerb.ListAsync(settings).ConfigureAwait(false),
                ["dkim", "new", string domain] => DkimVerb.New(settings, domain, configuration["Dkim:Selector"], configuration["Dkim:Algorithm"]),
                ["sieve", ..] => await SieveVerb.RunAsync(settings, configuration, [.. words.Skip(1)]).ConfigureAwait(false),
                ["queue", ..] => await QueueVerb.RunAsync(settings, configuration, [.. words.Skip(1)]).ConfigureAwait(false),
                _ => throw new UsageException($"'{string.Join(' ', words)}' is no command of this program."),
            };
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            await Console.Error.WriteLineAsync("Try --help.").ConfigureAwait(false);
            return Misused;
        }
        catch (Exception e) when (e is StorageLockedException or StorageSchemaException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return Failed;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            await Console.Error.WriteLineAsync("The server cannot use its files or ports: " + e.Message).ConfigureAwait(false);
            return Failed;
        }
    }
}
