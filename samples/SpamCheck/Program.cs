using System.Buffers;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Spf;

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
        DnsTrace? replayed = settings.Replay is { } trace ? DnsTrace.Parse(await OctetsOf(trace).ConfigureAwait(false)) : null;
        IDnsResolver source = settings.Zone is { } zone ? DnsZone.Parse(Encoding.UTF8.GetString(await OctetsOf(zone).ConfigureAwait(false)).TrimStart((char)0xFEFF))
            : settings.Dns is { } server ? new DnsClientResolver(server, trustsServer: false)
            : new DnsClientResolver();
        using CachingDnsResolver cache = new(source, TimeProvider.System);
        RecordingDnsResolver recorder = new(cache);
        DateTimeOffset now = replayed?.RecordedAt ?? DateTimeOffset.UtcNow;
        IDnsResolver resolver = replayed?.ToResolver() ?? (settings.Record is null ? cache : recorder);
        PublicSuffixList? suffixes = settings.PublicSuffixes is { } list ? PublicSuffixList.Parse(await OctetsOf(list).ConfigureAwait(false)) : null;
        MailAuthenticator authenticator = new(resolver, settings.Record is null && replayed is null ? TimeProvider.System : new FixedTime(now), new MailAuthOptions
        {
            ServiceId = settings.ServiceId,
            Timeout = settings.Timeout,
            Spf = SpfOptions.Default with { Receiver = settings.ServiceId, Trace = settings.Trace },
            Dmarc = new DmarcOptions { PublicSuffixes = suffixes },
        });
        int exit = 0;
        await foreach ((string name, Stream message) in MessageSource.ReadAsync(settings.Files).ConfigureAwait(false))
        {
            (SmtpFacts facts, MailAuthResult result) = await MessageCheck.RunAsync(authenticator, message, settings).ConfigureAwait(false);
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

        if (settings.Record is { } file)
        {
            await WriteAsync(file, recorder.ToTrace(now)).ConfigureAwait(false);
        }

        return exit;
    }

    private static async Task WriteAsync(string file, DnsTrace trace)
    {
        ArrayBufferWriter<byte> output = new();
        trace.Write(output);
        try
        {
            await File.WriteAllBytesAsync(file, output.WrittenMemory).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }

    private static async Task<byte[]> OctetsOf(string file)
    {
        try
        {
            return await File.ReadAllBytesAsync(file).ConfigureAwait(false);
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
