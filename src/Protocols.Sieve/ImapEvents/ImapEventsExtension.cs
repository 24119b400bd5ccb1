namespace Protocols.Sieve;

/// <summary>RFC 6785.</summary>
internal static class ImapEventsExtension
{
    public const string Capability = "imapsieve";

    private const string Prefix = "imap.";

    // §3.11: made for the delivery of a new message.
    private static readonly string[] s_inapplicable = ["reject", "ereject", "vacation", "vacation-seconds"];

    private static readonly SieveImapEvent s_none = new(default, "");

    public static void Register(SieveLanguage.Builder language) => language.AddCapability(Capability);

    /// <summary>An item of the environment that the event has; null for one that it says nothing of. For a delivery, those of IMAP are empty (§4.2–§4.5).</summary>
    public static string? Item(SieveImapEvent? imapEvent, string name)
    {
        if (imapEvent is null)
        {
            return name.StartsWith(Prefix, StringComparison.Ordinal) && Item(s_none, name) is not null ? "" : null;
        }

        return name switch
        {
            "imap.user" => imapEvent.User,
            "imap.email" => imapEvent.Email,
            "imap.cause" => imapEvent.Cause.ToString().ToUpperInvariant(),
            "imap.mailbox" => imapEvent.Mailbox,
            "imap.changedflags" => string.Join(' ', imapEvent.ChangedFlags),

            // §4.1
            "location" => "MS",
            "phase" => "post",
            _ => null,
        };
    }

    /// <summary>Ends a run for an event in an error where the script requires what is not applicable; false then.</summary>
    public static bool Check(SieveRun run, SieveProgram program)
    {
        if (run.Options.ImapEvent is null)
        {
            return true;
        }

        foreach (string extension in program.Extensions)
        {
            if (Array.IndexOf(s_inapplicable, extension) >= 0)
            {
                Refuse(run, extension);
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends a run for an event in an error.</summary>
    public static SieveOutcome Refuse(SieveRun run, string what) =>
        run.Fail(SieveDiagnosticCode.Inapplicable, $"\"{what}\" is of deliveries alone, and the script runs for an event of IMAP.");
}
