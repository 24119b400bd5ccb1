using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Pigeonhole;

/// <summary>The mailboxes, the outgoing mail and the scripts that the suite's scripts find.</summary>
internal sealed class TestsuiteWorld(string folder) : ISieveHost
{
    private readonly Dictionary<string, List<ReadOnlyMemory<byte>>> _mailboxes = new(StringComparer.Ordinal) { ["INBOX"] = [] };
    private readonly Dictionary<(string Mailbox, string Annotation), string> _metadata = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>What was sent, in order.</summary>
    public List<SentMessage> Sent { get; } = [];

    /// <summary>The message that scripts look at.</summary>
    public MimeDocument Current { get; set; }

    /// <summary>The settings that scripts of the suite change.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Gives the nth message of a mailbox; null where there is none.</summary>
    public ReadOnlyMemory<byte>? Find(string mailbox, int number) =>
        _mailboxes.TryGetValue(Canonical(mailbox), out List<ReadOnlyMemory<byte>>? messages) && number < messages.Count ? messages[number] : null;

    public void CreateMailbox(string mailbox) => _mailboxes.TryAdd(Canonical(mailbox), []);

    public void DeleteMailbox(string mailbox) => _mailboxes.Remove(Canonical(mailbox));

    public void SetMetadata(string mailbox, string annotation, string value) => _metadata[(mailbox, annotation)] = value;

    /// <summary>Compiles a script that lies beside the script of tests.</summary>
    public SieveCompilation Compile(string path) => new SieveCompiler(TestsuiteSettings.Compiling(Settings)).Compile(File.ReadAllBytes(Path.Combine(folder, path)));

    /// <summary>Does what a script decided; false where something could not be done.</summary>
    public bool Execute(IEnumerable<SieveAction> actions, ReadOnlyMemory<byte> message, SieveEnvelope envelope)
    {
        bool done = true;
        HashSet<string> stored = [];
        foreach (SieveAction action in actions)
        {
            ReadOnlyMemory<byte> content = action.Message ?? message;
            switch (action)
            {
                case SieveKeep:
                    done &= Store("INBOX", content, stored);
                    break;
                case SieveFileInto into:
                    if (into.Create)
                    {
                        CreateMailbox(into.Mailbox);
                    }

                    done &= Store(into.Mailbox, content, stored);
                    break;
                case SieveRedirect when HasBeenRedirectedFrom(content, envelope):
                    break;
                case SieveRedirect redirect:
                    byte[] trace = Encoding.UTF8.GetBytes($"X-Sieve-Redirected-From: {Settings.GetValueOrDefault("sieve_user_email", envelope.To ?? "")}\r\n");
                    Sent.Add(new SentMessage(SenderOfRedirect(envelope), redirect.Address, (byte[])[.. trace, .. content.Span]));
                    break;
                case SieveVacation vacation:
                    Sent.Add(new SentMessage("", vacation.To, vacation.Reply));
                    break;
                case SieveReject { Report: { } report }:
                    Sent.Add(new SentMessage("", envelope.From ?? "", report));
                    break;
                case SieveNotify { Mail: { } mail } notify:
                    Sent.AddRange(notify.Recipients.Select(recipient => new SentMessage(notify.ReversePath, recipient, mail)));
                    break;
                default:
                    break;
            }
        }

        return done;
    }

    public ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken) => new(_mailboxes.ContainsKey(Canonical(mailbox)));

    public ValueTask<string?> GetMetadataAsync(string mailbox, string annotation, CancellationToken cancellationToken) => new(_metadata.GetValueOrDefault((mailbox, annotation)));

    public ValueTask<string?> GetServerMetadataAsync(string annotation, CancellationToken cancellationToken) => new(_metadata.GetValueOrDefault(("", annotation)));

    public ValueTask<bool> IsDuplicateAsync(string identifier, TimeSpan period, bool isRenewed, CancellationToken cancellationToken) => new(!_seen.Add(identifier));

    public ValueTask<bool> IsVacationSentAsync(string handle, string address, TimeSpan period, CancellationToken cancellationToken) => new(false);

    public ValueTask<SieveProgram?> GetScriptAsync(string name, SieveScriptLocation location, CancellationToken cancellationToken) => new(Find(name, location)?.Program);

    /// <summary>Compiles a script that can be included; null where there is none.</summary>
    public SieveCompilation? Find(string name, SieveScriptLocation location)
    {
        string path = Path.Combine(location == SieveScriptLocation.Personal ? "included" : "included-global", name + ".sieve");
        return File.Exists(Path.Combine(folder, path)) ? Compile(path) : null;
    }

    public ValueTask<string?> GetEnvironmentAsync(string name, CancellationToken cancellationToken) => new(name switch
    {
        "domain" => "example.org",
        "host" => "host.example.org",
        "location" => "MS",
        "name" => "Pigeonhole Sieve",
        "phase" => "during",
        "version" => "1.0",
        _ => null,
    });

    public ValueTask<int?> GetSpamScoreAsync(bool isPercent, CancellationToken cancellationToken) =>
        new(TestsuiteSettings.StatusField(Settings, "spamtest")?.ReadSpam(Current) is { } result ? isPercent ? result.PercentValue : result.Value : null);

    public ValueTask<int?> GetVirusScoreAsync(CancellationToken cancellationToken) => new((int?)TestsuiteSettings.StatusField(Settings, "virustest")?.ReadVirus(Current));

    private static string Canonical(string mailbox) => mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : mailbox;

    // RFC 5228 §2.10.3: what goes to one place twice is stored once.
    private bool Store(string mailbox, ReadOnlyMemory<byte> content, HashSet<string> stored)
    {
        if (!_mailboxes.TryGetValue(Canonical(mailbox), out List<ReadOnlyMemory<byte>>? messages))
        {
            return false;
        }

        if (stored.Add(Canonical(mailbox)))
        {
            messages.Add(content);
        }

        return true;
    }

    private bool HasBeenRedirectedFrom(ReadOnlyMemory<byte> content, SieveEnvelope envelope)
    {
        using MimeDocument document = MimeDocument.Parse(content);
        string[] own = [Settings.GetValueOrDefault("sieve_user_email", ""), envelope.To ?? ""];
        foreach (HeaderField field in document.Root.Headers)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(field.Name, "X-Sieve-Redirected-From"u8) && own.Contains(field.GetText()))
            {
                return true;
            }
        }

        return false;
    }

    private string SenderOfRedirect(SieveEnvelope envelope) => Settings.GetValueOrDefault("sieve_redirect_envelope_from", "sender").Trim() switch
    {
        _ when string.IsNullOrEmpty(envelope.From) => "",
        "recipient" => envelope.To ?? "",
        "orig_recipient" => envelope.OriginalTo ?? envelope.To ?? "",
        "user_email" => Settings.GetValueOrDefault("sieve_user_email", envelope.To ?? ""),
        "postmaster" => "postmaster@example.com",
        ['<', .. var address, '>'] => address,
        _ => envelope.From ?? "",
    };
}

/// <summary>A message that left.</summary>
internal sealed record SentMessage(string From, string To, ReadOnlyMemory<byte> Content)
{
    /// <summary>Its content as a document.</summary>
    public MimeDocument Parse() => MimeDocument.Parse(Content);
}
