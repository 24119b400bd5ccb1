using Protocols.Benchmarks.ICalendar;
using Protocols.Benchmarks.Imap;
using Protocols.Benchmarks.MailAuth;
using Protocols.Benchmarks.Mime;
using Protocols.Benchmarks.Queue;
using Protocols.Benchmarks.Sieve;
using Protocols.Benchmarks.Text;

switch (args)
{
    case ["mime-ratio", ..]:
        MimeRatio.Run(args.AsSpan(1));
        break;
    case ["mime-hostile"]:
        MimeHostile.Run();
        break;
    case ["mime-stream"]:
        await MimeStream.RunAsync();
        break;
    case ["text-ratio", ..]:
        TextRatio.Run(args.AsSpan(1));
        break;
    case ["mail-auth-ratio"]:
        MailAuthRatio.Run();
        break;
    case ["sieve-speed"]:
        SieveSpeed.Run();
        break;
    case ["ical-speed"]:
        CalendarSpeed.Run();
        break;
    case ["recurrence-speed"]:
        RecurrenceSpeed.Run();
        break;
    case ["queue-drain"]:
        await QueueDrain.RunAsync(100_000);
        break;
    case ["relay-drain"]:
        await RelayDrain.RunAsync(100_000);
        break;
    case ["imap-beside", ..]:
        await ImapBeside.RunAsync(args[1..]);
        break;
    case ["imap-store", ..]:
        await ImapStore.RunAsync(args[1..]);
        break;
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
