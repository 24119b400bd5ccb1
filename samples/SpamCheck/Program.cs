using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.Samples.SpamCheck;

internal static class Program
{
    private const int Objection = 1;
    private const int Misused = 2;
    private const int Unknown = 3;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            CheckSettings settings = CheckSettings.Read(args);
            if (settings.WantsHelp)
            {
                Console.WriteLine(CheckSettings.Help);
                return 0;
            }

            return await RunAsync(settings).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UsageException or FormatException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            await Console.Error.WriteLineAsync("Try --help.").ConfigureAwait(false);
            return Misused;
        }
    }

    private static async Task<int> RunAsync(CheckSettings settings)
    {
        IDnsResolver source = settings.Zone is { } zone ? DnsZone.Parse(await TextOf(zone).ConfigureAwait(false))
            : settings.Dns is { } server ? new DnsClientResolver(server, trustsServer: false)
            : new DnsClientResolver();
        using CachingDnsResolver resolver = new(source, TimeProvider.System);
        PublicSuffixList? suffixes = settings.PublicSuffixes is { } list ? PublicSuffixList.Parse(System.Text.Encoding.UTF8.GetBytes(await TextOf(list).ConfigureAwait(false))) : null;
        MailAuthenticator authenticator = new(resolver, TimeProvider.System, new MailAuthOptions
        {
            ServiceId = settings.ServiceId,
            Timeout = settings.Timeout,
            Spf = SpfOptions.Default with { Receiver = settings.ServiceId, Trace = settings.Trace },
            Dmarc = new DmarcOptions { PublicSuffixes = suffixes },
        });
        int exit = 0;
        foreach ((string name, byte[] octets) in await MessageSource.ReadAsync(settings.Files).ConfigureAwait(false))
        {
            using MimeDocument message = MimeDocument.Parse(octets);
            SmtpFacts facts = MessageSource.Facts(message, settings);
            MailAuthResult result = await authenticator.AuthenticateAsync(message, facts).ConfigureAwait(false);
            if (settings.Json)
            {
                VerdictPrinter.Json(name, facts, result, settings.Trace);
            }
            else
            {
                VerdictPrinter.Table(name, facts, result, settings.Trace);
            }

            // An objection to one message outweighs what is not known of another.
            int one = ExitCode(result.Dmarc, settings.FailOn);
            exit = exit == Objection || one == Objection ? Objection : Math.Max(exit, one);
        }

        return exit;
    }

    private static async Task<string> TextOf(string file)
    {
        try
        {
            return await File.ReadAllTextAsync(file).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }

    private static int ExitCode(DmarcResult dmarc, string failOn) => dmarc.Verdict switch
    {
        DmarcVerdict.TempError => Unknown,
        // A message without a single author has no policy that could be asked: a second From field must not be the way past one (dmarcbis §11.5).
        DmarcVerdict.PermError when failOn != "none" => Objection,
        DmarcVerdict.Fail when failOn == "fail" => Objection,
        DmarcVerdict.Fail when failOn == "policy" && dmarc.Policy != DmarcPolicy.None => Objection,
        _ => 0,
    };
}
