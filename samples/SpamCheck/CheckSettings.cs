using System.Net;

namespace Protocols.Samples.SpamCheck;

/// <summary>The operator asked for something that cannot be done as asked; the message says what.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What the command line says.</summary>
internal sealed record CheckSettings
{
    public const string Help = """
        SpamCheck: tells where messages come from, by SPF, DKIM, ARC and DMARC.

        Usage:
          SpamCheck [options] [FILE …]      messages, or mailboxes in the form of mbox; standard input where no file is named

        Options:
          --ip ADDRESS           the SMTP client (default: as the topmost Received field has it)
          --helo NAME            what it called itself (default: likewise)
          --mail-from PATH       the return path (default: as the Return-Path field has it); <> for the null path
          --zone FILE            answer the DNS from a zone file, and ask nobody
          --dns ADDRESS:PORT     ask this name server (default: the machine's own)
          --record FILE          keep every answer of the DNS, and the time, in this file
          --replay FILE          take them from it: the same messages get the same verdicts, without a network
          --timeout SECONDS      how long the DNS may take for one message (default: 30)
          --psl FILE             tell organizations by a list of public suffixes, not by walking up the tree of names
          --service-id NAME      who says so, in the field that is printed (default: localhost)
          --fail-on WHAT         what ends with 1: policy (default: DMARC fails and its policy is quarantine or reject, or there is no single author), fail (DMARC fails), none
          --json                 one JSON object a message
          --trace                every step of SPF, and every answer of the DNS
          --help                 this text

        Exit code: 0 nothing to object, 1 as --fail-on says, 2 misused, 3 something cannot be known now.
        Line ends are brought to CRLF first, as they were over SMTP.
        """;

    public IPAddress? Client { get; init; }

    public string? Helo { get; init; }

    public string? MailFrom { get; init; }

    public string? Zone { get; init; }

    public IPEndPoint? Dns { get; init; }

    public string? Record { get; init; }

    public string? Replay { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public string? PublicSuffixes { get; init; }

    public string ServiceId { get; init; } = "localhost";

    public string FailOn { get; init; } = "policy";

    public bool Json { get; init; }

    public bool Trace { get; init; }

    public bool WantsHelp { get; init; }

    public IReadOnlyList<string> Files { get; init; } = [];

    /// <exception cref="UsageException">A word is not known, or lacks its value.</exception>
    public static CheckSettings Read(string[] args)
    {
        CheckSettings settings = new();
        List<string> files = [];
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new UsageException($"{name} needs a value.");
            settings = name switch
            {
                "--ip" => settings with { Client = IPAddress.TryParse(Value(), out IPAddress? client) ? client : throw new UsageException($"{args[i]} is no address.") },
                "--helo" => settings with { Helo = Value() },
                "--mail-from" => settings with { MailFrom = Value().Trim('<', '>') },
                "--zone" => settings with { Zone = Value() },
                "--dns" => settings with { Dns = IPEndPoint.TryParse(Value(), out IPEndPoint? server) ? server : throw new UsageException($"{args[i]} is no address and port.") },
                "--record" => settings with { Record = Value() },
                "--replay" => settings with { Replay = Value() },
                "--timeout" => settings with { Timeout = int.TryParse(Value(), out int seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"{args[i]} is no number of seconds.") },
                "--psl" => settings with { PublicSuffixes = Value() },
                "--service-id" => settings with { ServiceId = Value() },
                "--fail-on" => settings with { FailOn = Value() is "policy" or "fail" or "none" ? args[i] : throw new UsageException($"--fail-on is policy, fail or none, not {args[i]}.") },
                "--json" => settings with { Json = true },
                "--trace" => settings with { Trace = true },
                "--help" or "-h" => settings with { WantsHelp = true },
                ['-', _, ..] => throw new UsageException($"There is no option {name}."),
                _ => settings,
            };
            if (!name.StartsWith("--", StringComparison.Ordinal) && name != "-h")
            {
                files.Add(name);
            }
        }

        return settings.Replay is null || (settings.Record ?? settings.Zone ?? settings.Dns?.ToString()) is null
            ? settings with { Files = files }
            : throw new UsageException("--replay has all the answers there are: --record, --zone and --dns do not go with it.");
    }
}
